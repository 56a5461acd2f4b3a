"""Findings as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from spec_audit.hashing import sha256
from spec_audit.model.finding import Finding, Verdict
from spec_audit.model.place import Place

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_sarif(
    verdict: Verdict,
    findings: Iterable[Finding],
    counts: Mapping[str, int],  # noqa: ARG001 - SARIF has no place for them
) -> str:
    """Write one run. A finding is told apart by its rule and subject, so that it outlives moved lines."""
    results = [_result(one) for one in findings]
    run = {
        "tool": {
            "driver": {
                "name": "spec-audit",
                "rules": [{"id": rule} for rule in sorted({str(one["ruleId"]) for one in results})],
            }
        },
        "invocations": [{"executionSuccessful": verdict is not Verdict.NOT_CHECKED}],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _result(one: Finding) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": one.rule,
        "level": one.severity.value,
        "message": {"text": f"{one.message}\n{one.hint}"},
        "locations": [_location(one.place)],
        "partialFingerprints": {
            "subject/v1": sha256(f"{one.rule}\0{one.subject}".encode("utf-8", "surrogatepass"))
        },
    }
    if one.related:
        result["relatedLocations"] = [_location(place) for place in one.related]
    return result


def _location(place: Place) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.path, errors="backslashreplace")}}
    if place.line:
        physical["region"] = {"startLine": place.line}
    return {"physicalLocation": physical}
