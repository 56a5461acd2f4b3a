"""Entity-relationship diagrams: a spec's tables, and what their columns refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spec_audit.case import Case
from spec_audit.case.autodoc import rows_of
from spec_audit.diagrams.drawing import Drawing, Phrase, Word, fact_word, joined, plain, spec_word
from spec_audit.diagrams.labels import escape, identifier, link
from spec_audit.model.amounts import counted
from spec_audit.model.facts import Attr, Fact
from spec_audit.vocabulary import AUTO_BY_NAME

TABLES = AUTO_BY_NAME["autotable"]
COLUMNS = ("Table", "Keys", "Refers to")
MARKS = (("primary_key", "key"), ("references", "ref"), ("unique", "unique"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is a key or refers to another."""

    name: str
    attrs: Mapping[str, Attr]

    @property
    def marks(self) -> str:
        """What it is: ``key``, ``ref`` (it refers to another), ``unique``."""
        return ", ".join(mark for attribute, mark in MARKS if self.attrs.get(attribute))

    @property
    def refers_to(self) -> str | None:
        """The key of the table that it refers to."""
        target = self.attrs.get("references")
        return f"table:{target.partition('.')[0]}" if isinstance(target, str) else None


_Link = tuple[str, Column, str]
"""A table, its column, and the table that this one refers to."""


def build_relations(case: Case, spec: str) -> Drawing:
    """Draw the tables that a spec owns, with those of other specs that they refer to."""
    own = _own_tables(case, spec)
    columns = {table.key: tuple(_key_columns(case, table)) for table in own}
    links = [
        (table.key, column, column.refers_to)
        for table in own
        for column in columns[table.key]
        if column.refers_to and case.inventory.has(column.refers_to)
    ]
    linked = {key for one, _, other in links for key in (one, other)}
    drawn = [table for table in own if table.key in linked]
    return Drawing(
        title=f"Tables of {case.titles[spec]}",
        description=(
            f"{counted(len(own), 'table')} with their keys, and {counted(len(links), 'reference')}"
            " between them and to tables of other specs."
        ),
        text="\n".join(_lines(case, drawn, columns, links)) + "\n" if drawn else "",
        columns=COLUMNS,
        rows=tuple(_row(table, columns[table.key]) for table in own),
        remark=_remark(own, drawn),
    )


def _own_tables(case: Case, spec: str) -> list[Fact]:
    found: list[Fact] = []
    for fact in case.inventory.facts:
        claim = case.ownership.owner(fact.key) if fact.kind in TABLES.kinds else None
        if claim is not None and claim.spec == spec:
            found.append(fact)
    return found


def _key_columns(case: Case, table: Fact) -> Iterator[Column]:
    for row in rows_of(TABLES, table, case.inventory):
        column = Column(name=row.name, attrs=row.attrs)
        if column.marks:
            yield column


def _lines(
    case: Case, drawn: list[Fact], columns: Mapping[str, tuple[Column, ...]], links: list[_Link]
) -> Iterator[str]:
    own = [table.key for table in drawn]
    ids = {key: f"t{index}" for index, key in enumerate(dict.fromkeys([*own, *(to for *_, to in links)]))}
    yield "erDiagram"
    yield "  direction LR"
    for key in own:
        yield f'  {ids[key]}["{link(fact_word(case.inventory.fact(key).name, key), 60)}"] {{'
        for column in columns[key]:
            # Mermaid wants a type before the name, and reserves PK and its like for after it.
            yield f"    {identifier(column.marks)} {identifier(column.name)}"
        yield "  }"
    for key in list(ids)[len(own) :]:
        yield f'  {ids[key]}["{_stub(case, key)}"]:::foreign'
    for key, column, to in links:
        one = "||" if column.attrs.get("not_null") else "|o"
        many = "o|" if column.attrs.get("unique") else "o{"
        yield f'  {ids[to]} {one}--{many} {ids[key]} : "{escape(column.name)}"'


def _stub(case: Case, key: str) -> str:
    """Name a table of another spec, and the spec."""
    fact = case.inventory.fact(key)
    claim = case.ownership.owner(key)
    name = link(fact_word(fact.name, key), 60)
    return f"{name}<br><i>{link(spec_word(claim.spec, claim.spec))}</i>" if claim else name


def _row(table: Fact, columns: tuple[Column, ...]) -> tuple[Phrase, ...]:
    keys = [Word(text=f"{one.name} ({one.marks})") for one in columns]
    refers: list[Word] = []
    for one in columns:
        target = one.attrs.get("references")
        if isinstance(target, str):
            refers += [
                Word(text=("; " if refers else "") + f"{one.name} to "),
                fact_word(target, f"column:{target}"),
                Word(text="" if one.attrs.get("not_null") else " (may be empty)"),
            ]
    return ((fact_word(table.name, table.key),), joined(keys), tuple(word for word in refers if word.text))


def _remark(own: list[Fact], drawn: list[Fact]) -> Phrase:
    """Name the tables that are not in the picture, because nothing links them to any other."""
    if not own:
        return plain("This spec owns no table.")
    shown = {table.key for table in drawn}
    left = [fact_word(table.name, table.key) for table in own if table.key not in shown]
    if not left:
        return ()
    return (Word(text="No reference to or from another table of this spec: "), *joined(left), Word(text="."))
