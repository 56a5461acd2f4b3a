"""Symbols: what has a name, under which name, and which edits change its digest."""

from __future__ import annotations

from typing import Any

import pytest

from spec_audit.config import Source
from spec_audit.extractors import symbols
from spec_audit.extractors.base import SourceFile


def rows(code: str | bytes, path: str = "a.ts") -> list[list[Any]]:
    data = code.encode() if isinstance(code, str) else code
    return symbols.scan(SourceFile(path, data)) or []


def names(code: str, path: str = "a.ts") -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in rows(code, path)]


def digest(code: str, path: str = "a.ts") -> str:
    (row,) = rows(code, path)
    return str(row[4])


TYPESCRIPT = """\
import { Hono } from 'hono';

/** The shop. */
export abstract class Shop<T> extends Base {
  static limit = 3;
  private readonly close = async () => { await this.till(); };
  constructor(private name: string) { super(); }
  get size() { return 1; }
  set size(value) {}
  async *sell() { const priceOf = (x: T) => x; yield priceOf; }
  'odd name'() {}
  [computed]() {}
  #secret() {}
}
export interface Goods { id: string }
type Size = 's' | 'm';
export enum Colour { Red }
declare namespace Far { function away(): void }
export const MAX = 10, MIN = 1;
export const open = () => true;
const wrapped = debounce(async () => 1);
let changing = 1;
export function* walk() { function inner() { const deep = function () {}; } }
const { a, b } = MAX;
const tools = { hammer() {}, saw: () => 1, nail: 2 };
export default { fetch: app.fetch, async scheduled() {} };
if (MAX) { const hidden = 1; }
function useThing() { const go = useCallback(() => 1, []); const no = map(() => 1); }
"""


def test_every_kind_of_name() -> None:
    assert names(TYPESCRIPT) == [
        ("Shop", "class"),
        ("Shop.close", "method"),
        ("Shop.constructor", "method"),
        ("Shop.size", "method"),
        ("Shop.sell", "method"),
        ("Shop.sell.priceOf", "function"),
        ("Shop.odd name", "method"),
        ("Shop.#secret", "method"),
        ("Goods", "interface"),
        ("Size", "type"),
        ("Colour", "enum"),
        ("Far", "namespace"),
        ("MAX", "constant"),
        ("MIN", "constant"),
        ("open", "function"),
        ("wrapped", "function"),
        ("changing", "constant"),
        ("walk", "function"),
        ("walk.inner", "function"),
        ("walk.inner.deep", "function"),
        ("tools", "constant"),
        ("tools.hammer", "method"),
        ("tools.saw", "method"),
        ("default", "constant"),
        ("default.scheduled", "method"),
        ("useThing", "function"),
        ("useThing.go", "function"),
    ]


def test_lines_are_those_of_the_declaration() -> None:
    found = {name: (line, end) for name, _, line, end, _ in rows(TYPESCRIPT)}
    assert found["Shop"] == (4, 14)
    assert found["Shop.sell"] == (10, 10)
    assert found["walk.inner"] == (23, 23)
    marked = rows(b"\xef\xbb\xbf" + TYPESCRIPT.replace("\n", "\r\n").encode())
    assert marked == rows(TYPESCRIPT)


def test_handlers_are_named_by_method_and_path() -> None:
    code = """\
router.get('/', (c) => 1);
api.v1.post<Env>('/goods/:id', check, async (c) => { function price() {} });
app
  .all("*", async function (c) {});
app.delete(`/goods`, (c) => 1);
function start() { const app = new Hono(); app.put('/later', guard, (c) => 1); }
app.get('/named', listGoods);
app.use('/guarded', (c, next) => next());
client.get('https://elsewhere', () => 1);
client.get('/path', { retry: true });
cache.delete('key', () => 1);
"""
    assert [name for name, kind in names(code) if kind == "handler"] == [
        "router.GET /",
        "api.v1.POST /goods/:id",
        "app.* *",
        "app.DELETE /goods",
        "app.PUT /later",
    ]
    assert ("api.v1.POST /goods/:id.price", "function") in names(code)
    first = next(row for row in rows(code) if row[0] == "app.* *")
    assert (first[2], first[3]) == (3, 4)


def test_the_same_name_twice_is_one_symbol_that_changes_with_both() -> None:
    code = "export const Size = z.enum(['s']);\nexport type Size = z.infer<typeof Size>;\n"
    (row,) = rows(code)
    assert row[:4] == ["Size", "constant", 1, 1]
    assert digest(code) != digest(code.replace("infer", "output"))
    assert digest(code) != digest(code.replace("'s'", "'m'"))


def test_ten_thousand_handlers_take_no_more_than_their_share() -> None:
    chain = "const app = new Hono()" + "".join(f".get('/r{n}', (c) => c)" for n in range(10_000))
    assert len(rows(chain)) == 1
    apart = "".join(f"app.get('/r{n}', (c) => c);\n" for n in range(10_000))
    assert len(rows(apart)) == 10_000


SAME = [
    ("function f(a) { return a; }", "function f(a) {\n  // why\n  return a; /* b */\n}"),
    ("const s = 'it'", 'const s = "it"'),
    ("const s = 'it\\'s'", 'const s = "it\'s"'),
    ("const f = (x) => x", "const f = x => x;"),
    ("const f = async (x) => x", "const f = async x => x"),
    ("const a = [1, 2,];", "const a = [\n  1,\n  2\n]"),
    ("f = { a: 1, 'b': 2 }; const c = { a: 1, 'b': 2, }", "f = 1; const c = { 'a': 1, b: 2 }"),
    ("type S = 's' | 'm'", "type S =\n  | 's'\n  | 'm';"),
    ("type T = { a: 1, b: 2 }", "type T = { a: 1; b: 2 }"),
    ("interface T { 'a': 1, b: 2 }", "interface T {\n  a: 1;\n  b: 2;\n}"),
    ("const x = a || b && c", "const x = a || (b && c)"),
    ("const x = (await f()) as T", "const x = await f() as T"),
    ("const x = a ? (b) : (c)", "const x = (a) ? b : c"),
    ("const x = !(await f())", "const x = !await f()"),
    ("const x = y - (a * b)", "const x = y - a * b"),
    ("function f() { return (a || b); }", "function f() { return a || b }"),
    ("const x = 1.50 + .5 + 0XFF + 2.0", "const x = 1.5 + 0.5 + 0xff + 2"),
    ("const x = `a ${ b } c`", "const x = `a ${b} c`"),
    ("const x = new Shop", "const x = new Shop()"),
    ("type T = (typeof y)[number]", "type T = typeof y[number]"),
]
DIFFERENT = [
    ("const s = 'a b'", "const s = 'ab'"),
    ("const s = 'a'", "const s = 'b'"),
    ("const s = `a  b`", "const s = `a b`"),
    ("const r = /a b/", "const r = /ab/"),
    ("const s = '// a'", "const s = '// b'"),
    ("const x = (a + b) * c", "const x = a + b * c"),
    ("const x = a - (b - c)", "const x = a - b - c"),
    ("const x = -(a * b)", "const x = -a * b"),
    ("const x = !(a && b)", "const x = !a && b"),
    ("const x = (a ?? b) || c", "const x = a ?? (b || c)"),
    ("const x = (a?.b).c", "const x = a?.b.c"),
    ("const x = (await a).b", "const x = await a.b"),
    ("const x = (a ? b : c) ? d : e", "const x = a ? b : c ? d : e"),
    ("const x = () => ({ a: 1 })", "const x = () => { a: 1 }"),
    ("const x = (a, b)", "const x = b"),
    ("const x = new Shop()", "const x = newShop()"),
    ("const x = f(a, -b)", "const x = f(a - b)"),
    ("const x = a++ + b", "const x = a + ++b"),
    ("const x = y ? 'b' : c", "const x = y ? b : c"),
    ("const x = 1.05", "const x = 1.5"),
    ("const x = 10", "const x = 1"),
    ("const x = (new Shop).a", "const x = new Shop.a"),
    ("const x = a ** b ** c", "const x = (a ** b) ** c"),
    ("const x = (a as B).c", "const x = a as B.c"),
    ("const x = [1, , 2]", "const x = [1, 2]"),
    ("function f() { return a }", "function f() { return b }"),
    ("const f = () => 1", "const g = () => 1"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_formatter_changes_no_digest(one: str, other: str) -> None:
    assert rows(one)[-1][4] == rows(other)[-1][4]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_change_of_meaning_changes_the_digest(one: str, other: str) -> None:
    assert digest(one) != digest(other)


def test_jsx_is_laid_out_as_one_likes() -> None:
    one = """const View = () => <p className='a'>Don't  stop {name}</p>;"""
    other = """const View = () => (
  <p className="a">
    {/* to be looked at */}
    Don't stop{" "}
    {name}
  </p>
);
"""
    assert digest(one, "a.tsx") == digest(other, "a.tsx")
    assert digest(one, "a.tsx") != digest(one.replace("stop", "go"), "a.tsx")
    assert digest(one, "a.tsx") != digest(one.replace("name}", "title}"), "a.tsx")


def test_an_outer_symbol_changes_with_what_is_in_it() -> None:
    code = "class A {\n  run() { return 1; }\n  stop() {}\n}\n"
    before = {row[0]: row[4] for row in rows(code)}
    after = {row[0]: row[4] for row in rows(code.replace("return 1", "return 2"))}
    assert {name for name in before if before[name] != after[name]} == {"A", "A.run"}


def test_a_file_that_does_not_parse_still_gives_what_is_whole() -> None:
    file = SourceFile("a.ts", b"export function a() { return 1; }\nexport function b( {\n")
    assert "a" in [row[0] for row in symbols.scan(file)]
    assert file.error


PYTHON = '''\
"""Till."""
import os
LIMIT: int = 3
RATE = BASE = 2
if os.name:
    def late(): pass
@cached
def count(coins, *, deep=True):
    """Count."""
    def inner(): return 1
    return sum(coins)  # all
class Till(Base):
    """A till."""
    size = 1
    async def open(self): return f"{self.size!r:>{3}} it's"
    class Drawer: pass
'''


def test_python_has_functions_classes_methods_and_constants() -> None:
    assert names(PYTHON, "till.py") == [
        ("LIMIT", "constant"),
        ("RATE", "constant"),
        ("BASE", "constant"),
        ("late", "function"),
        ("count", "function"),
        ("count.inner", "function"),
        ("Till", "class"),
        ("Till.open", "method"),
        ("Till.Drawer", "class"),
    ]


def test_python_is_laid_out_as_one_likes() -> None:
    other = (
        PYTHON.replace("  # all", "")
        .replace('    """Count."""\n', "")
        .replace("(coins, *, deep", "(coins,\n *, deep")
    )
    before = {row[0]: row[4] for row in rows(PYTHON, "a.py")}
    assert {row[0]: row[4] for row in rows(other, "b.py")} == before
    changed = {row[0]: row[4] for row in rows(PYTHON.replace("return 1", "return 2"), "a.py")}
    assert {name for name in before if before[name] != changed[name]} == {"count", "count.inner"}


def test_the_digest_of_python_is_the_same_in_every_version_of_python() -> None:
    assert (
        digest("def f(a, *b, c=1, **d): return [x for x in a if x] or {1: b}", "a.py") == "8175f092e2935ef6"
    )


def test_bash_has_functions() -> None:
    code = '# start\nlog() {\n  echo "a  b" # say\n\n}\nfunction stop { kill $1; }\nlog hi\n'
    assert names(code, "start.sh") == [("log", "function"), ("stop", "function")]
    assert rows(code, "start.sh")[0][2:4] == [2, 5]
    before = rows(code, "start.sh")[0][4]
    assert rows(code.replace(" # say\n\n", "\n"), "start.sh")[0][4] == before
    assert rows(f"{code}# end\n", "start.sh")[0][4] == before
    assert rows(code.replace("echo", "print"), "start.sh")[0][4] != before


def test_other_languages_have_none() -> None:
    assert symbols.scan(SourceFile("notes.md", b"# function f() {}")) is None


def test_paths_are_given_when_linked_and_digests_do_not_know_them() -> None:
    scan = rows("export const a = 1;")
    made = symbols.link({"x.ts": scan, "y.ts": scan}, Source(extractor="symbols", files=("**",)))
    assert [(one.path, one.name) for one in made.symbols] == [("x.ts", "a"), ("y.ts", "a")]
    assert len({one.digest for one in made.symbols}) == 1
    assert made.counts == {"symbols": 2}
