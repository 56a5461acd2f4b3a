"""Protocols: what is sent is handled, what is handled is declared, or the spec says why not."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect
from spec_audit.rules.disorder import describe_disorder, find_unexplained


def unsent_message(case: Case) -> Iterator[Defect]:
    """A message that is declared and that nothing sends.

    Whoever waits for it waits for ever.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact, claim in find_unexplained(case, "message"):
        if fact.attrs.get("declared") and not fact.attrs.get("sent"):
            yield describe_disorder(case, fact, claim, "is declared and never sent")


def unhandled_message(case: Case) -> Iterator[Defect]:
    """A message that is sent and that nothing handles.

    What it says is lost.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact, claim in find_unexplained(case, "message"):
        if fact.attrs.get("sent") and not fact.attrs.get("handled"):
            yield describe_disorder(case, fact, claim, "is sent and never handled")


def undeclared_message(case: Case) -> Iterator[Defect]:
    """A message that is sent or handled without being declared.

    The types promise another protocol than the one that is spoken.

    Explain it in the spec that owns it: an edge case or status item with the message under
    `facts`.
    """
    for fact, claim in find_unexplained(case, "message"):
        if not fact.attrs.get("declared"):
            yield describe_disorder(case, fact, claim, "is sent or handled and never declared")
