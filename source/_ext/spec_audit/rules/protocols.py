"""Protocols: what is sent is handled, what is handled is declared, or the spec says why not."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.facts import Fact
from spec_audit.model.finding import Defect
from spec_audit.ownership import Claim


def unsent_message(case: Case) -> Iterator[Defect]:
    """A message that is declared and that nothing sends.

    Whoever waits for it waits for ever.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact, claim in _messages(case):
        if fact.attrs.get("declared") and not fact.attrs.get("sent"):
            yield _disorder(case, fact, claim, "is declared and never sent")


def unhandled_message(case: Case) -> Iterator[Defect]:
    """A message that is sent and that nothing handles.

    What it says is lost.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact, claim in _messages(case):
        if fact.attrs.get("sent") and not fact.attrs.get("handled"):
            yield _disorder(case, fact, claim, "is sent and never handled")


def undeclared_message(case: Case) -> Iterator[Defect]:
    """A message that is sent or handled without being declared.

    The types promise another protocol than the one that is spoken.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact, claim in _messages(case):
        if not fact.attrs.get("declared"):
            yield _disorder(case, fact, claim, "is sent or handled and never declared")


def _messages(case: Case) -> Iterator[tuple[Fact, Claim]]:
    """The messages that somebody owns and nobody explains; an unowned one is a finding already."""
    for fact in case.inventory.facts:
        claim = case.ownership.owner(fact.key) if fact.kind == "message" else None
        if claim is not None and not case.is_explained(fact.key):
            yield fact, claim


def _disorder(case: Case, fact: Fact, claim: Claim, what: str) -> Defect:
    shown = (one.autodoc for one in case.documented.get(fact.key, ()) if one.autodoc.spec == claim.spec)
    return Defect(
        subject=fact.key,
        place=next((one.place for one in shown), claim.place),
        message=f"{fact.key} {what}",
        hint="explain it in an edge case or status item of this spec, with the message under 'facts'",
        related=(fact.place,),
    )
