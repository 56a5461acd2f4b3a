"""Every format of ``check`` says the same findings, each as its readers expect it."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from spec_audit.commands.arguments import FORMATS
from spec_audit.model.finding import Finding, Severity, Verdict
from spec_audit.model.place import Place
from spec_audit.writers import find_writer
from spec_audit.writers.as_csv import write_rows

COUNTS = {"specs": 2, "objects": 9, "facts": 5, "errors": 1, "warnings": 1, "excused": 0}
ERROR = Finding(
    rule="unowned-fact",
    severity=Severity.ERROR,
    subject="table:a,b",
    place=Place(path="specs/ü, 1.md", line=7),
    message="90 % of it is\nnobody's",
    hint="claim it",
    related=(Place(path="src/a.ts", line=3), Place(path="src/b.ts")),
)
WARNING = Finding(
    rule="dead-end",
    severity=Severity.WARNING,
    subject="state:\x0b",
    place=Place(path="specs/b.md"),
    message="<odd> &\x00 sign",
    hint="end it",
)


def write(name: str, *findings: Finding, verdict: Verdict = Verdict.FAIL) -> str:
    return find_writer(name)(verdict, findings, COUNTS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_every_rule_and_stands_without_findings(name: str) -> None:
    text = write(name, ERROR, WARNING)
    assert text.index("unowned-fact") < text.rindex("dead-end")
    assert "unowned-fact" not in write(name, verdict=Verdict.PASS)
    assert text.endswith("\n")


def test_annotations_keep_to_one_line_each() -> None:
    assert write("github", ERROR, WARNING).splitlines() == [
        "::error file=specs/ü%2C 1.md,line=7,title=unowned-fact::90 %25 of it is%0Anobody's%0Aclaim it",
        "::warning file=specs/b.md,line=1,title=dead-end::<odd> &\x00 sign%0Aend it",
        "fail: 1 error, 1 warning, 0 accepted in 2 specs, 9 objects, 5 facts",
    ]


def test_sarif_tells_findings_apart_by_what_they_are_about() -> None:
    run = json.loads(write("sarif", ERROR, WARNING))["runs"][0]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["dead-end", "unowned-fact"]
    first, second = run["results"]
    assert (first["ruleId"], first["level"], second["level"]) == ("unowned-fact", "error", "warning")
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "specs/%C3%BC%2C%201.md"},
                "region": {"startLine": 7},
            }
        }
    ]
    assert len(first["relatedLocations"]) == 2
    assert "region" not in second["locations"][0]["physicalLocation"]
    moved = ERROR._replace(place=Place(path="specs/b.md", line=1))
    again = json.loads(write("sarif", moved))["runs"][0]["results"][0]
    assert again["partialFingerprints"] == first["partialFingerprints"] != second["partialFingerprints"]
    assert run["invocations"] == [{"executionSuccessful": True}]
    lost = json.loads(write("sarif", verdict=Verdict.NOT_CHECKED))["runs"][0]
    assert lost["invocations"] == [{"executionSuccessful": False}]


def test_a_report_counts_its_cases() -> None:
    suite = ElementTree.fromstring(write("junit", ERROR, WARNING).encode())
    assert suite.attrib == {"name": "spec-audit", "tests": "3", "failures": "1", "errors": "0"}
    check, failed, passed = suite
    assert (check.get("name"), len(check.findall("failure"))) == ("check", 0)
    failure = failed.find("failure")
    assert failure is not None
    assert failure.text == "specs/ü, 1.md:7: 90 % of it is\nnobody's\nclaim it"
    assert passed.find("failure") is None
    assert passed.get("name") == "dead-end state:\ufffd"
    lost = ElementTree.fromstring(write("junit", ERROR, verdict=Verdict.NOT_CHECKED).encode())
    assert (lost.get("failures"), lost.get("errors")) == ("0", "1")


def test_a_spreadsheet_has_one_line_a_finding() -> None:
    rows = list(csv.reader(io.StringIO(write("csv", ERROR, WARNING))))
    assert rows[0] == ["rule", "severity", "path", "line", "subject", "message", "hint"]
    assert rows[1] == [
        "unowned-fact",
        "error",
        "specs/ü, 1.md",
        "7",
        "table:a,b",
        "90 % of it is\nnobody's",
        "claim it",
    ]
    assert len(rows) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str) -> None:
    assert list(csv.reader(io.StringIO(write_rows([["plain", text]])))) == [["plain", f"'{text}"]]
