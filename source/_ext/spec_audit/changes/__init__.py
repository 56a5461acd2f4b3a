"""Two snapshots held against each other: what came, went and changed between two audits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from spec_audit.changes.evidence import EvidenceState, find_unread
from spec_audit.changes.snapshot import BoundaryState, FindingState, ItemState, Snapshot


class Area(StrEnum):
    """What is compared."""

    OWNERSHIP = "ownership"
    BOUNDARIES = "boundaries"
    STATUS = "status"
    EVIDENCE = "evidence"
    FINDINGS = "findings"


class Turn(StrEnum):
    """What happened to one thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: what it is of, and what was said of it before and now, in words."""

    turn: Turn
    subject: str
    before: str
    after: str


def compare_snapshots(base: Snapshot, now: Snapshot) -> Mapping[Area, tuple[Change, ...] | None]:
    """Compare area by area, sorted by subject; None where one of the two does not tell it."""
    return {
        Area.OWNERSHIP: _compare(_say_owners(base), _say_owners(now)),
        Area.BOUNDARIES: _compare(_say_boundaries(base), _say_boundaries(now)),
        Area.STATUS: _compare(_say_items(base), _say_items(now)),
        Area.EVIDENCE: _compare_evidence(base.evidence, now.evidence),
        Area.FINDINGS: _compare_findings(base.findings, now.findings),
    }


def _compare(base: Mapping[str, str] | None, now: Mapping[str, str] | None) -> tuple[Change, ...] | None:
    """Compare what is said of each subject, in words."""
    if base is None or now is None:
        return None
    changes: list[Change] = []
    for subject in sorted({*base, *now}):
        before, after = base.get(subject, ""), now.get(subject, "")
        if subject not in base:
            turn = Turn.ADDED
        elif subject not in now:
            turn = Turn.REMOVED
        elif before != after:
            turn = Turn.CHANGED
        else:
            continue
        changes.append(Change(turn=turn, subject=subject, before=before, after=after))
    return tuple(changes)


def _say_owners(snapshot: Snapshot) -> Mapping[str, str] | None:
    if snapshot.ownership is None:
        return None
    named = {concern: f"{concern} ({spec})" for concern, spec in snapshot.concerns.items()}
    return {
        key: " and ".join(named.get(one, one) for one in concerns) or "nobody"
        for key, concerns in snapshot.ownership.items()
    }


def _say_boundaries(snapshot: Snapshot) -> Mapping[str, str] | None:
    states = snapshot.boundaries
    return None if states is None else {subject: _boundary(one) for subject, one in states.items()}


def _say_items(snapshot: Snapshot) -> Mapping[str, str] | None:
    states = snapshot.status
    return None if states is None else {subject: _item(one) for subject, one in states.items()}


def _boundary(one: BoundaryState) -> str:
    where = f"sees {', '.join(one.see)}" if one.see else f"nobody: {one.nobody}"
    return f"{one.title} ({one.spec}) {where}"


def _item(one: ItemState) -> str:
    tracked = f", tracked by {', '.join(one.tracked_by)}" if one.tracked_by else ""
    return f"{one.title} ({one.spec}): {one.status or 'no status'}{tracked}"


def _compare_evidence(
    base: Mapping[str, EvidenceState] | None, now: Mapping[str, EvidenceState] | None
) -> tuple[Change, ...] | None:
    if base is None or now is None:
        return None
    found: dict[str, list[str]] = {}
    for identity, name in find_unread(base, now):
        found.setdefault(identity, []).append(name)
    return tuple(
        Change(turn=Turn.CHANGED, subject=identity, before="", after=f"{', '.join(found[identity])} changed")
        for identity in sorted(found)
    )


def _compare_findings(base: tuple[FindingState, ...], now: tuple[FindingState, ...]) -> tuple[Change, ...]:
    counts = Counter(now)
    counts.subtract(base)
    return tuple(
        sorted(
            (change for one, count in counts.items() for change in _findings(one, count)), key=_finding_order
        )
    )


def _findings(one: FindingState, count: int) -> Iterator[Change]:
    text = f"{one.path}: {one.message}"
    for _ in range(abs(count)):
        yield Change(
            turn=Turn.ADDED if count > 0 else Turn.REMOVED,
            subject=f"{one.rule}: {one.subject}",
            before="" if count > 0 else text,
            after=text if count > 0 else "",
        )


def _finding_order(change: Change) -> tuple[str, str, str]:
    return (change.subject, change.turn, change.before + change.after)
