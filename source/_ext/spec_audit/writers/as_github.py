"""Findings as workflow commands: GitHub shows each at its line in a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spec_audit.model.finding import Finding, Verdict
from spec_audit.writers.as_text import write_account


def write_github(verdict: Verdict, findings: Iterable[Finding], counts: Mapping[str, int]) -> str:
    """Write one annotation a finding, and the verdict last."""
    lines = [_annotation(one) for one in findings]
    return "\n".join([*lines, write_account(verdict, counts)]) + "\n"


def _annotation(one: Finding) -> str:
    said = {"file": one.place.path, "line": str(one.place.line or 1), "title": one.rule}
    properties = ",".join(f"{name}={_escape(value, ':,')}" for name, value in said.items())
    return f"::{one.severity.value} {properties}::{_escape(f'{one.message}{chr(10)}{one.hint}')}"


def _escape(text: str, more: str = "") -> str:
    """Write the signs that would end a value, or the line, as their numbers."""
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
