"""What the code reads and fills: every way in which a query names its table, and what is no query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from spec_audit.extractors import drizzle, durable_objects, migrations
from spec_audit.extractors.base import Extraction
from spec_audit.extractors.languages.sql.uses import uses_in
from tests.extractors.trying import extract_with

SCHEMA = (
    "import { sqliteTable, text } from 'drizzle-orm/sqlite-core';\n"
    "export const ovens = sqliteTable('ovens', { id: text() });\n"
    "export const breadLoaves = sqliteTable('bread_loaves', { id: text(), ovenId: text() });\n"
)
IMPORTS = (
    "import { eq, sql } from 'drizzle-orm';\nimport { alias } from 'drizzle-orm/sqlite-core';\n"
    "import { ovens, breadLoaves as loaves } from './schema';\nimport * as schema from './schema';\n"
)


def extract(code: str, *more: str, **options: Any) -> Extraction:
    files = {"schema.ts": SCHEMA, "bakery.ts": IMPORTS + code}
    files |= {f"more{number}.ts": text for number, text in enumerate(more)}
    return extract_with(drizzle, files, **{"uses": ["**.ts"], **options})


def used(found: Extraction) -> dict[str, str]:
    """Give of each table whether it is read and written, as letters."""
    return {
        fact.name: "".join(how[0] for how in ("read", "written") if fact.attrs[how])
        for fact in found.facts
        if fact.kind in ("table", "do-table")
    }


def unclear(found: Extraction) -> list[str]:
    assert {problem.rule for problem in found.problems} <= {"unexplained-code"}
    return [f"{problem.place.path}:{problem.place.line}" for problem in found.problems]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("db.select().from(ovens)", "r"),
        ("db\n  .selectDistinct({ id: ovens.id })\n  .from(\n    ovens, // all\n  )\n  .all()", "r"),
        ("db.select().from(schema.ovens)", "r"),
        ("db.select().from(ovens as any)", "r"),
        ("db.select().from(hot ? ovens : loaves)", "r"),
        ("db.select().from(loaves).leftJoin(ovens, eq(ovens.id, loaves.ovenId))", "r"),
        ("db.select().from(loaves).innerJoin(alias(ovens, 'o'), on)", "r"),
        ("const o = alias(ovens, 'o');\ndb.select().from(loaves).fullJoin(o, on)", "r"),
        ("function f() { const t = ovens; return db.select().from(t); }", "r"),
        ("const hot = db.$with('hot').as(db.select().from(ovens));\ndb.with(hot).select().from(hot)", "r"),
        ("const hot = db.select().from(ovens).as('hot');\ndb.select().from(hot)", "r"),
        ("db.$count(ovens)", "r"),
        ("db.query.ovens.findMany({ where: hot })", "r"),
        ("db.insert(ovens).values({ id: '1' })", "w"),
        ("db.insert(ovens).values({ id: '1' }).returning()", "w"),
        ("db.insert(loaves).select(db.select().from(ovens))", "r"),
        ("tx.update(ovens).set({ id: '1' }).where(eq(ovens.id, '2'))", "w"),
        ("tx.update(ovens).set({ id: '1' }).returning({ id: ovens.id })", "rw"),
        ("db.delete(ovens).where(eq(ovens.id, '1'))", ""),
        ("db.delete(ovens).where(eq(ovens.id, '1')).returning()", "r"),
        ("sql`SELECT id FROM ${ovens} WHERE id = ${id}`", "r"),
        ("sql`update ${schema.ovens} set id = 1`", "w"),
        ("d1.prepare('SELECT * FROM ovens o JOIN bread_loaves l ON 1')", "r"),
        ('d1.prepare("INSERT OR IGNORE INTO ovens (id) SELECT id FROM bread_loaves")', "w"),
        ("const TABLE = 'ovens';\nd1.prepare(`SELECT 1 FROM ${TABLE}`)", "r"),
        ("d1.prepare('SELECT * ' + 'FROM ' + 'ovens')", "r"),
        ("d1.prepare(`SELECT 1 ${hot ? 'FROM ovens' : ''}`)", "r"),
        ("const q = 'SELECT * FROM ovens';\nfunction f() { return d1.prepare(q); }", "r"),
        ("// db.select().from(ovens) and SELECT * FROM ovens", ""),
        ("/* db.insert(ovens).values() */", ""),
        ("const said = 'Loaves come from ovens, update ovens and join ovens'", ""),
        ("Array.from(ovens); Object.keys(ovens); eq(ovens.id, loaves.ovenId); typeof ovens", ""),
        ("const kept = new Set(); kept.delete(id); hash.update(ovens.id)", ""),
        ("this.ctx.storage.sql.exec('SELECT * FROM ovens')", ""),
        ("function f() { let q = 'SELECT * FROM ovens'; q += x; return this.sql.exec(q, 1); }", ""),
        ("", ""),
    ],
)
def test_each_way_to_use_a_table(code: str, expected: str) -> None:
    found = extract(code)
    assert used(found)["ovens"] == expected, code
    assert [one for one in found.problems if one.rule != "empty-source"] == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT * FROM a, b AS x, c y WHERE x.i IN (SELECT i FROM d)", "a+ b+ c+ d+"),
        ('SELECT * FROM main.a LEFT OUTER JOIN [b] JOIN "c" JOIN `d`', "a+ b+ c+ d+"),
        ("INSERT INTO a (i, j) VALUES (1, 2) ON CONFLICT (i) DO UPDATE SET j = 3", "SET- a-"),
        ("REPLACE INTO a SELECT * FROM b", "a- b+"),
        ("UPDATE OR IGNORE a SET i = (SELECT max(i) FROM b)", "a- b+"),
        ("DELETE FROM a WHERE i IN (SELECT i FROM b)", "b+"),
        ("DELETE FROM a RETURNING i", "a+"),
        ("UPDATE a SET i = 1 RETURNING i", "a+ a-"),
        ("select * from a join b; delete from c; update d set i = 1", "a+ b+ d-"),
        ("Select what you like from a and update b", ""),
        ("update your list from a", "a+"),
        ("SELECT 'FROM a' FROM b -- FROM c", "b+"),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b SELECT i FROM c; END; SELECT 1 FROM d",
            "d+",
        ),
        ("WITH a AS (SELECT 1 FROM b) SELECT * FROM a", "a+ b+"),
    ],
)
def test_what_sql_reads_and_fills(sql: str, expected: str) -> None:
    signs = {"read": "+", "written": "-"}
    assert " ".join(sorted({one.name + signs[one.how] for one in uses_in([sql])})) == expected


@pytest.mark.parametrize(
    "code",
    [
        "function f(table) { return db.select().from(table); }",
        "function f(table) { return db.insert(table).values({}); }",
        "function f(table) { return db.delete(table).where(hot); }",
        "const { ovens: hot } = await import('./schema');\ndb.select().from(hot)",
        "function f(table) { return d1.prepare(`SELECT * FROM ${table}`); }",
        "d1.prepare(`SELECT * FROM ${name()}`)",
        "d1.prepare(`SELECT * FROM ${eq}`)",
    ],
)
def test_a_query_whose_table_cannot_be_told_is_named(code: str) -> None:
    place = f"bakery.ts:{5 + code.count(chr(10))}"
    assert unclear(extract(code + "\ndb.$count(ovens)")) == [place]


def test_a_relation_that_a_query_follows_is_read() -> None:
    relations = (
        "import { relations } from 'drizzle-orm';\nimport { ovens, breadLoaves } from './schema';\n"
        "export const ofOvens = relations(ovens, ({ many }) => ({ loaves: many(breadLoaves) }));\n"
    )
    followed = "db.query.ovens.findFirst({ with: { loaves: { limit: 1 } } })"
    assert used(extract(followed, relations)) == {"ovens": "r", "bread_loaves": "r"}
    assert used(extract("db.query.ovens.findFirst({ limit: 1 })", relations)) == {
        "ovens": "r",
        "bread_loaves": "",
    }


def test_only_the_files_of_the_option_count() -> None:
    code = "db.select().from(ovens)"
    assert used(extract(code, "d1.prepare('UPDATE bread_loaves SET id = 1')", uses=["b*.ts"])) == {
        "ovens": "r",
        "bread_loaves": "",
    }
    (problem,) = extract(code, uses=["**.ts", "tests/**"]).problems
    assert (problem.rule, problem.setting) == ("empty-source", ("options", "uses", 1))
    assert not any("read" in fact.attrs or "written" in fact.attrs for fact in extract(code, uses=[]).facts)


def test_whether_a_table_is_read_belongs_to_it_and_where_does_not() -> None:
    def digests(code: str) -> Mapping[str, str]:
        return {fact.key: fact.digest for fact in extract(code).facts}

    once, twice = digests("db.$count(ovens)"), digests("db.$count(loaves);\ndb.select().from(ovens)")
    assert once["table:ovens"] == twice["table:ovens"]
    assert once["table:bread_loaves"] != twice["table:bread_loaves"]


def test_migrations_look_for_their_tables_in_sql() -> None:
    files = {
        "1.sql": "CREATE TABLE Ovens (id);\nCREATE TABLE loaves (id);\n"
        "CREATE TRIGGER t AFTER INSERT ON Ovens BEGIN INSERT INTO loaves SELECT id FROM Ovens; END;",
        "bakery.ts": "d1.prepare('INSERT INTO ovens VALUES (1)');",
    }
    found = extract_with(migrations, files, uses=["*.ts"])
    assert used(found) == {"Ovens": "w", "loaves": ""}
    assert found.counts == {"migrations": 1}
    assert not any("read" in fact.attrs for fact in extract_with(migrations, files).facts)


def test_durable_objects_use_their_own_tables() -> None:
    code = (
        "const COUNT = 'SELECT count(*) FROM crumbs';\n"
        "export class Oven extends DurableObject {\n  constructor(ctx, env) {\n"
        "    for (const name of ['loaves', 'notes', 'crumbs', 'ashes']) {\n"
        "      ctx.storage.sql.exec(`CREATE TABLE ${name} (id)`);\n    }\n  }\n"
        "  bake() { this.ctx.storage.sql.exec('INSERT INTO loaves VALUES (1)'); }\n"
        "  count() { return [this.sql.exec(COUNT), this.ctx.storage\n"
        "      .sql.exec('SELECT * FROM loaves')]; }\n"
        "  note() { return this.env.DB.prepare('SELECT * FROM notes'); }\n}\n"
    )
    found = extract_with(durable_objects, {"oven.ts": code})
    assert used(found) == {"Oven.loaves": "rw", "Oven.notes": "", "Oven.crumbs": "r", "Oven.ashes": ""}
    assert found.problems == ()
    blurred = code.replace("'SELECT * FROM loaves'", "`SELECT * FROM ${name}`")
    assert unclear(extract_with(durable_objects, {"oven.ts": blurred})) == ["oven.ts:10"]
