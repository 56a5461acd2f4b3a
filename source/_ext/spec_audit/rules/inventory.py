"""Inventory: what could not be read of the code is not passed over."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect


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
