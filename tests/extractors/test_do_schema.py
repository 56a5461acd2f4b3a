"""Durable Objects' own storage: tables as SQLite makes them, and the keys that are kept."""

from __future__ import annotations

import time

import pytest

from spec_audit.extractors.base import Extraction
from tests.extractors.test_durable_objects import FILE, METHODS, extract, messages, oven

SCHEMA = """
const SCHEMA = `
  -- what was baked; always kept
  CREATE TABLE IF NOT EXISTS loaves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    crust TEXT NOT NULL DEFAULT 'thin' CHECK(crust IN ('thin', 'it''s thick')),
    grams REAL
  );

  CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS idx_loaves ON loaves (crust, grams);
`;
"""


def tables(extraction: Extraction) -> dict[str, list[str]]:
    return {
        fact.key: [column["name"] for column in fact.attrs["columns"]]  # type: ignore[index,union-attr,call-overload]
        for fact in extraction.facts
        if fact.kind == "do-table" and "columns" in fact.attrs
    }


def test_tables_are_what_sqlite_makes_of_the_sql() -> None:
    found = extract(
        {
            FILE: SCHEMA + "export class Oven extends DurableObject {\n  constructor(ctx, env) {\n"
            "    ctx.storage.sql.exec(SCHEMA);\n"
            "    try { this.sql.exec('ALTER TABLE loaves ADD COLUMN salt TEXT'); } catch {}\n"
            "    try { this.sql.exec('ALTER TABLE loaves ADD COLUMN salt TEXT'); } catch {}\n"
            "    for (const c of ['x', 'y']) this.sql.exec(`ALTER TABLE notes ADD COLUMN ${c} INTEGER`);\n"
            "    console.log('DROP TABLE of the shop');\n  }\n}\n"
        }
    )
    assert tables(found) == {
        "do-table:Oven.loaves": ["id", "crust", "grams", "salt"],
        "do-table:Oven.notes": ["name", "body", "x", "y"],
    }
    loaves = next(fact for fact in found.facts if fact.key == "do-table:Oven.loaves")
    assert (loaves.path, loaves.line) == (FILE, 4)
    assert loaves.attrs["columns"][:2] == [  # type: ignore[index]
        {"name": "id", "type": "integer", "not_null": False, "primary_key": True, "has_default": False},
        {
            "name": "crust",
            "type": "text",
            "not_null": True,
            "primary_key": False,
            "has_default": True,
            "default": "thin",
            "values": ["thin", "it's thick"],
        },
    ]
    index = next(fact for fact in found.facts if fact.kind == "index")
    assert (index.key, index.line, index.parent) == ("index:idx_loaves", 11, None)
    assert index.attrs == {"do_table": "Oven.loaves", "columns": ["crust", "grams"], "unique": True}
    assert messages(found) == []


def test_classes_that_hand_the_storage_to_each_other_end() -> None:
    found = oven(
        "    return new Rack(this.ctx.storage);",
        before="class Rack {\n  constructor(storage) { storage.sql.exec('CREATE TABLE trays (id TEXT)'); }\n"
        "  turn() { return new Rack(this.storage); }\n}\n",
    )
    assert tables(found) == {"do-table:Oven.trays": ["id"]}


def test_tables_of_what_the_storage_is_handed_to() -> None:
    found = extract(
        {
            FILE: "import { Shelf } from './shelf';\nimport { prepare } from './prepare';\n"
            "import { Unrelated } from './unrelated';\n"
            "export class Oven extends DurableObject {\n  constructor(ctx, env) {\n"
            "    this.shelf = new Shelf(ctx.storage.sql);\n    prepare(this.ctx.storage.sql);\n"
            "    this.other = new Unrelated(env);\n  }\n}\n",
            "src/shelf.ts": "export class Shelf {\n  constructor(sql: SqlStorage) {\n"
            "    sql.exec('CREATE TABLE jars (id TEXT)');\n"
            "    sql.exec('ALTER TABLE pots ADD COLUMN lid TEXT');\n"
            "  }\n}\n",
            "src/prepare.ts": "import { POTS } from './sql';\nexport function prepare(sql) {\n"
            "  sql.exec(POTS);\n}\n",
            "src/sql.ts": "export const POTS = 'CREATE TABLE pots (id TEXT)';\n"
            "export const PANS = 'CREATE TABLE pans (id TEXT)';\n",
            "src/unrelated.ts": "export class Unrelated {\n"
            "  setup() { this.db.exec('CREATE TABLE cups (id TEXT)'); }\n}\n",
        }
    )
    assert tables(found) == {"do-table:Oven.jars": ["id"], "do-table:Oven.pots": ["id", "lid"]}
    assert {fact.path for fact in found.facts} == {"src/shelf.ts", "src/sql.ts"}


REFUSED = "SQLite refuses this SQL: "
MANY = ", ".join(f"(VALUES (0), (1), (2), (3), (4), (5), (6), (7)) AS v{number}" for number in range(12))


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("`CREATE TABLE ${name()} (id TEXT)`", "SQL that makes or changes a table is not constant"),
        (
            "''); for (const name of names()) this.sql.exec(`CREATE TABLE ${name} (id TEXT)`",
            "SQL that makes or changes a table is not constant",
        ),
        ("'CREATE TABLE t (id TEXT, id TEXT)'", "SQLite refuses this SQL: duplicate column name: id"),
        ("'ALTER TABLE gone ADD COLUMN x TEXT'", "SQLite refuses this SQL: no such table: gone"),
        ("'CREATE TABLE t AS SELECT load_extension(1)'", "SQLite refuses this SQL"),
        ("'CREATE TABLE t (id TEXT \x00)'", "SQLite refuses this SQL"),
        ("'CREATE VIRTUAL TABLE t USING csv(filename=1)'", "SQLite refuses this SQL"),
        (
            "'CREATE TABLE t AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n'",
            REFUSED,
        ),
        (f"'CREATE TABLE t AS SELECT 1 FROM {MANY}'", "SQLite refuses this SQL: interrupted"),
    ],
)
def test_sql_that_cannot_be_run_is_named(sql: str, message: str) -> None:
    found = oven(f"    this.sql.exec({sql}); return this.bake(request);", METHODS)
    assert any(one.partition(" ")[2].startswith(message) for one in messages(found))
    assert tables(found) == {}


def test_sql_can_reach_no_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "out.db"
    found = oven(f"    this.sql.exec(\"ATTACH '{target}' AS o; CREATE TABLE o.t (id TEXT)\");", METHODS)
    assert not target.exists()
    assert tables(found) == {}


KEYS = """
export class Oven extends DurableObject {
  constructor(ctx: DurableObjectState) { ctx.storage.sql.exec(SCHEMA); }
  getNote(key: string) { return this.sql.exec('SELECT body FROM notes WHERE name = ?', key); }
  setNote(key: string, value: string) {}
  async work() {
    this.setNote('heat', '1');
    this.setNote(`tray:${this.id}`, '2');
    const flour = `flour:${kind}`;
    this.setNote(flour, this.getNote('heat'));
    this.getNote('lost');
    for (const row of rows) this.setNote(row, '');
    this.sql.exec("SELECT body FROM notes WHERE key LIKE 'tray:%'");
    this.getNode('other');
    await this.ctx.storage.put({ a: 1, b: 2 });
    const c = await this.ctx.storage.get<Thing>(`c:${id}`);
    await storage.put(`c:${id}`, c);
    await ctx.storage.list<Thing>({ prefix: 'd:' });
    await this.ctx.storage.delete(['e', 'f']);
    await this.ctx.storage.setAlarm(5);
    await this.bucket.put('not-a-key', 1);
    await this.ctx.storage.get(key);
    await this.ctx.storage.list();
  }
  async find(flour: string) { return this.getNote(flour); }
}
"""


def test_keys_of_helpers_and_of_the_storage() -> None:
    found = extract({FILE: SCHEMA + KEYS}, state_helpers={"getNote": "notes", "setNote": "notes"})
    by_key = {fact.key: fact.attrs for fact in found.facts}
    notes = by_key["do-table:Oven.notes"]
    assert notes["keys"] == ["flour:*", "heat", "lost", "tray:*"]
    assert (notes["never_read"], notes["never_written"]) == (["flour:*"], ["lost"])
    storage = by_key["do-table:Oven.storage"]
    assert storage["keys"] == ["a", "b", "c:*", "d:*", "e", "f"]
    assert storage["never_read"] == ["a", "b", "e", "f"]
    assert "keys" not in by_key["do-table:Oven.loaves"]
    assert found.counts["keys not constant"] == 2
    assert messages(found) == ["34 a key that 'Oven' keeps in its storage is not constant"]


def test_line_ends_and_byte_order_marks_change_nothing() -> None:
    text = SCHEMA + KEYS
    plain = extract({FILE: text})
    assert len(plain.facts) == 4
    for data in (text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.encode()):
        assert extract({FILE: data}) == plain


def test_broken_files_do_not_crash() -> None:
    text = KEYS.replace(
        "  async work",
        "<<<<<<< ours\n  fetch(r) { switch (r.url.pathname) { case '/a': \n=======\n  async work",
    )
    for end in range(0, len(text), 37):
        extract({FILE: SCHEMA + text[:end]})


def test_long_chains_are_quick() -> None:
    chain = "".join(f".get('/r{number}', (c) => c.text('x'))" for number in range(10_000))
    started = time.process_time()
    found = extract({FILE: f"class Oven extends DurableObject {{ fetch(r) {{ return app{chain}; }} }}"})
    assert [fact.key for fact in found.facts] == ["endpoint:Oven:* *"]
    assert time.process_time() - started < 10


def test_a_drop_that_empties_an_object_takes_no_table_away() -> None:
    code = """export class Oven extends DurableObject {
  async start() {
    this.sql.exec('CREATE TABLE IF NOT EXISTS loaves (id TEXT, weight REAL)');
    this.sql.exec('CREATE TABLE IF NOT EXISTS notes (id TEXT)');
    this.sql.exec('CREATE INDEX heavy ON loaves (weight)');
    this.sql.exec('CREATE INDEX heavy  ON loaves (weight)');
    this.sql.exec('CREATE TABLE notes_new (id TEXT, body TEXT)');
    this.sql.exec('DROP TABLE notes');
    this.sql.exec('ALTER TABLE notes_new RENAME TO notes');
    this.sql.exec('ALTER TABLE loaves RENAME COLUMN grams TO weight');
    this.sql.exec('ALTER TABLE loaves DROP COLUMN crust');
  }
  async wipe() {
    this.sql.exec('DROP INDEX heavy');
    this.sql.exec('DROP TABLE IF EXISTS loaves');
  }
}
"""
    found = extract({FILE: code})
    assert tables(found) == {"do-table:Oven.loaves": ["id", "weight"], "do-table:Oven.notes": ["id", "body"]}
    assert "index:heavy" in [fact.key for fact in found.facts]
    assert messages(found) == []


@pytest.mark.parametrize(
    "head",
    [
        "import { Agent } from 'agents';\nexport class Oven extends Agent<Env, State>",
        "import { Server as Host } from 'partyserver';\nexport class Oven extends Host",
        "import { Container } from '@cloudflare/containers';\nexport class Oven extends Container<Env>",
    ],
)
def test_what_a_package_gives_to_extend_is_a_durable_object(head: str) -> None:
    body = " {\n  onStart() { this.sql`CREATE TABLE IF NOT EXISTS loaves (id TEXT)`; }\n}\n"
    assert tables(extract({FILE: head + body})) == {"do-table:Oven.loaves": ["id"]}
    assert not tables(extract({FILE: head.replace("from '", "from './") + body}))


def test_tables_of_what_is_handed_the_sql_alone() -> None:
    found = extract(
        {
            FILE: "import { Shelf } from './shelf';\n"
            "export class Oven extends DurableObject {\n  shelf = new Shelf(this.sql.bind(this));\n}\n",
            "src/shelf.ts": "import { Board } from './board';\n"
            "export class Shelf {\n  constructor(sql: Run) {\n    this.board = new Board(sql);\n  }\n}\n",
            "src/board.ts": "export class Board {\n  go() { this.sql`CREATE TABLE planks (id TEXT)`; }\n}\n",
        }
    )
    assert tables(found) == {"do-table:Oven.planks": ["id"]}
