"""What a SQLite database says of itself, as facts."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from spec_audit.extractors.base import make_fact
from spec_audit.extractors.languages.defaults import read_sql_default
from spec_audit.extractors.languages.sql.sandbox import Run, ask
from spec_audit.model.facts import Attr, Fact
from spec_audit.model.place import Place

_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+(\w+)", re.IGNORECASE | re.DOTALL)
_NO_ACTION = "NO ACTION"
_HIDDEN = 1
"""How ``table_xinfo`` marks the hidden columns of a virtual table; 2 and 3 are generated ones."""


def read_schema(run: Run) -> Iterator[Fact]:
    """Make facts of all tables, columns and named indexes of a database after its migrations."""
    connection = run.connection
    origins = defaultdict(lambda: run.last, run.origins)
    shadows = {row[1] for row in connection.execute("PRAGMA table_list") if row[2] == "shadow"}
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall()
    for name, sql in rows:
        if name not in shadows and not name.startswith("sqlite_"):
            yield from _read_table(connection, name, sql, origins)


def _read_table(
    connection: sqlite3.Connection, table: str, sql: str, origins: Mapping[str, tuple[str, int]]
) -> Iterator[Fact]:
    place = Place(path=origins[table][0], line=origins[table][1])
    attrs: dict[str, Attr] = {}
    virtual = _VIRTUAL.match(sql)
    if virtual is not None:
        attrs["virtual"] = virtual[1].lower()
    columns = [row for row in ask(connection, "table_xinfo", table) if row[6] != _HIDDEN]
    key = [row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5]]
    if len(key) > 1:
        attrs["primary_key"] = list(key)
    uniques = list(_unique_sets(connection, table))
    if any(len(one) > 1 for one in uniques):
        attrs["unique_sets"] = sorted((list(one) for one in uniques if len(one) > 1), key=str)
    yield make_fact(f"table:{table}", place, attrs)
    references = {row[3]: row for row in ask(connection, "foreign_key_list", table)}
    for row in columns:
        _, name, kind, not_null, default, key_part, hidden = row
        target = references.get(name)
        column: dict[str, Attr] = {
            "type": kind.lower(),
            "not_null": bool(not_null or key_part),
            "primary_key": bool(key_part),
            "unique": [name] in uniques,
            "references": _target(connection, target) if target else None,
            "on_delete": target[6].lower() if target and target[6] != _NO_ACTION else None,
            "has_default": default is not None,
        }
        if default is not None:
            column["default"] = read_sql_default(default)
        if hidden:
            column["generated"] = True
        added = f"{table}.{name}"
        at = Place(path=origins[added][0], line=origins[added][1]) if added in origins else place
        yield make_fact(f"column:{table}.{name}", at, column)
    yield from _read_indexes(connection, table, origins)


def _read_indexes(
    connection: sqlite3.Connection, table: str, origins: Mapping[str, tuple[str, int]]
) -> Iterator[Fact]:
    for _, name, unique, origin, partial in ask(connection, "index_list", table):
        if origin != "c":
            continue
        path, line = origins[name]
        columns: list[Attr] = [row[2] or "(expression)" for row in ask(connection, "index_info", name)]
        attrs: dict[str, Attr] = {"table": table, "columns": columns, "unique": bool(unique)}
        if partial:
            attrs["partial"] = True
        yield make_fact(f"index:{name}", Place(path=path, line=line), attrs)


def _unique_sets(connection: sqlite3.Connection, table: str) -> Iterator[list[str]]:
    for _, name, _, origin, _ in ask(connection, "index_list", table):
        if origin == "u":
            yield [row[2] for row in ask(connection, "index_info", name)]


def _target(connection: sqlite3.Connection, row: tuple[Any, ...]) -> str:
    """Name what a foreign key leads to; without a column it is the other table's key."""
    table, column = row[2], row[4]
    if column is None:
        keys = [other for other in ask(connection, "table_xinfo", table) if other[5]]
        column = keys[0][1] if len(keys) == 1 else "?"
    return f"{table}.{column}"
