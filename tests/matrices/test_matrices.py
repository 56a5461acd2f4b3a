"""The matrices of the small project, cell by cell, and of projects that a change spoils."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spec_audit.audit import load_case
from spec_audit.commands.arguments import MATRIX_NAMES
from spec_audit.matrices import MATRICES
from spec_audit.matrices.grid import CodeTarget, Grid, MentionTarget, RowsTarget, SpecTarget
from spec_audit.readers.settings import read_settings
from spec_audit.writers.grid import write_grid_csv, write_grid_json

Lay = Callable[..., Grid]


@pytest.fixture
def lay(project: Path) -> Lay:
    """Lay a matrix out, after changes of the specs: (file, old, new)."""

    def build(name: str, *changes: tuple[str, str, str]) -> Grid:
        for file, old, new in changes:
            path = project / file
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")
        return MATRICES[name](load_case(read_settings(project / "spec-audit.toml")))

    return build


def words(grid: Grid) -> dict[str, dict[str, list[str]]]:
    """What each cell says, row by row."""
    return {
        row.key: {
            column: [
                f"{'' if mark.count is None else mark.count} {mark.label or mark.relation}".strip()
                for mark in marks
            ]
            for column, marks in row.cells.items()
            if marks
        }
        for row in grid.rows
    }


def test_the_command_line_knows_all_matrices() -> None:
    assert tuple(MATRICES) == MATRIX_NAMES


def test_ownership_says_what_each_spec_does_with_a_fact(lay: Lay) -> None:
    grid = lay("ownership")
    assert words(grid)["table:books"] == {
        "catalog": ["owns", "documents"],
        "loans": ["excludes", "refers"],
    }
    row = next(row for row in grid.rows if row.key == "table:books")
    assert (row.owner, row.concern, str(row.place)) == ("catalog", "CON_CATALOG_BOOKS", "src/catalog.ts:3")
    assert isinstance(row.target, CodeTarget)
    targets = [mark.target for mark in (*row.cells["catalog"], *row.cells["loans"])]
    assert targets == [
        SpecTarget(spec="catalog", id="claim-CON_CATALOG_BOOKS-1"),
        SpecTarget(spec="catalog", id="autotable-table-books"),
        SpecTarget(spec="loans", id="BND_LOANS_BOOKS"),
        MentionTarget(spec="loans", key="table:books"),
    ]


def test_orphans_come_first(lay: Lay) -> None:
    grid = lay("ownership")
    assert [row.key for row in grid.rows if row.trouble == "orphan"] == ["table:audit_log"]
    assert grid.rows[0].key == "table:audit_log"
    kinds = [row.kind for row in grid.rows[1:]]
    assert kinds == sorted(kinds, key=["table", "route", "message", "enum", "limit", "file"].index)


def test_what_an_object_names_is_referred_to(lay: Lay) -> None:
    flow = "\n:concerns: CON_CATALOG_BOOKS\n:source: src/catalog.ts#add\n"
    grid = lay("ownership", ("specs/catalog.md", f"_ADD{flow}", f"_ADD{flow}:facts: limit:*\n"))
    assert words(grid)["limit:DAYS"]["catalog"] == ["refers"]


def test_conflicts_come_before_orphans(lay: Lay) -> None:
    grid = lay(
        "ownership", ("specs/catalog.md", ":claims: table:books,", ":claims: table:books, table:loans,")
    )
    assert (grid.rows[0].key, grid.rows[0].trouble, grid.rows[0].owner) == ("table:loans", "conflict", None)
    cells = words(grid)["table:loans"]
    assert "contests" in cells["catalog"]
    assert "contests" in cells["loans"]
    assert "1 contested" in words(lay("coverage"))["loans"]["table"]


def test_a_trespass_is_a_conflict(lay: Lay) -> None:
    block = "## State Machine\n\n:::{autotable} loans\n- `id`: x\n- `status`: y\n:::\n"
    grid = lay("ownership", ("specs/catalog.md", "## State Machine\n", block))
    assert (grid.rows[0].key, grid.rows[0].trouble) == ("table:loans", "conflict")
    assert "trespasses" in words(grid)["table:loans"]["catalog"]


def test_boundaries_say_who_hands_what_to_whom(lay: Lay) -> None:
    grid = lay("boundaries")
    assert words(grid) == {
        "catalog": {"loans": ["Lending them"]},
        "loans": {"catalog": ["The books themselves"], "nobody": ["Fines"]},
    }
    assert [mark.relation for _, _, mark in grid.marks()] == ["hands over", "hands over", "leaves open"]


def test_coverage_counts_what_follows_as_well(lay: Lay) -> None:
    cells = words(lay("coverage"))
    assert cells["nobody"] == {"all": ["1 unowned"], "table": ["1 unowned"]}
    assert cells["catalog"] == {
        "all": ["4 owned", "4 documented", "1 evidenced", "0 suspect"],
        "table": ["1 owned", "1 documented", "0 evidenced"],
        "column": ["2 owned", "2 documented", "0 evidenced"],
        "file": ["1 owned", "1 documented", "1 evidenced", "0 suspect"],
    }
    assert cells["loans"]["state"] == ["3 owned", "3 documented", "3 evidenced", "0 suspect"]
    assert cells["loans"]["table"] == ["1 owned", "1 documented", "1 evidenced", "0 suspect"]
    assert cells["loans"]["limit"] == ["1 owned", "1 documented", "0 evidenced"]
    at_the_end_of_tick = ("lock.json", '"line": 12', '"line": 54')
    claimed = ("specs/catalog.md", ":claims: table:books,", ":claims: table:books, table:audit_log,")
    cells = words(lay("coverage", at_the_end_of_tick, claimed))
    assert cells["loans"]["limit"] == ["1 owned", "1 documented", "1 evidenced", "0 suspect"]
    assert "nobody" not in cells


def test_coverage_counts_kinds_of_other_packages_too(lay: Lay) -> None:
    shelf = '{"key": "shelf:north", "kind": "shelf", "path": "a", "line": 1, "digest": "0", "attrs": {}},'
    after = '{"key": "state:LoanStatus.late"'
    claim = ("specs/catalog.md", ":claims: table:books,", ":claims: table:books, shelf:*,")
    grid = lay("coverage", ("lock.json", after, f"{shelf}\n{after}"), claim)
    assert grid.columns[-1] == "shelf"
    assert words(grid)["catalog"]["shelf"][:2] == ["1 owned", "0 documented"]
    assert words(grid)["catalog"]["all"][0] == "5 owned"
    named = lay("coverage", ("specs/catalog.md", "A book has no states.", "None: {fact}`shelf:north` has."))
    assert words(named)["catalog"]["shelf"][:2] == ["1 owned", "1 documented"]


def test_coverage_leads_to_the_facts_that_it_counts(lay: Lay) -> None:
    rows = {row.key: row for row in lay("coverage").rows}
    assert [mark.target for mark in rows["loans"].cells["route"]][:2] == [
        RowsTarget(matrix="ownership", spec="loans", kind="route", relation="owns"),
        RowsTarget(matrix="ownership", spec="loans", kind="route", relation="documents"),
    ]
    assert rows["nobody"].cells["table"][0].target == RowsTarget(
        matrix="ownership", kind="table", relation="orphan"
    )
    assert rows["loans"].cells["column"][0].target is None


def test_a_row_without_a_meaning_is_not_covered(lay: Lay) -> None:
    cells = words(lay("coverage", ("specs/catalog.md", "- `title`: What stands on its back.\n", "")))
    assert cells["catalog"]["column"] == ["2 owned", "1 documented", "0 evidenced"]


def test_evidence_that_changed_since_its_review_makes_facts_suspect(lay: Lay, project: Path) -> None:
    review = 'FLOW_CATALOG_ADD."src/catalog.ts#add" = { digest = "ff", date = 2026-11-20, reason = "read" }'
    (project / "reviews.toml").write_text(review, "utf-8")
    assert "1 suspect" in words(lay("coverage"))["catalog"]["file"]


def test_traceability_goes_both_ways(lay: Lay) -> None:
    grid = lay("traceability")
    assert words(grid)["EDGE_LOANS_MOVED"] == {
        "how far": ["unhandled"],
        "concerns": ["Return"],
        "evidence": ["Desk.take"],
    }
    assert words(grid)["IMPL_LOANS_RESERVE"] == {
        "how far": ["planned"],
        "concerns": ["Lending"],
        "work items": ["shop-0001"],
    }
    row = next(row for row in grid.rows if row.key == "EDGE_LOANS_MOVED")
    assert row.cells["concerns"][0].target == SpecTarget(spec="loans", id="TR_LOANS_RETURN")
    evidence = row.cells["evidence"][0].target
    assert isinstance(evidence, CodeTarget)
    assert str(evidence.place) == "src/loans.ts:66"
    assert all(row.trouble is None for row in grid.rows)


@pytest.mark.parametrize(
    ("old", "new", "dead"),
    [
        (":affects: FLOW_CATALOG_ADD", ":affects: FLOW_CATALOG_GONE", True),
        (":affects: FLOW_CATALOG_ADD\n", "", False),
        (
            ":handling: handled\n:source: src/catalog.ts#add",
            ":handling: handled\n:source: src/catalog.ts#gone",
            True,
        ),
    ],
)
def test_an_item_that_hangs_on_nothing_is_an_orphan(lay: Lay, old: str, new: str, dead: bool) -> None:
    grid = lay("traceability", ("specs/catalog.md", old, new))
    assert (grid.rows[0].key, grid.rows[0].trouble) == ("EDGE_CATALOG_TWICE", "orphan")
    assert any(row is grid.rows[0] and mark.relation == "dead" for row, _, mark in grid.marks()) is dead


def test_status_lists_the_items_with_their_work_items(lay: Lay) -> None:
    grid = lay("status")
    assert words(grid) == {
        "catalog": {"known-issue": ["Shelves"]},
        "loans": {"implemented": ["Lending"], "planned": ["Reservations"]},
    }
    assert grid.columns == ("implemented", "planned", "known-issue")
    assert grid.rows[0].cells["known-issue"][0].note == "shop-0002"


def test_a_work_item_that_tracks_nothing_is_an_orphan(lay: Lay) -> None:
    grid = lay("beans")
    assert (grid.rows[0].key, grid.rows[0].trouble) == ("shop-0003", "orphan")
    assert words(grid)["shop-0002"] == {"catalog": ["Shelves"]}


def test_the_json_of_the_ownership_is_the_format_that_others_rely_on(lay: Lay) -> None:
    data = json.loads(write_grid_json(lay("ownership")))
    assert data["specs"] == ["catalog", "loans"]
    row = next(row for row in data["rows"] if row["key"] == "table:books")
    assert row == {
        "key": "table:books",
        "owner": "catalog",
        "concern": "CON_CATALOG_BOOKS",
        "cells": {"catalog": ["owns", "documents"], "loans": ["excludes", "refers"]},
    }


def test_json_and_csv_say_what_marks_say(lay: Lay) -> None:
    grid = lay("traceability")
    row = next(row for row in json.loads(write_grid_json(grid))["rows"] if row["key"] == "EDGE_LOANS_MOVED")
    assert row["cells"]["evidence"] == ["shown by"]
    assert row["marks"]["evidence"] == [{"relation": "shown by", "label": "Desk.take", "note": "loans.ts"}]
    lines = {line[0]: line for line in csv.reader(io.StringIO(write_grid_csv(grid)))}
    assert lines["EDGE_LOANS_MOVED"][3:] == ["unhandled", "Return", "Desk.take loans.ts", ""]
    coverage = lay("coverage")
    assert "4 owned; 4 documented; 1 evidenced" in write_grid_csv(coverage)
    counted = [one["marks"]["all"][0] for one in json.loads(write_grid_json(coverage))["rows"]]
    assert {"relation": "owned", "count": 4} in counted
