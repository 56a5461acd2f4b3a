"""Two snapshots held against each other: what came, went and changed between two audits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from spec_audit.changes.evidence import EvidenceState, find_unread
from spec_audit.changes.snapshot import BoundaryState, FindingState, ItemState, Snapshot

State = TypeVar("State")


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

    def owned(snapshot: Snapshot) -> Callable[[tuple[str, ...]], str]:
        def say(concerns: tuple[str, ...]) -> str:
            named = [
                f"{one} ({snapshot.concerns[one]})" if one in snapshot.concerns else one for one in concerns
            ]
            return " and ".join(named) or "nobody"

        return say

    return {
        Area.OWNERSHIP: _compare(base.ownership, now.ownership, owned(base), owned(now)),
        Area.BOUNDARIES: _compare(base.boundaries, now.boundaries, _boundary, _boundary),
        Area.STATUS: _compare(base.status, now.status, _item, _item),
        Area.EVIDENCE: _compare_evidence(base.evidence, now.evidence),
        Area.FINDINGS: _compare_findings(base.findings, now.findings),
    }


def _compare(
    base: Mapping[str, State] | None,
    now: Mapping[str, State] | None,
    say_before: Callable[[State], str],
    say_after: Callable[[State], str],
) -> tuple[Change, ...] | None:
    if base is None or now is None:
        return None
    changes: list[Change] = []
    for subject in sorted({*base, *now}):
        before = say_before(base[subject]) if subject in base else ""
        after = say_after(now[subject]) if subject in now else ""
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
