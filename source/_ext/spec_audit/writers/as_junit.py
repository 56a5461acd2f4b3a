"""Findings as a JUnit report, which every CI system shows: each finding is a test case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from spec_audit.model.finding import Finding, Severity, Verdict
from spec_audit.writers.as_text import write_account

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(verdict: Verdict, findings: Iterable[Finding], counts: Mapping[str, int]) -> str:
    """Write a suite: the check itself, then a failed case for each error and a passed one for others."""
    suite = Element("testsuite", name="spec-audit")
    check = SubElement(suite, "testcase", classname="spec-audit", name="check")
    SubElement(check, "system-out").text = write_account(verdict, counts)
    failed = {Verdict.PASS: "", Verdict.FAIL: "failure", Verdict.NOT_CHECKED: "error"}[verdict]
    number = dict.fromkeys(("failure", "error"), 0)
    for one in findings:
        case = SubElement(
            suite, "testcase", classname=_fit(one.place.path), name=_fit(f"{one.rule} {one.subject}")
        )
        if one.severity is Severity.ERROR:
            number[failed] += 1
            said = SubElement(case, failed, type=one.rule, message=_fit(one.message))
        else:
            said = SubElement(case, "system-out")
        said.text = _fit(f"{one.place}: {one.message}\n{one.hint}")
    suite.attrib |= {
        "tests": str(len(suite)),
        "failures": str(number["failure"]),
        "errors": str(number["error"]),
    }
    indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _fit(text: str) -> str:
    """Replace what XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)
