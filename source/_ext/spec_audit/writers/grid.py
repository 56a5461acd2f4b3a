"""Matrices as JSON and as CSV: for other programs, and for spreadsheets."""

from __future__ import annotations

import json

from spec_audit.matrices.grid import Grid, GridRow, Mark
from spec_audit.writers.as_csv import write_rows


def write_grid_json(grid: Grid) -> str:
    """Write the rows with the relations in their cells; empty cells are left out.

    Where a mark says more than its relation, ``marks`` says it: its label, its note, its count.
    """
    data = {"rows": [_row(row) for row in grid.rows], "specs": list(grid.columns)}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _row(row: GridRow) -> dict[str, object]:
    data: dict[str, object] = {"key": row.key, "owner": row.owner, "concern": row.concern}
    if row.title:
        data["title"] = row.title
    data["cells"] = {
        column: [mark.relation.value for mark in marks] for column, marks in row.cells.items() if marks
    }
    if any(_says_more(mark) for marks in row.cells.values() for mark in marks):
        data["marks"] = {
            column: [_mark(mark) for mark in marks] for column, marks in row.cells.items() if marks
        }
    return data


def _says_more(mark: Mark) -> bool:
    return bool(mark.label) or mark.count is not None


def _mark(mark: Mark) -> dict[str, object]:
    said: dict[str, object] = {"relation": mark.relation.value}
    if mark.label:
        said["label"] = mark.label
    if mark.note:
        said["note"] = mark.note
    if mark.count is not None:
        said["count"] = mark.count
    return said


def write_grid_csv(grid: Grid) -> str:
    """Write one line a row, with the words of a cell separated by '; '."""
    rows = [[grid.row_title, "owner", "concern", *grid.columns]]
    for row in grid.rows:
        cells = ["; ".join(say_mark(one) for one in row.cells.get(column, ())) for column in grid.columns]
        rows.append([row.key, row.owner or "", row.concern or "", *cells])
    return write_rows(rows)


def say_mark(mark: Mark) -> str:
    """Say a mark in words: its label or else its relation, its count, its note."""
    text = mark.label or mark.relation.value
    if mark.count is not None:
        text = f"{mark.count} {text}"
    return f"{text} {mark.note}" if mark.note else text
