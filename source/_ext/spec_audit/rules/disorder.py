"""Disorder: where the code is at odds with itself, until the spec that owns the fact says so."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.case.ownership import Claim
from spec_audit.model.facts import Fact
from spec_audit.model.finding import Defect


def find_unexplained(case: Case, kind: str) -> Iterator[tuple[Fact, Claim]]:
    """The facts of a kind that somebody owns and nobody explains; an unowned one is a finding already."""
    for fact in case.inventory.facts:
        claim = case.ownership.owner(fact.key) if fact.kind == kind else None
        if claim is not None and not case.is_explained(fact.key):
            yield fact, claim


def describe_disorder(case: Case, fact: Fact, claim: Claim, what: str) -> Defect:
    """Tell what is at odds where the owner shows the fact, or else where it claims it."""
    head = case.ownership.heads[fact.key]
    shown = (one.autodoc for one in case.documented.get(head, ()) if one.autodoc.spec == claim.spec)
    return Defect(
        subject=fact.key,
        place=next((one.place for one in shown), claim.place),
        message=f"{fact.key} {what}",
        hint=f"explain it in an edge case or status item of this spec, with '{fact.key}' under 'facts'",
        related=(fact.place,),
    )
