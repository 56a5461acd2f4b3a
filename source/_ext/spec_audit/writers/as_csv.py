"""Findings as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from spec_audit.model.finding import Finding, Verdict

COLUMNS = ("rule", "severity", "path", "line", "subject", "message", "hint")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(
    verdict: Verdict,  # noqa: ARG001 - the exit status says it
    findings: Iterable[Finding],
    counts: Mapping[str, int],  # noqa: ARG001
) -> str:
    """Write one line a finding, under a line of titles."""
    rows = (
        (one.rule, one.severity, one.place.path, str(one.place.line), one.subject, one.message, one.hint)
        for one in findings
    )
    return write_rows([COLUMNS, *rows])


def write_rows(rows: Iterable[Sequence[str]]) -> str:
    """Write texts as CSV that a spreadsheet takes for texts.

    One that begins like a formula would be run when the file is opened, so it gets an apostrophe in
    front (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([f"'{one}" if one.startswith(_FORMULA) else one for one in row] for row in rows)
    return out.getvalue()
