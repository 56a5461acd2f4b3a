"""Other people's SQL, run where it can do no harm: in memory, without files, with limits.

No extension can be loaded and no other database attached (which is also how ``VACUUM INTO`` would
write a file); only full-text search and R-trees may make virtual tables; statements that run too
long, and values and databases that grow too large, are stopped.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

STEPS = 20_000_000
"""Steps of SQLite's machine that all migrations together may take."""

_TICK = 10_000
_PAGES = 65_536
_VALUE = 16_000_000
_MODULES = frozenset({"fts3", "fts4", "fts5", "rtree"})
_PRAGMAS = frozenset(
    {
        "case_sensitive_like",
        "data_version",
        "defer_foreign_keys",
        "foreign_key_check",
        "foreign_key_list",
        "foreign_keys",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "legacy_alter_table",
        "optimize",
        "quick_check",
        "recursive_triggers",
        "schema_version",
        "table_info",
        "table_list",
        "table_xinfo",
        "user_version",
    }
)
_HARMLESS = frozenset(
    {"journal_mode", "synchronous", "busy_timeout", "cache_size", "wal_checkpoint", "encoding"}
)
"""Settings of a database in a file, without a meaning for one in memory; passed over."""

_ADDED = re.compile(r"\bADD\s+(?:COLUMN\s+)?[\"'`\[]?(\w+)", re.IGNORECASE)
_RENAMED = re.compile(r"\bRENAME\s+TO\s+[\"'`\[]?(\w+)", re.IGNORECASE)
_MAKES = frozenset({sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_CREATE_VTABLE})
_DROPS = frozenset({sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_DROP_INDEX, sqlite3.SQLITE_DROP_VTABLE})


class Failure(NamedTuple):
    """A statement that could not be run, and why."""

    path: str
    line: int
    reason: str


class Run:
    """A database after its migrations.

    ``origins`` tells for each table and index (by its name), and for each column that was added
    later (``table.column``), the path and line of the statement that made it as it is now;
    ``last`` is the last statement, for what no origin could be told.
    """

    def __init__(self, *, connection: sqlite3.Connection, origins: dict[str, tuple[str, int]]) -> None:
        self.connection = connection
        self.origins = origins
        self.failures: list[Failure] = []
        self.last = ("", 0)


@contextmanager
def run_migrations(scripts: Mapping[str, Sequence[tuple[int, str]]], *, steps: int = STEPS) -> Iterator[Run]:
    """Run statements by path, in order; the database lives as long as the context."""
    notes = _Notes()
    with open_sandbox(steps, notes.note) as connection:
        run = Run(connection=connection, origins=notes.origins)
        for path, statements in scripts.items():
            for line, statement in statements:
                run.last = notes.at = (path, line)
                notes.statement = statement
                refusal = run_statement(connection, statement)
                if refusal:
                    reason = f"SQLite does not run this: {refusal}"
                    run.failures.append(Failure(path=path, line=line, reason=reason))
        connection.set_progress_handler(None, 0)
        yield run


class _Notes:
    """What SQLite asks leave for while it reads a statement tells what the statement makes."""

    def __init__(self) -> None:
        self.origins: dict[str, tuple[str, int]] = {}
        self.at: tuple[str, int] = ("", 0)
        self.statement = ""

    def note(self, action: int, first: str, second: str) -> None:
        """Note where a table, an index or an added column comes from; one that is dropped, no more."""
        if action in _MAKES:
            self.origins.setdefault(first, self.at)
        elif action in _DROPS:
            for name in [one for one in self.origins if one == first or one.startswith(f"{first}.")]:
                del self.origins[name]
        elif action == sqlite3.SQLITE_ALTER_TABLE:
            renamed, added = _RENAMED.search(self.statement), _ADDED.search(self.statement)
            if renamed is not None:
                for name in [one for one in self.origins if one.startswith(f"{second}.")]:
                    self.origins[renamed[1] + name[len(second) :]] = self.origins.pop(name)
                self.origins.pop(second, None)
                self.origins[renamed[1]] = self.at
            elif added is not None:
                self.origins[f"{second}.{added[1]}"] = self.at


@contextmanager
def open_sandbox(
    steps: int, note: Callable[[int, str, str], None] | None = None
) -> Iterator[sqlite3.Connection]:
    """Open an empty database that can do no harm, for as long as the context lives.

    Its statements may take so many ``steps`` of SQLite's machine together. ``note`` is told each
    action that a statement asks leave for, with its two names.
    """
    left = steps // _TICK

    def count() -> int:
        nonlocal left
        left -= 1
        return left < 0

    def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if note is not None:
            note(action, first or "", second or "")
        return _authorize(action, first, second)

    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.set_progress_handler(count, _TICK)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE)
        connection.execute(f"PRAGMA max_page_count = {_PAGES}")
        connection.set_authorizer(authorize)
        yield connection
    finally:
        connection.close()


def run_statement(connection: sqlite3.Connection, statement: str) -> str:
    """Run one statement to its end; say why SQLite does not, or nothing."""
    try:
        for _ in connection.execute(statement):
            pass
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


def ask(connection: sqlite3.Connection, pragma: str, name: str) -> list[tuple[Any, ...]]:
    """Ask a database what it knows of a table or an index, by a pragma that takes its name."""
    quoted = name.replace('"', '""')
    return connection.execute(f'PRAGMA {pragma}("{quoted}")').fetchall()


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_CREATE_VTABLE:
        return sqlite3.SQLITE_OK if (second or "").lower() in _MODULES else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        name = (first or "").lower()
        if name in _PRAGMAS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_IGNORE if name in _HARMLESS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in ("load_extension", "fts3_tokenizer"):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
