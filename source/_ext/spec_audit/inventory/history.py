"""A stretch of history: the commits of a range, in their order, with the files each one touched.

First parents only: what the main line saw, one step after the other. A history that is not all
there is refused, since what is cut off cannot be called unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spec_audit.inventory.git import RULE, find_commit, run_git
from spec_audit.model.finding import NotCheckedError
from spec_audit.model.place import Place

_MARK = "\x01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One step: its full id, the day it was committed, and the paths that differ from its parent."""

    id: str
    date: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The commits after ``base`` up to ``head``, oldest first."""

    base: Commit
    head: str
    commits: tuple[Commit, ...]


def read_history(git_dir: str, span: str) -> History:
    """List the commits of ``A..B``; an end that is left out is ``HEAD``.

    Raises ``NotCheckedError`` for a shallow clone, an unknown revision, and a range that is none:
    empty, or with an A that does not lie on B's line of first parents.
    """
    start, dots, end = span.partition("..")
    if not dots or not start or end.startswith("."):
        raise _refused(span, "it is no range", "Write the range as A..B.")
    at = ["--git-dir", git_dir]
    if run_git([*at, "rev-parse", "--is-shallow-repository"], git_dir).strip() == b"true":
        raise _refused(git_dir, "it is a shallow clone, whose history is cut off", "git fetch --unshallow")
    base, head = (find_commit(at, rev, git_dir) for rev in (start, end or "HEAD"))
    listing = run_git(
        [
            *("-c", "log.showSignature=false", *at, "log", "--first-parent", "--diff-merges=first-parent"),
            *("--reverse", "--no-renames", "--no-relative", "-O/dev/null", "-z", "--name-only"),
            *(f"--format={_MARK}%H %cs %P", f"{base}..{head}", "--"),
        ],
        git_dir,
    ).decode("utf-8", "backslashreplace")
    commits = list(_parse(listing))
    if not commits:
        raise _refused(span, "the range holds no commit", "Name the older commit first.")
    if commits[0][1] != base:
        raise _refused(
            span,
            f"{base[:12]} does not lie on the line of first parents that leads to {head[:12]}",
            "Begin with a commit of that line, for instance 'git merge-base A B'.",
        )
    shown = run_git([*at, "-c", "log.showSignature=false", "show", "-s", "--format=%cs", base], git_dir)
    first = Commit(id=base, date=shown.decode().strip(), paths=())
    return History(base=first, head=head, commits=tuple(commit for commit, _ in commits))


def _parse(listing: str) -> Iterator[tuple[Commit, str]]:
    """Yield each commit with its first parent. Paths are ended by NUL, the first begins with a line end."""
    for part in listing.split(_MARK)[1:]:
        head, _, paths = part.partition("\0")
        name, date, *parents = head.split(" ")
        touched = tuple(path for path in paths.removeprefix("\n").split("\0") if path)
        yield Commit(id=name, date=date, paths=touched), parents[0] if parents else ""


def _refused(place: str, message: str, hint: str) -> NotCheckedError:
    return NotCheckedError.because(RULE, Place(path=place), message, hint)
