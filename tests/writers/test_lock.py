"""The lock as it is written: its layout to the byte, and when it comes out of the cache."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from spec_audit.extractors.base import make_fact
from spec_audit.inventory.cache import ScanCache
from spec_audit.model.facts import Fact, Symbol
from spec_audit.model.inventory import Inventory
from spec_audit.model.place import Place
from spec_audit.writers import lock
from spec_audit.writers.lock import render_lock, write_lock

EMPTY = Inventory(repository="", commit="", configuration="", facts=(), symbols={})
SMALL = Inventory(
    repository="own/shop",
    commit="c0ffee",
    configuration="0123456789abcdef",
    facts=(
        make_fact("enum:Size", Place(path="a.ts", line=3), {"values": ["s"], "also": {"b": 1, "a": None}}),
        make_fact('route:worker:GET /"odd"\u2028é', Place(path="ü.ts", line=0), {}),
    ),
    symbols={
        "b.ts": (Symbol(path="b.ts", name="x", kind="function", line=1, end_line=2, digest="ab"),),
        "a.ts": (
            Symbol(path="a.ts", name="A", kind="class", line=1, end_line=9, digest="cd"),
            Symbol(path="a.ts", name="A.run", kind="method", line=2, end_line=3, digest="ef"),
        ),
    },
)


def test_the_layout_to_the_byte() -> None:
    size, odd = SMALL.facts
    assert write_lock(SMALL).decode("ascii") == (
        '{"format": 1,\n'
        '"repository": "own/shop",\n'
        '"commit": "c0ffee",\n'
        '"configuration": "0123456789abcdef",\n'
        '"facts": [\n'
        f'{{"key": "enum:Size", "kind": "enum", "path": "a.ts", "line": 3, "digest": "{size.digest}", '
        '"attrs": {"also": {"a": null, "b": 1}, "values": ["s"]}},\n'
        '{"key": "route:worker:GET /\\"odd\\"\\u2028\\u00e9", "kind": "route", "path": "\\u00fc.ts", '
        f'"line": 0, "digest": "{odd.digest}", "attrs": {{}}}}\n'
        "],\n"
        '"symbols": [\n'
        '{"path": "a.ts", "name": "A", "kind": "class", "line": 1, "end_line": 9, "digest": "cd"},\n'
        '{"path": "a.ts", "name": "A.run", "kind": "method", "line": 2, "end_line": 3, "digest": "ef"},\n'
        '{"path": "b.ts", "name": "x", "kind": "function", "line": 1, "end_line": 2, "digest": "ab"}\n'
        "]}\n"
    )


def test_an_empty_inventory_is_a_lock_too() -> None:
    assert json.loads(write_lock(EMPTY)) == {
        "format": 1,
        "repository": "",
        "commit": "",
        "configuration": "",
        "facts": [],
        "symbols": [],
    }


def test_what_did_not_change_is_not_rendered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ScanCache()
    rendered: list[str] = []

    def taken(facts: str, symbols: str, *sources: tuple[str, tuple[Fact, ...]]) -> Any:
        """Stand in for what was taken, with what the sources gave under these names."""
        links = [
            SimpleNamespace(key=key, tally=SimpleNamespace(facts=1), facts=rows) for key, rows in sources
        ]
        every = tuple(one for _, rows in sources for one in rows)
        head = {"repository": "", "commit": "", "configuration": "", "problems": ()}
        return SimpleNamespace(
            **head, facts_key=facts, symbols_key=symbols, links=links, facts=every, symbols=SMALL.symbols
        )

    def count(name: str) -> None:
        whole = getattr(lock, name)

        def counting(*given: Any) -> Any:
            rendered.append(name)
            return whole(*given)

        monkeypatch.setattr(lock, name, counting)

    count("_fact_line")
    count("_symbols")
    size, odd = SMALL.facts
    first = ("a", (size,))
    cold = render_lock(taken("1", "1", first, ("b", (odd,))), cache)
    assert rendered == ["_fact_line", "_fact_line", "_symbols"]
    rendered.clear()
    assert render_lock(taken("1", "1", first, ("b", (odd,))), cache) == cold
    assert rendered == []
    moved = odd._replace(line=7)
    changed = render_lock(taken("2", "1", first, ("c", (moved,))), cache)
    assert rendered == ["_fact_line"]
    assert changed == cold.replace(b'"line": 0', b'"line": 7') != cold
    rendered.clear()
    render_lock(taken("", "", first, ("", (odd,))), cache)
    assert rendered == ["_fact_line", "_symbols"]
    rendered.clear()
    assert render_lock(taken("", "", first, ("", (odd,))), cache) == cold
    assert rendered == ["_fact_line", "_symbols"]
