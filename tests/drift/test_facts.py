"""Two inventories held against each other, in memory."""

from __future__ import annotations

import pytest

from spec_audit.drift.facts import (
    ChangeKind,
    compare_facts,
    describe_differences,
    hold_over,
    renamed_files,
)
from spec_audit.model.facts import Attr, Fact, Symbol
from spec_audit.model.inventory import Inventory


def fact(key: str, path: str = "a.ts", *, line: int = 1, digest: str = "1", **attrs: Attr) -> Fact:
    return Fact(key=key, kind=key.partition(":")[0], path=path, line=line, digest=digest, attrs=attrs)


def file(path: str) -> Fact:
    return fact(f"file:{path}", path)


def symbol(path: str, name: str, digest: str) -> Symbol:
    return Symbol(path=path, name=name, kind="function", line=1, end_line=2, digest=digest)


def inventory(*facts: Fact, symbols: tuple[Symbol, ...] = ()) -> Inventory:
    by_path = {one.path: tuple(other for other in symbols if other.path == one.path) for one in symbols}
    return Inventory(
        repository="",
        commit="",
        configuration="",
        facts=tuple(sorted(facts, key=lambda one: one.key)),
        symbols=by_path,
    )


def changes(old: Inventory, new: Inventory) -> list[tuple[str, str]]:
    return [(one.kind.value, one.key) for one in compare_facts(old, new, renamed_files(old, new))]


def test_what_came_went_and_changed() -> None:
    old = inventory(fact("table:bees"), fact("table:ants"), fact("table:moths"))
    new = inventory(fact("table:bees", digest="2"), fact("table:moths"), fact("table:wasps"))
    assert changes(old, new) == [
        ("removed", "table:ants"),
        ("changed", "table:bees"),
        ("added", "table:wasps"),
    ]


def test_a_line_that_shifted_is_nothing_and_another_file_is_a_move() -> None:
    old = inventory(fact("table:bees", line=3), fact("table:ants"))
    new = inventory(fact("table:bees", line=90), fact("table:ants", "b.ts"))
    assert changes(old, new) == [("moved", "table:ants")]


def test_what_changed_and_moved_is_named_once_as_changed() -> None:
    old, new = inventory(fact("table:bees")), inventory(fact("table:bees", "b.ts", digest="2"))
    assert changes(old, new) == [("changed", "table:bees")]


def test_a_column_moves_with_its_table_and_is_not_named_again() -> None:
    old = inventory(fact("table:bees"), fact("column:bees.id"), fact("column:ants.id"))
    new = inventory(
        fact("table:bees", "b.ts"), fact("column:bees.id", "b.ts"), fact("column:ants.id", "b.ts")
    )
    assert changes(old, new) == [("moved", "column:ants.id"), ("moved", "table:bees")]


def test_a_file_is_renamed_when_most_of_it_is_found_again() -> None:
    old = inventory(
        file("a.ts"), symbols=(symbol("a.ts", "f", "1"), symbol("a.ts", "g", "2"), symbol("a.ts", "h", "3"))
    )
    new = inventory(
        file("b.ts"), symbols=(symbol("b.ts", "f", "1"), symbol("b.ts", "g", "2"), symbol("b.ts", "h", "9"))
    )
    assert renamed_files(old, new) == {"a.ts": "b.ts"}
    (moved,) = compare_facts(old, new, {"a.ts": "b.ts"})
    assert (moved.kind, moved.key) == (ChangeKind.MOVED, "file:a.ts")
    assert moved.new is not None
    assert moved.new.path == "b.ts"


def test_a_file_that_became_another_one_is_not_renamed() -> None:
    old = inventory(file("a.ts"), symbols=(symbol("a.ts", "f", "1"), symbol("a.ts", "g", "2")))
    new = inventory(
        file("b.ts"), symbols=(symbol("b.ts", "f", "1"), symbol("b.ts", "k", "2"), symbol("b.ts", "l", "3"))
    )
    assert changes(old, new) == [("removed", "file:a.ts"), ("added", "file:b.ts")]


def test_two_files_of_the_same_content_go_to_one_place_each() -> None:
    same = [symbol(path, "f", "1") for path in ("one/a.ts", "two/b.ts", "new/b.ts", "new/a.ts")]
    old = inventory(file("one/a.ts"), file("two/b.ts"), symbols=tuple(same[:2]))
    new = inventory(file("new/a.ts"), file("new/b.ts"), symbols=tuple(same[2:]))
    assert renamed_files(old, new) == {"one/a.ts": "new/a.ts", "two/b.ts": "new/b.ts"}


def test_a_renamed_file_is_the_one_that_is_most_like_it() -> None:
    old = inventory(file("a.ts"), symbols=(symbol("a.ts", "f", "1"), symbol("a.ts", "g", "2")))
    half = (symbol("b.ts", "f", "1"), symbol("b.ts", "k", "2"))
    whole = (symbol("c.ts", "f", "1"), symbol("c.ts", "g", "2"))
    assert renamed_files(old, inventory(file("b.ts"), file("c.ts"), symbols=half + whole)) == {"a.ts": "c.ts"}


def test_a_renamed_file_may_be_known_by_its_facts_alone() -> None:
    other = fact("table:ants", "c.ts")
    old = inventory(file("a.sql"), fact("table:bees", "a.sql"), other)
    new = inventory(file("b.sql"), fact("table:bees", "b.sql"), other)
    assert renamed_files(old, new) == {"a.sql": "b.sql"}


def test_a_file_of_which_nothing_is_known_is_found_by_its_name_alone() -> None:
    old = inventory(file("docs/notes.txt"), file("docs/index.txt"), file("img/index.txt"))
    new = inventory(file("text/notes.txt"), file("text/index.txt"))
    assert renamed_files(old, new) == {"docs/notes.txt": "text/notes.txt"}
    assert (
        renamed_files(old, inventory(file("a/notes.txt"), symbols=(symbol("a/notes.txt", "f", "1"),))) == {}
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({"type": "text"}, {"type": "integer"}, "type: text -> integer"),
        ({"not_null": False}, {"not_null": True}, "not_null: no -> yes"),
        ({"references": None}, {"references": "bees.id"}, "references: none -> bees.id"),
        ({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3}, "b: 2 -> 3; c: 3 -> none"),
        ({"values": ["open", "late"]}, {"values": ["open", "lost"]}, "values: without late, with lost"),
        ({"values": ["open", "late"]}, {"values": ["late", "open"]}, "values: in another order"),
        ({"columns": [{"n": 1}]}, {"columns": []}, "columns: without {n: 1}"),
        ({"type": "text"}, {"type": "text"}, ""),
        ({"type": "text", "mode": None}, {"type": "blob"}, "type: text -> blob"),
    ],
)
def test_it_says_which_attributes_differ(old: dict[str, Attr], new: dict[str, Attr], said: str) -> None:
    assert describe_differences(fact("table:a", **old), fact("table:a", **new)) == said


def test_files_are_held_over_as_another_inventory_knows_them() -> None:
    old = inventory(
        file("a.ts"),
        fact("table:ants"),
        fact("table:bees"),
        fact("table:moths", "b.ts"),
        symbols=(symbol("a.ts", "f", "1"),),
    )
    new = inventory(
        file("a.ts"),
        file("c.ts"),
        fact("table:bees", "c.ts", digest="2"),
        fact("table:half"),
        symbols=(symbol("a.ts", "g", "2"), symbol("c.ts", "h", "3")),
    )
    held = hold_over(new, old, frozenset({"a.ts"}))
    assert held.keys == ("file:a.ts", "file:c.ts", "table:ants", "table:bees")
    assert held.fact("table:bees").path == "c.ts", "what moved to a file that is read is believed"
    assert {path: [one.name for one in found] for path, found in held.symbols.items()} == {
        "a.ts": ["f"],
        "c.ts": ["h"],
    }
    assert hold_over(new, old, frozenset()) is new
