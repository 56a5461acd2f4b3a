"""Findings as text for a terminal: place, rule, message, how to mend it, then one line of account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spec_audit.model.amounts import counted
from spec_audit.model.finding import Finding, Verdict


def write_text(verdict: Verdict, findings: Iterable[Finding], counts: Mapping[str, int]) -> str:
    """Write the findings in their order, and the verdict last."""
    lines: list[str] = []
    for one in findings:
        lines.append(f"{one.place}: {one.severity.value}: {one.message} [{one.rule}]")
        lines.append(f"    {one.hint}")
        lines.extend(f"    see {place}" for place in one.related)
    lines.append(write_account(verdict, counts))
    return "\n".join(lines) + "\n"


def write_account(verdict: Verdict, counts: Mapping[str, int]) -> str:
    """Say in one line what a check came to."""
    if verdict is Verdict.NOT_CHECKED:
        return "not checked: what is named above could not be read"
    errors, warnings, *looked_at = (
        counted(counts[f"{word}s"], word) for word in ("error", "warning", "spec", "object", "fact")
    )
    return f"{verdict.value}: {errors}, {warnings}, {counts['excused']} accepted in {', '.join(looked_at)}"
