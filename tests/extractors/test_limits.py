"""Limits: constants and arithmetic, names that clash, and literals found by their anchors."""

from __future__ import annotations

from functools import partial

import pytest

from spec_audit.extractors import limits
from spec_audit.extractors.base import Extraction
from tests.extractors.trying import error_in, extract_with

extract = partial(extract_with, limits)
error_of = partial(error_in, limits)


def values(extraction: Extraction) -> dict[str, object]:
    return {fact.name: fact.attrs["value"] for fact in extraction.facts}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("30 * 60 * 1000", 1_800_000),
        ("12_000_000", 12_000_000),
        ("0x10", 16),
        ("0b101", 5),
        ("1e3", 1000),
        ("2 ** 10", 1024),
        ("(2 + 3) * 4", 20),
        ("-5", -5),
        ("7 / 2", 3.5),
        ("0.25", 0.25),
        ("5 as const", 5),
        ("10n", 10),
        ("BASE * 60", 300),
    ],
)
def test_arithmetic_of_typescript(expression: str, value: float) -> None:
    found = extract({"a.ts": f"const BASE = 5;\nexport const WAIT = {expression};\n"})
    assert values(found)["WAIT"] == value


@pytest.mark.parametrize(
    "expression", ["1 / 0", "9 ** 999", "load()", "other * 2", "`5`", "'5'", "1e999", "LOOP"]
)
def test_what_is_no_number_is_no_limit(expression: str) -> None:
    assert "LOOP" not in values(extract({"a.ts": f"const LOOP = {expression};\n"}))


@pytest.mark.parametrize(
    ("expression", "value"),
    [("15 * 60", 900), ("BASE // 2", 2), ("2**8", 256), ("-1.5", -1.5), ("int('3')", None), ("True", None)],
)
def test_arithmetic_of_python(expression: str, value: float | None) -> None:
    assert values(extract({"a.py": f"BASE = 5\nWAIT = {expression}\n"})).get("WAIT") == value


def test_constants_of_all_scopes_with_their_places_and_units() -> None:
    found = extract(
        {
            "src/oven.ts": (
                "export const BAKE_MINUTES = 40;\n"
                "let RACKS = 4;\n"
                "const shelves = 3;\n"
                "class Oven {\n"
                "  static readonly MAX_LOAD_BYTES = 2 * 1024;\n"
                "  private readonly maxTrays = 6;\n"
                "  private heat = 0;\n"
                "  cool() {\n"
                "    const COOL_DOWN_MS = 5 * 1000;\n"
                "    return COOL_DOWN_MS;\n"
                "  }\n"
                "}\n"
            )
        },
        names=["Oven.max*"],
    )
    assert values(found) == {"BAKE_MINUTES": 40, "MAX_LOAD_BYTES": 2048, "maxTrays": 6, "COOL_DOWN_MS": 5000}
    by_name = {fact.name: fact for fact in found.facts}
    assert by_name["COOL_DOWN_MS"].attrs["unit"] == "ms"
    assert by_name["COOL_DOWN_MS"].attrs["places"] == ["src/oven.ts#Oven.cool"]
    assert by_name["COOL_DOWN_MS"].line == 9
    assert by_name["BAKE_MINUTES"].attrs["unit"] == "min"
    assert by_name["MAX_LOAD_BYTES"].attrs["unit"] == "bytes"
    assert by_name["maxTrays"].attrs["unit"] == ""


def test_one_value_in_two_files_is_one_fact_and_another_value_gets_a_longer_name() -> None:
    found = extract(
        {
            "a/one.ts": "const CAP = 5;",
            "a/two.ts": "const CAP = 5;",
            "b/two.ts": "const CAP = 6;",
            "c/two.ts": "const CAP = 7;",
        }
    )
    assert values(found) == {"CAP": 5, "two.CAP": 6, "c/two.CAP": 7}
    assert found.facts[0].attrs["places"] == ["a/one.ts", "a/two.ts"]


def test_two_values_in_one_file_never_share_a_key() -> None:
    text = (
        "function f() { const CAP = 5; }\nfunction g() { const CAP = 6; }\nfunction h() { const CAP = 7; }\n"
    )
    found = extract({"x.ts": text})
    assert sorted(values(found).values()) == [5, 6, 7]
    assert len({fact.key for fact in found.facts}) == 3


def test_constants_that_only_add_up_others() -> None:
    text = (
        "const A_MS = 1;\nconst B_MS = 0;\nconst BOTH_MS = A_MS + B_MS;\n"
        "class C { static readonly TWICE_MS = (A_MS + A_MS); }\nconst GAP_MS = A_MS - load();\n"
    )
    assert values(extract({"a.ts": text})) == {"A_MS": 1, "B_MS": 0, "BOTH_MS": 1, "TWICE_MS": 2}
    assert values(extract({"a.py": "A_MS = 1\nBOTH_MS = A_MS + A_MS\n"})) == {"A_MS": 1, "BOTH_MS": 2}


def test_ignored_names_are_left_out() -> None:
    assert values(extract({"a.py": "WEB_PORT = 80\nWAIT_MS = 3\n"}, ignore=["*_PORT"])) == {"WAIT_MS": 3}


def test_the_digest_follows_the_value_and_not_the_places() -> None:
    one = extract({"a.ts": "const WAIT_MS = 2000;"}).facts[0]
    same = extract({"b.ts": "// moved\nconst WAIT_MS = 2 * 1000;", "c.ts": "const WAIT_MS = 2_000;"}).facts[0]
    other = extract({"a.ts": "const WAIT_MS = 2001;"}).facts[0]
    assert one.digest == same.digest
    assert one.digest != other.digest


KITCHEN = """\
const schema = z.object({ title: z.string().min(2).max(200), note: z.string().max(50) });
function order(user: User, wait: number = 30) {
  const seconds = user?.seconds ?? 900;
  const until = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString();
  const token = sign({ exp: now + 15 * 60 });
  if (user.items.length > 8) return 12;
  const bytes = new Uint8Array(32);
  db.prepare(`SELECT 1 FROM orders LIMIT 50`);
  setTimeout(() => cook({ heat: 180 }), 3000);
  return load('limit', 25) || 99;
}
"""


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("seconds ??", 900),
        ("until =", 604_800_000),
        (["until =", "Date()"], 604_800_000),
        ("exp:", 900),
        ("length >", 8),
        ("Uint8Array()", 32),
        ("LIMIT", 50),
        ("setTimeout()", 3000),
        ("heat:", 180),
        ("wait =", 30),
        ("load(limit)", 25),
        (["return", "load ??"], 99),
    ],
)
def test_literals_are_found_by_what_they_stand_for(at: object, value: int) -> None:
    entry = {"name": "IT", "file": "kitchen.ts", "symbol": "order", "at": at}
    found = extract({"kitchen.ts": KITCHEN}, literals=[entry])
    assert found.problems == ()
    assert values(found) == {"IT": value}


def test_a_literal_without_a_symbol_is_looked_for_in_the_whole_file() -> None:
    entry = {"name": "HEAT", "file": "kitchen.ts", "at": "heat:"}
    assert values(extract({"kitchen.ts": KITCHEN}, literals=[entry])) == {"HEAT": 180}


def test_anchors_tell_members_of_one_schema_apart() -> None:
    entry = {"name": "TITLE_MAX", "file": "kitchen.ts", "at": ["schema =", "title:", "max()"]}
    assert values(extract({"kitchen.ts": KITCHEN}, literals=[entry])) == {"TITLE_MAX": 200}


def test_a_condition_is_no_fallback() -> None:
    text = "function f(a: A) { if (!a.rows || a.rows > 65535) throw new Error(); }\n"
    entry = {"name": "ROWS", "file": "a.ts", "symbol": "f", "at": "rows ??"}
    assert values(extract({"a.ts": text}, literals=[entry])) == {}


PANTRY = """\
@app.function(image=box, timeout=1800)
async def fetch(request: dict, retries: int = 3) -> int:
    wait = request.get("waitSeconds", 900)
    await shelf.take.aio(timeout=55)
    return {"limit": 40}["limit"] or 41


class Order:
    seconds: int = 901
"""


@pytest.mark.parametrize(
    ("symbol", "at", "value"),
    [
        ("fetch", ["function()", "timeout ="], 1800),
        ("fetch", ["aio()", "timeout ="], 55),
        ("fetch", "get(waitSeconds)", 900),
        ("fetch", "retries =", 3),
        ("fetch", "limit:", 40),
        ("Order", "seconds =", 901),
    ],
)
def test_literals_of_python(symbol: str, at: object, value: int) -> None:
    entry = {"name": "IT", "file": "pantry.py", "symbol": symbol, "at": at}
    found = extract({"pantry.py": PANTRY}, literals=[entry])
    assert found.problems == ()
    assert values(found) == {"IT": value}


def test_reformatting_changes_neither_anchors_nor_value() -> None:
    entry = {"name": "IT", "file": "k.ts", "symbol": "order", "at": ["token =", "exp:"]}
    tight = extract({"k.ts": "function order(){const token=sign({exp:now+15*60})}"}, literals=[entry])
    loose = extract(
        {
            "k.ts": "function order() {\n  const token = sign({\n    // soon\n"
            "    exp:\n      now + 15 * 60,\n  });\n}\n"
        },
        literals=[entry],
    )
    assert [fact.digest for fact in tight.facts] == [fact.digest for fact in loose.facts]
    assert len(tight.facts) == 1


def test_a_literal_that_is_gone_or_stands_for_two_values_is_a_problem() -> None:
    text = "function f() { wait({ ms: 5 }); wait({ ms: 6 }); wait({ ms: 6 }); }\n"
    gone = {"name": "GONE", "file": "a.ts", "symbol": "f", "at": "s:"}
    away = {"name": "AWAY", "file": "b.ts", "symbol": "f", "at": "ms:"}
    double = {"name": "DOUBLE", "file": "a.ts", "symbol": "f", "at": "ms:"}
    third = {"name": "THIRD", "file": "a.ts", "symbol": "f", "at": "ms:", "occurrence": 3}
    fourth = {"name": "FOURTH", "file": "a.ts", "symbol": "f", "at": "ms:", "occurrence": 4}
    found = extract({"a.ts": text}, literals=[gone, away, double, third, fourth])
    assert values(found) == {"THIRD": 6}
    assert [(problem.rule, problem.setting) for problem in found.problems] == [
        ("empty-source", ("options", "literals", number)) for number in (0, 1, 2, 4)
    ]
    assert "limit:DOUBLE is one of 5, 6" in found.problems[2].message
    assert "limit:GONE is not there" in found.problems[0].message


def test_bare_timers_are_counted_where_they_stand_and_nowhere_else() -> None:
    text = (
        "const WAIT_MS = 5;\n"
        "function f() { setTimeout(go, 3000); setTimeout(go, WAIT_MS); }\n"
        "class C { m() { this.ctx.storage.setAlarm(Date.now() + 9000); } }\n"
        "setInterval(() => run({ count: 40 }), 2000);\n"
    )
    entry = {"name": "POLL_MS", "file": "a.ts", "at": "setInterval()"}
    assert extract({"a.ts": text}).counts == {
        "limits": 1,
        "limits worked out": 0,
        "unnamed timers": 3,
        "unnamed timers: a.ts": 1,
        "unnamed timers: a.ts#C.m": 1,
        "unnamed timers: a.ts#f": 1,
    }
    assert extract({"a.ts": text}, literals=[entry]).counts["unnamed timers"] == 2


def test_numbers_of_a_constant_that_is_no_plain_number_are_counted() -> None:
    text = (
        "const WAIT_MS = Number(process.env.WAIT ?? 5000);\nconst wait = Number(env.WAIT ?? 5000);\n"
        "class C { static SIZES = { small: 20, large: 40 }; }\n"
    )
    entry = {"name": "WAIT_MS", "file": "a.ts", "at": ["WAIT_MS =", "WAIT ??"]}
    assert extract({"a.ts": text}).counts["limits worked out"] == 3
    named = extract({"a.ts": text}, literals=[entry])
    assert (named.counts["limits worked out"], values(named)) == (2, {"WAIT_MS": 5000})


def test_one_place_of_many_that_changes_leaves_the_others_their_name() -> None:
    files = {f"{name}.ts": "const WAIT_MS = 5;" for name in "abc"}
    assert values(extract({**files, "a.ts": "const WAIT_MS = 6;"})) == {"WAIT_MS": 5, "a.WAIT_MS": 6}


def test_a_name_that_the_settings_give_is_not_taken_by_a_constant_that_comes_later() -> None:
    entry = {"name": "WAIT_MS", "file": "d.ts", "at": "setTimeout()"}
    files = {"a.ts": "const WAIT_MS = 6;", "b.ts": "const WAIT_MS = 6;", "d.ts": "setTimeout(go, 5);"}
    assert values(extract(files, literals=[entry])) == {"WAIT_MS": 5, "a.WAIT_MS": 6}


CONFLICT = "const A_MS = 1;\n<<<<<<< HEAD\nconst B_MS = 2;\n=======\nconst B_MS = 3;\n>>>>>>> x\n"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.ts", CONFLICT, 2),
        ("a.ts", "class C { m() {", 1),
        ("a.py", CONFLICT.replace("const ", ""), 2),
        ("a.py", "def f(:\n", 1),
        ("a.py", "x = 1\x00\n", 1),
    ],
)
def test_a_file_that_does_not_parse_says_where(path: str, text: str, line: int) -> None:
    assert error_of(path, text) == line


@pytest.mark.parametrize("path", ["a.ts", "a.py"])
def test_line_ends_and_a_byte_order_mark_change_nothing(path: str) -> None:
    text = (
        ("const " if path.endswith("ts") else "")
        + "A_MS = 1\n\n"
        + ("const " if path.endswith("ts") else "")
        + "B_MS = 2\n"
    )
    plain = extract({path: text})
    odd = extract({path: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()})
    assert plain.facts == odd.facts
    assert [fact.line for fact in odd.facts] == [1, 3]


def test_an_invalid_escape_of_python_does_not_warn() -> None:
    assert values(extract({"a.py": "P = '\\d'\nWAIT_MS = 4\n"})) == {"WAIT_MS": 4}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("const X = " + " + ".join(["2"] * 2000) + ";\n", 4000),
        ("const X = " + "1 + (" * 1500 + "1" + ")" * 1500 + ";\n", 1501),
        ("const A0 = 1;\n" + "".join(f"const A{n} = A{n - 1} + 1;\n" for n in range(1, 900)), 900),
        ("const A0 = 1;\n" + "".join(f"const A{n} = A{n - 1} * A{n - 1};\n" for n in range(1, 60)), 1),
        ("const X = Y + 1;\nconst Y = X + 1;\n", None),
        (f"const X = y + {' + '.join(['7'] * 2000)};\n", None),
    ],
    ids=["a long sum", "deep brackets", "a chain", "a chain that doubles", "a circle", "nothing constant"],
)
def test_long_arithmetic_is_worked_out_once(text: str, value: int | None) -> None:
    found = values(extract({"a.ts": text}))
    last = max(found.values(), default=None)
    assert last == value
