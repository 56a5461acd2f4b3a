"""Who mentions a fact: by its options, by its text, by its evidence."""

from __future__ import annotations

from pathlib import Path

from spec_audit.case.mentions import MOST_FACTS
from tests.conftest import run_audit


def mentions(root: Path, key: str) -> list[tuple[str, str]]:
    found = run_audit(root).case.mentions.get(key, ())
    return [(one.spec, one.object.id if one.object else "") for one in found]


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def test_an_object_mentions_what_its_options_name(project: Path) -> None:
    assert mentions(project, "table:loans") == [("loans", "ENT_LOANS_RECEIPT")]
    assert mentions(project, "enum:LoanStatus") == [("loans", "TR_LOANS_LATE"), ("loans", "TR_LOANS_RETURN")]
    assert mentions(project, "state:LoanStatus.returned") == [("loans", "TR_LOANS_RETURN")]


def test_a_role_counts_for_the_object_around_it(project: Path) -> None:
    assert mentions(project, "table:books") == [("loans", "FLOW_LOANS_LEND")]
    edit(
        project,
        "specs/catalog.md",
        "Other code reads the table.",
        "Others read it: {fact}`route:desk:GET /loans`.",
    )
    assert mentions(project, "route:desk:GET /loans") == [("catalog", "")]


def test_a_role_in_a_block_within_an_object_is_the_objects(project: Path) -> None:
    edit(project, "specs/loans.md", "The book is gone.", "> It is gone, {limit}`DAYS` or not.\n\nGone.")
    edit(project, "specs/loans.md", "- `DAYS`: How", "- `DAYS`: As {limit}`DAYS` says, how")
    assert mentions(project, "limit:DAYS") == [("loans", ""), ("loans", "EDGE_LOANS_MOVED")]


def test_evidence_mentions_the_facts_on_its_lines_and_its_file(project: Path) -> None:
    edit(
        project,
        "lock.json",
        '"name": "add", "kind": "function", "line": 10, "end_line": 14',
        '"name": "add", "kind": "function", "line": 1, "end_line": 3',
    )
    assert ("catalog", "FLOW_CATALOG_ADD") in mentions(project, "table:books")
    assert mentions(project, "file:src/catalog.ts") == [
        ("catalog", "FLOW_CATALOG_ADD"),
        ("catalog", "EDGE_CATALOG_TWICE"),
        ("catalog", "IMPL_CATALOG_SHELVES"),
    ]


def test_evidence_that_holds_everything_mentions_nothing_in_particular(project: Path) -> None:
    lock = (project / "lock.json").read_text("utf-8")
    assert lock.count('"path": "src/loans.ts", "line"') > MOST_FACTS
    edit(project, "lock.json", '"line": 50, "end_line": 54', '"line": 1, "end_line": 54')
    assert mentions(project, "limit:DAYS") == []
