"""Migrations: SQLite says what there is, and other people's SQL does no harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spec_audit.extractors import migrations
from spec_audit.extractors.base import Extraction
from spec_audit.extractors.languages.sql.sandbox import run_migrations
from spec_audit.extractors.languages.sql.schema import read_schema
from spec_audit.extractors.languages.sql.statements import split_statements
from tests.extractors.trying import extract_with


def extract(*files: str) -> Extraction:
    return extract_with(migrations, {f"{number:04}.sql": text for number, text in enumerate(files, start=1)})


def places(extraction: Extraction) -> dict[str, str]:
    return {fact.key: str(fact.place) for fact in extraction.facts}


def attrs(extraction: Extraction, key: str) -> dict[str, Any]:
    return dict(next(fact for fact in extraction.facts if fact.key == key).attrs)


def test_statements_are_cut_where_sqlite_says() -> None:
    text = """-- first; not here
CREATE TABLE a (x TEXT DEFAULT 'a;b' /* ; */);;

CREATE TRIGGER t AFTER INSERT ON a BEGIN
  UPDATE a SET x = "y;" WHERE 1; SELECT 1;
END;
INSERT INTO [a;b] VALUES (1)
"""
    found = list(split_statements(text))
    assert [line for line, _ in found] == [2, 4, 7]
    assert found[1][1].startswith("CREATE TRIGGER")
    assert found[1][1].endswith("END;")
    assert found[2][1] == "INSERT INTO [a;b] VALUES (1)"


@pytest.mark.parametrize("text", ["", "  \n", "-- only words", "/* never closed", ";;\n;"])
def test_a_file_without_statements(text: str) -> None:
    assert list(split_statements(text)) == []


def test_what_the_database_says_of_itself() -> None:
    found = extract(
        """
CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, born INTEGER DEFAULT (1900),
  full_name TEXT GENERATED ALWAYS AS (name || '!') VIRTUAL);
CREATE TABLE visits (
  person TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
  host TEXT REFERENCES people(name),
  day DATE,
  PRIMARY KEY (person, day), UNIQUE (host, day)
);
CREATE INDEX by_day ON visits (day, lower(host)) WHERE host IS NOT NULL;
CREATE UNIQUE INDEX by_host ON visits (host);
"""
    )
    assert found.problems == ()
    assert [fact.key for fact in found.facts] == [
        "table:people",
        "column:people.id",
        "column:people.name",
        "column:people.born",
        "column:people.full_name",
        "table:visits",
        "column:visits.person",
        "column:visits.host",
        "column:visits.day",
        "index:by_host",
        "index:by_day",
    ]
    plain = {
        "type": "text",
        "not_null": False,
        "primary_key": False,
        "unique": False,
        "references": None,
        "on_delete": None,
        "has_default": False,
    }
    assert attrs(found, "column:people.id") == {**plain, "not_null": True, "primary_key": True}
    assert attrs(found, "column:people.name") == {**plain, "not_null": True, "unique": True}
    assert attrs(found, "column:people.born") == {
        **plain,
        "type": "integer",
        "has_default": True,
        "default": "1900",
    }
    assert attrs(found, "column:people.full_name") == {**plain, "generated": True}
    assert attrs(found, "column:visits.person") == {
        **plain,
        "not_null": True,
        "primary_key": True,
        "references": "people.id",
        "on_delete": "cascade",
    }
    assert attrs(found, "column:visits.host")["references"] == "people.name"
    assert attrs(found, "table:visits") == {
        "primary_key": ["person", "day"],
        "unique_sets": [["host", "day"]],
    }
    assert attrs(found, "index:by_day") == {
        "table": "visits",
        "columns": ["day", "(expression)"],
        "unique": False,
        "partial": True,
    }
    assert attrs(found, "index:by_host") == {"table": "visits", "columns": ["host"], "unique": True}


def test_facts_stand_where_a_statement_last_made_them() -> None:
    found = extract(
        "CREATE TABLE a (x);\nCREATE TABLE b (x);\nCREATE TABLE c (x);\nCREATE INDEX i ON a (x);",
        "\nALTER TABLE a ADD COLUMN y TEXT;\nALTER TABLE b ADD z;\nCREATE TABLE IF NOT EXISTS a (q TEXT);",
        """PRAGMA foreign_keys = OFF;
CREATE TABLE b_new (x TEXT, z TEXT, w TEXT);
INSERT INTO b_new (x, z) SELECT x, z FROM b;
DROP TABLE b;
ALTER TABLE b_new RENAME TO b;
ALTER TABLE c RENAME COLUMN x TO y;
DROP TABLE IF EXISTS none;
DROP INDEX i;
CREATE INDEX i ON a (x, y);
ALTER TABLE b ADD COLUMN late TEXT;
ALTER TABLE b RENAME TO "d";
""",
    )
    assert found.problems == ()
    assert places(found) == {
        "table:a": "0001.sql:1",
        "column:a.x": "0001.sql:1",
        "column:a.y": "0002.sql:2",
        "index:i": "0003.sql:9",
        "table:c": "0001.sql:3",
        "column:c.y": "0001.sql:3",
        "table:d": "0003.sql:11",
        "column:d.x": "0003.sql:11",
        "column:d.z": "0003.sql:11",
        "column:d.w": "0003.sql:11",
        "column:d.late": "0003.sql:10",
    }


def test_full_text_tables_count_and_their_shadows_do_not() -> None:
    found = extract("CREATE VIRTUAL TABLE notes USING fts5(title, body, tokenize='porter unicode61');")
    assert found.problems == ()
    assert [fact.key for fact in found.facts] == ["table:notes", "column:notes.title", "column:notes.body"]
    assert attrs(found, "table:notes") == {"virtual": "fts5"}


def test_views_and_the_databases_own_tables_do_not_count() -> None:
    found = extract(
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE VIEW v AS SELECT * FROM a; ANALYZE;"
    )
    assert [fact.key for fact in found.facts] == ["table:a", "column:a.id"]


def test_a_statement_that_fails_is_told_and_the_rest_goes_on() -> None:
    found = extract(
        "CREATE TABLE a (x TEXT);\n\nALTER TABLE gone ADD y TEXT;\nCREATE TABLE b (x", "CREATE TABLE c (x);"
    )
    assert [(problem.rule, str(problem.place)) for problem in found.problems] == [
        ("unparsed-source", "0001.sql:3"),
        ("unparsed-source", "0001.sql:4"),
    ]
    assert "no such table" in found.problems[0].message
    assert {"table:a", "table:c"} <= set(places(found))


def test_names_that_need_quotes() -> None:
    found = extract(
        'CREATE TABLE "odd ""name""" ("a b" TEXT UNIQUE, [c] TEXT);\n'
        'ALTER TABLE "odd ""name""" RENAME TO "odd two";'
    )
    assert [fact.key for fact in found.facts] == ["table:odd two", "column:odd two.a b", "column:odd two.c"]
    assert attrs(found, "column:odd two.a b")["unique"] is True


@pytest.mark.parametrize(
    "harm",
    [
        "ATTACH DATABASE '{file}' AS other",
        "VACUUM INTO '{file}'",
        "SELECT load_extension('{file}')",
        "CREATE VIRTUAL TABLE d USING dbstat",
        "PRAGMA temp_store_directory = '{folder}'",
        "PRAGMA writable_schema = 1",
        "SELECT fts3_tokenizer('simple')",
        "SELECT length(zeroblob(900000000))",
        "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t",
        "CREATE TABLE big AS WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t",
    ],
)
def test_what_could_do_harm_is_not_run(harm: str, tmp_path: Path) -> None:
    statement = harm.format(file=tmp_path / "made", folder=tmp_path)
    script = {"1.sql": [(1, statement), (2, "CREATE TABLE after (x TEXT)")]}
    with run_migrations(script, steps=200_000) as run:
        assert [failure.line for failure in run.failures] == [1]
        assert "table:after" in [fact.key for fact in read_schema(run)]
    assert list(tmp_path.iterdir()) == []


def test_settings_without_a_meaning_in_memory_are_passed_over() -> None:
    assert (
        extract("PRAGMA journal_mode = WAL; PRAGMA defer_foreign_keys = true; CREATE TABLE a (x);").problems
        == ()
    )
