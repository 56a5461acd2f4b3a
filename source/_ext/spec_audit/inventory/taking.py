"""The inventory: all facts and symbols of a source tree, by the extractors that are configured.

A pure use case: it reads the tree and the cache, and gives back what it found together with
everything that it could not read. It prints nothing, and leaves it to the cache's owner to save it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from spec_audit.hashing import checksum
from spec_audit.inventory.cache import ONE_OF, ScanCache
from spec_audit.inventory.lacking import find_emptiness, find_idle_globs, find_left_out
from spec_audit.inventory.linking import (
    Linked,
    content_key,
    kept_link,
    link_sources,
    make_problem,
    pack_problem,
)
from spec_audit.inventory.registry import checked_configuration, interface_of
from spec_audit.inventory.scanning import Blobs, Progress, Want, find_blobs, scan_files, scan_keys
from spec_audit.inventory.tree import SourceTree
from spec_audit.model.facts import Fact, Symbol
from spec_audit.model.pattern import select_paths
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem
from spec_audit.native import without_collector

if TYPE_CHECKING:
    from spec_audit.config import Source
    from spec_audit.model.inventory import Inventory

_PATH = attrgetter("path")
_PLACE = attrgetter("line", "end_line", "name")


class Taken:
    """What was taken of a tree, what could not be read or explained, and how much was looked at.

    Facts and symbols are made when they are asked for. ``facts_key`` and ``symbols_key`` are the
    same only where those are the same, and empty where that cannot be told. ``blobs`` are the ids
    of the files that were read.
    """

    def __init__(  # noqa: PLR0913 - each is a separate thing that was taken
        self,
        links: Sequence[Linked],
        *,
        repository: str,
        commit: str,
        configuration: str,
        found: Sequence[Problem],
        blobs: Mapping[str, str],
        cache: ScanCache,
    ) -> None:
        self.blobs = blobs
        self.repository = repository
        self.commit = commit
        self.configuration = configuration
        self.facts_key = _key_of(one for one in links if one.tally.facts or one.compare)
        self.symbols_key = _key_of(one for one in links if one.tally.symbols)
        self.links = links
        clashes, counts = self._hold_together(cache)
        problems = {*found, *clashes}
        for one in links:
            for name, count in one.tally.counts.items():
                counts[name] = counts.get(name, 0) + count
        self.problems = tuple(sorted(problems, key=lambda one: (one.place, one.rule, one.message)))
        self.counts = dict(sorted(counts.items()))

    @cached_property
    def inventory(self) -> Inventory:
        """Facts and symbols as one inventory."""
        from spec_audit.model.inventory import Inventory

        return Inventory(
            repository=self.repository,
            commit=self.commit,
            configuration=self.configuration,
            facts=self.facts,
            symbols=self.symbols,
            problems=self.problems,
        )

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All facts, sorted by their keys."""
        facts, _, _ = self._merged
        return tuple([facts[key] for key in sorted(facts)])

    @cached_property
    def symbols(self) -> Mapping[str, tuple[Symbol, ...]]:
        """The symbols of each path, both in order."""
        found: dict[str, dict[str, Symbol]] = {}
        for link in self.links:
            for path, symbols in groupby(link.symbols, _PATH):
                named = found.setdefault(path, {})
                for symbol in symbols:
                    named.setdefault(symbol.name, symbol)
        return {path: tuple(sorted(found[path].values(), key=_PLACE)) for path in sorted(found)}

    @cached_property
    def _merged(self) -> tuple[dict[str, Fact], list[Problem], dict[str, int]]:
        from spec_audit.inventory.merging import Part, merge_facts

        return merge_facts(Part(one.extractor, one.facts, one.compare) for one in self.links)

    def _hold_together(self, cache: ScanCache) -> tuple[list[Problem], dict[str, int]]:
        """List what clashes between the sources, and count what came of them together."""
        key = f"merged:{self.facts_key}"
        kept = cache.get(key) if self.facts_key else None
        if kept is not None:
            clashes, counts = kept[0]
            return [make_problem(*one) for one in clashes], counts
        facts, found, counts = self._merged
        counts = {**counts, "facts": len(facts)}
        if self.facts_key:
            cache.put(key, ([pack_problem(one) for one in found], counts))
        return found, counts


def take_inventory(  # noqa: PLR0913 - each is a separate setting, named at the call
    tree: SourceTree,
    sources: Sequence[Source],
    *,
    repository: str = "",
    config_path: str = "spec-audit.toml",
    cache: ScanCache | None = None,
    progress: Progress | None = None,
) -> Taken:
    """Take the inventory of a tree.

    Raises ``NotCheckedError`` for a source whose extractor or options do not exist; all that is
    wrong with the code is a problem.
    """
    cache = cache if cache is not None else ScanCache()
    configuration = checked_configuration(sources, config_path, cache)
    wants, idle = _find_wants(tree, sources, cache)
    blobs = find_blobs(tree, sorted({path for want in wants for path in want.paths}), cache)
    with without_collector():
        links = _link_all(tree, list(zip(sources, wants, strict=True)), blobs, cache, progress)
    return Taken(
        links,
        repository=repository,
        commit=tree.commit,
        configuration=configuration,
        found=[
            _placed(one, source, config_path)
            for source, want, link, globs in zip(sources, wants, links, idle, strict=True)
            for one in (
                *link.problems,
                *find_emptiness(source, want.paths, globs, link.tally.facts + link.tally.symbols),
                *find_left_out(tree.left_out, source, want.paths),
            )
        ],
        blobs={path: content.rpartition(":")[2] for path, content in blobs.ids.items()},
        cache=cache,
    )


def _link_all(
    tree: SourceTree,
    uses: Sequence[tuple[Source, Want]],
    blobs: Blobs,
    cache: ScanCache,
    progress: Progress | None,
) -> list[Linked]:
    """Scan and link what changed, and take the rest as it was kept."""
    kept = [kept_link(source, content_key(source, want, blobs), cache) for source, want in uses]
    lacking = [use for use, link in zip(uses, kept, strict=True) if link is None]
    scan_files(tree, [want for _, want in lacking], blobs, cache, progress)
    cache.keep(lambda: scan_keys((want for _, want in uses), blobs))
    made = iter(link_sources(lacking, blobs, cache))
    return [link or next(made) for link in kept]


def _find_wants(
    tree: SourceTree, sources: Sequence[Source], cache: ScanCache
) -> tuple[list[Want], list[list[int]]]:
    """Select the paths of each source and find its idle globs, once for each listing of the tree."""
    globs = repr([(source.files, source.exclude) for source in sources])
    listing = "\n".join([globs, *tree.paths, "", *tree.left_out])
    key = f"paths:{ONE_OF}{checksum(listing.encode('utf-8', 'surrogatepass'))}"
    kept = cache.get(key)
    if kept is None:
        selected = [select_paths(tree.paths, source.files, source.exclude) for source in sources]
        there = [*tree.paths, *tree.left_out]
        idle = [find_idle_globs(there, source.files) for source in sources]
        cache.put(key, (selected, idle))
    else:
        selected, idle = kept[0]
    wants: list[Want] = []
    for source, paths in zip(sources, selected, strict=True):
        interface = interface_of(source.extractor, cache)
        assert interface is not None
        wants.append(Want(extractor=source.extractor, version=interface.version, paths=paths))
    return wants, idle


def _placed(problem: Problem, source: Source, config_path: str) -> Problem:
    """Give a problem of the settings its line there."""
    if not problem.setting:
        return problem
    place = Place(path=config_path, line=source.line_of(problem.setting))
    return problem._replace(place=place, setting=())


def _key_of(links: Iterable[Linked]) -> str:
    """Name what several sources give together; empty when one of them has no name."""
    names = [(one.extractor, one.compare, one.key) for one in links]
    return checksum(repr(names).encode()) if all(key for _, _, key in names) else ""
