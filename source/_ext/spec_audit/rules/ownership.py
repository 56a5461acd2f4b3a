"""Ownership: every fact owned exactly once, every claim and concern worth something."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from os.path import commonprefix
from typing import NamedTuple

from spec_audit.case import Case
from spec_audit.model.facts import Fact
from spec_audit.model.finding import Defect
from spec_audit.model.objects import Concern
from spec_audit.ownership import concerns_of


def unowned_fact(case: Case) -> Iterator[Defect]:
    """A fact that no concern of any spec claims: an orphan of the code.

    What nobody owns, nobody documents, and nobody notices when it changes.

    Claim it in the concern it changes with. The finding stands at the concern that owns what
    is most like it; where no spec should own it, accept it by an exception with a bean.
    """
    neighbours = Neighbours.of(case)
    for key, claims in case.ownership.claims.items():
        if claims:
            continue
        fact = case.inventory.fact(key)
        near = neighbours.nearest(fact, {block.autodoc.spec for block in case.documented.get(key, ())})
        yield Defect(
            subject=key,
            place=near.at(near.claims[0].line) if near and near.claims else fact.place,
            message=f"no spec owns {key}",
            hint=f"add '{key}' to the claims of {near.id}, or of the concern that it changes with"
            if near
            else f"claim '{key}' in the concern that it changes with",
            related=(fact.place,),
        )


class Neighbours(NamedTuple):
    """The owned facts with their concerns, by what a stray fact may have in common with them.

    The keys of ``groups`` are a spec's name, a kind of fact, both, or neither.
    """

    groups: Mapping[tuple[str, str], list[tuple[Fact, Concern]]]

    @classmethod
    def of(cls, case: Case) -> Neighbours:
        """Sort the owned facts of a case."""
        groups: dict[tuple[str, str], list[tuple[Fact, Concern]]] = {}
        for key, claims in case.ownership.claims.items():
            fact = case.inventory.fact(key)
            for claim in claims:
                for group in ((claim.spec, fact.kind), (claim.spec, ""), ("", fact.kind), ("", "")):
                    groups.setdefault(group, []).append((fact, claim.concern))
        return cls(groups=groups)

    def nearest(self, fact: Fact, documenting: set[str]) -> Concern | None:
        """Find the concern most likely to own a fact; None when nothing is owned.

        That of a spec which documents it, then of a fact of its kind, then of its file, then
        with the most similar key, then declared nearest to it.
        """
        wanted = [(spec, kind) for spec in (*sorted(documenting), "") for kind in (fact.kind, "")]
        group = next((self.groups[one] for one in wanted if one in self.groups), ())
        group = [one for one in group if one[0].path == fact.path] or group
        if not group:
            return None
        # They are sorted by their keys: none begins more like this one than those that it stands between.
        at = bisect_left(group, fact.key, key=lambda one: one[0].key)
        beside = group[max(at - 1, 0) : at + 1]
        shared = max((commonprefix([one.key, fact.key]) for one, _ in beside), key=len)  # noqa: RUF071
        alike = [one for one in group if one[0].key.startswith(shared)]
        return min(alike, key=lambda one: abs(one[0].line - fact.line))[1]


def contested_fact(case: Case) -> Iterator[Defect]:
    """A fact that two concerns claim.

    Each reader of one spec is told half of the truth, and each author leaves the update to
    the other. The finding stands at the later claim.

    Take it out of one of the claims; `!key` takes a fact out of a glob.
    """
    for key, claims in case.ownership.claims.items():
        for rival in claims[1:]:
            first = claims[0]
            yield Defect(
                subject=key,
                place=rival.concern.at(rival.pattern.line),
                message=f"{rival.concern.id} claims {key}, which {first.concern.id} owns",
                hint=f"take it out of one of the two, for instance with '!{key}'",
                related=(first.concern.at(first.pattern.line), case.inventory.fact(key).place),
            )


def dead_claim(case: Case) -> Iterator[Defect]:
    """A claim that matches no fact.

    The spec owns something that the code does not have: it was renamed, or never was.

    Mend the pattern, or take the claim out. A column is claimed by its table, a state by its
    enum.
    """
    for claim in case.ownership.dead:
        text = claim.pattern.text
        yield Defect(
            subject=f"{claim.concern.id} {text}",
            place=claim.concern.at(claim.pattern.line),
            message=f"'{text}' takes nothing out" if text.startswith("!") else f"'{text}' matches no fact",
            hint="mend the pattern or take it out; columns and indexes follow tables, states enums",
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
