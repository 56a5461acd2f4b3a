"""Findings as JSON, format 1: what other programs read, and what a later build compares with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from spec_audit.changes.snapshot import FORMAT, Snapshot
from spec_audit.model.finding import Finding, Verdict


def write_json(
    verdict: Verdict,
    findings: Iterable[Finding],
    counts: Mapping[str, int],
    snapshot: Snapshot | None = None,
) -> str:
    """Write a verdict with its findings in their order, and what stood at the time."""
    data = {
        "format": FORMAT,
        "verdict": verdict.value,
        "findings": [_finding(one) for one in findings],
        "counts": dict(counts),
        **(_snapshot(snapshot) if snapshot else {}),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _finding(one: Finding) -> dict[str, object]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "subject": one.subject,
        **one.place._asdict(),
        "message": one.message,
        "hint": one.hint,
        "related": [place._asdict() for place in one.related],
    }


def _snapshot(snapshot: Snapshot) -> dict[str, object]:
    """Write a fact's concern as a text, nobody as null, and rivals as a list."""
    return {
        "commit": snapshot.commit,
        "ownership": {
            key: concerns[0] if len(concerns) == 1 else list(concerns) or None
            for key, concerns in (snapshot.ownership or {}).items()
        },
        "concerns": dict(snapshot.concerns),
        **{part: _plain(getattr(snapshot, part)) for part in ("boundaries", "status", "evidence")},
    }


def _plain(states: Mapping[str, object] | None) -> dict[str, dict[str, object]]:
    """Write states by their fields; ``asdict`` would copy all that is in them, in ten times the time."""
    return {
        key: {field: getattr(one, field) for field in one.__slots__}  # type: ignore[attr-defined]
        for key, one in (states or {}).items()
    }
