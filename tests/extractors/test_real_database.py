"""Tables, columns, indexes and symbols of the real tree, held against counts made in other ways."""

from __future__ import annotations

import ast
import re
import sqlite3
from pathlib import Path

import pytest

from spec_audit.config import Source
from spec_audit.inventory.taking import Taken, take_inventory
from spec_audit.inventory.tree import FolderTree

SCHEMA = "packages/worker/src/lib/schema"
MIGRATIONS = "packages/worker/migrations"
WORKER = "packages/worker/src/**.ts"
SOURCES = (
    Source(extractor="drizzle", files=(WORKER,), options={"casing": "snake_case", "uses": [WORKER]}),
    Source(
        extractor="migrations",
        files=(f"{MIGRATIONS}/*.sql", WORKER),
        options={"compare": "drizzle", "uses": [WORKER]},
    ),
    Source(extractor="durable_objects", files=(WORKER,)),
)
CODE = ("packages/*/src/**.ts", "packages/*/src/**.tsx", "backend/**.py")


@pytest.fixture
def taken(agent_ops: Path) -> Taken:
    return take_inventory(FolderTree(agent_ops), SOURCES)


@pytest.fixture
def database(agent_ops: Path) -> sqlite3.Connection:
    """The same migrations, run by the standard library in one go."""
    connection = sqlite3.connect(":memory:")
    for file in sorted((agent_ops / MIGRATIONS).glob("*.sql")):
        connection.executescript(file.read_text())
    return connection


def keys(taken: Taken, kind: str) -> set[str]:
    return {fact.name for fact in taken.inventory.facts if fact.kind == kind}


def test_nothing_is_unexplained(taken: Taken) -> None:
    assert taken.problems == ()


def test_every_table_and_column_is_one_of_the_database(taken: Taken, database: sqlite3.Connection) -> None:
    tables = {
        row[1]
        for row in database.execute("PRAGMA table_list")
        if row[0] == "main" and row[2] in ("table", "virtual") and not row[1].startswith("sqlite_")
    }
    assert keys(taken, "table") == tables
    columns = {
        f"{table}.{row[1]}" for table in tables for row in database.execute(f"PRAGMA table_info({table})")
    }
    assert keys(taken, "column") == columns
    database.close()


def test_every_table_column_and_index_of_the_schema_is_there(taken: Taken, agent_ops: Path) -> None:
    text = "\n".join(file.read_text() for file in (agent_ops / SCHEMA).glob("*.ts"))
    own = [fact for fact in taken.inventory.facts if not {"declared_in", "do_table"} & fact.attrs.keys()]
    for kind, pattern in (
        ("table", r"= sqliteTable\("),
        ("column", r"^  \w+: (?:text|integer|real|blob)\("),
        ("index", r"^  (?:uniqueIndex|index)\("),
    ):
        assert sum(fact.kind == kind for fact in own) == len(re.findall(pattern, text, re.MULTILINE)), kind


def test_tables_are_used_as_a_text_search_says(taken: Taken, agent_ops: Path) -> None:
    texts = {path: path.read_text() for path in (agent_ops / "packages/worker/src").rglob("*.ts")}
    schema = "\n".join(text for path, text in texts.items() if path.parent.name == "schema")
    variables = dict(re.findall(r"const (\w+) = sqliteTable\(\s*'(\w+)'", schema))
    called = {name: variable for variable, name in variables.items()}
    own = {path: text for path, text in texts.items() if path.parent.name == "durable-objects"}

    def is_found(pattern: str, where: dict[Path, str]) -> bool:
        return any(re.search(pattern, text) for text in where.values())

    for fact in taken.inventory.facts:
        if fact.kind not in ("table", "do-table") or fact.name.endswith(".storage"):
            continue
        where = own if fact.kind == "do-table" else {at: text for at, text in texts.items() if at not in own}
        name = fact.name.rpartition(".")[2]
        variable = called.get(name, name) if fact.kind == "table" else "-"
        read = rf"(?<!DELETE )(?:FROM|JOIN)\s+{name}\b|\.(?:from|\w+Join)\(\s*{variable}\b"
        written = rf"(?:INTO|UPDATE)\s+{name}\b|\.(?:insert|update)\(\s*{variable}\b"
        assert fact.attrs["read"] is is_found(read, where), fact.key
        assert fact.attrs["written"] is is_found(written, where), fact.key
    tables = [fact.attrs for fact in taken.inventory.facts if fact.kind == "table"]
    assert [
        len(tables),
        sum(bool(one["read"]) for one in tables),
        sum(bool(one["written"]) for one in tables),
    ] == [
        43,
        39,
        40,
    ]


def test_every_named_index_of_the_database_is_there(taken: Taken, database: sqlite3.Connection) -> None:
    named = {
        row[0]
        for row in database.execute("SELECT name FROM sqlite_master WHERE type='index' AND sql NOTNULL")
    }
    made = {
        fact.name
        for fact in taken.inventory.facts
        if fact.kind == "index"
        and "do_table" not in fact.attrs
        and "not in migrations" not in fact.attrs.get("differs", ())  # type: ignore[operator]
    }
    assert made == named
    database.close()


def test_named_functions_and_classes_are_symbols(agent_ops: Path) -> None:
    taken = take_inventory(FolderTree(agent_ops), (Source(extractor="symbols", files=CODE),))
    assert taken.problems == ()
    lacking: list[str] = []
    for path, found in taken.inventory.symbols.items():
        text = (agent_ops / path).read_text()
        names = {symbol.name.rpartition(".")[2] for symbol in found}
        if path.endswith(".py"):
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            wanted = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)}
        else:
            wanted = set(
                re.findall(
                    r"^(?:export )?(?:default )?(?:async )?(?:abstract )?"
                    r"(?:function\*?|class|interface|type|enum|const) (\w+)",
                    text,
                    re.MULTILINE,
                )
            )
        lacking += [f"{path}#{name}" for name in sorted(wanted - names)]
    assert lacking == []
