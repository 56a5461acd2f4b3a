"""Protocols: what is sent is handled, what is handled is declared, or the spec says why not."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.facts import Fact
from spec_audit.model.finding import Defect


def unsent_message(case: Case) -> Iterator[Defect]:
    """A message that is declared and that nothing sends.

    Whoever waits for it waits for ever.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact in _messages(case):
        if fact.attrs.get("declared") and not fact.attrs.get("sent"):
            yield _disorder(case, fact, "is declared and never sent")


def unhandled_message(case: Case) -> Iterator[Defect]:
    """A message that is sent and that nothing handles.

    What it says is lost.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact in _messages(case):
        if fact.attrs.get("sent") and not fact.attrs.get("handled"):
            yield _disorder(case, fact, "is sent and never handled")


def undeclared_message(case: Case) -> Iterator[Defect]:
    """A message that is sent or handled without being declared.

    The types promise another protocol than the one that is spoken.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact in _messages(case):
        if not fact.attrs.get("declared"):
            yield _disorder(case, fact, "is sent or handled and never declared")


def _messages(case: Case) -> Iterator[Fact]:
    """The messages that somebody owns and nobody explains; an unowned one is a finding already."""
    for fact in case.inventory.facts:
        if fact.kind == "message" and case.ownership.owner(fact.key) and not case.is_explained(fact.key):
            yield fact


def _disorder(case: Case, fact: Fact, what: str) -> Defect:
    claim = case.ownership.owner(fact.key)
    blocks = [one for one in case.documented.get(fact.key, ()) if claim and one.autodoc.spec == claim.spec]
    place = fact.place
    if blocks:
        place = blocks[0].autodoc.place
    elif claim:
        place = claim.concern.at(claim.pattern.line)
    return Defect(
        subject=fact.key,
        place=place,
        message=f"{fact.key} {what}",
        hint="explain it in an edge case or status item of this spec, with the message under 'facts'",
        related=(fact.place,),
    )
