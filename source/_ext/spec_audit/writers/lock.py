"""The inventory's lock file: one object a line, sorted, the same bytes for the same input.

It holds names, types, places and digests; no source text, comment or expression.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spec_audit.model.facts import Fact, Symbol
from spec_audit.model.inventory import Inventory

if TYPE_CHECKING:
    from spec_audit.extractors.cache import ScanCache
    from spec_audit.extractors.inventory import Taken

FORMAT = 1

_encode = json.JSONEncoder(sort_keys=True, check_circular=False).encode


def write_lock(inventory: Inventory) -> bytes:
    """Render an inventory as the lock file's bytes."""
    head = (
        f'{{"format": {FORMAT},\n"repository": {_encode(inventory.repository)},\n'
        f'"commit": {_encode(inventory.commit)},\n"configuration": {_encode(inventory.configuration)},\n'
    )
    facts = _block(_fact_line(fact) for fact in inventory.facts)
    symbols = _block(
        line for path in sorted(inventory.symbols) for line in _symbol_lines(path, inventory.symbols[path])
    )
    return f'{head}"facts": [{facts}],\n"symbols": [{symbols}]}}\n'.encode("ascii")


def render_lock(taken: Taken, cache: ScanCache) -> bytes:
    """Render what was taken, or give what the cache keeps of an earlier time."""
    key = f"lock:{FORMAT}:{taken.key}"
    kept = cache.get(key) if taken.key else None
    if kept is not None:
        rendered: bytes = kept[0]
        return rendered
    rendered = write_lock(taken.inventory)
    if taken.key and cache.is_unchanged:  # a run that had something to read does not wait for this too
        cache.put(key, rendered)
        cache.save()
    return rendered


def _block(lines: Iterable[str]) -> str:
    text = ",\n".join(lines)
    return f"\n{text}\n" if text else ""


def _fact_line(fact: Fact) -> str:
    return (
        f'{{"key": {_encode(fact.key)}, "kind": "{fact.kind}", "path": {_encode(fact.path)}, '
        f'"line": {fact.line}, "digest": "{fact.digest}", "attrs": {_encode(fact.attrs)}}}'
    )


def _symbol_lines(path: str, symbols: Iterable[Symbol]) -> Iterable[str]:
    start = f'{{"path": {_encode(path)}, "name": '
    for one in symbols:
        yield (
            f'{start}{_encode(one.name)}, "kind": "{one.kind}", "line": {one.line}, '
            f'"end_line": {one.end_line}, "digest": "{one.digest}"}}'
        )
