"""What a source asks for and does not get: globs that pick nothing, files without facts, links, submodules.

What an ``exclude`` would leave out may be there for files that others will add, so it lacks nothing
when it picks nothing; nor does a link to what the same source reads under its own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from spec_audit.model.amounts import counted
from spec_audit.model.pattern import glob_regex, matches_any
from spec_audit.model.place import Place
from spec_audit.model.problem import EMPTY, LEFT_OUT, Problem

if TYPE_CHECKING:
    from spec_audit.config import Source

_LINK = "a link to {} is not followed; name in 'files' what it leads to, or this in 'exclude'"
_AWAY = "a submodule, or a link out of the tree, is not followed; name it in 'exclude' where that is meant"


def find_idle_globs(paths: Sequence[str], files: Sequence[str]) -> list[int]:
    """List the globs of ``files`` that pick nothing, by their numbers."""
    return [number for number, glob in enumerate(files) if not _picks_any(glob, paths)]


def _picks_any(glob: str, paths: Sequence[str]) -> bool:
    start, match = glob.partition("*")[0], glob_regex(glob).fullmatch
    return any(path.startswith(start) and match(path) for path in paths)


def find_emptiness(
    source: Source, paths: Sequence[str], idle: Sequence[int], found: int
) -> Iterator[Problem]:
    """Yield a problem for each of the ``idle`` globs, or one where no file is matched or nothing found."""

    def problem(message: str, *setting: str | int) -> Problem:
        return Problem(rule=EMPTY, place=Place(path=""), message=message, setting=setting)

    name, globs = source.extractor, ", ".join(source.files)
    if not paths:
        yield problem(f"the source '{name}' matches no file ({globs})", "files")
        return
    for number in idle:
        yield problem(
            f"the glob '{source.files[number]}' of the source '{name}' matches no file", "files", number
        )
    if not found:
        files = counted(len(paths), "file")
        yield problem(f"the source '{name}' found nothing in {files} ({globs})", "files")


def find_left_out(left_out: Mapping[str, str], source: Source, paths: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each thing left out that a source asks for; ``paths`` are those that it reads."""
    for path, target in left_out.items():
        if matches_any(path, source.exclude):
            continue
        if target and any(one == target or one.startswith(f"{target}/") for one in paths):
            continue
        if any(_asks_for(glob, path) for glob in source.files):
            yield Problem(
                rule=LEFT_OUT, place=Place(path=path), message=_LINK.format(target) if target else _AWAY
            )


def _asks_for(glob: str, path: str) -> bool:
    """Whether a glob can match a path or, as it may be a folder, something below it."""
    if glob_regex(glob).fullmatch(path):
        return True
    wanted = glob.split("/")
    for number, part in enumerate(path.split("/")):
        if number >= len(wanted) - 1:
            return "**" in wanted[-1] and part.startswith(wanted[-1].partition("*")[0])
        if "**" in wanted[number]:
            return part.startswith(wanted[number].partition("*")[0])
        if not glob_regex(wanted[number]).fullmatch(part):
            return False
    return True
