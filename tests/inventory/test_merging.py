"""Merging: who tells of a fact, and where two sources differ."""

from __future__ import annotations

from typing import Any

from spec_audit.extractors.base import make_fact
from spec_audit.inventory.merging import Part, merge_facts
from spec_audit.model.facts import Fact
from spec_audit.model.place import Place


def fact(key: str, path: str = "code.ts", **attrs: Any) -> Fact:
    return make_fact(key, Place(path=path, line=7), attrs)


def part(extractor: str, *facts: Fact, compare: str = "") -> Part:
    return Part(extractor=extractor, facts=facts, compare=compare)


def test_the_first_wins_and_the_other_is_a_problem() -> None:
    first, second = fact("enum:Colour", values=["red"]), fact("enum:Colour", "other.ts", values=["blue"])
    facts, problems, _ = merge_facts([part("a", first), part("b", second)])
    assert facts == {"enum:Colour": first}
    assert [(one.rule, one.place.path) for one in problems] == [("duplicate-fact", "other.ts")]
    assert "code.ts:7" in problems[0].message


def test_the_same_fact_told_twice_is_no_problem() -> None:
    one, same = fact("port:api", value=80), fact("port:api", "other.ts", value=80)
    facts, problems, _ = merge_facts([part("a", one), part("b", same)])
    assert facts["port:api"] is one
    assert problems == []


def test_a_source_tells_of_a_key_once() -> None:
    _, problems, _ = merge_facts([part("a", fact("env:A", set_by=["x"]), fact("env:A", set_by=["y"]))])
    assert [one.rule for one in problems] == ["duplicate-fact"]


def test_differences_are_kept_on_the_first_ones_fact() -> None:
    schema = part(
        "schema",
        fact("table:goods"),
        fact("column:goods.name", type="text", not_null=True, mode=None, references=None),
        fact("column:goods.price", type="integer", not_null=False),
        fact("column:goods.gone", type="text"),
        fact("index:by_name", table="goods", columns=["name"]),
        fact("route:worker:GET /goods"),
    )
    database = part(
        "database",
        fact("table:goods", "sql"),
        fact("column:goods.name", "sql", type="text", not_null=False, references="names.id"),
        fact("column:goods.price", "sql", type="integer", not_null=False),
        fact("column:goods.extra", "sql", type="text"),
        fact("index:by_name", "sql", table="goods", columns=["name", "price"]),
        compare="schema",
    )
    facts, problems, counts = merge_facts([schema, database])
    assert problems == []
    name = facts["column:goods.name"]
    assert name.path == "code.ts"
    assert name.attrs["differs"] == [
        "not_null: yes here, no in database",
        "references: none here, names.id in database",
    ]
    assert name.digest != schema.facts[1].digest
    assert facts["column:goods.price"] is schema.facts[2]
    assert facts["column:goods.gone"].attrs["differs"] == ["not in database"]
    assert facts["index:by_name"].attrs["differs"] == ["columns: name here, name + price in database"]
    extra = facts["column:goods.extra"]
    assert (extra.path, extra.attrs["declared_in"]) == ("sql", "database")
    assert "differs" not in facts["route:worker:GET /goods"].attrs
    assert counts == {"differences": 4}


def test_several_are_held_against_one() -> None:
    schema = part("schema", fact("table:a"))
    second = part("second", fact("table:a"), fact("table:b"), compare="schema")
    third = part("third", fact("table:a"), compare="schema")
    assert [*merge_facts([schema, second, third])[0]] == ["table:a", "table:b"]


def test_what_follows_a_missing_fact_is_not_missing_once_more() -> None:
    schema = part("schema", fact("table:a"), fact("column:a.x", type="text"))
    database = part("database", fact("table:b"), fact("column:b.x", type="text"), compare="schema")
    facts, _, counts = merge_facts([schema, database])
    assert facts["table:a"].attrs["differs"] == ["not in database"]
    assert "differs" not in facts["column:a.x"].attrs
    assert counts == {"differences": 1}


def test_facts_of_other_extractors_are_not_compared() -> None:
    objects = part("objects", fact("index:cache", table="cache", columns=["x"]))
    schema = part("schema", fact("index:by_name", table="goods", columns=["name"]))
    database = part("database", fact("index:by_name", table="goods", columns=["name"]), compare="schema")
    facts, problems, counts = merge_facts([objects, schema, database])
    assert "differs" not in facts["index:cache"].attrs
    assert problems == []
    assert counts == {"differences": 0}
