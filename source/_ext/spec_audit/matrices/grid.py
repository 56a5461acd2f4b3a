"""A matrix as every writer sees it: rows, columns, and marks in the cells.

One shape for all matrices. It says what a mark means and what it leads to; how that looks, and
what address it has on a site, is the writers' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    OWNED = "owned"
    """So many facts are the spec's."""
    DOCUMENTED = "documented"
    """So many of them have a row with its meaning in an autodoc block of the spec."""
    EVIDENCED = "evidenced"
    """So many of them are spoken of by an object of the spec whose evidence leads to the code."""
    SUSPECT = "suspect"
    """So many of them are spoken of by an object whose evidence changed since its review."""
    UNOWNED = "unowned"
    """So many facts are nobody's."""
    CONTESTED = "contested"
    """So many facts are claimed by this spec and another."""
    CONCERNS = "concerns"
    """The status item belongs to the concern."""
    AFFECTS = "affects"
    """The edge case strikes the object."""
    SHOWN_BY = "shown by"
    """The code shows it."""
    TRACKED_BY = "tracked by"
    """The work item tracks it."""
    DEAD = "dead"
    """What is named here does not exist."""
    HANDLED = "handled"
    """The code handles the edge case."""
    UNHANDLED = "unhandled"
    """The code does not handle the edge case."""
    IMPLEMENTED = "implemented"
    """It is built."""
    PARTIAL = "partial"
    """It is built, or the edge case handled, in part."""
    STUBBED = "stubbed"
    """Its outside is there and does nothing."""
    PLANNED = "planned"
    """It is to be built."""
    DEFERRED = "deferred"
    """It is to be built some day."""
    KNOWN_ISSUE = "known-issue"
    """It is built and at fault."""


class Trouble(StrEnum):
    """What is wrong with a whole row; such rows come first."""

    CONFLICT = "conflict"
    """Two specs want the same."""
    ORPHAN = "orphan"
    """It hangs on nothing, or nothing holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecTarget:
    """An object or a block of a spec, by its id; without one the spec as a whole."""

    spec: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionTarget:
    """The place where a spec's text first names a fact."""

    spec: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTarget:
    """The place where a spec gives the meaning of a fact."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapTarget:
    """The place that says why no spec owns a fact."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTarget:
    """A line of the code."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsTarget:
    """The rows of another matrix that a filter leaves; an empty value filters nothing."""

    matrix: str
    spec: str = ""
    kind: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeanTarget:
    """The row of a work item, which says all that it tracks; with ``text`` what the work item says itself."""

    id: str
    text: bool = False


Target = SpecTarget | FactTarget | MentionTarget | GapTarget | CodeTarget | RowsTarget | BeanTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that a cell says.

    ``place`` is the line of the spec that says it, if one line does. ``label`` is what to show
    instead of the relation's own word, ``note`` what to add to it, and ``count`` how many things
    the mark stands for, None for itself alone. ``leads`` is what the parts of the note, divided by
    commas, lead to.
    """

    relation: Relation
    target: Target | None
    place: Place | None = None
    label: str = ""
    note: str = ""
    count: int | None = None
    leads: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row. ``key`` tells it from all others, ``title`` is what to show where that is more.

    ``kind`` and ``owner`` are what rows are filtered by: what the row is, and the spec that it
    belongs to, None for an orphan; ``concern`` is the owning concern. ``target`` is what the
    row's head leads to, ``place`` where its subject stands. ``mentions`` counts what speaks of it,
    and ``reason`` is what its trouble leads to, if anything says why there is any.
    """

    key: str
    kind: str
    cells: Mapping[str, tuple[Mark, ...]]
    title: str = ""
    target: Target | None = None
    place: Place | None = None
    owner: str | None = None
    concern: str | None = None
    trouble: Trouble | None = None
    reason: Target | None = None
    mentions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One matrix: its title, what its rows are, its columns, its rows.

    ``subject`` names what the rows count, in the plural. ``specs`` are the columns that are
    specs, by name.
    """

    name: str
    title: str
    row_title: str
    subject: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    specs: frozenset[str] = field(default_factory=frozenset)

    def marks(self) -> Iterator[tuple[GridRow, str, Mark]]:
        """Yield every mark with its row and its column."""
        for row in self.rows:
            for column, marks in row.cells.items():
                for mark in marks:
                    yield row, column, mark


def spec_row(spec: str, cells: Mapping[str, Sequence[Mark]]) -> GridRow:
    """Make the row of a whole spec."""
    shown = {column: tuple(marks) for column, marks in cells.items()}
    return GridRow(key=spec, kind="spec", owner=spec, target=SpecTarget(spec=spec), cells=shown)


def troubles_first(rows: Iterable[GridRow]) -> tuple[GridRow, ...]:
    """Put conflicts first, orphans next, and keep the order of the others."""
    order: dict[Trouble | None, int] = {Trouble.CONFLICT: 0, Trouble.ORPHAN: 1, None: 2}
    return tuple(sorted(rows, key=lambda row: order[row.trouble]))
