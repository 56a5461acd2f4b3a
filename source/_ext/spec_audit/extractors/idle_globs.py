"""Globs of a source that do nothing: what they were written for is not looked at, or no longer there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spec_audit.extractors.tree import select_paths
from spec_audit.model.pattern import glob_regex


def find_idle_globs(
    paths: Sequence[str], files: Sequence[str], exclude: Sequence[str] = ()
) -> list[tuple[str, int]]:
    """List the globs of ``files`` that pick nothing, and those of ``exclude`` that leave nothing out.

    Each is given by the list that it stands in and its number there.
    """
    picked = select_paths(paths, files) if exclude else ()
    idle = [("files", number) for number, glob in enumerate(files) if not _matches_any(glob, paths)]
    idle += [("exclude", number) for number, glob in enumerate(exclude) if not _matches_any(glob, picked)]
    return idle


def _matches_any(glob: str, paths: Iterable[str]) -> bool:
    start, match = glob.partition("*")[0], glob_regex(glob).fullmatch
    return any(path.startswith(start) and match(path) for path in paths)
