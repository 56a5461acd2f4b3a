"""Inventory: what could not be read of the code is not passed over, and what is old is not believed."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect
from spec_audit.model.place import Place


def unparsed_source(case: Case) -> Iterator[Defect]:
    """A source file that did not parse when the inventory was made.

    "No facts" in it may only mean that nobody could read it.

    Mend the file, and write the inventory anew.
    """
    for fact in case.inventory.facts:
        if fact.kind == "file" and fact.attrs.get("parsed") is False:
            yield Defect(
                subject=fact.key,
                place=fact.place,
                message=f"{fact.path} did not parse, so its facts are not known",
                hint="mend the file, then run 'spec-audit inventory'",
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
