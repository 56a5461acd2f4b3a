"""The lock as it is written: its layout to the byte, and when it comes out of the cache."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from spec_audit.extractors.base import make_fact
from spec_audit.extractors.cache import ScanCache
from spec_audit.model.facts import Symbol
from spec_audit.model.inventory import Inventory
from spec_audit.model.place import Place
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


def test_what_did_not_change_is_not_rendered_again() -> None:
    cache = ScanCache()

    def taken(facts: str, symbols: str, commit: str = "") -> Any:
        """Stand in for what was taken: a part under a kept name must not be asked for."""
        given = {"repository": "", "commit": commit, "configuration": ""}
        given |= {"facts_key": facts, "symbols_key": symbols}
        if facts != "kept":
            given["facts"] = SMALL.facts
        if symbols != "kept":
            given["symbols"] = SMALL.symbols
        return SimpleNamespace(problems=(), **given)

    cold = render_lock(taken("", ""), cache)
    assert json.loads(cold)["facts"][0]["key"] == SMALL.facts[0].key
    with pytest.raises(AttributeError):
        render_lock(taken("kept", "kept"), cache)
    render_lock(taken("one", "one"), cache)
    for name in ("facts", "symbols"):
        value = cache.get(f"{name} of lock 1:one")
        assert value is not None
        cache.put(f"{name} of lock 1:kept", value[0])
    assert render_lock(taken("kept", "one"), cache) == cold
    assert render_lock(taken("one", "kept"), cache) == cold
    assert b'"commit": "beef"' in render_lock(taken("kept", "kept", "beef"), cache)
