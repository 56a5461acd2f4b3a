"""The lock as it is written: its layout to the byte, and when it comes out of the cache."""

from __future__ import annotations

import json
from pathlib import Path

from spec_audit.extractors.base import make_fact
from spec_audit.extractors.cache import ScanCache
from spec_audit.extractors.inventory import Taken
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


def test_a_lock_is_kept_when_nothing_was_read_and_belongs_to_its_key(tmp_path: Path) -> None:
    place = str(tmp_path / "cache")
    reading = ScanCache(place)
    reading.put("scan", 1)
    reading.save()
    first = Taken(inventory=SMALL, problems=(), counts={}, key="one")
    assert render_lock(first, reading) == write_lock(SMALL)
    assert ScanCache(place).get("lock:1:one") is None
    assert render_lock(first, ScanCache(place)) == write_lock(SMALL)

    def never() -> Inventory:
        raise AssertionError("the inventory was made, though the lock was kept")

    assert render_lock(Taken(inventory=never, problems=(), counts={}, key="one"), ScanCache(place)) == (
        write_lock(SMALL)
    )
    other = Taken(inventory=EMPTY, problems=(), counts={}, key="two")
    assert render_lock(other, ScanCache(place)) == write_lock(EMPTY)
