"""Patterns: how a concern names the facts that it claims.

A pattern is a fact key in which ``*`` stands for anything but a slash and ``**`` for
anything at all; ``/**`` at the end also covers the path before it, because a mounted root
route has no trailing slash, and ``/**/`` and a leading ``**/`` also cover no folder at all.
``!`` in front takes facts out again. A pattern that is a fact's key to the letter means that
fact alone, so that keys which hold a star themselves can be named. The globs of source files
are of the same dialect, without a kind in front.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

_WILD = re.compile(r"^\*\*/|/\*\*/|/\*\*$|\*+")
_MEANING = {"*": "[^/]*", "**": ".*", "/**": "(?:/.*)?", "/**/": "/(?:.*/)?", "**/": "(?:.*/)?"}
_KIND = re.compile(r"[a-z][a-z0-9-]*")


class PatternError(ValueError):
    """A text that can never match a fact key; says why."""


class Pattern(NamedTuple):
    """One compiled pattern. ``prefix`` is the literal text before the first star."""

    text: str
    negated: bool
    glob: str
    prefix: str

    @property
    def is_glob(self) -> bool:
        """Whether it holds a star, and so can name more than one fact."""
        return self.prefix != self.glob

    def matches(self, key: str) -> bool:
        """Whether this key is meant, leaving ``!`` aside."""
        if not self.is_glob:
            return key == self.glob
        return key.startswith(self.prefix) and glob_regex(self.glob).fullmatch(key) is not None


@cache
def parse_pattern(text: str) -> Pattern:
    """Read one pattern.

    Raises ``PatternError`` for an empty text, a missing or starred kind, three stars in a
    row, and brackets, which other dialects of globs give a meaning.
    """
    negated = text.startswith("!")
    glob = text[1:].strip() if negated else text
    if not glob:
        raise PatternError("the pattern is empty")
    kind, colon, rest = glob.partition(":")
    if not colon or not _KIND.fullmatch(kind):
        raise PatternError(f"'{text}' does not begin with a kind of fact and a colon, like 'table:'")
    if not rest:
        raise PatternError(f"'{text}' names a kind and nothing else; write '{kind}:**' for all of them")
    _refuse_stars(glob, text)
    for char in "[]":
        if char in rest:
            raise PatternError(f"'{text}' holds '{char}', which is no wildcard here; use '*' and '**'")
    star = _WILD.search(glob)
    return Pattern(text=text, negated=negated, glob=glob, prefix=glob[: star.start()] if star else glob)


def _refuse_stars(glob: str, text: str) -> None:
    if "***" in glob:
        raise PatternError(
            f"'{text}' has three stars in a row; '*' stays in a path segment, '**' crosses them"
        )


@cache
def glob_regex(glob: str) -> re.Pattern[str]:
    """Compile a glob for ``fullmatch``, once; compiling costs more than matching.

    Raises ``PatternError`` for three stars in a row.
    """
    _refuse_stars(glob, glob)
    parts: list[str] = []
    end = 0
    for star in _WILD.finditer(glob):
        parts += [re.escape(glob[end : star.start()]), _MEANING[star.group()]]
        end = star.end()
    return re.compile("".join([*parts, re.escape(glob[end:])]), re.DOTALL)


def matches_any(text: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs fits a text."""
    return any(glob_regex(glob).fullmatch(text) for glob in globs)


def globs_met(globs: Iterable[str], texts: Collection[str]) -> list[str]:
    """Choose the globs that fit one of the texts."""
    return [glob for glob in globs if any(map(glob_regex(glob).fullmatch, texts))]


def select_paths(paths: Sequence[str], files: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
    """Pick the paths that a glob of ``files`` matches and none of ``exclude``, sorted.

    Raises ``PatternError`` for a glob that cannot be.
    """
    unwanted = [(_prefix(glob), glob_regex(glob).fullmatch) for glob in exclude]
    found: set[str] = set()
    for glob in files:
        prefix, match = _prefix(glob), glob_regex(glob).fullmatch
        found.update(path for path in paths if path.startswith(prefix) and match(path))
    for prefix, match in unwanted:
        found.difference_update([path for path in found if path.startswith(prefix) and match(path)])
    return sorted(found)


def _prefix(glob: str) -> str:
    """Give the literal start of a glob, by which most paths are told apart at once."""
    return glob.partition("*")[0].rpartition("/")[0]


def select(pattern: Pattern, keys: Sequence[str]) -> Iterator[str]:
    """Yield the keys that a pattern means, ``!`` left aside.

    ``keys`` must be sorted: only the stretch that shares the pattern's literal prefix is
    looked at.
    """
    at = bisect_left(keys, pattern.glob)
    if at < len(keys) and keys[at] == pattern.glob:
        yield pattern.glob
        return
    if not pattern.is_glob:
        return
    start, length = bisect_left(keys, pattern.prefix), len(pattern.prefix)
    end = bisect_right(keys, pattern.prefix, start, key=lambda key: key[:length])
    yield from filter(glob_regex(pattern.glob).fullmatch, keys[start:end])
