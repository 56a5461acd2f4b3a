"""Who owns what: the one computation that rules and matrices share.

A column follows its table and a state its enum: only facts that follow none are claimed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from os.path import commonprefix
from typing import NamedTuple

from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import Concern, Ref, Spec
from spec_audit.model.pattern import parse_pattern, select
from spec_audit.model.place import Place


class Claim(NamedTuple):
    """One pattern of one concern."""

    concern: Concern
    pattern: Ref

    @property
    def spec(self) -> str:
        """The name of the spec that claims."""
        return self.concern.spec

    @property
    def place(self) -> Place:
        """The line of the spec that claims."""
        return self.concern.at(self.pattern.line)

    @property
    def anchor(self) -> str:
        """Where the pattern stands on the page of its spec."""
        return name_claim(self.concern.id, self.concern.claims.index(self.pattern) + 1)


def name_claim(concern: str, number: int) -> str:
    """Name the place of a concern's pattern, counted from 1, on the page of its spec."""
    return f"claim-{concern}-{number}" if concern else ""


class Ownership(NamedTuple):
    """The claims on every claimable fact, and the claims that came to nothing.

    ``claims`` holds an entry for each fact that must be owned, also when nobody claims it;
    of one concern's several matching patterns only the first counts. ``held`` lists the claimed
    facts by the concern's id, contested ones included. ``heads`` maps every fact to the one that
    it follows, itself when it follows none.
    """

    claims: Mapping[str, tuple[Claim, ...]]
    held: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, str]
    dead: tuple[Claim, ...]

    def owner(self, key: str) -> Claim | None:
        """The claim that owns a fact; None when nobody or more than one concern claims it."""
        claims = self.claims.get(self.heads.get(key, key), ())
        return claims[0] if len(claims) == 1 else None

    def owned_by(self, concern: str) -> tuple[str, ...]:
        """List the claimed facts of a concern, contested ones included, in the order of their keys."""
        return self.held.get(concern, ())


def compute_ownership(specs: tuple[Spec, ...], inventory: Inventory) -> Ownership:
    """Hold all claims against all facts."""
    heads = inventory.heads
    keys = [key for key, head in heads.items() if head == key]
    claims: dict[str, list[Claim]] = {key: [] for key in keys}
    dead: list[Claim] = []
    for concern in concerns_of(specs):
        held: dict[str, Claim] = {}
        taken_out: list[Claim] = []
        for ref in concern.claims:
            claim = Claim(concern=concern, pattern=ref)
            pattern = parse_pattern(ref.text)
            if pattern.negated:
                taken_out.append(claim)
                continue
            matched = list(select(pattern, keys))
            for key in matched:
                held.setdefault(key, claim)
            if not matched:
                dead.append(claim)
        for claim in taken_out:
            pattern = parse_pattern(claim.pattern.text)
            gone = [key for key in held if pattern.matches(key)]
            for key in gone:
                del held[key]
            if not gone:
                dead.append(claim)
        for key, claim in held.items():
            claims[key].append(claim)
    return Ownership(
        claims={key: tuple(found) for key, found in claims.items()},
        held=_by_concern(claims),
        heads=heads,
        dead=tuple(dead),
    )


def _by_concern(claims: Mapping[str, list[Claim]]) -> dict[str, tuple[str, ...]]:
    held: dict[str, dict[str, None]] = {}
    for key, found in claims.items():
        for claim in found:
            held.setdefault(claim.concern.id, {})[key] = None
    return {concern: tuple(keys) for concern, keys in held.items()}


def concerns_of(specs: tuple[Spec, ...]) -> Iterator[Concern]:
    """Yield the concerns of all specs in the order of the documents."""
    return (one for spec in specs for one in spec.objects if isinstance(one, Concern))


class Neighbours(NamedTuple):
    """The owned facts with their concerns, by what a stray fact may have in common with them.

    The keys of ``groups`` are a spec's name, a kind of fact, both, or neither.
    """

    groups: Mapping[tuple[str, str], list[tuple[Fact, Concern]]]

    @classmethod
    def of(cls, ownership: Ownership, inventory: Inventory) -> Neighbours:
        """Sort the owned facts."""
        groups: dict[tuple[str, str], list[tuple[Fact, Concern]]] = {}
        for key, claims in ownership.claims.items():
            fact = inventory.fact(key)
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
