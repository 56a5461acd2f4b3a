"""What an extractor makes of all its scans, kept as long as none of them changes.

An extraction is kept under the content of the source's files, and once more under what was
scanned in them: an edit that an extractor does not see costs it nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Problem
from spec_audit.extractors.registry import find_extractor
from spec_audit.extractors.scanning import Blobs, Want, collect_scans, scan_key
from spec_audit.extractors.tree import blob_id
from spec_audit.model.facts import Fact, Symbol
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from spec_audit.config import Source
    from spec_audit.extractors.cache import ScanCache


def content_key(source: Source, want: Want, blobs: Blobs) -> str:
    """Name an extraction by the content of all files that it reads."""
    return "content:" + _key(source, want, (f"{path}\0{blobs.ids.get(path, '')}" for path in want.paths))


def kept_extraction(key: str, cache: ScanCache) -> Extraction | None:
    """Give what is kept under a content key."""
    seen = cache.get(key)
    kept = cache.get(seen[0]) if seen is not None else None
    return None if kept is None else _unpack(kept[0])


def link_source(source: Source, want: Want, blobs: Blobs, cache: ScanCache) -> Extraction:
    """Link a source's scans, or give what was made of the same scans before."""
    seen = "link:" + _key(
        source, want, (f"{path}\0{_digest(want, path, blobs, cache)}" for path in want.paths)
    )
    if not blobs.unread:
        cache.put(content_key(source, want, blobs), seen)
    kept = cache.get(seen)
    if kept is not None:
        return _unpack(kept[0])
    extractor = find_extractor(source.extractor)
    assert extractor is not None
    scans, problems = collect_scans(want, blobs, cache)
    made = extractor.link(scans, source)
    packed = _pack(made, [*problems, *made.problems])
    if not blobs.unread:
        cache.put(seen, packed)
    return _unpack(packed)


def _digest(want: Want, path: str, blobs: Blobs, cache: ScanCache) -> str:
    blob = blobs.ids.get(path)
    return "" if blob is None else cache.digest(scan_key(want.extractor, want.version, path, blob))


def _key(source: Source, want: Want, parts: Iterable[str]) -> str:
    settings = f"{source.extractor}\0{want.version}\0{_flat(source.options)}"
    return blob_id("\n".join([settings, *parts]).encode("utf-8", "surrogatepass"))


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return repr(sorted((key, _flat(one)) for key, one in value.items()))
    return repr(value)


def _pack(made: Extraction, problems: list[Problem]) -> tuple[Any, ...]:
    return (
        [(one.key, one.path, one.line, one.digest, dict(one.attrs)) for one in made.facts],
        [(one.path, one.name, one.kind, one.line, one.end_line, one.digest) for one in made.symbols],
        [pack_problem(one) for one in problems],
        dict(made.counts),
    )


def _unpack(packed: tuple[Any, ...]) -> Extraction:
    """Make an extraction of what is kept of it."""
    facts, symbols, problems, counts = packed
    return Extraction(
        facts=tuple(
            [
                Fact(key=key, kind=key.partition(":")[0], path=path, line=line, digest=digest, attrs=attrs)
                for key, path, line, digest, attrs in facts
            ]
        ),
        symbols=tuple(
            [
                Symbol(path=path, name=name, kind=kind, line=line, end_line=end_line, digest=digest)
                for path, name, kind, line, end_line, digest in symbols
            ]
        ),
        problems=tuple([make_problem(*problem) for problem in problems]),
        counts=counts,
    )


def pack_problem(problem: Problem) -> tuple[str, str, int, str]:
    """Make plain values of a problem."""
    return (problem.rule, problem.place.path, problem.place.line, problem.message)


def make_problem(rule: str, path: str, line: int, message: str) -> Problem:
    """Make a problem of its plain values."""
    return Problem(rule=rule, place=Place(path=path, line=line), message=message)
