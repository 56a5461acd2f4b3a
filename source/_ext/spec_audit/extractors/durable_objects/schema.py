"""Tables as SQLite understands them, from the SQL that a Durable Object runs to make them.

The SQL runs in the sandbox; what the database then says of itself is the answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from spec_audit.extractors.languages.defaults import read_sql_default
from spec_audit.extractors.languages.sql.sandbox import ask, open_sandbox, run_statement

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from spec_audit.model.facts import Attr
    from spec_audit.model.place import Place

_STEPS = 200_000
"""Steps of SQLite's machine that all statements of one class together may take."""

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAME = r"[`\"\[]?(\w+)[`\"\]]?"
_TABLE = re.compile(rf"\s*CREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}", re.IGNORECASE)
_INDEX = re.compile(rf"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}", re.IGNORECASE)
_CHANGE = re.compile(r"\s*(?:ALTER|DROP)\s", re.IGNORECASE)
_DROP = re.compile(rf"\s*DROP\s+(TABLE|INDEX)\s+(?:IF\s+EXISTS\s+)?{_NAME}", re.IGNORECASE)
_RENAME = re.compile(rf"\s*ALTER\s+TABLE\s+\S+\s+RENAME\s+TO\s+{_NAME}", re.IGNORECASE)
_DONE = ("duplicate column", "no such column")
"""What SQLite says to a change of a column that the table was made with."""
_CHECK = re.compile(rf"CHECK\s*\(\s*{_NAME}\s+IN\s*\(([^()]*)\)\s*\)", re.IGNORECASE)
_VALUE = re.compile(r"'((?:[^']|'')*)'|(-?\d+)")


class Statement(NamedTuple):
    """One SQL statement and where it stands."""

    sql: str
    place: Place


class Schema:
    """What the statements made: tables and indexes by name, each with its place and attributes."""

    def __init__(self) -> None:
        self.tables: dict[str, tuple[Place, dict[str, Attr]]] = {}
        self.indexes: dict[str, tuple[Place, dict[str, Attr]]] = {}
        self.refused: list[tuple[Place, str]] = []


def build(statements: Iterable[Statement]) -> Schema:
    """Run what makes or changes tables, tables first, and read the result back."""
    schema = Schema()
    creating, changing, indexing = [], [], []
    alike: dict[str, Statement] = {}
    for one in statements:
        alike.setdefault(" ".join(one.sql.split()), one)
    for one in alike.values():
        if _TABLE.match(one.sql):
            creating.append(one)
        elif _INDEX.match(one.sql):
            indexing.append(one)
        elif _CHANGE.match(one.sql):
            changing.append(one)
    renamed = {match[1].lower() for one in changing if (match := _RENAME.match(one.sql))}
    changing = [one for one in changing if not _is_wiped(one.sql, renamed)]
    with open_sandbox(_STEPS) as base:
        places: dict[str, Place] = {}
        for one in [*creating, *changing, *indexing]:
            refusal = run_statement(base, one.sql)
            # The code itself changes columns only where they are still the old ones.
            if refusal and not (_CHANGE.match(one.sql) and refusal.startswith(_DONE)):
                schema.refused.append((one.place, refusal))
            named = _TABLE.match(one.sql) or _INDEX.match(one.sql)
            if named is not None:
                places.setdefault(named[1].lower(), one.place)
        base.set_progress_handler(None, 0)
        _read_tables(base, schema, places)
    return schema


def _is_wiped(sql: str, renamed: set[str]) -> bool:
    """Whether a statement drops what no other comes in place of: that empties an object, and is no schema."""
    match = _DROP.match(sql)
    return match is not None and (match[1].upper() == "INDEX" or match[2].lower() not in renamed)


def _read_tables(base: sqlite3.Connection, schema: Schema, places: dict[str, Place]) -> None:
    rows = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for name, sql in rows:
        if name.lower() not in places:
            continue
        checks = _checks(sql or "")
        columns: list[Attr] = [_column(row, checks) for row in ask(base, "table_xinfo", name)]
        schema.tables[name] = (places[name.lower()], {"columns": columns})
        for _number, index, unique, origin, _partial in ask(base, "index_list", name):
            if origin == "c" and index.lower() in places:
                names = [row[2] for row in ask(base, "index_info", index)]
                schema.indexes[index] = (
                    places[index.lower()],
                    {"table_name": name, "columns": names, "unique": bool(unique)},
                )


def _column(row: tuple[int, str, str, int, str | None, int, int], checks: dict[str, list[Attr]]) -> Attr:
    _number, name, kind, not_null, default, key, _hidden = row
    column: dict[str, Attr] = {
        "name": name,
        "type": kind.lower(),
        "not_null": bool(not_null),
        "primary_key": bool(key),
        "has_default": default is not None,
    }
    if default is not None:
        column["default"] = read_sql_default(default)
    if name in checks:
        column["values"] = checks[name]
    return column


def _checks(sql: str) -> dict[str, list[Attr]]:
    plain = _COMMENT.sub(" ", sql)
    return {
        match[1]: [
            one[1].replace("''", "'") if one[1] is not None else int(one[2])
            for one in _VALUE.finditer(match[2])
        ]
        for match in _CHECK.finditer(plain)
    }
