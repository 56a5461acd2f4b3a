"""A matrix as every writer sees it: rows, columns, and marks in the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from spec_audit.model.place import Place


class Relation(StrEnum):
    """What a mark says of its row and its column."""

    OWNS = "owns"
    """One of the spec's concerns claims the fact, and nobody else does."""
    CONTESTS = "contests"
    """One of the spec's concerns claims the fact, and so does another concern."""
    DOCUMENTS = "documents"
    """The spec owns the fact and shows it in an autodoc block."""
    TRESPASSES = "trespasses"
    """The spec shows the fact in an autodoc block while another spec owns it."""
    EXCLUDES = "excludes"
    """One of the spec's boundaries sees the concern that owns the fact."""
    REFERS = "refers"
    """The spec's text or one of its objects names the fact."""
    HANDS_OVER = "hands over"
    """One of the spec's boundaries sees a concern of the other spec."""
    LEAVES_OPEN = "leaves open"
    """One of the spec's boundaries says that nobody covers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that a cell says, and the line of the spec that says it.

    ``spec`` and ``anchor`` name the document and the id in it; the anchor is empty where the
    line is running text. ``label`` is what to show; empty for the relation's own word.
    """

    relation: Relation
    place: Place
    spec: str
    anchor: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row. ``place`` is where the code declares its subject, if it is of the code.

    ``kind`` and ``group`` are what rows are filtered and gathered by; ``owner`` is the
    owning spec and ``concern`` the owning concern, None for an orphan.
    """

    key: str
    kind: str
    cells: Mapping[str, tuple[Mark, ...]]
    place: Place | None = None
    owner: str | None = None
    concern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One matrix: its title, what its rows are, its columns, its rows."""

    name: str
    title: str
    row_title: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
