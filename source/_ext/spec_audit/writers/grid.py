"""Matrices as JSON and as CSV: for other programs, and for spreadsheets."""

from __future__ import annotations

import csv
import io
import json

from spec_audit.matrices.grid import Grid, GridRow


def write_grid_json(grid: Grid) -> str:
    """Write the rows with the relations in their cells; empty cells are left out."""
    data = {"rows": [_row(row) for row in grid.rows], "specs": list(grid.columns)}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _row(row: GridRow) -> dict[str, object]:
    return {
        "key": row.key,
        "owner": row.owner,
        "concern": row.concern,
        "cells": {column: [mark.relation.value for mark in marks] for column, marks in row.cells.items()},
    }


def write_grid_csv(grid: Grid) -> str:
    """Write one line a row, with the words of a cell separated by '; '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([grid.row_title, "owner", "concern", *grid.columns])
    for row in grid.rows:
        cells = [
            "; ".join(one.label or one.relation.value for one in row.cells.get(column, ()))
            for column in grid.columns
        ]
        writer.writerow([row.key, row.owner or "", row.concern or "", *cells])
    return out.getvalue()
