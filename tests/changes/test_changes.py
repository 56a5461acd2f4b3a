"""What is compared between two audits, what is written of it, and where a base comes from."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from spec_audit.case import Case
from spec_audit.changes import Area, Turn, compare_snapshots
from spec_audit.changes.base import load_base
from spec_audit.changes.evidence import EvidenceState, describe_evidence, find_unread
from spec_audit.changes.snapshot import Snapshot, read_snapshot, take_snapshot
from spec_audit.config import Config, InventorySettings
from spec_audit.model.facts import Symbol
from spec_audit.model.finding import NotCheckedError
from spec_audit.model.inventory import Inventory
from spec_audit.readers.settings import read_settings
from spec_audit.readers.specs import read_spec
from spec_audit.writers.as_json import write_json
from tests.conftest import TODAY, run_audit

Told = dict[str, tuple[str, str, str]]


def snapshot(root: Path) -> Snapshot:
    return take_snapshot(run_audit(root))


def edit(root: Path, *changes: tuple[str, str, str]) -> Snapshot:
    for file, old, new in changes:
        path = root / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    return snapshot(root)


def told(base: Snapshot, now: Snapshot, area: str) -> Told:
    changes = compare_snapshots(base, now)[Area(area)]
    assert changes is not None
    return {one.subject: (one.turn.value, one.before, one.after) for one in changes}


def commit(root: Path, message: str) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", message]):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)


def test_the_same_audit_has_no_changes(project: Path) -> None:
    one = snapshot(project)
    assert set(compare_snapshots(one, snapshot(project)).values()) == {()}


def test_an_edit_of_the_text_is_no_change(project: Path) -> None:
    before = snapshot(project)
    after = edit(
        project, ("specs/loans.md", "A loan begins at the desk", "\n\nEvery loan begins at the desk")
    )
    assert set(compare_snapshots(before, after).values()) == {()}


def test_ownership_moves(project: Path) -> None:
    before = snapshot(project)
    after = edit(
        project,
        (
            "specs/loans.md",
            "message:desk-to-reader:**, limit:DAYS",
            "message:desk-to-reader:**, limit:DAYS, table:audit_log",
        ),
        ("specs/loans.md", "enum:LoanStatus, ", ""),
        ("specs/catalog.md", ":claims: table:books,", ":claims: table:books, table:loans,"),
    )
    moved = told(before, after, "ownership")
    assert [*moved] == sorted(moved)
    assert moved == {
        "enum:LoanStatus": ("changed", "CON_LOANS_LENDING (loans)", "nobody"),
        "table:audit_log": ("changed", "nobody", "CON_LOANS_REMINDERS (loans)"),
        "table:loans": (
            "changed",
            "CON_LOANS_LENDING (loans)",
            "CON_CATALOG_BOOKS (catalog) and CON_LOANS_LENDING (loans)",
        ),
    }
    assert told(after, before, "ownership")["table:audit_log"] == (
        "changed",
        "CON_LOANS_REMINDERS (loans)",
        "nobody",
    )


def test_boundaries_and_status_come_go_and_change(project: Path) -> None:
    before = snapshot(project)
    head = ":::{boundary} Fines\n:id: BND_LOANS_FINES\n:nobody: fines are paid at the desk, in cash\n"
    fines = f"{head}\nNothing counts them.\n:::\n"
    after = edit(
        project,
        ("specs/loans.md", fines, ""),
        ("specs/loans.md", ":status: planned", ":status: deferred"),
        ("specs/catalog.md", ":handling: handled", ":handling: partial"),
    )
    assert told(before, after, "boundaries") == {
        "BND_LOANS_FINES": ("removed", "Fines (loans) nobody: fines are paid at the desk, in cash", "")
    }
    assert told(after, before, "boundaries")["BND_LOANS_FINES"][0] == "added"
    status = told(before, after, "status")
    assert status["IMPL_LOANS_RESERVE"] == (
        "changed",
        "Reservations (loans): planned, tracked by shop-0001",
        "Reservations (loans): deferred, tracked by shop-0001",
    )
    assert status["EDGE_CATALOG_TWICE"][1:] == (
        "Two books of one title (catalog): handled",
        "Two books of one title (catalog): partial",
    )


def test_evidence_that_changed_under_what_stood_before_is_told(project: Path) -> None:
    before = snapshot(project)
    new = ":::{flow} Being late\n:id: FLOW_LOANS_LATE\n:source: src/loans.ts#tick\n\n1. A day goes by.\n:::\n"
    tick = '"line": 50, "end_line": 54, "digest": "0'
    after = edit(
        project,
        ("lock.json", tick, tick[:-1] + "f"),
        ("specs/loans.md", "## Edge Cases", f"{new}\n## Edge Cases"),
    )
    assert told(before, after, "evidence") == {"TR_LOANS_LATE": ("changed", "", "src/loans.ts#tick changed")}


def test_findings_come_and_go_whatever_their_line(project: Path) -> None:
    before = snapshot(project)
    spoiled = edit(project, ("specs/catalog.md", ":affects: FLOW_CATALOG_ADD\n", ""))
    changes = compare_snapshots(before, spoiled)[Area.FINDINGS]
    assert changes is not None
    said = "specs/catalog.md: EDGE_CATALOG_TWICE affects nothing"
    assert [(one.turn, one.subject, one.before, one.after) for one in changes] == [
        (Turn.ADDED, "orphan-edge: EDGE_CATALOG_TWICE", "", said)
    ]
    moved = edit(project, ("specs/catalog.md", "# Catalog\n", "# Catalog\n\n"))
    assert compare_snapshots(spoiled, moved)[Area.FINDINGS] == ()
    gone = compare_snapshots(moved, before)[Area.FINDINGS] or ()
    assert [(one.turn, one.before, one.after) for one in gone] == [(Turn.REMOVED, said, "")]


def test_what_is_written_is_read_back(project: Path) -> None:
    edit(
        project,
        ("specs/catalog.md", ":claims: table:books,", ":claims: table:books, table:loans,"),
        ("specs/catalog.md", ":affects: FLOW_CATALOG_ADD\n", ""),
    )
    audit = run_audit(project)
    one = take_snapshot(audit)
    text = write_json(audit.verdict, audit.findings, audit.counts, one)
    assert read_snapshot(text.encode(), "audit.json") == one
    data = json.loads(text)
    assert data["ownership"]["table:loans"] == ["CON_CATALOG_BOOKS", "CON_LOANS_LENDING"]
    assert data["ownership"]["table:audit_log"] is None
    assert data["ownership"]["limit:DAYS"] == "CON_LOANS_REMINDERS"
    counts = data["counts"]
    assert (counts["owned"], counts["unowned"], counts["contested"]) == (9, 1, 1)


def test_an_older_file_tells_only_some_of_it(project: Path) -> None:
    audit = run_audit(project)
    old = read_snapshot(write_json(audit.verdict, audit.findings, audit.counts).encode(), "audit.json")
    found = compare_snapshots(old, take_snapshot(audit))
    assert found == {**dict.fromkeys(Area), Area.FINDINGS: ()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[]", "no audit.json"),
        ('{"format": 2, "verdict": "pass"}', "no audit.json"),
        ('{"format": 1}', "no audit.json"),
        ('{"format": 1, "verdict": "not-checked"}', "could not be checked"),
        ('{"format": 1, "verdict": "pass"}', "its parts"),
        ('{"format": 1, "verdict": "pass", "findings": [], "ownership": []}', "its parts"),
        ('{"format": 1, "verdict": "pass", "findings": [1]}', "its parts"),
        ('{"format": 1, "verdict": "pass", "findings": [], "status": {"X": {}}}', "its parts"),
    ],
)
def test_a_file_that_is_no_audit_is_refused(text: str, said: str) -> None:
    with pytest.raises(NotCheckedError, match=said):
        read_snapshot(text.encode(), "audit.json")


def test_a_base_is_a_file_or_a_revision(project: Path) -> None:
    config = read_settings(project / "spec-audit.toml")
    commit(project, "first")
    first = snapshot(project)
    second = edit(project, ("specs/loans.md", "enum:LoanStatus, ", ""))
    assert load_base(config, "HEAD", TODAY) == first
    audit = run_audit(project)
    (project / "old").mkdir()
    (project / "old/audit.json").write_text(
        write_json(audit.verdict, audit.findings, audit.counts, second), "utf-8"
    )
    assert load_base(config, "old/audit.json", TODAY) == second


def test_a_revision_is_audited_with_its_own_settings_from_a_folder_below(project: Path) -> None:
    config = read_settings(project / "spec-audit.toml")
    commit(project.parent, "first")
    first = snapshot(project)
    settings = project / "spec-audit.toml"
    settings.write_text(settings.read_text("utf-8").replace('folder = "specs"', 'folder = "moved"'), "utf-8")
    (project / "specs").rename(project / "moved")
    assert load_base(config, "HEAD", TODAY) == first


@pytest.mark.parametrize("name", ["no-such-branch", "-x", "specs", "0" * 40])
def test_an_unknown_base_is_refused_in_one_sentence(project: Path, name: str) -> None:
    commit(project, "first")
    with pytest.raises(NotCheckedError, match="no file, and no revision"):
        load_base(read_settings(project / "spec-audit.toml"), name, TODAY)


def test_what_a_revision_lacks_is_named_with_it(project: Path) -> None:
    lock = project / "lock.json"
    text = lock.read_bytes()
    lock.unlink()
    commit(project, "before the lock")
    lock.write_bytes(text)
    with pytest.raises(NotCheckedError) as refused:
        load_base(read_settings(project / "spec-audit.toml"), "HEAD", TODAY)
    (one,) = refused.value.findings
    assert (one.place.path, one.hint) == ("HEAD:lock.json", "name a revision that has it, and whole")


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("- :::{flow} One\n  :id: FLOW_ONE\n  :source: a.ts#one\n\n  Told.\n", "  :::\n"),
        ("1. ```{flow} One\n   :id: FLOW_ONE\n   :source: a.ts#one\n\n   Told.\n", "   ```\n"),
        ("> :::{flow} One\n> :id: FLOW_ONE\n> :source: a.ts#one\n>\n> Told.\n", "> :::\n"),
        (":::{flow} One\n:id: FLOW_ONE\n:source: a.ts#one\n\n    :::\n\nTold.\n", ":::\n"),
    ],
)
def test_an_object_was_rewritten_when_its_own_text_was(head: str, foot: str) -> None:
    def state(digest: str, text: str) -> dict[str, EvidenceState]:
        symbol = Symbol(path="a.ts", name="one", kind="function", line=1, end_line=2, digest=digest)
        inventory = Inventory(
            repository="", commit="", configuration="", facts=(), symbols={"a.ts": (symbol,)}
        )
        config = Config(root=Path(), path="", inventory=InventorySettings(lock=""))
        spec, _ = read_spec("specs/farm.md", text)
        return describe_evidence(Case(specs=(spec,), inventory=inventory, beans={}, config=config))

    text = f"# Farm\n\n{head}{foot}\nAfter it.\n"
    base = state("1", text)
    assert list(find_unread(base, state("1", text))) == []
    assert list(find_unread(base, state("2", text.replace("After", "Long after")))) == [
        ("FLOW_ONE", "a.ts#one")
    ]
    assert list(find_unread(base, state("2", text.replace("Told", "Told anew")))) == []


@pytest.mark.parametrize(
    ("pieces", "changed"),
    [
        ({"a.ts#Hen.lay": "1"}, []),
        ({"a.ts#Hen.lay": "2"}, ["a.ts#Hen.lay"]),
        ({"a.ts#Duck.lay": "1"}, []),  # the class has another name, and no more
        ({"a.ts#Duck.lay": "2"}, ["a.ts#Duck.lay"]),
        ({"a.ts#Hen.lay": "1", "b.ts": "3"}, []),  # it led nowhere before
        ({}, []),  # it leads nowhere now, which a rule tells
    ],
)
def test_the_same_text_may_lead_to_something_else(pieces: dict[str, str], changed: list[str]) -> None:
    base = {"FLOW_LAY": EvidenceState(text="t", pieces={"a.ts#Hen.lay": "1"})}
    now = {"FLOW_LAY": EvidenceState(text="t", pieces=pieces)}
    assert list(find_unread(base, now)) == [("FLOW_LAY", name) for name in changed]


def test_a_revision_without_settings_is_refused(project: Path) -> None:
    config = replace(read_settings(project / "spec-audit.toml"))
    settings = project / "spec-audit.toml"
    text = settings.read_text("utf-8")
    settings.unlink()
    commit(project, "before the specs")
    settings.write_text(text, "utf-8")
    with pytest.raises(NotCheckedError, match="cannot be read"):
        load_base(config, "HEAD", TODAY)
