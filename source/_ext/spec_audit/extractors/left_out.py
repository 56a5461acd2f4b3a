"""What a source asks for and a tree leaves out: symbolic links and submodules, each told by its name.

A link to what the same source reads under its own name lacks nothing, and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from spec_audit.model.pattern import glob_regex
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from spec_audit.config import Source

RULE = "left-out"
_LINK = "a link to {} is not followed; name in 'files' what it leads to, or this in 'exclude'"
_AWAY = "a submodule, or a link out of the tree, is not followed; name it in 'exclude' where that is meant"


def find_left_out(left_out: Mapping[str, str], source: Source, paths: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each thing left out that a source asks for; ``paths`` are those that it reads."""
    for path, target in left_out.items():
        if any(glob_regex(glob).fullmatch(path) for glob in source.exclude):
            continue
        if target and any(one == target or one.startswith(f"{target}/") for one in paths):
            continue
        if any(_asks_for(glob, path) for glob in source.files):
            yield Problem(
                rule=RULE, place=Place(path=path), message=_LINK.format(target) if target else _AWAY
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
