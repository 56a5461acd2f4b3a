"""Tables: what is kept is used, or the spec says why not."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect
from spec_audit.rules.disorder import describe_disorder, find_unexplained


def unread_table(case: Case) -> Iterator[Defect]:
    """A table that nothing in the code reads, as far as the settings say where to look (`uses`).

    What is put into it is kept for nobody; and one that nothing fills either only looks like a
    part of the system.

    Explain it in the spec that owns it: an edge case or status item with the table under
    `facts`. Or take it out of the code.
    """
    for kind in ("table", "do-table"):
        for fact, claim in find_unexplained(case, kind):
            if fact.attrs.get("read") is False:
                what = (
                    "is written and never read"
                    if fact.attrs.get("written")
                    else "is neither read nor written"
                )
                yield describe_disorder(case, fact, claim, what)
