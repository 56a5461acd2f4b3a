"""Findings as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from spec_audit.model.finding import Finding, Verdict

COLUMNS = ("rule", "severity", "path", "line", "subject", "message", "hint")


def write_csv(
    verdict: Verdict,  # noqa: ARG001 - the exit status says it
    findings: Iterable[Finding],
    counts: Mapping[str, int],  # noqa: ARG001
) -> str:
    """Write one line a finding, under a line of titles."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in findings:
        writer.writerow(
            [one.rule, one.severity.value, one.place.path, one.place.line, one.subject, one.message, one.hint]
        )
    return out.getvalue()
