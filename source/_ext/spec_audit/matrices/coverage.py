"""The coverage matrix: spec by kind of fact, how many it owns, documents and gives evidence for.

Facts that follow another (a column its table) are counted where that one is owned, so that
here, unlike in the ownership matrix, every fact of the inventory counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from spec_audit.case import Case
from spec_audit.case.evidence import Resolved, resolve_evidence
from spec_audit.case.mentions import named_keys
from spec_audit.matrices.grid import Grid, GridRow, Mark, Relation, RowsTarget, Trouble, spec_row
from spec_audit.model.facts import order_kinds
from spec_audit.model.objects import SpecObject

NOBODY = "nobody"
"""The row of what no spec owns."""
ALL = "all"
"""The column of all kinds together."""

_LEADS_TO = {
    Relation.OWNED: Relation.OWNS,
    Relation.DOCUMENTED: Relation.DOCUMENTS,
    Relation.CONTESTED: Relation.CONTESTS,
    Relation.UNOWNED: Trouble.ORPHAN,
}
"""The filter of the ownership matrix that shows what is counted."""

_Counts = Mapping[tuple[str, str], Counter[Relation]]
"""How many facts of a spec and a kind stand in each relation."""


def build_coverage(case: Case) -> Grid:
    """Count the facts of each spec by kind."""
    counts = _count(case)
    kinds = order_kinds(kind for _, kind in counts)
    heads = {case.inventory.fact(key).kind for key in case.ownership.claims}
    rows = [spec_row(spec.name, _cells(spec.name, kinds, counts, heads)) for spec in case.specs]
    if any(spec == NOBODY for spec, _ in counts):
        cells = _cells(NOBODY, kinds, counts, heads)
        rows.insert(0, GridRow(key=NOBODY, kind="spec", trouble=Trouble.ORPHAN, cells=cells))
    return Grid(
        name="coverage",
        title="Coverage",
        row_title="Spec",
        subject="rows",
        columns=(ALL, *kinds),
        rows=tuple(rows),
    )


def _cells(spec: str, kinds: list[str], counts: _Counts, heads: set[str]) -> dict[str, tuple[Mark, ...]]:
    total: Counter[Relation] = Counter()
    cells: dict[str, tuple[Mark, ...]] = {ALL: ()}
    for kind in kinds:
        found = counts.get((spec, kind), Counter())
        total.update(found)
        if found:
            cells[kind] = tuple(_marks(spec, kind, found, leads=kind in heads))
    cells[ALL] = tuple(_marks(spec, "", total, leads=False))
    return cells


def _marks(spec: str, kind: str, counts: Counter[Relation], *, leads: bool) -> Iterator[Mark]:
    for relation in counts:
        filtered = _LEADS_TO.get(relation)
        target = RowsTarget(
            matrix="ownership",
            spec="" if spec == NOBODY else spec,
            kind=kind,
            relation=filtered.value if filtered else "",
        )
        yield Mark(
            relation=relation,
            count=counts[relation],
            target=target if leads and filtered is not None else None,
        )


def _count(case: Case) -> _Counts:
    documented = _documented(case)
    evidenced, suspect = _evidenced(case), _suspect(case)
    counts: dict[tuple[str, str], Counter[Relation]] = {}
    for fact in case.inventory.facts:
        head = case.ownership.heads[fact.key]
        claims = case.ownership.claims[head]
        if not claims:
            counts.setdefault((NOBODY, fact.kind), Counter())[Relation.UNOWNED] += 1
        for spec in dict.fromkeys(claim.spec for claim in claims):
            found = counts.setdefault((spec, fact.kind), Counter())
            found[Relation.OWNED] += 1
            found[Relation.DOCUMENTED] += (spec, fact.key) in documented
            found[Relation.EVIDENCED] += (spec, fact.key) in evidenced
            # None of those with evidence is an answer; without any there is no question.
            if (spec, fact.key) in evidenced:
                found[Relation.SUSPECT] += (spec, fact.key) in suspect
            if len(claims) > 1:
                found[Relation.CONTESTED] += 1
    return counts


def _documented(case: Case) -> set[tuple[str, str]]:
    """List each spec's facts that a block shows, and of rows those that have a meaning."""
    found = set(case.documented_by_name)
    for block in case.blocks:
        spec = block.autodoc.spec
        rows = {row.fact.key: row.meaning is not None for row in block.rows}
        found.update((spec, fact.key) for fact in block.facts if rows.get(fact.key, True))
        found.update((spec, key) for key, has_meaning in rows.items() if has_meaning)
        # An index has no row of its own: it is a part of its table's block.
        found.update(
            (spec, child.key)
            for fact in block.facts
            for child in case.inventory.children(fact.key)
            if child.kind == "index"
        )
    return found


def _evidenced(case: Case) -> set[tuple[str, str]]:
    """List each spec's facts that its objects speak of, with evidence that leads to the code."""
    evidence: list[tuple[SpecObject, Resolved]] = []
    for one in case.every_object():
        found = [resolve_evidence(ref.text, case.inventory) for ref in one.refs("source")]
        evidence.extend((one, resolved) for resolved in found if not resolved.problem)
    return _spoken_of(case, evidence)


def _suspect(case: Case) -> set[tuple[str, str]]:
    """List each spec's facts that objects with changed evidence speak of."""
    return _spoken_of(case, [(one.citing, one.resolved) for one in case.review_state.suspects])


def _spoken_of(case: Case, evidence: Iterable[tuple[SpecObject, Resolved]]) -> set[tuple[str, str]]:
    """List the facts that the citing objects name, or that stand on the lines of their evidence."""
    found: set[tuple[str, str]] = set()
    spans: dict[str, set[tuple[str, range]]] = {}
    for one in {one.id: one for one, _ in evidence}.values():
        found.update((one.spec, key) for key in named_keys(one, case.inventory))
    for one, resolved in evidence:
        assert resolved.place is not None
        spans.setdefault(resolved.place.path, set()).add((one.spec, resolved.lines))
    for fact in case.inventory.facts:
        for spec, span in spans.get(fact.path, ()):
            if fact.line in span or fact.kind == "file":
                found.add((spec, fact.key))
    return found
