"""The inventory: all facts and symbols of a source tree, by the extractors that are configured.

A pure use case: it reads the tree and the cache, and gives back what it found together with
everything that it could not read. It writes nothing but the cache and prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Problem
from spec_audit.extractors.cache import ScanCache
from spec_audit.extractors.merging import Part, merge_facts
from spec_audit.extractors.registry import check_sources, configuration_of, find_extractor
from spec_audit.extractors.scanning import Blobs, Progress, Want, collect_scans, find_blobs, scan_files
from spec_audit.extractors.tree import SourceTree, select_paths
from spec_audit.model.facts import Inventory, Symbol
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from spec_audit.config import Source

EMPTY = "empty-source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An inventory, what could not be read or explained, and how much was looked at."""

    inventory: Inventory
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]


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
    check_sources(sources, config_path)
    cache = cache or ScanCache()
    wants = [
        Want(extractor=one.extractor, paths=select_paths(tree.paths, one.files, one.exclude))
        for one in sources
    ]
    blobs = find_blobs(tree, sorted({path for want in wants for path in want.paths}), cache)
    scan_files(tree, wants, blobs, cache, progress)
    problems: set[Problem] = set()
    parts: list[Part] = []
    for source, want in zip(sources, wants, strict=True):
        extraction = _link(source, want, blobs, cache)
        problems.update(extraction.problems)
        emptiness = _emptiness(source, want, extraction)
        if emptiness:
            problems.add(Problem(rule=EMPTY, place=Place(path=config_path), message=emptiness))
        compare = str(source.options.get("compare", ""))
        parts.append(Part(extractor=source.extractor, extraction=extraction, compare=compare))
    cache.save()
    facts, clashes, counts = merge_facts(parts)
    for part in parts:
        for name, count in part.extraction.counts.items():
            counts[name] = counts.get(name, 0) + count
    inventory = Inventory(
        repository=repository,
        commit=tree.commit if commit is None else commit,
        configuration=configuration_of(sources),
        facts=tuple(facts[key] for key in sorted(facts)),
        symbols=_by_path(parts),
    )
    found = sorted({*problems, *clashes}, key=lambda one: (one.place, one.rule, one.message))
    return Taken(inventory=inventory, problems=tuple(found), counts=dict(sorted(counts.items())))


def _link(source: Source, want: Want, blobs: Blobs, cache: ScanCache) -> Extraction:
    extractor = find_extractor(source.extractor)
    assert extractor is not None
    scans, problems = collect_scans(want, blobs, cache)
    made = extractor.link(scans, source)
    return Extraction(
        facts=made.facts, symbols=made.symbols, problems=(*problems, *made.problems), counts=made.counts
    )


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
