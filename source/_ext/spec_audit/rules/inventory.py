"""Inventory: what could not be read of the code is not passed over, and what is old is not believed."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.facts import Fact
from spec_audit.model.finding import Defect
from spec_audit.model.place import Place
from spec_audit.model.problem import UNPARSED


def unparsed_source(case: Case) -> Iterator[Defect]:
    """A source file that did not parse when the inventory was made.

    "No facts" in it may only mean that nobody could read it.

    Mend the file, and write the inventory anew. One that is meant to be so is left out by `exclude`
    in the settings, or accepted by an exception on its `file:` key.
    """
    lines = {one.place.path: one.place for one in case.inventory.problems if one.rule == UNPARSED}
    for fact in case.inventory.facts:
        if _is_unparsed(fact):
            yield Defect(
                subject=fact.key,
                place=lines.get(fact.path, fact.place),
                message=f"{fact.path} did not parse, so its facts are not known",
                hint="mend the file, then run 'spec-audit inventory'",
            )


def _is_unparsed(fact: Fact) -> bool:
    return fact.attrs.get("parsed") is False


def incomplete_inventory(case: Case) -> Iterator[Defect]:
    """Something that could not be read or explained when the inventory was made.

    A name in the settings that nothing in the code answers to, a send whose type cannot be told, a
    router that is never mounted: facts may be missing, and everything else would still look clean.

    Mend it, and write the inventory anew. What is known and cannot be mended yet is accepted by an
    exception, whose subject is the path at which it stands.
    """
    told = {fact.path for fact in case.inventory.facts if _is_unparsed(fact)}
    for one in case.inventory.problems:
        if one.rule != UNPARSED or one.place.path not in told:
            yield Defect(
                subject=one.place.path,
                place=one.place,
                message=f"the inventory is not whole: {one.message} [{one.rule}]",
                hint=f"{one.hint}, then run 'spec-audit inventory'",
            )


def stale_inventory(case: Case) -> Iterator[Defect]:
    """An inventory that was made with other settings, or by other versions of the extractors.

    What the settings ask for now may not be in it, and nobody sees the gap.

    Write it anew with `spec-audit inventory --code DIR`.
    """
    if case.is_stale:
        lock = case.config.inventory.lock
        yield Defect(
            subject=lock,
            place=Place(path=lock),
            message="the inventory was made with other settings or other extractors than those of now",
            hint="write it anew: spec-audit inventory --code DIR",
            related=(Place(path=case.config.path),),
        )
