"""The lock as it is read: what was written comes back, and nothing else passes for a lock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spec_audit.extractors.base import make_fact
from spec_audit.model.facts import Symbol
from spec_audit.model.finding import NotCheckedError
from spec_audit.model.inventory import Inventory
from spec_audit.model.place import Place
from spec_audit.readers.lock import read_lock
from spec_audit.readers.lock_symbols import LockedSymbols
from spec_audit.writers.lock import write_lock


def symbol(path: str, name: str, line: int) -> Symbol:
    return Symbol(path=path, name=name, kind="function", line=line, end_line=line + 2, digest="0af" * 5)


INVENTORY = Inventory(
    repository="own/shop",
    commit="c0ffee",
    configuration="0123456789abcdef",
    facts=(
        make_fact("column:goods.name", Place(path="s.ts", line=4), {"type": "text", "unique": None}),
        make_fact("table:goods", Place(path="s.ts", line=3), {}),
        make_fact('enum:"é"', Place(path="ü.ts", line=9), {"values": ["\ud800", "b"]}),
    ),
    symbols={
        "a.ts": (symbol("a.ts", "one", 1), symbol("a.ts", 'GET /"x"', 5)),
        "a.tsx": (symbol("a.tsx", "view", 1),),
        "ü.ts": (symbol("ü.ts", "three", 3),),
    },
)
INVENTORY = Inventory(
    repository=INVENTORY.repository,
    commit=INVENTORY.commit,
    configuration=INVENTORY.configuration,
    facts=tuple(sorted(INVENTORY.facts, key=lambda fact: fact.key)),
    symbols=INVENTORY.symbols,
)
LOCK = write_lock(INVENTORY)
HEAD = b'{"format": 1, "repository": "", "commit": "", "symbols": [],\n'


def read(root: Path, data: bytes) -> Inventory:
    (root / "lock.json").write_bytes(data)
    return read_lock(root, "lock.json")


def refusals(root: Path, data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(NotCheckedError) as caught:
        dict(read(root, data).symbols)
    for finding in caught.value.findings:
        assert (finding.rule, finding.place.path) == ("unreadable-lock", "lock.json")
        assert "spec-audit inventory" in finding.hint
    return [(finding.place.line, finding.message) for finding in caught.value.findings]


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    inventory = read(tmp_path, LOCK)
    assert isinstance(inventory.symbols, LockedSymbols)
    assert inventory.facts == INVENTORY.facts
    assert dict(inventory.symbols) == dict(INVENTORY.symbols)
    assert (inventory.repository, inventory.commit) == ("own/shop", "c0ffee")
    assert inventory.configuration == INVENTORY.configuration
    assert write_lock(inventory) == LOCK


def test_symbols_are_a_mapping_like_any_other(tmp_path: Path) -> None:
    symbols = read(tmp_path, LOCK).symbols
    assert list(symbols) == ["a.ts", "a.tsx", "ü.ts"]
    assert len(symbols) == 3
    assert "a.t" not in symbols
    assert symbols.get("a.ts.map") is None
    assert [one.name for one in symbols["a.ts"]] == ["one", 'GET /"x"']


def test_a_lock_without_symbols_or_facts(tmp_path: Path) -> None:
    empty = Inventory(repository="", commit="", configuration="", facts=(), symbols={})
    inventory = read(tmp_path, write_lock(empty))
    assert inventory.facts == ()
    assert dict(inventory.symbols) == {}


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_another_layout_of_the_same_is_read_too(tmp_path: Path, indent: int | None) -> None:
    inventory = read(tmp_path, json.dumps(json.loads(LOCK), indent=indent).encode())
    assert inventory.facts == INVENTORY.facts
    assert dict(inventory.symbols) == dict(INVENTORY.symbols)


def test_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotCheckedError, match="no such lock file") as caught:
        read_lock(tmp_path, "lock.json")
    assert caught.value.findings[0].place == Place(path="lock.json")


def test_it_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "lock.json").mkdir()
    with pytest.raises(NotCheckedError, match="cannot be read"):
        read_lock(tmp_path, "lock.json")


def test_no_lock_cut_short_is_read(tmp_path: Path) -> None:
    for end in range(len(LOCK) - 1):
        if not LOCK[end : end + 1].isalnum():
            assert refusals(tmp_path, LOCK[:end]), end


def test_conflict_markers_are_told_with_their_line(tmp_path: Path) -> None:
    for at in range(1, LOCK.count(b"\n")):
        lines = LOCK.splitlines(keepends=True)
        lines.insert(at, b"<<<<<<< ours\n")
        line, message = refusals(tmp_path, b"".join(lines))[0]
        assert line == at + 1
        assert "no JSON" in message


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"[]", 1, "no JSON object"),
        (b"null", 1, "no JSON object"),
        (b"", 1, "no JSON"),
        (b"{}", 1, "does not say its format"),
        (b'{"format": 2}', 1, "format 2; this version reads format 1"),
        (b'{"format": true}', 1, "format True"),
        (b'{"format": 1,\n"repository": "caf\xe9"}', 2, "not UTF-8"),
        (b"[" * 100_000, 1, "nested too deeply"),
        (HEAD + b'"facts": [3]}', 2, "facts[0] is no object"),
        (HEAD + b'"facts": [], "problems": {}}', 2, "'problems' must be a list"),
    ],
)
def test_what_is_no_lock_at_all(tmp_path: Path, data: bytes, line: int, message: str) -> None:
    assert [(found, text) for found, text in refusals(tmp_path, data) if message in text] == [
        (line, refusals(tmp_path, data)[0][1])
    ]


@pytest.mark.parametrize("style", ["own", "other"])
@pytest.mark.parametrize(
    ("where", "change", "message"),
    [
        ("facts", {"line": "3"}, "'line' must be a whole number"),
        ("facts", {"line": True}, "'line' must be a whole number"),
        ("facts", {"attrs": []}, "'attrs' must be an object"),
        ("facts", {"kind": None}, "'kind' must be a text"),
        ("facts", {"digest": ...}, "lacks 'digest'"),
        ("facts", {"colour": "red"}, "'colour' that no lock has"),
        ("symbols", {"end_line": 1.5}, "'end_line' must be a whole number"),
        ("symbols", {"name": ...}, "lacks 'name'"),
    ],
)
def test_an_entry_in_another_shape_is_told_with_its_line(
    tmp_path: Path, style: str, where: str, change: dict[str, Any], message: str
) -> None:
    lock = json.loads(LOCK)
    entry = lock[where][1]
    for key, value in change.items():
        if value is ...:
            del entry[key]
        else:
            entry[key] = value
    lines = [json.dumps(one) for one in lock["facts"]], [json.dumps(one) for one in lock["symbols"]]
    own = LOCK.split(b'"facts"')[0].decode() + '"facts": [\n{}\n],\n"symbols": [\n{}\n]}}\n'.format(
        *(",\n".join(one) for one in lines)
    )
    data = own if style == "own" else json.dumps(lock, indent=2)
    found = refusals(tmp_path, data.encode())
    assert len(found) == 1
    if style == "own" and "name" not in change:
        first = 6 if where == "facts" else 6 + len(lock["facts"]) + 2
        assert found[0][0] == first + 1
    assert message in found[0][1] or (where == "symbols" and "no symbol" in found[0][1])


def test_all_that_is_wrong_is_told_together(tmp_path: Path) -> None:
    lock = json.loads(LOCK)
    lock["facts"][0]["line"] = None
    lock["facts"][2]["path"] = 7
    assert len(refusals(tmp_path, json.dumps(lock, indent=1).encode())) == 2
    del lock["commit"]
    lock["repository"] = []
    assert [text for _, text in refusals(tmp_path, json.dumps(lock).encode())] == [
        "'repository' must be a text",
        "'commit' must be a text",
    ]


@pytest.mark.parametrize("style", ["own", "other"])
def test_facts_stand_once_and_in_order(tmp_path: Path, style: str) -> None:
    twice = LOCK.splitlines(keepends=True)
    twice.insert(6, twice[5])
    data = b"".join(twice)
    if style == "other":
        data = json.dumps(json.loads(data), indent=1).encode()
    assert "stands in it twice" in refusals(tmp_path, data)[0][1]
    swapped = LOCK.splitlines(keepends=True)
    swapped[5], swapped[6] = swapped[6], swapped[5]
    data = (
        b"".join(swapped) if style == "own" else json.dumps(json.loads(b"".join(swapped)), indent=1).encode()
    )
    assert "not stand in its order" in refusals(tmp_path, data)[0][1]


def test_every_path_among_many_is_found(tmp_path: Path) -> None:
    names = [*(f"lib/{n % 7}/file{n}.ts" for n in range(60)), "a", "z" * 300, 'q"uote.ts', "back\\slash.ts"]
    symbols = {
        name: tuple(symbol(name, f"s{n}", n + 1) for n in range(1 + len(name) % 5)) for name in sorted(names)
    }
    many = Inventory(repository="", commit="", configuration="", facts=(), symbols=symbols)
    found = read(tmp_path, write_lock(many)).symbols
    for name in names:
        assert found[name] == symbols[name]
    for name in ("", "b", "lib/3/file", "zz", "q"):
        assert name not in found
    assert list(found) == sorted(names)


def test_a_path_out_of_order_is_found_all_the_same(tmp_path: Path) -> None:
    lines = LOCK.splitlines(keepends=True)
    last = lines.index(b'"symbols": [\n') + 4
    lines[last - 3], lines[last - 1] = lines[last - 1], lines[last - 3]
    found = read(tmp_path, b"".join(lines)).symbols
    assert [one.name for one in found["a.tsx"]] == ["view"]
