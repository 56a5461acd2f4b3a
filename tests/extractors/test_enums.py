"""Closed sets: which are read, which are the same, and who sets their values."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from spec_audit.extractors import enums
from spec_audit.extractors.base import Extraction, SourceFile
from tests.extractors.trying import extract_with

extract = partial(extract_with, enums)


def sets_of(extraction: Extraction) -> dict[str, list[str]]:
    return {
        fact.key.removeprefix("enum:"): fact.attrs["values"]
        for fact in extraction.facts
        if fact.kind == "enum"
    }


def fact_of(extraction: Extraction, key: str) -> Any:
    return next(fact for fact in extraction.facts if fact.key == key)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("export type Phase = 'egg' | 'larva' | 'bee';", {"Phase": ["egg", "larva", "bee"]}),
        ("type Phase =\n  | 'egg' // first\n  | \"larva\"\n;", {"Phase": ["egg", "larva"]}),
        ("type Phase = ('egg' | 'larva') | null | undefined;", {"Phase": ["egg", "larva"]}),
        ("type Phase = 'egg';", {}),
        ("type Phase = 'egg' | string;", {}),
        ("type Phase = 'egg' | Other;", {}),
        ("type Mix = 'egg' | 3;", {}),
        (
            "type Young = 'egg' | 'larva'; type Phase = Young | 'bee';",
            {"Young": ["egg", "larva"], "Phase": ["egg", "larva", "bee"]},
        ),
        ("interface Hive { kind: 'hive'; mood?: 'calm' | 'angry' | null }", {"Hive.mood": ["calm", "angry"]}),
        ("interface Hive { queen: { mood: 'calm' | 'angry' } }", {"Hive.queen.mood": ["calm", "angry"]}),
        ("interface Hive { moods: Array<'calm' | 'angry'>; }", {"Hive.moods": ["calm", "angry"]}),
        ("interface Hive { moods: ('calm' | 'angry')[] }", {"Hive.moods": ["calm", "angry"]}),
        (
            "export namespace Yard { export interface Hive { mood: 'calm' | 'angry' } }",
            {"Yard.Hive.mood": ["calm", "angry"]},
        ),
        (
            "type Event = { type: 'swarm'; mood: 'calm' | 'angry' } | { type: 'sting' };",
            {"Event.mood": ["calm", "angry"]},
        ),
        ("class Hive { mood: 'calm' | 'angry' = 'calm'; }", {"Hive.mood": ["calm", "angry"]}),
        ("function feed(mood: 'calm' | 'angry') {}", {}),
        ("export enum Mood { Calm = 'calm', Angry = 'angry' }", {"Mood": ["calm", "angry"]}),
        ("enum Level { Low, High = 4 }", {"Level": ["Low", "High"]}),
        ("export const MOODS = ['calm', 'angry'] as const;", {"MOODS": ["calm", "angry"]}),
        ("const MOODS = ['calm', 'angry'];", {}),
        ("const MOODS = ['calm', 'angry'] as const satisfies string[];", {"MOODS": ["calm", "angry"]}),
        ("function f() { const keys = ['then', 'else'] as const; }", {}),
        (
            "export const MOODS = ['calm', 'angry'] as const;\nexport type Mood = (typeof MOODS)[number];",
            {"Mood": ["calm", "angry"]},
        ),
        (
            "const Mood = { A: 'calm', B: 'angry' } as const;\ntype Name = (typeof Mood)[keyof typeof Mood];",
            {"Name": ["calm", "angry"]},
        ),
        ("const moodSchema = z.enum(['calm', 'angry']);", {"moodSchema": ["calm", "angry"]}),
        ("const m = z.enum(/* a */ ['calm', // b\n 'angry']);", {"m": ["calm", "angry"]}),
        (
            "const moodSchema = z.union([z.literal('calm'), z.literal('angry')]);",
            {"moodSchema": ["calm", "angry"]},
        ),
        (
            "const hive = z.object({ mood: z.enum(['calm', 'angry']).default('calm') });",
            {"hive.mood": ["calm", "angry"]},
        ),
        (
            "const hive = z.object({ bees: z.object({ role: z.enum(['drone', 'worker']) }) });",
            {"hive.bees.role": ["drone", "worker"]},
        ),
    ],
)
def test_declarations(code: str, expected: dict[str, list[str]]) -> None:
    assert sets_of(extract({"a.ts": code})) == expected


def test_states_stand_on_their_own_lines_and_name_their_enum() -> None:
    found = extract({"a.ts": "type Topic =\n  | 'hive.opened'\n  | 'hive.closed';\n"})
    state = fact_of(found, "state:Topic.hive.closed")
    assert (state.path, state.line, state.parent) == ("a.ts", 3, "enum:Topic")


def test_layout_and_lines_do_not_change_a_digest_and_values_do() -> None:
    one = fact_of(extract({"a.ts": "type Mood = 'calm' | 'angry';"}), "enum:Mood")
    moved = fact_of(extract({"b.ts": '\n\n// why\ntype Mood =\n | "calm"\n | "angry"'}), "enum:Mood")
    more = fact_of(extract({"a.ts": "type Mood = 'calm' | 'angry' | 'lazy';"}), "enum:Mood")
    assert one.digest == moved.digest
    assert one.digest != more.digest


def test_the_same_name_and_values_in_two_packages_are_one_enum() -> None:
    found = extract({
        "app/a.ts": "type Mood = 'calm' | 'angry';",
        "shared/b.ts": "\ntype Mood = 'angry' | 'calm';",
    })  # fmt: skip
    assert fact_of(found, "enum:Mood").attrs["places"] == ["shared/b.ts:2"]


def test_the_preferred_file_names_the_enum_and_the_other_values_show() -> None:
    found = extract(
        {"app/a.ts": "type Mood = 'calm' | 'lazy';", "shared/b.ts": "type Mood = 'calm' | 'angry';"},
        prefer=["shared/**"],
    )
    mood = fact_of(found, "enum:Mood")
    assert (mood.path, mood.attrs["values"]) == ("shared/b.ts", ["calm", "angry"])
    assert mood.attrs["differs"] == ["app/a.ts:1 calm, lazy"]


def test_what_is_at_odds_with_an_enum_changes_it_and_where_does_not() -> None:
    def digest(shop: str, *, at: str = "shop.ts") -> str:
        files = {"a.ts": "type Mood = 'calm' | 'angry';", at: shop}
        assigned = {"Mood": {"calls": ["put@0"]}}
        return str(fact_of(extract(files, assignments=assigned), "enum:Mood").digest)

    plain = digest("put('calm');")
    stray = digest("function f() { put('lost'); }")
    other = digest("type Mood = 'calm' | 'lazy'; put('calm');")
    assert len({plain, stray, other}) == 3
    assert stray == digest("\nfunction g() { put('lost'); put('calm'); }", at="b.ts")
    assert other == digest("\ntype Mood = 'calm' | 'lazy'; put('calm');", at="b.ts")
    assert plain == digest("\ntype Mood = 'angry' | 'calm'; put('calm');", at="b.ts")


@pytest.mark.parametrize(
    ("field", "joins"),
    [
        ("interface Hive { state: 'calm' | 'angry' | 'lazy' }", True),
        ("const hive = z.object({ state: z.enum(['lazy', 'angry', 'calm']) });", True),
        ("function feed(x: 'calm' | 'angry' | 'lazy') {}", True),
        ("interface Hive { state: 'calm' | 'angry' }", False),
    ],
)
def test_an_unnamed_set_of_three_joins_the_named_one_that_equals_it(*, field: str, joins: bool) -> None:
    files = {"a.ts": "type Mood = 'calm' | 'angry' | 'lazy';", "b.ts": field}
    assert ("places" in fact_of(extract(files), "enum:Mood").attrs) is joins
    assert "places" not in fact_of(extract(files, merge_equal=False), "enum:Mood").attrs


def test_two_values_join_only_where_the_words_agree() -> None:
    found = extract({
        "a.ts": "type BeeRole = 'drone' | 'worker';",
        "b.ts": "interface Bee { role: 'drone' | 'worker' } interface Cell { holds: 'drone' | 'worker' }",
    })  # fmt: skip
    assert sets_of(found).keys() == {"BeeRole", "Cell.holds"}


def test_an_unnamed_set_joins_nothing_when_two_named_ones_equal_it() -> None:
    found = extract({
        "a.ts": "type One = 'a' | 'b' | 'c'; type Two = 'a' | 'b' | 'c';",
        "b.ts": "interface Hive { x: 'a' | 'b' | 'c' }",
    })  # fmt: skip
    assert sets_of(found).keys() == {"One", "Two", "Hive.x"}


def test_fields_of_one_word_are_one_enum_but_columns_are_not() -> None:
    check = "CREATE TABLE {0} (status TEXT CHECK (status IN ('new', 'done', 'lost')));"
    found = extract({
        "a.ts": "interface Order { status: 'new' | 'done' | 'lost' }",
        "b.ts": "interface OrderRow { status: 'new' | 'done' | 'lost' }",
        "m/1.sql": check.format("orders") + check.format("parcels"),
    })  # fmt: skip
    assert sets_of(found).keys() == {"Order.status", "parcels.status"}
    assert fact_of(found, "enum:Order.status").attrs["places"] == ["b.ts:1", "m/1.sql:1"]


def test_sets_without_a_name_are_counted() -> None:
    found = extract(
        {"a.ts": "type Mood = 'calm' | 'angry'; function f(x: 'on' | 'off', mood: 'calm' | 'angry') {}"}
    )
    assert found.counts == {
        "closed sets": 1,
        "closed sets without assignments": 1,
        "set declarations": 3,
        "sets without a name": 1,
    }


def test_separate_sets_stay_apart_and_ignored_ones_are_none() -> None:
    files = {
        "a.ts": "interface Order { status: 'new' | 'done' }",
        "b.ts": "interface Parcel { status: 'new' | 'done' } interface Wire { type: 'ping' | 'pong' }",
    }
    found = extract(files, separate=["Parcel.*"], ignore=["Wire.type"])
    assert sets_of(found).keys() == {"Order.status", "Parcel.status"}


def test_migrations_are_replayed_in_their_order() -> None:
    found = extract({
        "m/1.sql": "-- CHECK (x IN ('no', 'no2'))\nCREATE TABLE a (s TEXT CHECK(s IN ('x', 'y')));\n"
        "CREATE TABLE gone (s TEXT CHECK(s IN ('p', 'q')));",
        "m/2.sql": "CREATE TABLE a_new (s TEXT\n  CHECK(s IN ('x', 'y', 'it''s')));\nDROP TABLE a;\n"
        "ALTER TABLE a_new RENAME TO a;\nDROP TABLE IF EXISTS gone;\n"
        "ALTER TABLE a ADD COLUMN t TEXT CHECK (t IN ('k', 'l'));",
    })  # fmt: skip
    assert sets_of(found) == {"a.s": ["x", "y", "it's"], "a.t": ["k", "l"]}
    assert fact_of(found, "enum:a.s").line == 2


SCHEMA = """
export const hives = sqliteTable('hives', {
  queenMood: text({ enum: ['calm', 'angry'] as const }).notNull().default('calm'),
  kind: text('hive_kind', { enum: KINDS }),
  wing: text({ enum: ELSEWHERE }), one: text({ enum: ['only'] }), schema: { enum: ['json', 'schema'] },
});
export const frames = sqliteTable('frames', (t) => ({ state: t.text({ enum: ['full', 'empty'] }) }), extras);
const shared = { tint: text({ enum: ['red', 'blue'] }) };
"""


def test_columns_of_a_schema_are_sets_under_the_names_that_sql_knows() -> None:
    files = {
        "schema.ts": "const KINDS = ['log', 'box', 'straw'] as const;" + SCHEMA,
        "m/1.sql": "CREATE TABLE hives (queen_mood TEXT CHECK (queen_mood IN ('calm', 'angry')));",
    }
    found = extract(files, casing="snake_case")
    assert sets_of(found) == {
        "KINDS": ["log", "box", "straw"],
        "hives.queen_mood": ["calm", "angry"],
        "frames.state": ["full", "empty"],
    }
    assert fact_of(found, "enum:hives.queen_mood").attrs["places"] == ["schema.ts:3"]
    assert fact_of(found, "enum:KINDS").attrs["places"] == ["schema.ts:4"]
    assert found.counts["sets without a name"] == 1
    assert "hives.queenMood" in sets_of(extract({"schema.ts": SCHEMA}))


def test_sets_of_postgres_and_of_mysql() -> None:
    code = """
export const moodEnum = pgEnum('mood_of_day', ['calm', 'angry']);
export const roles = staff.enum('role', ['keeper', 'guest']);
export const hives = mysqlTable('hives', {
  queenState: mysqlEnum('queen', ['laying', 'gone']).notNull(),
  wing: mysqlEnum(['left', 'right']), mood: moodEnum('mood'), other: mysqlEnum('only', LIST),
});
"""
    assert sets_of(extract({"schema.ts": code})) == {
        "hives.queen": ["laying", "gone"],
        "hives.wing": ["left", "right"],
        "mood_of_day": ["calm", "angry"],
        "role": ["keeper", "guest"],
    }


def test_tables_inside_code_hold_sets_too() -> None:
    found = extract({"a.ts": "const SQL = `\n  CREATE TABLE jobs (\n s TEXT CHECK(s IN ('on', 'off'))\n)`;"})
    assert sets_of(found) == {"jobs.s": ["on", "off"]}
    assert fact_of(found, "state:jobs.s.off").line == 3


SETTERS = """
class Shop {
  open() { this.put('mood', 'calm'); this.put('other', 'angry'); this.put('mood', x ? 'tired' : 'gone'); }
  async close() {
    const next = late ? 'lazy' : 'calm';
    await save(db, next);
    await db.update(shops).set({ mood: 'angry' as const }).where({ mood: 'sleepy' });
  }
  sql() {
    db.exec("UPDATE shops SET mood = 'shut', n = 1 WHERE mood = 'calm'");
    db.exec('UPDATE other SET mood = "no"');
    db.prepare(`INSERT INTO shops (id, mood, at) VALUES (?, ?, coalesce(?, 'x'))`).bind(id, 'fresh', at);
    db.exec('INSERT INTO shops (id, mood) VALUES (?, ?)', id, 'young');
  }
}
"""


def test_setters_are_found_in_every_configured_form() -> None:
    declared = "type Mood = 'calm' | 'angry' | 'lazy' | 'shut' | 'fresh' | 'young' | 'sleepy' | 'tired';"
    assignments = {
        "Mood": {
            "calls": ["put:mood", "save@1"],
            "keys": ["mood"],
            "within": ["update(shops).set"],
            "tables": ["shops"],
        }
    }
    found = extract({"a.ts": declared, "b.ts": SETTERS}, assignments=assignments)
    set_at = {
        fact.key.rpartition(".")[2]: fact.attrs["set_at"] for fact in found.facts if fact.kind == "state"
    }
    assert set_at == {
        "calm": ["b.ts#Shop.close", "b.ts#Shop.open"],
        "angry": ["b.ts#Shop.close"],
        "lazy": ["b.ts#Shop.close"],
        "shut": ["b.ts#Shop.sql"],
        "fresh": ["b.ts#Shop.sql"],
        "young": ["b.ts#Shop.sql"],
        "sleepy": [],
        "tired": ["b.ts#Shop.open"],
    }
    assert fact_of(found, "enum:Mood").attrs["strays"] == ["gone b.ts#Shop.open"]
    assert fact_of(found, "state:Mood.sleepy").attrs["set"] is False


def test_without_configured_assignments_a_state_says_nothing_of_setters() -> None:
    assert "set" not in fact_of(extract({"a.ts": "type Mood = 'calm' | 'angry';"}), "state:Mood.calm").attrs


def test_a_setter_that_moves_does_not_change_the_state() -> None:
    declared = "type Mood = 'calm' | 'angry';"
    options = {"assignments": {"Mood": {"calls": ["put"]}}}
    one = extract({"a.ts": declared, "b.ts": "function open() { put('calm'); }"}, **options)
    other = extract({"a.ts": declared, "c.ts": "function shut() { put('calm'); }"}, **options)
    gone = extract({"a.ts": declared, "c.ts": "function shut() { put('angry'); }"}, **options)
    digests = [fact_of(found, "state:Mood.calm").digest for found in (one, other, gone)]
    assert digests[0] == digests[1] != digests[2]


def test_assignments_of_an_enum_that_is_not_there_are_a_problem() -> None:
    found = extract({"a.ts": "type Mood = 'calm' | 'angry';"}, assignments={"Mode": {}})
    assert [(one.rule, "'Mode'" in one.message) for one in found.problems] == [("empty-source", True)]


@pytest.mark.parametrize(
    "text", ["\ufefftype Mood = 'calm'\r\n | 'angry';\r\n", "type Mood = 'calm'\r | 'angry';"]
)
def test_byte_order_marks_and_line_ends_make_no_difference(text: str) -> None:
    found = extract({"a.ts": text})
    assert sets_of(found) == {"Mood": ["calm", "angry"]}
    assert fact_of(found, "state:Mood.angry").line == 2


def test_what_stands_before_a_conflict_is_read_and_the_file_is_marked() -> None:
    text = "type Mood = 'calm' | 'angry';\n<<<<<<< HEAD\ntype A = 'x';\n=======\ntype A = 'z';\n>>>>>>> b\n"
    file = SourceFile("a.ts", text.encode())
    assert enums.scan(file)["sets"][0]["name"] == "Mood"
    assert file.error == 2


def test_a_file_in_another_language_holds_nothing() -> None:
    assert enums.scan(SourceFile("a.py", b"MOOD = 'calm'")) is None


def test_the_order_of_the_files_makes_no_difference() -> None:
    files = {
        "b.ts": "type M = 'a' | 'b';",
        "a.ts": "type M = 'a' | 'c';",
        "c.ts": "interface I { m: 'a' | 'b' }",
    }
    turned = dict(reversed(files.items()))
    assert extract(files) == extract(turned)


def test_what_an_anonymous_handler_sets_is_named_as_its_symbol_is() -> None:
    text = (
        "type Mood = 'calm' | 'angry';\n"
        "app.post('/cats/:id/calm', async (c) => { await setMood('calm'); });\n"
        "cats\n  .all('*', function (c) { setMood('angry'); });\n"
    )
    found = extract({"a.ts": text}, assignments={"Mood": {"calls": ["setMood"]}})
    set_at = {fact.key: fact.attrs["set_at"] for fact in found.facts if fact.kind == "state"}
    assert set_at == {
        "state:Mood.calm": ["a.ts#app.POST /cats/:id/calm"],
        "state:Mood.angry": ["a.ts#cats.* *"],
    }
