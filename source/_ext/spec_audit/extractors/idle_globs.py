"""Globs of a source that pick nothing: what they were written for is no longer there, or was never found.

A glob that leaves nothing out is none of them: it may be there for files that others will add.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spec_audit.model.pattern import glob_regex


def find_idle_globs(paths: Sequence[str], files: Sequence[str]) -> list[int]:
    """List the globs of ``files`` that pick nothing, by their numbers."""
    return [number for number, glob in enumerate(files) if not _matches_any(glob, paths)]


def _matches_any(glob: str, paths: Iterable[str]) -> bool:
    start, match = glob.partition("*")[0], glob_regex(glob).fullmatch
    return any(path.startswith(start) and match(path) for path in paths)
