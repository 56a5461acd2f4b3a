"""The summary of one spec: the same numbers as the rules and the matrices give."""

from __future__ import annotations

from pathlib import Path

from spec_audit.summary import Summary, summarize
from tests.conftest import run_audit


def summary(root: Path, name: str = "loans") -> Summary:
    found = run_audit(root)
    return summarize(found, next(spec for spec in found.case.specs if spec.name == name))


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def test_what_a_spec_owns_hands_over_and_leaves_open(project: Path) -> None:
    found = summary(project)
    assert dict(found.owned) == {"table": 1, "route": 2, "message": 2, "enum": 1, "limit": 1, "file": 1}
    assert list(found.owned) == ["table", "route", "message", "enum", "limit", "file"]
    assert {name: [one.id for one in given] for name, given in found.hands.items()} == {
        "catalog": ["BND_LOANS_BOOKS"]
    }
    assert [one.id for one in found.open_ended] == ["BND_LOANS_FINES"]
    assert {status: [one.id for one in items] for status, items in found.open.items()} == {
        "planned": ["IMPL_LOANS_RESERVE"]
    }
    assert found.files == (("src/loans.ts", 7),)
    assert (found.errors, found.warnings, found.excused, found.suspects) == (0, 0, 1, ())


def test_a_kind_of_another_package_counts_and_comes_last(project: Path) -> None:
    shelf = '{"key": "shelf:north", "kind": "shelf", "path": "a", "line": 1, "digest": "0", "attrs": {}},'
    after = '{"key": "state:LoanStatus.late"'
    edit(project, "lock.json", after, f"{shelf}\n{after}")
    edit(project, "specs/loans.md", ":claims: message:", ":claims: shelf:north, message:")
    assert list(summary(project).owned.items())[-1] == ("shelf", 1)


def test_a_contested_fact_is_nobodys(project: Path) -> None:
    edit(project, "specs/catalog.md", "table:books,", "table:books, table:loans,")
    assert "table" not in summary(project).owned


def test_findings_count_where_they_stand(project: Path) -> None:
    edit(project, "specs/loans.md", "src/loans.ts#tick", "src/loans.ts#tock")
    assert summary(project).errors == 1
    assert summary(project).files == (("src/loans.ts", 6),)
    assert summary(project, "catalog").errors == 0


def test_what_leads_nowhere_is_handed_to_nobody(project: Path) -> None:
    edit(project, "specs/loans.md", ":see: CON_CATALOG_BOOKS", ":see: CON_CATALOG_TOMES")
    assert dict(summary(project).hands) == {}


def test_what_only_warns_is_counted_apart(project: Path) -> None:
    edit(project, "specs/loans.md", ":tracked_by: shop-0001", ":tracked_by: shop-0003")
    found = summary(project)
    assert (found.errors, found.warnings) == (0, 1)


def test_evidence_that_changed_since_its_review_is_suspect(project: Path) -> None:
    review = '{ digest = "ffffffffffffffff", date = 2026-03-01, reason = "Read." }'
    (project / "reviews.toml").write_text(f'TR_LOANS_LATE."src/loans.ts#tick" = {review}\n', "utf-8")
    assert summary(project).suspects == ("TR_LOANS_LATE",)
    assert summary(project, "catalog").suspects == ()
