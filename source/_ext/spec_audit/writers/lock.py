"""The inventory's lock file: one object a line, sorted, the same bytes for the same input.

It holds names, types, places and digests; no source text, comment or expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from spec_audit.model.facts import Fact, Symbol
from spec_audit.native import find_native

if TYPE_CHECKING:
    from spec_audit.extractors.cache import ScanCache
    from spec_audit.extractors.inventory import Taken
    from spec_audit.model.inventory import Inventory
    from spec_audit.model.problem import Problem

FORMAT = 1
PROBLEMS = '"problems": ['
"""What a lock that is not whole has in its head; no other has it."""


@cache
def _encoder() -> Callable[[object], str]:
    """Make the encoder when attributes are to be encoded, which is not in every run."""
    import json

    return json.JSONEncoder(sort_keys=True, check_circular=False).encode


_text: Callable[[str], str] = find_native("encode_basestring_ascii", "_json", "json.encoder")


def write_lock(inventory: Inventory) -> bytes:
    """Render an inventory as the lock file's bytes."""
    return _write(inventory, _facts(inventory.facts), _symbols(inventory.symbols))


def render_lock(taken: Taken, cache: ScanCache) -> bytes:
    """Render what was taken, with those parts as the cache keeps them that did not change."""
    facts = _kept(cache, taken.facts_key, "facts", lambda: _facts(taken.facts))
    symbols = _kept(cache, taken.symbols_key, "symbols", lambda: _symbols(taken.symbols))
    return _write(taken, facts, symbols)


def _write(head: Inventory | Taken, facts: bytes, symbols: bytes) -> bytes:
    start = (
        f'{{"format": {FORMAT},\n"repository": {_text(head.repository)},\n'
        f'"commit": {_text(head.commit)},\n"configuration": {_text(head.configuration)},\n'
    )
    start += f'{_problems(head.problems) if head.problems else ""}"facts": ['
    return b"".join([start.encode("ascii"), facts, b'],\n"symbols": [', symbols, b"]}\n"])


def _problems(problems: Iterable[Problem]) -> str:
    rows = [
        f'\n{{"rule": {_text(one.rule)}, "path": {_text(one.place.path)}, "line": {one.place.line}, '
        f'"message": {_text(one.message)}}}'
        for one in problems
    ]
    return f"{PROBLEMS}{','.join(rows)}\n],\n"


def _kept(cache: ScanCache, key: str, name: str, render: Callable[[], bytes]) -> bytes:
    key = key and f"{name} of lock {FORMAT}:{key}"
    kept = cache.get(key) if key else None
    text: bytes = kept[0] if kept is not None else render()
    if key and kept is None:
        cache.put(key, text)
    return text


def _facts(facts: Iterable[Fact]) -> bytes:
    return _block(map(_fact_line, facts))


def _symbols(symbols: Mapping[str, Iterable[Symbol]]) -> bytes:
    return _block(line for path in sorted(symbols) for line in _symbol_lines(path, symbols[path]))


def _block(lines: Iterable[str]) -> bytes:
    text = ",\n".join(lines)
    return f"\n{text}\n".encode("ascii") if text else b""


def _fact_line(fact: Fact) -> str:
    encode = _encoder()
    return (
        f'{{"key": {_text(fact.key)}, "kind": "{fact.kind}", "path": {_text(fact.path)}, '
        f'"line": {fact.line}, "digest": "{fact.digest}", "attrs": {encode(fact.attrs)}}}'
    )


def _symbol_lines(path: str, symbols: Iterable[Symbol]) -> Iterable[str]:
    start = f'{{"path": {_text(path)}, "name": '
    for one in symbols:
        yield (
            f'{start}{_text(one.name)}, "kind": "{one.kind}", "line": {one.line}, '
            f'"end_line": {one.end_line}, "digest": "{one.digest}"}}'
        )
