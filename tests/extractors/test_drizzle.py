"""Drizzle schemas: every way in which a table says its columns, and none passed over."""

from __future__ import annotations

from typing import Any

import pytest

from spec_audit.extractors import drizzle
from spec_audit.extractors.base import Extraction
from spec_audit.extractors.languages.casing import sql_name
from tests.extractors.trying import extract_with

CORE = (
    "import { sqliteTable, text, integer, real, blob, index, uniqueIndex, unique, primaryKey, foreignKey,"
    " check } from 'drizzle-orm/sqlite-core';\n"
)


def extract(files: dict[str, str | bytes], casing: str = "snake_case") -> Extraction:
    return extract_with(drizzle, files, casing=casing)


def one(code: str, **more: Any) -> Extraction:
    return extract({"schema.ts": CORE + code}, **more)


def keys(extraction: Extraction) -> list[str]:
    return [fact.key for fact in extraction.facts]


def attrs(extraction: Extraction, key: str) -> dict[str, Any]:
    return dict(next(fact for fact in extraction.facts if fact.key == key).attrs)


def problems(extraction: Extraction) -> list[tuple[str, int]]:
    assert {problem.rule for problem in extraction.problems} <= {"unexplained-code"}
    return [(problem.place.path, problem.place.line) for problem in extraction.problems]


def test_a_table_with_all_that_a_column_can_say() -> None:
    found = one("""
export const visits = sqliteTable('visits', {
  id: integer({ mode: 'number' }).primaryKey({ autoIncrement: true }),
  guestName: text('guest').notNull().default('nobody').$type<string>(),
  paid: integer({ mode: 'boolean' }).default(false).notNull(),
  noteText: text({ mode: 'json' }).unique(),
  weight: real(),
  raw: blob('raw_data', { mode: 'buffer' }),
  total: integer().generatedAlwaysAs(sql`paid + 1`),
  later: text().$defaultFn(() => 'x'),
});
""")
    assert keys(found) == [
        "table:visits",
        "column:visits.id",
        "column:visits.guest",
        "column:visits.paid",
        "column:visits.note_text",
        "column:visits.weight",
        "column:visits.raw_data",
        "column:visits.total",
        "column:visits.later",
    ]
    plain = {
        "type": "text",
        "mode": None,
        "not_null": False,
        "primary_key": False,
        "unique": False,
        "references": None,
        "on_delete": None,
        "has_default": False,
    }
    assert attrs(found, "column:visits.id") == {
        **plain,
        "type": "integer",
        "mode": "number",
        "not_null": True,
        "primary_key": True,
    }
    assert attrs(found, "column:visits.guest") == {
        **plain,
        "not_null": True,
        "has_default": True,
        "default": "nobody",
    }
    assert attrs(found, "column:visits.paid") == {
        **plain,
        "type": "integer",
        "mode": "boolean",
        "not_null": True,
        "has_default": True,
        "default": "false",
    }
    assert attrs(found, "column:visits.note_text") == {**plain, "mode": "json", "unique": True}
    assert attrs(found, "column:visits.weight")["type"] == "real"
    assert attrs(found, "column:visits.raw_data") == {**plain, "type": "blob", "mode": "buffer"}
    assert attrs(found, "column:visits.total") == {**plain, "type": "integer", "generated": True}
    assert attrs(found, "column:visits.later") == plain
    assert [fact.line for fact in found.facts[:3]] == [3, 4, 5]
    assert problems(found) == []
    assert found.counts == {"tables": 1}


def test_a_default_is_its_value_or_a_digest_that_layout_leaves_alone() -> None:
    def default(written: str) -> object:
        found = extract(
            {"s.ts": CORE + f"export const t = sqliteTable('t', {{ a: text().default({written}) }});"}
        )
        assert problems(found) == []
        return attrs(found, "column:t.a")["default"]

    assert [default(one) for one in ("'it'", "-1.5", "1_000", "true", "null", "''")] == [
        "it", "-1.5", "1_000", "true", "null", "",
    ]  # fmt: skip
    made = default("sql`(datetime('now'))`")
    assert str(made).startswith("digest ")
    assert default("sql`(datetime('then'))`") != made
    plain = default("{ often: 'daily', days: [] }")
    assert default('{\n  // seldom\n  often: "daily",\n  days: [],\n}') == plain
    assert default("{ days: [] }") != plain


@pytest.mark.parametrize(
    ("prop", "snake", "camel"),
    [
        ("userId", "user_id", "userId"),
        ("r2Key", "r2_key", "r2Key"),
        ("HTMLBody", "html_body", "htmlBody"),
        ("already_snake", "already_snake", "alreadySnake"),
        ("x", "x", "x"),
    ],
)
def test_names_are_made_as_drizzle_makes_them(prop: str, snake: str, camel: str) -> None:
    assert (sql_name(prop, "snake_case"), sql_name(prop, "camelCase"), sql_name(prop, "")) == (
        snake,
        camel,
        prop,
    )


def test_references_go_across_files_aliases_and_barrels() -> None:
    found = extract(
        {
            "schema/people.ts": CORE
            + "import { visits } from './visits';\n"
            + "export const people = sqliteTable('people', { id: text('pid').primaryKey(),\n"
            + "  lastVisit: text().references((): any => visits.id, { onDelete: 'set null' }) });\n",
            "schema/visits.ts": CORE
            + "import { people as persons } from './index.js';\nimport * as all from './people';\n"
            + "export const visits = sqliteTable('visits', { id: text().primaryKey(),\n"
            + "  who: text().references(() => persons.id, { onDelete: 'cascade' }),\n"
            + "  host: text().references(() => { return all.people.id; }),\n"
            + "  before: text().references(() => visits.id) });\n",
            "schema/index.ts": "export * from './people.js';\nexport { visits } from './visits.js';\n",
        }
    )
    assert problems(found) == []
    targets = {fact.key: (fact.attrs.get("references"), fact.attrs.get("on_delete")) for fact in found.facts}
    assert targets["column:people.last_visit"] == ("visits.id", "set null")
    assert targets["column:visits.who"] == ("people.pid", "cascade")
    assert targets["column:visits.host"] == ("people.pid", None)
    assert targets["column:visits.before"] == ("visits.id", None)


@pytest.mark.parametrize(
    "passing", ["export { stamps } from './own';", "import { stamps } from './own';\nexport { stamps };"]
)
def test_columns_are_followed_through_files_that_know_nothing_of_drizzle(passing: str) -> None:
    found = extract(
        {
            "own.ts": CORE + "export const stamps = { at: text() };",
            "shared.ts": passing,
            "routes.ts": "import { stamps } from './own';\nlog(stamps);",
            "schema.ts": CORE + "import { stamps } from './shared';\nsqliteTable('loans', { ...stamps });",
        }
    )
    assert keys(found) == ["table:loans", "column:loans.at"]
    assert not found.problems


def test_a_reference_that_leads_nowhere_is_told() -> None:
    found = one("""
import { gone } from './gone';
export const a = sqliteTable('a', {
  x: text().references(() => gone.id),
  y: text().references(() => a.none),
  z: text().references(() => pick(a)),
});
""")
    assert problems(found) == [("schema.ts", 5), ("schema.ts", 6), ("schema.ts", 7)]
    assert attrs(found, "column:a.x")["references"] == ""


def test_shared_columns_are_spread_out() -> None:
    found = extract(
        {
            "shared.ts": CORE
            + "const when = text().notNull();\n"
            + "export const stamps = {\n  createdAt: when,\n  updatedAt: text('changed'),\n};\n"
            + "export const owned = () => ({ ...stamps, ownerId: text().references(() => owners.id) });\n"
            + "export const owners = sqliteTable('owners', { id: text() });\n"
            + "export function idOf() { return text().primaryKey(); }\n",
            "schema.ts": CORE
            + "import { stamps as times, owned, idOf } from './shared';\n"
            + "import * as shared from './shared';\n"
            + "const local = { note: text() };\n"
            + "export const a = sqliteTable('a', { id: idOf(), ...times, ...local, updatedAt: integer() });\n"
            + "export const b = sqliteTable('b', { ...owned(), ...shared.stamps });\n",
        }
    )
    assert problems(found) == []
    assert [key for key in keys(found) if ":a." in key] == [
        "column:a.id",
        "column:a.created_at",
        "column:a.updated_at",
        "column:a.note",
    ]
    assert attrs(found, "column:a.id")["primary_key"] is True
    assert attrs(found, "column:a.created_at")["not_null"] is True
    assert attrs(found, "column:a.updated_at")["type"] == "integer"
    assert attrs(found, "column:b.owner_id")["references"] == "owners.id"
    assert {"column:b.created_at", "column:b.changed"} <= set(keys(found))
    place = next(fact for fact in found.facts if fact.key == "column:b.changed").place
    assert (place.path, place.line) == ("shared.ts", 5)


def test_spreads_in_a_circle_end() -> None:
    found = one(
        "const a = { ...b, x: text() };\nconst b = { ...a, y: text() };\n"
        "export const t = sqliteTable('t', { ...a });\n"
    )
    assert {"column:t.x", "column:t.y"} <= set(keys(found))
    assert problems(found)


@pytest.mark.parametrize(
    "extras",
    [
        """(t) => [
  index('by_name').on(t.name),
  uniqueIndex('by_both').on(t.name, desc(t.size), t.place.asc(), sql`lower(name)`).where(sql`x`),
  primaryKey({ columns: [t.name, t.size] }),
  unique('one_place').on(t.place, t.size),
  unique().on(t.code),
  foreignKey({ columns: [t.place], foreignColumns: [places.id] }).onDelete('cascade'),
  check('positive', sql`size > 0`),
]""",
        """(table) => ({
  a: index('by_name').on(table.name),
  b: uniqueIndex('by_both')
    .on(table.name, desc(table.size), table.place.asc(), sql`lower(name)`).where(sql`x`),
  c: primaryKey({ columns: [table.name, table.size], name: 'pk' }),
  d: unique('one_place').on(table.place, table.size),
  e: unique().on(table.code),
  f: foreignKey({ columns: [table.place], foreignColumns: [places.id] }).onDelete('cascade'),
  g: check('positive', sql`size > 0`),
})""",
        """(table) => { return [
  index('by_name').on(table.name),
  uniqueIndex('by_both').on(table.name, desc(table.size), table.place.asc(), sql`lower(name)`).where(sql`x`),
  primaryKey({ columns: [table.name, table.size] }),
  unique('one_place').on(table.place, table.size),
  unique().on(table.code),
  foreignKey({ columns: [table.place], foreignColumns: [places.id] }).onDelete('cascade'),
]; }""",
    ],
)
def test_what_a_table_adds_after_its_columns(extras: str) -> None:
    found = one(
        "export const places = sqliteTable('places', { id: text('place_id') });\n"
        "export const goods = sqliteTable('goods',\n"
        "  { name: text('title'), size: integer(), place: text(), code: text() },\n"
        f"  {extras});\n"
    )
    assert problems(found) == []
    assert attrs(found, "index:by_name") == {"table": "goods", "columns": ["title"], "unique": False}
    assert attrs(found, "index:by_both") == {
        "table": "goods",
        "columns": ["title", "size", "place", "(expression)"],
        "unique": True,
        "partial": True,
    }
    assert attrs(found, "table:goods") == {
        "primary_key": ["title", "size"],
        "unique_sets": [["place", "size"]],
    }
    assert attrs(found, "column:goods.title")["primary_key"] is True
    assert attrs(found, "column:goods.title")["not_null"] is True
    assert attrs(found, "column:goods.code")["unique"] is True
    assert attrs(found, "column:goods.place")["references"] == "places.place_id"
    assert attrs(found, "column:goods.place")["on_delete"] == "cascade"
    index = next(fact for fact in found.facts if fact.key == "index:by_name")
    assert index.parent == "table:goods"


@pytest.mark.parametrize(
    "code",
    [
        "export const t = sqliteTable('t', (c) => ({ id: c.text(), size: c.integer('n') }));",
        "export const t = sqliteTable('t', { id: text(), size: integer('n') } as const);",
        """import { sqliteTable as table, text as words, integer as whole } from 'drizzle-orm/sqlite-core';
        export const t = table('t', { id: words(), size: whole('n') });""",
        """import * as core from 'drizzle-orm/sqlite-core';
        export const t = core.sqliteTable('t', { id: core.text(), size: core.integer('n') });""",
        "export const t = sqliteTable(`t`, { 'id': text(), /* how big */ size: integer('n') });",
    ],
)
def test_other_ways_to_write_a_table(code: str) -> None:
    found = one(code)
    assert keys(found) == ["table:t", "column:t.id", "column:t.n"]
    assert [attrs(found, key)["type"] for key in keys(found)[1:]] == ["text", "integer"]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("export const t = sqliteTable(NAME, { id: text() });", 2),
        ("export const t = sqliteTable('t', columns);", 2),
        ("import { own } from './own';\nexport const t = own('t', { id: text() });", 3),
        ("export const t = sqliteTable('t', {\n  [name]: text() });", 3),
        ("export const t = sqliteTable('t', {\n  id: a ? text() : integer() });", 3),
        ("export const t = sqliteTable('t', {\n  ...(big ? a : b) });", 3),
        ("import { more } from 'elsewhere';\nexport const t = sqliteTable('t', {\n  ...more });", 4),
        ("export const t = sqliteTable('t', { id: text() }, (c) => [\n  partition('p').on(c.id)]);", 3),
    ],
)
def test_a_shape_that_is_not_known_is_told_with_its_line(code: str, line: int) -> None:
    assert problems(one(code)) == [("schema.ts", line)]


def test_what_is_no_table_is_left_alone() -> None:
    found = one("""
export const shape = z.object('t', { id: z.string() });
export const goodsRelations = relations(goods, ({ one }) => ({ place: one(places) }));
const rows = render('t', { id: text });
""")
    assert found == Extraction(counts={"tables": 0})


def test_a_mark_and_other_line_ends_change_nothing() -> None:
    code = CORE + "export const t = sqliteTable('t', {\n  id: text(),\n  size: integer() });\n"
    marked = b"\xef\xbb\xbf" + code.replace("\n", "\r\n").encode()
    assert extract({"schema.ts": marked}).facts == extract({"schema.ts": code}).facts


def test_tables_are_also_found_where_they_are_not_exported_at_the_top() -> None:
    found = one("export function make() { const t = sqliteTable('t', { id: text() }); return { t }; }")
    assert keys(found) == ["table:t", "column:t.id"]


def test_a_column_that_a_helper_names_by_its_parameter() -> None:
    found = one("""
function moment(name = 'made_at') { return integer(name).notNull(); }
const code = (label: string) => text(label);
const key = ({ prefix }: { prefix: string }) => ({ id: text('id').$default(() => prefix) });
export const t = sqliteTable('t', {
  ...key({ prefix: 'x' }), begun: moment(), ended: moment('end_at'), short: code('short_code') });
export const u = sqliteTable('u', {
  bad: code(NAME),
  worse: text(NAME) });
""")
    assert keys(found)[:5] == [
        "table:t",
        "column:t.id",
        "column:t.made_at",
        "column:t.end_at",
        "column:t.short_code",
    ]
    assert attrs(found, "column:t.made_at")["not_null"] is True
    assert problems(found) == [("schema.ts", 9), ("schema.ts", 10)]


def test_a_column_out_of_a_helper_stands_where_the_table_has_it() -> None:
    shared = CORE + "\n\n\nexport const idOf = () => text().primaryKey();"
    found = extract(
        {
            "shared.ts": shared,
            "s.ts": CORE + "import { idOf } from './shared';\nsqliteTable('t', { id: idOf() });",
        }
    )
    assert next(str(fact.place) for fact in found.facts if fact.key == "column:t.id") == "s.ts:3"


POSTGRES = (
    "import { pgTable, pgEnum, customType, uuid, text, timestamp, index, primaryKey, pgPolicy, foreignKey }"
)


def test_a_schema_of_postgres() -> None:
    found = one(f"""
{POSTGRES} from 'drizzle-orm/pg-core';
const mood = pgEnum('mood_of_day', ['good', 'bad']);
const vector = customType<{{ data: string }}>({{ dataType() {{ return 'vector'; }} }});
export const days = pgTable('days', {{
  id: uuid().defaultRandom(),
  mood: mood().notNull(),
  later: mood('later_mood'),
  place: vector(),
  made: timestamp('made_at').defaultNow(),
  after: uuid(),
}}, (t) => [
  index('days_made').using('btree', t.made.asc().nullsLast().op('date_ops'), t.mood),
  primaryKey(t.id, t.mood),
  foreignKey({{ columns: [t.after], foreignColumns: [t.id] }}),
  pgPolicy('all', {{ for: 'select' }}),
]).enableRLS();
export const notes = pgTable('notes', (c) => ({{ day: c.uuid().references(() => days.id), n: c.varchar() }}));
""")
    columns = [key for key in keys(found) if key.startswith("column")]
    assert columns == [
        *(f"column:days.{name}" for name in ("id", "mood", "later_mood", "place", "made_at", "after")),
        *("column:notes.day", "column:notes.n"),
    ]
    assert attrs(found, "column:days.later_mood")["type"] == "mood_of_day"
    assert attrs(found, "column:days.place")["type"] == "vector"
    assert (
        attrs(found, "column:days.id")["has_default"]
        is attrs(found, "column:days.made_at")["has_default"]
        is True
    )
    assert attrs(found, "index:days_made")["columns"] == ["made_at", "mood"]
    assert attrs(found, "table:days") == {"primary_key": ["id", "mood"]}
    assert (
        attrs(found, "column:days.after")["references"]
        == attrs(found, "column:notes.day")["references"]
        == "days.id"
    )
    assert [problem.message for problem in found.problems] == [
        "'days' adds 'pgPolicy', which is no index and no key that is read"
    ]


def test_a_table_of_a_prefixing_function_is_told_and_a_query_is_none() -> None:
    found = one("""
import { sqliteTableCreator, desc } from 'drizzle-orm';
export const makeTable = sqliteTableCreator((name) => `shop_${name}`);
export const parcels = makeTable('parcels', (c) => ({ id: c.integer().primaryKey() }));
const page = paged(query, { orderBy: desc(parcels.id), size: 3 });
""")
    assert problems(found) == [("schema.ts", 5)]


def test_a_table_of_a_package_of_the_same_repository_is_known_by_its_name() -> None:
    schema = CORE + "import { owners } from '@shop/other';\n"
    schema += "export const goods = sqliteTable('goods', { owner: text().references(() => owners.id) });"
    found = extract_with(
        drizzle,
        {
            "goods.ts": schema,
            "owners.ts": CORE + "export const owners = sqliteTable('owners', { id: text() });",
            "api.ts": "import { goods } from '@shop/db';\nimport * as all from '@shop/db';\n"
            "db.select().from(goods);\ndb.insert(all.owners).values({});",
        },
        uses=["api.ts"],
    )
    assert problems(found) == []
    assert attrs(found, "column:goods.owner")["references"] == "owners.id"
    assert attrs(found, "table:goods") == {"read": True, "written": False}
    assert attrs(found, "table:owners") == {"read": False, "written": True}
