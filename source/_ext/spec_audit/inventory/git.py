"""Git, run over the repository of a stranger: nothing of its settings leads elsewhere or starts a program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from spec_audit.model.finding import NotCheckedError

RULE = "unreadable-code"


def git_dir_of(code: str | os.PathLike[str]) -> str | None:
    """Name the git directory of a checkout, or of a folder that is one itself; None for neither."""
    root = os.fspath(code)
    dot_git = os.path.join(root, ".git")  # noqa: PTH118
    if os.path.exists(dot_git):  # noqa: PTH110
        return dot_git
    bare = all(os.path.exists(os.path.join(root, part)) for part in ("HEAD", "objects", "refs"))  # noqa: PTH110, PTH118
    return root if bare else None


def run_git(arguments: list[str], place: str) -> bytes:
    """Run git over a repository of a stranger and give what it prints.

    Raises ``NotCheckedError`` at ``place`` when it fails or is not installed.
    """
    return _printed(try_git(arguments, place), place)


def _printed(done: CompletedProcess[bytes], place: str) -> bytes:
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise unreadable(
            place, f"git cannot read it: {said}", "Name a complete repository and a revision of it."
        )
    return done.stdout


def try_git(arguments: list[str], place: str) -> CompletedProcess[bytes]:
    """Run git and give what came of it, also when it failed.

    Raises ``NotCheckedError`` at ``place`` when git is not installed.
    """
    import subprocess

    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, env=git_environment())  # noqa: S603
    except FileNotFoundError:
        raise unreadable(
            place, "git is not installed", "Install git; the tree is a git repository."
        ) from None


def find_commit(at: list[str], rev: str, place: str) -> str:
    """Give the full id of the commit that a revision names; ``at`` are the options that name the repository.

    Raises ``NotCheckedError`` at ``place`` when there is none.
    """
    asked = ["rev-parse", "--verify", "--end-of-options", f"{rev}^{{commit}}"]
    done = try_git([*at, *asked], place)
    if b"Needed a single revision" in done.stderr:
        raise unreadable(place, f"it has no revision {rev}", "Name one that it has; git fetch brings others.")
    return _printed(done, place).decode().strip()


def git_environment() -> dict[str, str]:
    """Keep a hook's settings from leading git to another repository, and git from the network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def unreadable(place: str, message: str, hint: str) -> NotCheckedError:
    """Make the error of a tree that cannot be read."""
    from spec_audit.model.finding import NotCheckedError
    from spec_audit.model.place import Place

    return NotCheckedError.because(RULE, Place(path=place), message, hint)
