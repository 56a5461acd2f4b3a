"""Other people's SQL, run where it can do no harm: in memory, without files, with limits.

No extension can be loaded and no other database attached (which is also how ``VACUUM INTO`` would
write a file); only full-text search and R-trees may make virtual tables; statements that run too
long, and values and databases that grow too large, are stopped.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

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

_ADDED = re.compile(r"\bADD\s+(?:COLUMN\s+)?([\"'`\[]?)(\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A statement that could not be run, and why."""

    path: str
    line: int
    reason: str


@dataclass(slots=True, kw_only=True)
class Run:
    """A database after its migrations.

    ``origins`` tells for each table and index (by its name), and for each column that was added
    later (``table.column``), the path and line of the statement that made it as it is now.
    """

    connection: sqlite3.Connection
    origins: dict[str, tuple[str, int]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


@contextmanager
def run_migrations(scripts: Mapping[str, Sequence[tuple[int, str]]], *, steps: int = STEPS) -> Iterator[Run]:
    """Run statements by path, in order; the database lives as long as the context."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _confine(connection, steps)
        run = Run(connection=connection)
        known: dict[str, str] = {}
        version = 0
        for path, statements in scripts.items():
            for line, statement in statements:
                try:
                    for _ in connection.execute(statement):
                        pass
                except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
                    reason = f"SQLite does not run this: {error}"
                    run.failures.append(Failure(path=path, line=line, reason=reason))
                now = connection.execute("PRAGMA schema_version").fetchone()[0]
                if now != version:
                    version = now
                    known = _note_origins(run, known, (path, line), statement)
        connection.set_progress_handler(None, 0)
        yield run
    finally:
        connection.close()


def _note_origins(run: Run, known: dict[str, str], at: tuple[str, int], statement: str) -> dict[str, str]:
    """Note what a statement made or renamed; what an ``ADD COLUMN`` changed keeps its table's place."""
    now = dict(run.connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    for name, text in now.items():
        if name not in known:
            run.origins[name] = at
        elif known[name] != text:
            added = _ADDED.search(statement)
            if added is not None:
                run.origins[f"{name}.{added[2]}"] = at
    for name in known.keys() - now.keys():
        for origin in [one for one in run.origins if one == name or one.startswith(f"{name}.")]:
            del run.origins[origin]
    return now


def _confine(connection: sqlite3.Connection, steps: int) -> None:
    left = steps // _TICK

    def count() -> int:
        nonlocal left
        left -= 1
        return left < 0

    connection.set_progress_handler(count, _TICK)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE)
    connection.execute(f"PRAGMA max_page_count = {_PAGES}")
    connection.set_authorizer(_authorize)


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
