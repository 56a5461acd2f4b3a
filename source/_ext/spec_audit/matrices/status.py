"""The status matrices: what is built by spec, and which work items track the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spec_audit.case import Case
from spec_audit.matrices.grid import (
    BeanTarget,
    Grid,
    GridRow,
    Mark,
    Relation,
    SpecTarget,
    Trouble,
    spec_row,
    troubles_first,
)
from spec_audit.model.objects import Impl
from spec_audit.model.place import Place
from spec_audit.vocabulary import STATUSES


def build_status(case: Case) -> Grid:
    """Lay the status items out by spec and status, each with the work items that track it."""
    cells: dict[str, dict[str, list[Mark]]] = {spec.name: {} for spec in case.specs}
    for one in case.each(Impl):
        if one.status is None:
            continue
        mark = Mark(
            relation=Relation(one.status.text),
            target=SpecTarget(spec=one.spec, id=one.id),
            place=one.at(one.status.line),
            label=one.title,
            note=", ".join(ref.text for ref in one.tracked_by),
            leads=tuple(BeanTarget(id=ref.text) for ref in one.tracked_by),
        )
        cells[one.spec].setdefault(one.status.text, []).append(mark)
    return Grid(
        name="status",
        title="Status",
        row_title="Spec",
        subject="specs",
        columns=tuple(status for status in STATUSES if any(status in found for found in cells.values())),
        rows=tuple(spec_row(spec, found) for spec, found in cells.items()),
    )


def build_beans(case: Case) -> Grid:
    """Lay the work items out by spec: which status items and edge cases each of them tracks."""
    cells = _tracked(case)
    excused = {waiver.bean for waiver in case.config.exceptions}
    specs = tuple(spec.name for spec in case.specs)
    rows = [
        GridRow(
            key=bean.id,
            title=bean.title,
            kind=bean.status or "no status",
            owner=next(iter(cells[bean.id]), None),
            target=BeanTarget(id=bean.id, text=True),
            place=Place(path=bean.path),
            trouble=None if cells[bean.id] or bean.id in excused else Trouble.ORPHAN,
            cells={spec: tuple(marks) for spec, marks in cells[bean.id].items()},
        )
        for bean in case.beans.values()
    ]
    return Grid(
        name="beans",
        title="Work items",
        row_title="Work item",
        subject="work items",
        columns=specs,
        rows=troubles_first(rows),
        specs=frozenset(specs),
    )


def _tracked(case: Case) -> Mapping[str, Mapping[str, Sequence[Mark]]]:
    """Gather by work item and spec what it tracks."""
    cells: dict[str, dict[str, list[Mark]]] = {bean: {} for bean in case.beans}
    for one in case.items():
        for ref in one.tracked_by:
            if ref.text not in cells:
                continue
            mark = Mark(
                relation=Relation(one.stage.text) if one.stage else Relation.TRACKED_BY,
                target=SpecTarget(spec=one.spec, id=one.id),
                place=one.at(ref.line),
                label=one.title,
            )
            cells[ref.text].setdefault(one.spec, []).append(mark)
    return cells
