"""The ownership matrix: every fact that must be owned, by spec, and what each spec does with it."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.case.mentions import Mentioned
from spec_audit.matrices.grid import (
    CodeTarget,
    GapTarget,
    Grid,
    GridRow,
    Mark,
    MentionTarget,
    Relation,
    SpecTarget,
    Trouble,
    troubles_first,
)
from spec_audit.model.facts import FACT_KINDS
from spec_audit.model.objects import Boundary, Concern

_Entry = tuple[str, str, Mark]
"""A fact's key, the name of a spec, and what that spec does with the fact."""

_CONFLICTS = frozenset({Relation.CONTESTS, Relation.TRESPASSES})


def build_ownership(case: Case) -> Grid:
    """Lay the ownership out; from the very computation that the rules report from."""
    marks: dict[str, dict[str, dict[Relation, Mark]]] = {key: {} for key in case.ownership.claims}
    for entries in (_claims(case), _blocks(case), _boundaries(case), _mentions(case)):
        for key, spec, mark in entries:
            marks[case.ownership.heads[key]].setdefault(spec, {}).setdefault(mark.relation, mark)
    kinds = {kind: index for index, kind in enumerate(FACT_KINDS)}
    mentions: dict[str, set[Mentioned]] = {}
    for key, found in case.mentions.items():
        mentions.setdefault(case.ownership.heads[key], set()).update(found)
    rows = [
        _row(
            case,
            key,
            {spec: tuple(found.values()) for spec, found in cells.items()},
            len(mentions.get(key, ())),
        )
        for key, cells in marks.items()
    ]
    rows.sort(key=lambda row: (kinds.get(row.kind, len(kinds)), row.key))
    specs = tuple(spec.name for spec in case.specs)
    return Grid(
        name="ownership",
        title="Ownership",
        row_title="Fact",
        subject="facts",
        columns=specs,
        rows=troubles_first(rows),
        specs=frozenset(specs),
    )


def _row(case: Case, key: str, cells: dict[str, tuple[Mark, ...]], mentions: int) -> GridRow:
    claim = case.ownership.owner(key)
    fact = case.inventory.fact(key)
    trouble = None
    if any(mark.relation in _CONFLICTS for marks in cells.values() for mark in marks):
        trouble = Trouble.CONFLICT
    elif claim is None:
        trouble = Trouble.ORPHAN
    return GridRow(
        key=key,
        kind=fact.kind,
        target=CodeTarget(place=fact.place),
        place=fact.place,
        owner=claim.spec if claim else None,
        concern=claim.concern.id if claim else None,
        trouble=trouble,
        reason=GapTarget(key=key) if trouble is Trouble.ORPHAN else None,
        cells=cells,
        mentions=mentions,
    )


def _claims(case: Case) -> Iterator[_Entry]:
    for key, claims in case.ownership.claims.items():
        relation = Relation.OWNS if len(claims) == 1 else Relation.CONTESTS
        for claim in claims:
            place = claim.place
            target = SpecTarget(spec=claim.spec, id=claim.anchor)
            yield key, claim.spec, Mark(relation=relation, place=place, target=target)


def _blocks(case: Case) -> Iterator[_Entry]:
    for key, blocks in case.documented.items():
        claim = case.ownership.owner(key)
        for block in blocks:
            spec = block.autodoc.spec
            relation = Relation.DOCUMENTS if claim is None or claim.spec == spec else Relation.TRESPASSES
            target = SpecTarget(spec=spec, id=block.anchor)
            yield key, spec, Mark(relation=relation, place=block.autodoc.place, target=target)


def _boundaries(case: Case) -> Iterator[_Entry]:
    for boundary in case.each(Boundary):
        for ref in boundary.see:
            target = case.objects.get(ref.text)
            if not isinstance(target, Concern):
                continue
            mark = Mark(
                relation=Relation.EXCLUDES,
                place=boundary.at(ref.line),
                target=SpecTarget(spec=boundary.spec, id=boundary.id),
            )
            for key in case.ownership.owned_by(target.id):
                yield key, boundary.spec, mark


def _mentions(case: Case) -> Iterator[_Entry]:
    for one in case.every_object():
        for ref in one.refs("facts"):
            mark = Mark(
                relation=Relation.REFERS,
                place=one.at(ref.line),
                target=SpecTarget(spec=one.spec, id=one.id),
            )
            for key in case.inventory.select(ref.text):
                yield key, one.spec, mark
    for spec in case.specs:
        for mention in spec.mentions:
            if case.inventory.has(mention.text):
                place, target = spec.at(mention.line), MentionTarget(spec=spec.name, key=mention.text)
                yield mention.text, spec.name, Mark(relation=Relation.REFERS, place=place, target=target)
