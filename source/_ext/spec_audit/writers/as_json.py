"""Findings as JSON, format 1: what other programs read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from spec_audit.model.finding import Finding, Verdict
from spec_audit.model.place import Place

FORMAT = 1


def write_json(verdict: Verdict, findings: Iterable[Finding], counts: Mapping[str, int]) -> str:
    """Write a verdict with its findings; the order of the findings is kept."""
    data = {
        "format": FORMAT,
        "verdict": verdict.value,
        "findings": [_finding(one) for one in findings],
        "counts": dict(counts),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _finding(one: Finding) -> dict[str, object]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "subject": one.subject,
        **_place(one.place),
        "message": one.message,
        "hint": one.hint,
        "related": [_place(place) for place in one.related],
    }


def _place(place: Place) -> dict[str, str | int]:
    return {"path": place.path, "line": place.line}
