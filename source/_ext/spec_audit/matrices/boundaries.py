"""The boundaries matrix: spec by spec, who hands what to whom."""

from __future__ import annotations

from spec_audit.case import Case
from spec_audit.matrices.grid import Grid, Mark, Relation, SpecTarget, spec_row
from spec_audit.model.objects import Boundary, Concern

NOBODY = "nobody"
"""The column of what no spec covers."""


def build_boundaries(case: Case) -> Grid:
    """Lay the hand-offs out. A boundary that leads nowhere counts as handing to nobody."""
    specs = tuple(spec.name for spec in case.specs)
    cells: dict[str, dict[str, list[Mark]]] = {spec: {} for spec in specs}
    for boundary in case.each(Boundary):
        targets = [case.objects.get(ref.text) for ref in boundary.see]
        concerns: list[Concern | None] = [target for target in targets if isinstance(target, Concern)]
        for concern in concerns or [None]:
            cells[boundary.spec].setdefault(concern.spec if concern else NOBODY, []).append(
                Mark(
                    relation=Relation.HANDS_OVER if concern else Relation.LEAVES_OPEN,
                    place=boundary.place,
                    target=SpecTarget(spec=boundary.spec, id=boundary.id),
                    label=boundary.title,
                )
            )
    return Grid(
        name="boundaries",
        title="Boundaries",
        row_title="Spec",
        subject="specs",
        columns=(*specs, NOBODY),
        rows=tuple(spec_row(spec, found) for spec, found in cells.items()),
        specs=frozenset(specs),
    )
