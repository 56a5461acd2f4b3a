"""An inventory: what follows what, and what a short name means."""

from __future__ import annotations

from spec_audit.model.facts import Attr, Fact, Symbol
from spec_audit.model.inventory import Inventory


def fact(key: str, line: int = 1, **attrs: Attr) -> Fact:
    return Fact(key=key, kind=key.partition(":")[0], path="a.ts", line=line, digest="", attrs=attrs)


def symbol(name: str, line: int) -> Symbol:
    return Symbol(path="a.ts", name=name, kind="method", line=line, end_line=line, digest="")


FACTS = (
    fact("column:loans.due", 9),
    fact("column:loans.id", 8),
    fact("column:tomes.id"),
    fact("enum:Loan.status"),
    fact("file:b.sql"),
    fact("index:by_due", table="loans"),
    fact("state:Loan.status.at.desk", enum="enum:Loan.status"),
    fact("state:Loan.status.open"),
    fact("table:loans"),
)
INVENTORY = Inventory(
    repository="",
    commit="",
    configuration="",
    facts=FACTS,
    symbols={"a.ts": (symbol("Desk.give.note", 1), symbol("Shelf.give", 5), symbol("give", 9))},
)


def test_what_follows_a_fact_that_is_there_stands_in_the_order_of_the_code() -> None:
    assert [one.key for one in INVENTORY.children("table:loans")] == [
        "index:by_due",
        "column:loans.id",
        "column:loans.due",
    ]
    assert [one.key for one in INVENTORY.children("enum:Loan.status")] == [
        "state:Loan.status.at.desk",
        "state:Loan.status.open",
    ]
    assert INVENTORY.heads["column:tomes.id"] == "column:tomes.id"


def test_a_short_name_means_all_that_end_in_it_and_a_full_one_itself() -> None:
    def named(name: str) -> list[str]:
        return [one.name for one in INVENTORY.symbols_named("a.ts", name)]

    assert named("give") == ["give"]
    assert named("note") == ["Desk.give.note"]
    assert named("give.note") == ["Desk.give.note"]
    assert named("Shelf.give") == ["Shelf.give"]
    assert named("ive") == []
    assert INVENTORY.symbols_named("c.ts", "give") == ()


def test_a_file_is_known_by_its_fact_or_by_what_it_holds() -> None:
    assert [INVENTORY.has_file(path) for path in ("a.ts", "b.sql", "c.ts")] == [True, True, False]
