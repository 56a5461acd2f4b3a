"""The traceability matrix: edge case and status item, what it concerns, and its evidence in the code."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.case.evidence import resolve_evidence
from spec_audit.matrices.grid import (
    BeanTarget,
    CodeTarget,
    Grid,
    GridRow,
    Mark,
    Relation,
    SpecTarget,
    Trouble,
    troubles_first,
)
from spec_audit.model.objects import Edge, Impl, Item, Refs

STAGE, SUBJECT, EVIDENCE, WORK = "how far", "concerns", "evidence", "work items"


def build_traceability(case: Case) -> Grid:
    """Follow each edge case and each status item both ways."""
    return Grid(
        name="traceability",
        title="Traceability",
        row_title="Edge case or status item",
        subject="edge cases and status items",
        columns=(STAGE, SUBJECT, EVIDENCE, WORK),
        rows=troubles_first(_row(case, one) for one in case.items()),
    )


def _row(case: Case, one: Item) -> GridRow:
    cells = {
        STAGE: tuple(_stage(one)),
        SUBJECT: tuple(_subjects(case, one)),
        EVIDENCE: tuple(_evidence(case, one.source)),
        WORK: tuple(_work(case, one.tracked_by)),
    }
    is_future = isinstance(one, Impl) and one.is_future
    hangs = all(
        any(mark.relation is not Relation.DEAD for mark in cells[column])
        for column in ((SUBJECT,) if is_future else (SUBJECT, EVIDENCE))
    )
    return GridRow(
        key=one.id,
        title=one.title,
        kind="edge case" if isinstance(one, Edge) else "status item",
        owner=one.spec,
        target=SpecTarget(spec=one.spec, id=one.id),
        place=one.place,
        trouble=None if hangs else Trouble.ORPHAN,
        cells=cells,
    )


def _stage(one: Item) -> Iterator[Mark]:
    if one.stage is not None:
        yield Mark(relation=Relation(one.stage.text), target=None, place=one.at(one.stage.line))


def _subjects(case: Case, one: Item) -> Iterator[Mark]:
    relation = Relation.AFFECTS if isinstance(one, Edge) else Relation.CONCERNS
    for ref in one.affects if isinstance(one, Edge) else one.concerns:
        subject = case.objects.get(ref.text)
        yield Mark(
            relation=relation if subject else Relation.DEAD,
            target=SpecTarget(spec=subject.spec, id=subject.id) if subject else None,
            place=one.at(ref.line),
            label=subject.title if subject else ref.text,
            note=subject.spec if subject and subject.spec != one.spec else "",
        )


def _evidence(case: Case, refs: Refs) -> Iterator[Mark]:
    for ref in refs:
        resolved = resolve_evidence(ref.text, case.inventory)
        path, _, symbol = ref.text.partition("#")
        file = path.rpartition("/")[2]
        yield Mark(
            relation=Relation.SHOWN_BY if resolved.place else Relation.DEAD,
            target=CodeTarget(place=resolved.place) if resolved.place else None,
            label=symbol or file,
            note=file if symbol else "",
        )


def _work(case: Case, refs: Refs) -> Iterator[Mark]:
    for ref in refs:
        bean = case.beans.get(ref.text)
        yield Mark(
            relation=Relation.TRACKED_BY if bean else Relation.DEAD,
            target=BeanTarget(id=ref.text) if bean else None,
            label=ref.text,
            note=bean.title if bean else "",
        )
