"""The options of the longer commands; light, since every command imports it at its start."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

MATRIX_NAMES = ("ownership", "boundaries", "coverage", "traceability", "status", "beans")
"""The matrices by name, as ``matrices.MATRICES`` has them."""


def add_matrix_arguments(matrix: ArgumentParser) -> None:
    """Declare the options of ``spec-audit matrix``."""
    matrix.add_argument("name", choices=MATRIX_NAMES, help="which one")
    matrix.add_argument("--format", choices=["json", "csv"], default="json", help="how to write it (json)")


def add_drift_arguments(drift: ArgumentParser) -> None:
    """Declare the options of ``spec-audit drift``."""
    drift.add_argument("--code", required=True, metavar="DIR", help="the source tree, or a git directory")
    which = drift.add_mutually_exclusive_group()
    which.add_argument("--rev", metavar="REV", help="a commit of it, instead of the files as they are")
    which.add_argument("--range", metavar="A..B", help="commit by commit, each against the one before it")
    drift.add_argument(
        "--limit", type=_positive, metavar="N", help="at most the first N commits of the range"
    )
    drift.add_argument("--no-cache", action="store_true", help="read every file anew")
    drift.add_argument("--format", choices=["text", "json"], default="text", help="how to write it (text)")


def add_review_arguments(review: ArgumentParser) -> None:
    """Declare the options of ``spec-audit review``."""
    what = review.add_mutually_exclusive_group(required=True)
    what.add_argument("ids", nargs="*", default=[], metavar="ID", help="the objects, each by its id")
    what.add_argument("--list", action="store_true", help="list the objects whose evidence has changed since")
    review.add_argument("--reason", metavar="TEXT", help="what was read, and why it still holds")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError("it must be 1 or more")
    return number
