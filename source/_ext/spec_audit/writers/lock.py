"""The inventory's lock file: one object a line, sorted, the same bytes for the same input.

It holds names, types, places and digests; no source text, comment or expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from spec_audit.inventory.cache import ONE_OF
from spec_audit.model.facts import Fact, Symbol
from spec_audit.native import find_native

if TYPE_CHECKING:
    from spec_audit.inventory.cache import ScanCache
    from spec_audit.inventory.taking import Taken
    from spec_audit.model.inventory import Inventory
    from spec_audit.model.problem import Problem

Made = TypeVar("Made")

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
    return _write(inventory, _facts(inventory.facts, {}), _symbols(inventory.symbols))


def render_lock(taken: Taken, cache: ScanCache) -> bytes:
    """Render what was taken, with all that did not change as the cache keeps it of the last time."""
    facts = _kept(cache, "facts", taken.facts_key, lambda: _facts(taken.facts, _known_lines(taken, cache)))
    symbols = _kept(cache, "symbols", taken.symbols_key, lambda: _symbols(taken.symbols))
    return _write(taken, facts, symbols)


def _known_lines(taken: Taken, cache: ScanCache) -> dict[int, str]:
    """Give the lines of the facts as their sources gave them, by the facts' identities."""
    lines: dict[int, str] = {}
    for number, link in enumerate(taken.links):
        if link.tally.facts:
            texts = _kept(cache, f"lines {number}", link.key, lambda: list(map(_fact_line, link.facts)))  # noqa: B023
            lines.update(zip(map(id, link.facts), texts, strict=True))
    return lines


def _kept(cache: ScanCache, name: str, key: str, render: Callable[[], Made]) -> Made:
    """Give what was rendered under a name and a key that says of what, or render it."""
    place = f"lock {FORMAT}, {name}{ONE_OF}{key}"
    kept = cache.get(place) if key else None
    if kept is not None:
        last: Made = kept[0]
        return last
    made = render()
    if key:
        cache.put(place, made)
    return made


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


def _facts(facts: Iterable[Fact], known: Mapping[int, str]) -> bytes:
    return _block(known.get(id(one)) or _fact_line(one) for one in facts)


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
    for _path, name, kind, line, end_line, digest in symbols:
        yield (
            f'{start}{_text(name)}, "kind": "{kind}", "line": {line}, '
            f'"end_line": {end_line}, "digest": "{digest}"}}'
        )
