"""The inventory: all facts and symbols of a source tree, by the extractors that are configured.

A pure use case: it reads the tree and the cache, and gives back what it found together with
everything that it could not read. It writes nothing but the cache and prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Problem
from spec_audit.extractors.cache import ScanCache
from spec_audit.extractors.linking import (
    content_key,
    kept_extraction,
    link_source,
    make_problem,
    pack_problem,
)
from spec_audit.extractors.merging import Part, merge_facts
from spec_audit.extractors.registry import check_sources, configuration_of, interface_of
from spec_audit.extractors.scanning import Progress, Want, find_blobs, scan_files
from spec_audit.extractors.tree import SourceTree, blob_id, select_paths
from spec_audit.extractors.workers import without_collector
from spec_audit.model.facts import Symbol
from spec_audit.model.inventory import Inventory
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from spec_audit.config import Source

EMPTY = "empty-source"


class Taken:
    """An inventory, what could not be read or explained, and how much was looked at.

    The inventory is made when it is asked for. ``key`` is the same only where the inventory is
    the same.
    """

    def __init__(
        self,
        *,
        inventory: Inventory | Callable[[], Inventory],
        problems: tuple[Problem, ...],
        counts: Mapping[str, int],
        key: str = "",
    ) -> None:
        self._made = inventory
        self.problems = problems
        self.counts = counts
        self.key = key

    @cached_property
    def inventory(self) -> Inventory:
        """The inventory itself."""
        return self._made if isinstance(self._made, Inventory) else self._made()


def take_inventory(  # noqa: PLR0913 - each is a separate setting, named at the call
    tree: SourceTree,
    sources: Sequence[Source],
    *,
    repository: str = "",
    commit: str | None = None,
    config_path: str = "spec-audit.toml",
    cache: ScanCache | None = None,
    progress: Progress | None = None,
) -> Taken:
    """Take the inventory of a tree.

    ``commit`` overrides what the tree says of itself. Raises ``NotCheckedError`` for a source
    whose extractor or options do not exist; all that is wrong with the code is a problem.
    """
    cache = cache if cache is not None else ScanCache()
    check_sources(sources, config_path, cache)
    configuration = configuration_of(sources, cache)
    commit = tree.commit if commit is None else commit
    reading = _Reading(tree, sources, cache, progress)
    key = reading.key(f"{config_path}\n{configuration}\n{repository}\n{commit}")

    def assemble() -> Inventory:
        facts, _, _ = merge_facts(reading.parts)
        return Inventory(
            repository=repository,
            commit=commit,
            configuration=configuration,
            facts=tuple([facts[fact] for fact in sorted(facts)]),
            symbols=_by_path(reading.parts),
        )

    kept = cache.get(key)
    if kept is None:
        found, counts = _sum_up(reading, config_path)
        if not reading.blobs.unread:
            cache.put(key, ([pack_problem(problem) for problem in found], counts))
    else:
        found, counts = [make_problem(*one) for one in kept[0][0]], kept[0][1]
    cache.save()
    return Taken(inventory=assemble, problems=tuple(found), counts=counts, key=key)


class _Reading:
    """The sources of one tree, read as far as somebody asks: what did not change is not looked at."""

    def __init__(
        self, tree: SourceTree, sources: Sequence[Source], cache: ScanCache, progress: Progress | None
    ) -> None:
        self.sources = sources
        self._tree = tree
        self._cache = cache
        self._progress = progress
        self.wants = _find_wants(tree, sources, cache)
        paths = sorted({path for want in self.wants for path in want.paths})
        self.blobs = find_blobs(tree, paths, cache)
        self._keys = [
            content_key(source, want, self.blobs) for source, want in zip(sources, self.wants, strict=True)
        ]

    def key(self, head: str) -> str:
        """Name what will be found, under a head that says how."""
        return "taken:" + blob_id("\n".join([head, *self._keys]).encode("utf-8", "surrogatepass"))

    @cached_property
    def parts(self) -> list[Part]:
        """What each source gives."""
        with without_collector():
            return self._read()

    def _read(self) -> list[Part]:
        cache = self._cache
        known = [kept_extraction(key, cache) for key in self._keys]
        lacking = [want for want, made in zip(self.wants, known, strict=True) if made is None]
        scan_files(self._tree, lacking, self.blobs, cache, self._progress)
        parts: list[Part] = []
        for source, want, made in zip(self.sources, self.wants, known, strict=True):
            extraction = made or link_source(source, want, self.blobs, cache)
            compare = str(source.options.get("compare", ""))
            parts.append(Part(extractor=source.extractor, extraction=extraction, compare=compare))
        return parts


def _find_wants(tree: SourceTree, sources: Sequence[Source], cache: ScanCache) -> list[Want]:
    """Select the paths of each source, once for each listing of the tree."""
    globs = repr([(source.files, source.exclude) for source in sources])
    key = "paths:" + blob_id("\n".join([globs, *tree.paths]).encode("utf-8", "surrogatepass"))
    kept = cache.get(key)
    if kept is None:
        selected = [select_paths(tree.paths, source.files, source.exclude) for source in sources]
        cache.put(key, selected)
    else:
        selected = kept[0]
    wants: list[Want] = []
    for source, paths in zip(sources, selected, strict=True):
        interface = interface_of(source.extractor, cache)
        assert interface is not None
        wants.append(Want(extractor=source.extractor, version=interface.version, paths=paths))
    return wants


def _sum_up(reading: _Reading, config_path: str) -> tuple[list[Problem], dict[str, int]]:
    """List what is wrong in the order of its places, and count what was looked at."""
    _, clashes, counts = merge_facts(reading.parts)
    problems = set(clashes)
    for source, want, part in zip(reading.sources, reading.wants, reading.parts, strict=True):
        problems.update(part.extraction.problems)
        emptiness = _emptiness(source, want, part.extraction)
        if emptiness:
            problems.add(Problem(rule=EMPTY, place=Place(path=config_path), message=emptiness))
        for name, count in part.extraction.counts.items():
            counts[name] = counts.get(name, 0) + count
    counts["facts"] = len(merge_facts(reading.parts)[0])
    return sorted(problems, key=lambda one: (one.place, one.rule, one.message)), dict(sorted(counts.items()))


def _emptiness(source: Source, want: Want, extraction: Extraction) -> str:
    globs = ", ".join(source.files)
    if not want.paths:
        return f"the source '{source.extractor}' matches no file ({globs})"
    if not extraction.facts and not extraction.symbols:
        return f"the source '{source.extractor}' found nothing in {len(want.paths)} files ({globs})"
    return ""


def _by_path(parts: Sequence[Part]) -> dict[str, tuple[Symbol, ...]]:
    found: dict[str, dict[str, Symbol]] = {}
    for part in parts:
        for symbol in part.extraction.symbols:
            found.setdefault(symbol.path, {}).setdefault(symbol.name, symbol)
    return {
        path: tuple(sorted(found[path].values(), key=lambda one: (one.line, one.end_line, one.name)))
        for path in sorted(found)
    }
