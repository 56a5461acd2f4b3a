"""Who owns what, and who would be asked to own what nobody does."""

from __future__ import annotations

from pathlib import Path

from spec_audit.case import Case
from spec_audit.config import Config, InventorySettings
from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.readers.specs import read_spec
from spec_audit.rules.ownership import unowned_fact

FACTS = {
    "table:boats": ("a.ts", 1),
    "table:boat_crews": ("a.ts", 30),
    "table:oars": ("b.ts", 5),
    "table:oar_racks": ("b.ts", 9),
    "enum:Wind": ("a.ts", 4),
}


def case(**specs: tuple[str, ...]) -> Case:
    """Make a case of specs, each with the claims of its concerns."""
    facts = [
        Fact(key=key, kind=key.partition(":")[0], path=path, line=line, digest="", attrs={})
        for key, (path, line) in sorted(FACTS.items())
    ]
    texts = {
        name: "\n".join(
            f":::{{concern}} C\n:id: CON_{name.upper()}_{number}\n:claims: {claim}\n:::\n"
            for number, claim in enumerate(claims)
        )
        for name, claims in specs.items()
    }
    return Case(
        config=Config(root=Path(), path="", inventory=InventorySettings(lock="")),
        specs=tuple(read_spec(f"{name}.md", text)[0] for name, text in texts.items()),
        inventory=Inventory(repository="", commit="", configuration="", facts=tuple(facts), symbols={}),
        beans={},
    )


def asked(one: Case) -> dict[str, str]:
    """Tell whom each fact without an owner is offered to."""
    return {defect.subject: f"{defect.place} {defect.hint}" for defect in unowned_fact(one)}


def test_the_first_of_a_concerns_patterns_that_fits_makes_the_claim() -> None:
    ownership = case(sea=("table:boat*, table:boats, !table:boat_crews",)).ownership
    claim = ownership.owner("table:boats")
    assert claim is not None
    assert claim.pattern.text == "table:boat*"
    assert ownership.owner("table:boat_crews") is None
    assert ownership.owned_by("CON_SEA_0") == ("table:boats",)
    assert [one.pattern.text for one in ownership.dead] == []


def test_what_is_taken_out_may_be_taken_out_before_it_is_claimed() -> None:
    assert case(sea=("!table:boats, table:boat*",)).ownership.owned_by("CON_SEA_0") == ("table:boat_crews",)


def test_where_nobody_owns_anything_a_fact_is_told_where_it_stands() -> None:
    assert asked(case(sea=()))["table:oars"] == (
        "b.ts:5 claim 'table:oars' in the concern that it changes with, and show it with {autotable}"
    )


def test_a_fact_is_offered_to_who_owns_what_is_most_like_it() -> None:
    told = asked(case(sea=("table:boats", "table:oars"), sky=("enum:Wind",)))
    assert told["table:boat_crews"].startswith("sea.md:3 add 'table:boat_crews' to the claims of CON_SEA_0,")
    assert told["table:oar_racks"].startswith("sea.md:8 add 'table:oar_racks' to the claims of CON_SEA_1,")


def test_a_fact_of_a_kind_that_nobody_owns_is_offered_to_its_file() -> None:
    assert "CON_SEA_0" in asked(case(sea=("table:boats", "table:oars")))["enum:Wind"]
