"""Evidence: what it leads to, and what changes its digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import pytest

from spec_audit.case.evidence import evidence_digest, resolve_evidence
from spec_audit.model.facts import Fact, Symbol
from spec_audit.model.inventory import Inventory

FACTS = (
    Fact(key="limit:DAYS", kind="limit", path="a.ts", line=1, digest="f1", attrs={}),
    Fact(key="table:loans", kind="table", path="a.ts", line=2, digest="f2", attrs={}),
)


def symbol(name: str, digest: str, line: int = 1) -> Symbol:
    return Symbol(path="a.ts", name=name, kind="function", line=line, end_line=line, digest=digest)


def inventory(*symbols: Symbol, facts: tuple[Fact, ...] = FACTS) -> Inventory:
    return Inventory(repository="", commit="", configuration="", facts=facts, symbols={"a.ts": symbols})


HERE = inventory(symbol("Desk.give", "s1", 4), symbol("Shelf.give", "s2", 9), symbol("Shelf.take", "s3", 12))


def digest(text: str, of: Inventory) -> str:
    return evidence_digest(resolve_evidence(text, of), of)


class _Counted(tuple[Fact, ...]):
    """Facts that count how often they are walked over."""

    __slots__ = ()
    walks: ClassVar[int] = 0

    def __iter__(self) -> Iterator[Fact]:
        _Counted.walks += 1
        return super().__iter__()


def test_the_digests_of_many_files_cost_one_walk_over_the_facts() -> None:
    of = inventory(facts=_Counted(FACTS))
    _ = of.keys
    before = _Counted.walks
    assert len({digest("a.ts", of) for _ in range(9)}) == 1
    assert _Counted.walks == before + 1


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [("a.ts", "a.ts", 0), ("a.ts#take", "a.ts#Shelf.take", 12), ("a.ts#Desk.give", "a.ts#Desk.give", 4)],
)
def test_it_leads_to_one_place(text: str, name: str, line: int) -> None:
    found = resolve_evidence(text, HERE)
    assert (found.problem, found.name) == ("", name)
    assert found.place is not None
    assert found.place.line == line


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("b.ts#give", "the inventory has no file b.ts"),
        ("a.ts#keep", "a.ts has no symbol keep"),
        ("a.ts#", "a.ts has no symbol "),
        ("a.ts#give", "a.ts has more than one give: Desk.give, Shelf.give"),
    ],
)
def test_it_leads_nowhere_or_to_several(text: str, problem: str) -> None:
    found = resolve_evidence(text, HERE)
    assert (found.place, found.problem) == (None, problem)


def test_a_file_as_a_whole_changes_with_what_is_in_it_and_not_with_its_order() -> None:
    one, other = symbol("one", "s1", 1), symbol("other", "s2", 5)
    whole = digest("a.ts", inventory(one, other))
    assert digest("a.ts", inventory(other._replace(line=1), one._replace(line=5))) == whole
    for changed in (
        inventory(one, other._replace(digest="s3")),
        inventory(one),
        inventory(one, other, facts=FACTS[:1]),
        inventory(one, other, facts=(FACTS[0], FACTS[1]._replace(digest="f3"))),
    ):
        assert digest("a.ts", changed) != whole
    elsewhere = FACTS[0]._replace(key="limit:WEEKS", path="c.ts")
    assert digest("a.ts", replace(inventory(one, other), facts=(*FACTS, elsewhere))) == whole
