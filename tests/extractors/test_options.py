"""Options: every mistake in a source's table is told at its line, and nothing is passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from spec_audit.cli import main
from spec_audit.extractors.options import (
    ANY,
    COUNT,
    FLAG,
    GLOB,
    NAME,
    NUMBER,
    SYMBOL,
    TEXT,
    Shape,
    either,
    hold_options,
    list_of,
    list_rows,
    one_of,
    record,
    required,
    shape_of,
    some_of,
    table_of,
)
from spec_audit.inventory.taking import take_inventory
from spec_audit.inventory.tree import FolderTree
from spec_audit.model.finding import NotCheckedError
from spec_audit.readers.settings import read_settings


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (TEXT, ["", "a"], [1, None, [], {}, True]),
        (NAME, ["a"], ["", 1]),
        (GLOB, ["**", ""], ["***", 1]),
        (SYMBOL, ["a#b", "a.ts#b(c)"], ["a", "#b", "a#", 1]),
        (NUMBER, [1, -1], [True, 1.5, "1"]),
        (COUNT, [0, 7], [-1, False, "x"]),
        (FLAG, [True], [1, "true"]),
        (ANY, [1, "x", [{}]], []),
        (list_of(NAME), [[], ["a"]], ["a", {"a": "b"}, [1], [""]]),
        (some_of(NAME), [["a"]], [[], ["a", ""], "a"]),
        (table_of(NAME), [{}, {"x": "a"}], [["a"], "a", {"x": 1}]),
        (
            record(a=NAME, b=required(COUNT)),
            [{"b": 1}, {"a": "x", "b": 0}],
            [{}, {"a": "x"}, {"b": 1, "c": 1}],
        ),
        (one_of("a", "b"), ["a"], ["c", "", 1, ["a"]]),
        (either(NAME, some_of(NAME)), ["a", ["a"]], ["", [], [1], 1]),
        (shape_of(list), [[1, "x"]], ["x"]),
        (shape_of(dict), [{"x": 1}], ["x"]),
        (shape_of(bool), [True], [1]),
    ],
)
def test_a_shape_takes_what_it_says_and_nothing_else(shape: Shape, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if list(hold_options({"it": value}, {"it": shape}))] == []
    assert [value for value in bad if not list(hold_options({"it": value}, {"it": shape}))] == []


def test_all_mistakes_are_told_each_with_its_path_and_a_mend() -> None:
    shapes = {"protocols": table_of(record(sent=list_of(record(file=required(NAME), argument=COUNT))))}
    values = {"protocols": {"loans": {"sent": [{"file": "a"}, {"flie": "b", "argument": "x"}], "snet": []}}}
    found = {setting: (message, hint) for setting, message, hint in hold_options(values, shapes)}
    at = ("protocols", "loans")
    assert found == {
        (*at, "sent", 1, "flie"): ("is unknown", "Is it 'file'? The names are: file, argument."),
        (*at, "sent", 1, "argument"): ("must be a whole number, 0 or more", "It is 'x' now."),
        (*at, "sent", 1, "file"): ("is missing", "Give a text that is not empty."),
        (*at, "snet"): ("is unknown", "Is it 'sent'? The names are: sent."),
    }


def test_a_type_that_no_option_can_have_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be of the type set"):
        shape_of(set)


def test_the_rows_of_the_reference_go_all_the_way_down() -> None:
    shape = table_of(record(sent=list_of(record(file=required(NAME)))))
    assert list(list_rows("protocols", shape)) == [
        ("protocols", "a table by name, each a table"),
        ("protocols.*.sent", "a list, each a table"),
        ("protocols.*.sent[].file", "a text that is not empty; required"),
    ]


def expected_lines(text: str) -> list[int]:
    """The lines that end in ``# <<<``, as often as that stands there."""
    lines = enumerate(text.splitlines(), start=1)
    return sorted(number for number, line in lines for _ in re.findall(r"<<<", line))


def refused(text: str, tmp_path: Path) -> list[int]:
    file = tmp_path / "spec-audit.toml"
    file.write_text('[inventory]\nlock = "lock.json"\n' + text)
    with pytest.raises(NotCheckedError) as caught:
        take_inventory(FolderTree(tmp_path), read_settings(file).sources)
    assert {one.rule for one in caught.value.findings} == {"bad-configuration"}
    assert all(one.message and one.hint for one in caught.value.findings)
    return sorted(one.place.line - 2 for one in caught.value.findings)


MISTAKES = {
    "bindings that are numbers": ("environment", "bindings = [1]  # <<<"),
    "bindings without a name": ("environment", 'bindings = [\n  "a.ts#Env",\n  "a.ts",  # <<<\n]'),
    "a protocol that is a text": ("messages", 'protocols = { a = "b" }  # <<<'),
    "a send without a file": ("messages", '[sources.options.protocols.a]\nsent = [{ calls = ["x"] }]  # <<<'),
    "a send without calls": (
        "messages",
        '[[sources.options.protocols.a.sent]]\nfile = "a.ts"\n'
        '[[sources.options.protocols.a.sent]]  # <<<\nfile = "a.ts"\n'.replace(
            "sent]]\n", "sent]]  # <<<\n", 1
        ),
    ),
    "an argument that is a text": (
        "messages",
        '[[sources.options.protocols.a.sent]]\nfile = "a.ts"\ncalls = ["x"]\nargument = "x"  # <<<',
    ),
    "a misspelled nested key": ("messages", '[sources.options.protocols.a]\ndeclard = ["a#B"]  # <<<'),
    "calls that are a number": ("enums", "assignments.X.calls = 3  # <<<"),
    "an unknown part of an assignment": ("enums", 'assignments.X.cals = ["a"]  # <<<'),
    "limits to ignore that are numbers": ("limits", "ignore = [4]  # <<<"),
    "a glob that cannot be": ("limits", 'names = ["***"]  # <<<'),
    "literals that are texts": ("limits", 'literals = ["x"]  # <<<'),
    "literals that lack things": (
        "limits",
        (
            'literals = [\n  { name = "X", file = "a.ts", at = "m" },\n  { name = "X" },  # <<< <<<\n'
            '  { name = "X", file = "a.ts", at = [5] },  # <<<\n'
            '  { name = "X", file = "a.ts", at = [] },  # <<<\n'
            '  { name = "X", file = "a.ts", at = "m", symbl = "f" },  # <<<\n'
            '  { name = "X", file = "a.ts", at = "m", occurrence = "1" },  # <<<\n]'
        ),
    ),
    "access that is a number": ("hono", 'service = "s"\nentry = "a.ts"\naccess = { x = 1 }  # <<<'),
    "a missing entry": ("hono", 'service = "a"'),
    "a missing service": ("hono", 'entry = "a.ts"'),
    "a source that is not compared with": ("migrations", 'compare = "drizle"  # <<<'),
    "a casing that there is not": ("drizzle", 'casing = "snake-case"  # <<<'),
    "a helper of no table": ("durable_objects", 'state_helpers = { a = ["b"] }  # <<<'),
    "names that are a list": ("services", 'names = ["a"]  # <<<'),
    "an extractor that takes nothing": ("files", "deep = true  # <<<"),
}


@pytest.mark.parametrize(("extractor", "options"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_an_option_is_told_at_its_line(extractor: str, options: str, tmp_path: Path) -> None:
    text = f'[[sources]]\nextractor = "files"\nfiles = ["**"]\n\n[[sources]]\nextractor = "{extractor}"\n'
    text += f'files = ["**"]\n\n[sources.options]\n{options}\n'
    assert refused(text, tmp_path) == (expected_lines(text) or [9])


CODE = {
    "app.ts": """\
import { Hono } from 'hono';
import { requireCard } from './guards';
import type { Note } from '@shop/notes';
const app = new Hono();
app.use('*', requireCard);
app.get('/loans', async (c) => { await mustBe(c, 'reader'); return c.json({}); });
export default app;
""",
    "guards.ts": "export async function requireCard(c, next) { return next(); }\n",
    "live.ts": """\
export type Wire = { type: 'ping' };
export type LoanStatus = 'open' | 'late';
export const MAX_LOANS = 5;
export class Hub extends DurableObject<Env> {
  take(msg: Wire) { switch (msg.type) { case 'ping': break; } }
  tell() { this.push({ type: 'ping' }); wait({ ms: 5 }); }
  late(loan) { loan.save({ status: 'late' }); update(loans).set({ status: 'open' }); }
  keep() { this.ctx.storage.sql.exec("CREATE TABLE rows (key TEXT, value TEXT)"); this.getRow('a'); }
}
interface Env { CARD: string }
export function read(env: Env) { return env.CARD + need('CARD_KEY'); }
""",
    "start.sh": "export DESK_PORT=80\ndesk --port $DESK_PORT &\n",
    "Dockerfile": "FROM node:20\nRUN npm install -g desk@1\n",
    "wrangler.toml": 'name = "desk"\n',
}
UNMET = """\
[[sources]]
extractor = "files"
files = ["**", "gone/**", "*.rs"]  # <<< <<<
exclude = ["*.lock", "Dockerfile"]

[[sources]]
extractor = "hono"
files = ["*.ts"]
[sources.options]
service = "desk"
entry = "app.ts"
role_checks = [
    "mustBe",
    "mustBee",  # <<<
]
[sources.options.access]
requireCard = "reader"
requireCrad = "keeper"  # <<<

[[sources]]
extractor = "hono"
files = ["*.ts"]  # <<<
options = { service = "gate", entry = "ap.ts" }  # <<<

[[sources]]
extractor = "hono"
files = ["*.ts"]  # <<<
[sources.options]
service = "hall"
entry = "app.ts"
root = "ap"  # <<<

[[sources]]
extractor = "durable_objects"
files = ["live.ts"]
[sources.options]
classes = ["Hub", "Hubb"]  # <<<
state_helpers = { getRow = "rows", getRwo = "rows", putRow = "rwos" }  # <<< <<< <<<

[[sources]]
extractor = "enums"
files = ["*.ts"]
[sources.options]
prefer = ["live.ts", "shared/**"]  # <<<
ignore = ["LoanSatus"]  # <<<
separate = ["LoanSatus"]  # <<<
[sources.options.assignments.LoanSatus]  # <<<
[sources.options.assignments.LoanStatus]
keys = ["status", "satus"]  # <<<
within = ["save", "svae", "update(loans).set", "update(laons).set"]  # <<< <<<
calls = ["tell", "tlel"]  # <<<
variables = ["status"]  # <<<
tables = ["rows", "rwos"]  # <<<
files = ["live.ts", "lvie.ts"]  # <<<

[[sources]]
extractor = "limits"
files = ["*.ts"]
[sources.options]
names = ["lones"]  # <<<
ignore = ["MIN_*"]  # <<<
literals = [
    { name = "WAIT_MS", file = "live.ts", at = "ms:" },
    { name = "WAIT", file = "lvie.ts", at = "ms:" },  # <<<
    { name = "PAUSE", file = "live.ts", symbol = "Hub.tel", at = "ms:" },  # <<<
]

[[sources]]
extractor = "messages"
files = ["*.ts"]
[sources.options]
raw = ["push", "psuh"]  # <<<
forwards = ["live.ts#Hub.tlel"]  # <<<
[sources.options.packages]
"@shop/notes" = "live.ts"
"@shop/ntoes" = "live.ts"  # <<<
[sources.options.other]
"live.ts#Hub.tkae(msg)" = "it tells no messages apart"  # <<<
[sources.options.protocols.desk]
declared = ["live.ts#Wire", "live.ts#Wier"]  # <<<
handled = ["live.ts#Hub.take(msg)", "live.ts#Hub.tkae(msg)"]  # <<<
sent = [
    { file = "live.ts", calls = ["this.push"] },
    { file = "live.ts", calls = ["this.psuh"] },  # <<<
    { file = "live.ts", calls = ["this.push"], within = ["Hub.tlel"] },  # <<<
    { file = "live.ts", calls = ["this.push", "psuh"], within = ["Hub.tell", "Hub.tlel"] },  # <<< <<<
]

[[sources]]
extractor = "environment"
files = ["*.ts"]
[sources.options]
bindings = ["live.ts#Env", "live.ts#Evn"]  # <<<
maps = ["evn"]  # <<<
getters = ["need", "nede"]  # <<<
setters = ["give"]  # <<<

[[sources]]
extractor = "services"
files = ["start.sh", "wrangler.toml"]
[sources.options]
names = { DESK_PORT = "desk", DSEK_PORT = "desk" }  # <<<
dev = "desk"  # <<<

[[sources]]
extractor = "images"
files = ["Dockerfile"]
[sources.options]
names = { desk = "counter", dsek = "counter" }  # <<<
ignore = ["nod"]  # <<<
"""


def test_a_name_that_nothing_in_the_code_answers_to_is_told_at_its_line(tmp_path: Path) -> None:
    code = tmp_path / "code"
    write(code, CODE)
    file = tmp_path / "spec-audit.toml"
    head = '[inventory]\nlock = "lock.json"\n'
    file.write_text(head + UNMET)
    taken = take_inventory(FolderTree(code), read_settings(file).sources, config_path=file.name)
    told = [one for one in taken.problems if one.place.path == file.name]
    assert {one.rule for one in told} == {"empty-source"}
    lines = UNMET.splitlines()
    shown = [f"{lines[one.place.line - 3]}: {one.message}" for one in told]
    assert sorted(one.place.line - 2 for one in told) == expected_lines(UNMET), "\n".join(shown)
    assert [one for one in taken.problems if one not in told] == []


def test_the_lines_are_those_of_now_also_out_of_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPEC_AUDIT_CACHE", str(tmp_path / "cache"))
    code = tmp_path / "code"
    write(code, {"a.ts": "export const A = 1;\n"})
    file = tmp_path / "spec-audit.toml"
    text = '[inventory]\nlock = "l"\n[[sources]]\nextractor = "files"\nfiles = ["**", "gone"]\n'
    for head, line in (("", 5), ("", 5), ("# one\n# two\n", 7), ("# one\n# two\n", 7)):
        file.write_text(head + text)
        assert main(["inventory", "--config", str(file), "--code", str(code)]) == 2
        assert f"spec-audit.toml:{line}: the glob 'gone'" in capsys.readouterr().err


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
