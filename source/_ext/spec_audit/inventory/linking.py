"""What an extractor makes of all its scans, kept as long as none of them changes.

An extraction is kept under the content of the source's files, and once more under what was
scanned in them: an edit that an extractor does not see costs it nothing. Its facts and symbols
are read only when somebody wants them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.base import Extraction
from spec_audit.hashing import checksum
from spec_audit.inventory.cache import ONE_OF
from spec_audit.inventory.registry import blaming, find_extractor
from spec_audit.inventory.scanning import Blobs, Want, collect_scans, scan_key
from spec_audit.inventory.workers import spread
from spec_audit.model.facts import Fact, Symbol
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from spec_audit.config import Source
    from spec_audit.inventory.cache import ScanCache
    from spec_audit.model.problem import Setting

_ENOUGH = 500
"""Scans to link from which on another process is worth its start."""

Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]
"""Facts and symbols as plain values."""

PackedProblem = tuple[str, str, int, str, "Setting"]


class Tally(NamedTuple):
    """What is wanted of an extraction even when nobody looks at its facts: ``problems`` as plain
    values, ``counts`` by name, and how many ``facts`` and ``symbols`` there are."""

    problems: tuple[PackedProblem, ...]
    counts: Mapping[str, int]
    facts: int
    symbols: int


class Linked:
    """What one source gave. ``key`` is the same only where all of it is, and empty when it is not kept."""

    def __init__(
        self, source: Source, key: str, tally: Tally, cache: ScanCache, rows: Rows | None = None
    ) -> None:
        self.extractor = source.extractor
        self.compare = str(source.options.get("compare", ""))
        self.key = key
        self.tally = tally
        self._cache = cache
        self._given = rows

    @property
    def problems(self) -> Iterator[Problem]:
        """What could not be read or explained."""
        return (make_problem(*one) for one in self.tally.problems)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts."""
        return self._rows[0] if self.tally.facts else ()

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols."""
        return self._rows[1] if self.tally.symbols else ()

    @cached_property
    def _rows(self) -> tuple[tuple[Fact, ...], tuple[Symbol, ...]]:
        facts, symbols = self._given or self._cache.needed(self.key)
        return tuple(map(Fact._make, facts)), tuple(map(Symbol._make, symbols))


def content_key(source: Source, want: Want, blobs: Blobs) -> str:
    """Name an extraction by the content of all files that it reads."""
    return "content:" + _key(source, want, (f"{path}\0{blobs.ids.get(path, '')}" for path in want.paths))


def kept_link(source: Source, key: str, cache: ScanCache) -> Linked | None:
    """Give what is kept under a content key."""
    seen = cache.get(key)
    return None if seen is None else _kept(source, seen[0], cache)


def _kept(source: Source, seen: str, cache: ScanCache) -> Linked | None:
    tally = cache.get(_tally_of(seen)) if cache.has(seen) else None
    return None if tally is None else Linked(source, seen, Tally._make(tally[0]), cache)


def _tally_of(seen: str) -> str:
    return f"tally:{seen}"


def link_sources(uses: Sequence[tuple[Source, Want]], blobs: Blobs, cache: ScanCache) -> list[Linked]:
    """Link each source's scans, or give what was made of the same scans before."""
    keys = ["" if blobs.unread else _note_scans(source, want, blobs, cache) for source, want in uses]
    links = [_kept(source, key, cache) for (source, _), key in zip(uses, keys, strict=True)]
    lacking = [number for number, link in enumerate(links) if link is None]
    together = sum(len(uses[number][1].paths) for number in lacking) > _ENOUGH
    made = spread(len(lacking), lambda one: _link(*uses[lacking[one]], blobs, cache), together=together)
    for one, (tally, rows) in made:
        number = lacking[one]
        if keys[number]:
            cache.put(keys[number], rows)
            cache.put(_tally_of(keys[number]), tally)
        links[number] = Linked(uses[number][0], keys[number], Tally._make(tally), cache, rows)
    return [link for link in links if link is not None]


def _note_scans(source: Source, want: Want, blobs: Blobs, cache: ScanCache) -> str:
    """Name an extraction by what was scanned, and note that the files' content leads to it."""
    parts = (f"{path}\0{_digest(want, path, blobs, cache)}" for path in want.paths)
    seen = f"link:{source.extractor} {source.files}{ONE_OF}{_key(source, want, parts)}"
    cache.put(content_key(source, want, blobs), seen)
    return seen


def _link(source: Source, want: Want, blobs: Blobs, cache: ScanCache) -> tuple[tuple[Any, ...], Rows]:
    """Link a source's scans to a tally and rows, all of plain values."""
    extractor = find_extractor(source.extractor)
    assert extractor is not None
    scans, problems = collect_scans(want, blobs, cache)
    with blaming(source.extractor, ", ".join(source.files), "fails to link what it scanned"):
        made = Extraction(*extractor.link(scans, source))
        tally = Tally(
            problems=tuple(pack_problem(one) for one in (*problems, *made.problems)),
            counts=dict(made.counts),
            facts=len(made.facts),
            symbols=len(made.symbols),
        )
        return tuple(tally), (_plain(made.facts), _plain(made.symbols))


def _plain(rows: Iterable[Fact | Symbol]) -> list[tuple[Any, ...]]:
    """Make rows of plain values, which alone can be kept."""
    return [(*row[:5], dict(row.attrs)) if isinstance(row, Fact) else tuple(row) for row in rows]


def _digest(want: Want, path: str, blobs: Blobs, cache: ScanCache) -> str:
    content = blobs.ids.get(path)
    return "" if content is None else cache.digest(scan_key(want, content))


def _key(source: Source, want: Want, parts: Iterable[str]) -> str:
    settings = f"{source.extractor}\0{want.version}\0{_flat(source.options)}"
    return checksum("\n".join([settings, *parts]).encode("utf-8", "surrogatepass"))


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return repr(sorted((key, _flat(one)) for key, one in value.items()))
    return repr(value)


def pack_problem(problem: Problem) -> PackedProblem:
    """Make plain values of a problem."""
    return (problem.rule, problem.place.path, problem.place.line, problem.message, problem.setting)


def make_problem(rule: str, path: str, line: int, message: str, setting: Setting) -> Problem:
    """Make a problem of its plain values."""
    return Problem(rule=rule, place=Place(path=path, line=line), message=message, setting=setting)
