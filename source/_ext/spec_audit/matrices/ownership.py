"""The ownership matrix: every fact that must be owned, by spec, and what each spec does with it."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.matrices.grid import Grid, GridRow, Mark, Relation
from spec_audit.model.objects import Boundary, Concern, Refs
from spec_audit.model.pattern import parse_pattern, select
from spec_audit.model.place import Place

_Entry = tuple[str, Mark]
"""A fact's key, and a mark of the spec that the mark itself names."""


def build_ownership(case: Case) -> Grid:
    """Lay the ownership out; from the very computation that the rules report from."""
    marks: dict[str, dict[str, list[Mark]]] = {key: {} for key in case.ownership.claims}
    for entries in (_claims(case), _blocks(case), _boundaries(case), _mentions(case)):
        for key, mark in entries:
            cell = marks[case.ownership.heads[key]].setdefault(mark.spec, [])
            if all(one.relation is not mark.relation for one in cell):
                cell.append(mark)
    rows: list[GridRow] = []
    for key, cells in marks.items():
        claim = case.ownership.owner(key)
        fact = case.inventory.fact(key)
        rows.append(
            GridRow(
                key=key,
                kind=fact.kind,
                place=fact.place,
                owner=claim.spec if claim else None,
                concern=claim.concern.id if claim else None,
                cells={spec: tuple(found) for spec, found in cells.items()},
            )
        )
    return Grid(
        name="ownership",
        title="Ownership",
        row_title="Fact",
        columns=tuple(spec.name for spec in case.specs),
        rows=tuple(rows),
    )


def _claims(case: Case) -> Iterator[_Entry]:
    for key, claims in case.ownership.claims.items():
        relation = Relation.OWNS if len(claims) == 1 else Relation.CONTESTS
        for claim in claims:
            place = claim.concern.at(claim.pattern.line)
            yield key, Mark(relation=relation, place=place, spec=claim.spec, anchor=claim.concern.id)


def _blocks(case: Case) -> Iterator[_Entry]:
    for key, blocks in case.documented.items():
        claim = case.ownership.owner(key)
        for block in blocks:
            spec = block.autodoc.spec
            relation = Relation.DOCUMENTS if claim is None or claim.spec == spec else Relation.TRESPASSES
            yield key, Mark(relation=relation, place=block.autodoc.place, spec=spec, anchor=block.anchor)


def _boundaries(case: Case) -> Iterator[_Entry]:
    for boundary in case.each(Boundary):
        for ref in boundary.see:
            target = case.objects.get(ref.text)
            if not isinstance(target, Concern) or target.spec == boundary.spec:
                continue
            mark = Mark(
                relation=Relation.EXCLUDES,
                place=boundary.at(ref.line),
                spec=boundary.spec,
                anchor=boundary.id,
            )
            for key in case.ownership.owned_by(target.id):
                yield key, mark


def _mentions(case: Case) -> Iterator[_Entry]:
    for spec in case.specs:
        for ref in spec.mentions:
            if case.inventory.has(ref.text):
                place = Place(path=spec.path, line=ref.line)
                yield ref.text, Mark(relation=Relation.REFERS, place=place, spec=spec.name, anchor="")
    for one in case.every_object():
        refs: Refs = getattr(one, "facts", ())
        for ref in refs:
            mark = Mark(relation=Relation.REFERS, place=one.at(ref.line), spec=one.spec, anchor=one.id)
            for key in select(parse_pattern(ref.text), case.inventory.keys):
                yield key, mark
