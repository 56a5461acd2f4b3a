"""Ownership: every fact owned exactly once, every claim and concern worth something."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.case.ownership import concerns_of
from spec_audit.model.finding import Defect
from spec_audit.rules.nearest import hint_nearest
from spec_audit.vocabulary import AUTO_BY_KIND

_FOLLOWS = {
    "column": "; columns follow their table",
    "index": "; indexes follow their table",
    "state": "; states follow their enum",
}
"""What is not claimed itself."""


def unowned_fact(case: Case) -> Iterator[Defect]:
    """A fact that no concern of any spec claims: an orphan of the code.

    What nobody owns, nobody documents, and nobody notices when it changes.

    Claim it in the concern it changes with. The finding stands at the concern that owns what
    is most like it; where no spec should own it, accept it by an exception with a bean.
    """
    for key, claims in case.ownership.claims.items():
        if claims:
            continue
        fact = case.inventory.fact(key)
        shown = AUTO_BY_KIND.get(fact.kind, "")
        near = case.neighbours.nearest(fact, case.documenting(key))
        yield Defect(
            subject=key,
            place=near.at(near.claims[0].line) if near else fact.place,
            message=f"no spec owns {key}",
            hint=(
                f"add '{key}' to the claims of {near.id}, or of the concern that it changes with"
                if near
                else f"claim '{key}' in the concern that it changes with"
            )
            + ("" if key in case.documented or not shown else f", and show it with {{{shown}}}"),
            related=(fact.place,),
        )


def contested_fact(case: Case) -> Iterator[Defect]:
    """A fact that two concerns claim.

    Each reader of one spec is told half of the truth, and each author leaves the update to
    the other. The finding stands at the claim of a spec that does not document it, else at the later.

    Take it out of one of the claims; `!key` takes a fact out of a glob.
    """
    for key, claims in case.ownership.claims.items():
        if len(claims) < 2:
            continue
        documenting = case.documenting(key)
        first, *rivals = sorted(claims, key=lambda one: one.spec not in documenting)
        for rival in rivals:
            if rival.concern.id == first.concern.id:
                continue  # two concerns with one id are a finding of their own
            yield Defect(
                subject=key,
                place=rival.place,
                message=f"{rival.concern.id} claims {key}, which {first.concern.id} owns",
                hint=f"take it out of one of the two, for instance with '!{key}'",
                related=(first.place, case.inventory.fact(key).place),
            )


def dead_claim(case: Case) -> Iterator[Defect]:
    """A claim that matches no fact.

    The spec owns something that the code does not have: it was renamed, or never was.

    Mend the pattern, or take the claim out; what is offered instead has no owner yet. A column is
    claimed by its table, a state by its enum.
    """
    for claim in case.ownership.dead:
        text = claim.pattern.text
        yield Defect(
            subject=f"{claim.concern.id} {text}",
            place=claim.place,
            message=f"'{text}' takes nothing out" if text.startswith("!") else f"'{text}' matches no fact",
            hint=hint_nearest(
                text.removeprefix("!"),
                case.ownership.owned_by(claim.concern.id) if text.startswith("!") else case.homeless,
                "mend the pattern or take it out" + _FOLLOWS.get(text.lstrip("!").partition(":")[0], ""),
            ),
        )


def empty_concern(case: Case) -> Iterator[Defect]:
    """A concern that owns nothing.

    It separates no concern from another: boundaries that lead to it end nowhere.

    Give it its claims, or fold it into another concern.
    """
    dead = {claim.concern.id for claim in case.ownership.dead}
    for concern in concerns_of(case.specs):
        if concern.id not in dead and not case.ownership.owned_by(concern.id):
            yield Defect(
                subject=concern.id,
                place=concern.place,
                message=f"{concern.id} owns nothing",
                hint="give it claims, or fold it into another concern",
            )
