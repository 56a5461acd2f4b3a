"""The options of all commands; light, since every command imports it at its start."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

FORMATS = ("text", "json", "github", "sarif", "junit", "csv")
"""How findings can be written; each has its module among the writers."""

MATRIX_NAMES = ("ownership", "boundaries", "coverage", "traceability", "status", "beans")
"""The matrices by name, as ``matrices.MATRICES`` has them."""


def make_parser(command: str = "") -> ArgumentParser:
    """Build the parser of one command, or of all when there is no such command: the start counts."""
    parser = _Parser(
        prog="spec-audit",
        description="Hold specs against the facts of the code.",
        epilog="Exit status: 0 clean, 1 findings, 2 could not check.",
        formatter_class=_Formatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    for name in [command] if command in _COMMANDS else _COMMANDS:
        summary, add_arguments = _COMMANDS[name]
        add_arguments(commands.add_parser(name, help=summary, formatter_class=_Formatter))
    return parser


class _Parser(ArgumentParser):
    """Fails where its help cannot be written, which argparse would hide."""

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help, whole or with an ``OSError``."""
        (file or sys.stdout).write(self.format_help())
        sys.stdout.flush()


class _Formatter(HelpFormatter):
    """Finds the width itself: argparse imports four modules for it, and asks at each option."""

    def __init__(self, prog: str) -> None:
        width = os.environ.get("COLUMNS", "")
        if width.isdecimal() and int(width):
            columns = int(width)
        else:
            try:
                columns = os.get_terminal_size(1).columns
            except OSError:  # the output is no terminal
                columns = 80
        super().__init__(prog, width=columns - 2)


def _check(check: ArgumentParser) -> None:
    _settings(check)
    formats = "text, for terminals (this is the default); json, for programs; github, for annotations in a "
    formats += "pull request; sarif, for code scanning; junit, for CI systems; csv, for spreadsheets"
    check.add_argument("--format", choices=FORMATS, default="text", help=formats)


def _inventory(inventory: ArgumentParser) -> None:
    _code(inventory)
    inventory.add_argument(
        "--output",
        type=_place,
        metavar="FILE",
        help="where to write it (the lock of the settings); - is standard output",
    )
    inventory.add_argument(
        "--partial",
        action="store_true",
        help="let an inventory with problems replace one that has none",
    )


def _matrix(matrix: ArgumentParser) -> None:
    _settings(matrix)
    matrix.add_argument("name", choices=MATRIX_NAMES, help="which one")
    matrix.add_argument("--format", choices=["json", "csv"], default="json", help="how to write it (json)")


def _drift(drift: ArgumentParser) -> None:
    exclude_rev = _code(drift, required=False)
    exclude_rev("--range", metavar="A..B", help="commit by commit, each against the one before it")
    exclude_rev(
        "--base",
        type=_place,
        metavar="REV",
        help="no code at all: hold the lock against the one of this revision of the specs' repository",
    )
    drift.add_argument(
        "--limit", type=_positive, metavar="N", help="at most the first N commits of the range"
    )
    drift.add_argument("--format", choices=["text", "json"], default="text", help="how to write it (text)")


def _review(review: ArgumentParser) -> None:
    _settings(review)
    what = review.add_mutually_exclusive_group(required=True)
    what.add_argument("ids", nargs="*", default=[], metavar="ID", help="the objects, each by its id")
    what.add_argument(
        "--list", action="store_true", help="list the objects whose evidence has changed since their review"
    )
    review.add_argument(
        "--base",
        type=_place,
        metavar="BASE",
        help="with --list: list also what nobody had reviewed and what changed since this revision of the "
        "specs' repository, or since an audit.json",
    )
    review.add_argument("--reason", metavar="TEXT", help="what was read, and why it still holds")


def _agents(agents: ArgumentParser) -> None:
    _settings(agents)
    agents.add_argument("--base", default="", metavar="TEXT", help="what to put in front of the specs' paths")


def _rules(rules: ArgumentParser) -> None:
    rules.add_argument("rule", nargs="?", help="the rule to explain")


_COMMANDS: dict[str, tuple[str, Callable[[ArgumentParser], None]]] = {
    "check": ("check the specs against the inventory", _check),
    "inventory": ("write the lock from a source tree", _inventory),
    "drift": ("hold a source tree, or its history, against the inventory", _drift),
    "review": ("store that objects were read against the code", _review),
    "matrix": ("print a matrix", _matrix),
    "agents": ("print the table of specs for a file that coding agents read", _agents),
    "rules": ("list the rules, or explain one", _rules),
}


def _settings(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=_place,
        metavar="FILE",
        help="the settings (spec-audit.toml here or in a folder above)",
    )


def _code(parser: ArgumentParser, *, required: bool = True) -> Callable[..., object]:
    """Add what every command takes that reads code; give what adds an option that excludes ``--rev``."""
    _settings(parser)
    parser.add_argument(
        "--code", required=required, type=_place, metavar="DIR", help="the source tree, or a git directory"
    )
    parser.add_argument("--no-cache", action="store_true", help="read every file anew")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--rev",
        metavar="REV",
        help="a commit of it, instead of the files as they are; HEAD, of a git directory",
    )
    return which.add_argument


def _place(text: str) -> str:
    """Refuse an empty name: it is what a variable that is not set leaves behind."""
    if not text:
        raise ArgumentTypeError("the name is empty")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError("it must be 1 or more")
    return number
