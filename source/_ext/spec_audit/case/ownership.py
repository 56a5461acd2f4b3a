"""Who owns what: the one computation that rules and matrices share.

A column follows its table and a state its enum: only facts that follow none are claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

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
        held, idle = _match_claims(concern, keys)
        dead += idle
        for key, claim in held.items():
            claims[key].append(claim)
    return Ownership(
        claims={key: tuple(found) for key, found in claims.items()},
        held=_by_concern(claims),
        heads=heads,
        dead=tuple(dead),
    )


def _match_claims(concern: Concern, keys: list[str]) -> tuple[Mapping[str, Claim], list[Claim]]:
    """Give what a concern claims, each fact with the claim that names it first, and what matches nothing.

    What is taken out (``!``) is taken out last, wherever it stands.
    """
    held: dict[str, Claim] = {}
    idle: list[Claim] = []
    claims = [(Claim(concern=concern, pattern=ref), parse_pattern(ref.text)) for ref in concern.claims]
    for claim, pattern in claims:
        matched = [] if pattern.negated else list(select(pattern, keys))
        for key in matched:
            held.setdefault(key, claim)
        if not (matched or pattern.negated):
            idle.append(claim)
    for claim, pattern in claims:
        gone = [key for key in held if pattern.matches(key)] if pattern.negated else []
        for key in gone:
            del held[key]
        if pattern.negated and not gone:
            idle.append(claim)
    return held, idle


def _by_concern(claims: Mapping[str, list[Claim]]) -> dict[str, tuple[str, ...]]:
    held: dict[str, dict[str, None]] = {}
    for key, found in claims.items():
        for claim in found:
            held.setdefault(claim.concern.id, {})[key] = None
    return {concern: tuple(keys) for concern, keys in held.items()}


def concerns_of(specs: tuple[Spec, ...]) -> Iterator[Concern]:
    """Yield the concerns of all specs in the order of the documents."""
    return (one for spec in specs for one in spec.objects if isinstance(one, Concern))
