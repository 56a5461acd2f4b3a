"""Messages: who declares, sends and handles each, and what could not be told."""

from __future__ import annotations

from typing import Any

import pytest

from spec_audit.extractors import messages
from spec_audit.extractors.base import Extraction, SourceFile
from tests.extractors.trying import extract_with


def extract(files: dict[str, str | bytes], protocol: dict[str, Any], **options: Any) -> Extraction:
    return extract_with(messages, files, **{"protocols": {"wire": protocol}, **options})


def names_of(extraction: Extraction, attr: str) -> set[str]:
    return {fact.key.removeprefix("message:wire:") for fact in extraction.facts if fact.attrs[attr]}


def fact_of(extraction: Extraction, name: str) -> Any:
    return next(fact for fact in extraction.facts if fact.key == f"message:wire:{name}")


def troubles(extraction: Extraction) -> list[tuple[str, str]]:
    return [(problem.rule, str(problem.place)) for problem in extraction.problems]


def declared(code: str, name: str = "Wire", **files: str) -> Extraction:
    paths = {path.replace("__", "/") + ".ts": text for path, text in files.items()}
    return extract({"a.ts": code, **paths}, {"declared": [f"a.ts#{name}"]})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("type Wire = { type: 'ping' } | { type: 'pong'; at: number };", {"ping", "pong"}),
        ("type Wire =\n  | { type: \"ping\" }\n  | {\n      type: 'pong';\n    };", {"ping", "pong"}),
        ("export interface Wire { type: 'ping' | 'pong'; at?: number }", {"ping", "pong"}),
        ("interface Ping { type: 'ping' } type Wire = Ping | { type: 'pong' };", {"ping", "pong"}),
        ("type Tag = 'ping' | 'pong'; interface Wire { type: Tag }", {"ping", "pong"}),
        ("interface Base { at: number } interface Wire extends Base { type: 'ping' }", {"ping"}),
        ("type Wire = { at: number } & ({ type: 'ping' } | { type: 'pong' });", {"ping", "pong"}),
        (
            "type Of<T extends string, P = {}> = { type: T } & P; type Wire = Of<'ping', Q> | Of<'pong'>;",
            {"ping", "pong"},
        ),
        (
            "type Wire = Readonly<{ type: 'ping' }> | Omit<Pong, 'x'>; interface Pong { type: 'pong'; x: 1 }",
            {"ping", "pong"},
        ),
        ("namespace Net { export interface Ping { type: 'ping' } } type Wire = Net.Ping;", {"ping"}),
    ],
)
def test_declarations(code: str, expected: set[str]) -> None:
    found = declared(code)
    assert names_of(found, "declared") == expected
    assert not found.problems


SCHEMAS = """
import { z } from 'zod';
import { base } from './base';
const ping = base.extend({ type: z.literal('ping'), at: z.number().optional() }).strict();
const kinds = z.enum(['pong', 'pang']);
const All = z.discriminatedUnion('type', [
  ping,
  z.object({ type: kinds, size: z.number() }),
  z.object({ type: z.literal('bye') }).and(z.object({ why: z.string() })),
  z.strictObject({ type: z.literal(['lo', 'hi']) }).or(z.looseObject({ type: z.literal('mid') })),
]);
export const Wire = All;
export type Wire = z.infer<typeof Wire>;
"""


@pytest.mark.parametrize("schemas", [SCHEMAS, SCHEMAS.replace("export type Wire", "export type Other")])
def test_declarations_of_schemas(schemas: str) -> None:
    found = declared(schemas, base="export const base = z.object({ type: z.string(), id: z.string() });")
    assert names_of(found, "declared") == {"ping", "pong", "pang", "bye", "lo", "hi", "mid"}
    assert fact_of(found, "ping").attrs["fields"] == ["at", "id"]
    assert fact_of(found, "ping").attrs["declared_at"] == ["a.ts#ping"]
    assert not found.problems


@pytest.mark.parametrize(
    "odd", ["z.object({ type: z.literal(NAME) })", "made()", "z.object(shape)", "z.any()"]
)
def test_a_schema_that_cannot_be_told_apart_is_a_problem(odd: str) -> None:
    found = declared(f"const Wire = z.union([z.object({{ type: z.literal('ping') }}), {odd}]);")
    assert names_of(found, "declared") == {"ping"}
    assert [rule for rule, _ in troubles(found)] == ["unexplained-code"]


def test_declarations_are_followed_across_files() -> None:
    found = declared(
        "import type { Ping as P } from './net/ping.js';\nimport * as net from './net';\n"
        "import { Shared } from '@org/shared';\ntype Wire = P | net.Pong | Shared;",
        net__ping="export interface Ping { type: 'ping' }",
        net__index="export * from './pong.js';",
        net__pong="export interface Pong { type: 'pong' }",
    )
    assert names_of(found, "declared") == {"ping", "pong"}
    assert troubles(found) == [("unexplained-code", "a.ts")]
    package = extract(
        {
            "a.ts": "import { Shared } from '@org/shared'; type Wire = Shared;",
            "lib/index.ts": "export { Inner as Shared } from './inner';",
            "lib/inner.ts": "export interface Inner { type: 'shared' }",
        },
        {"declared": ["a.ts#Wire"]},
        packages={"@org/shared": "lib/index.ts"},
    )
    assert fact_of(package, "shared").attrs["declared_at"] == ["lib/inner.ts#Inner"]


@pytest.mark.parametrize(
    ("imported", "barrel"),
    [
        ("{ Shared }", "import { Inner } from './inner'; export { Inner as Shared };"),
        ("{ Shared }", "interface Inner { type: 'shared' } export type { Inner as Shared };"),
        ("Shared", "interface Inner { type: 'shared' } export default Inner;"),
        ("* as net", "type Shared = { type: 'shared' }; namespace In {} export { Shared as Outer };"),
    ],
)
def test_a_declaration_is_followed_through_its_other_names(imported: str, barrel: str) -> None:
    wire = "net.Outer" if "*" in imported else "Shared"
    found = declared(
        f"import {imported} from './index'; type Wire = {wire};",
        index=barrel,
        inner="export interface Inner { type: 'shared' }",
    )
    assert names_of(found, "declared") == {"shared"}
    assert not found.problems


def test_fields_come_from_declarations_of_one_message_only() -> None:
    found = extract(
        {
            "a.ts": "type Wire = { type: 'ping'; at: number; by?: string };",
            "b.ts": "interface Wide { type: 'ping' | 'pong'; noise: 1 }",
            "c.ts": "class C { f() { this.send({ type: 'ping', at, extra: 1, ...rest }) } }",
        },
        {"declared": ["a.ts#Wire", "b.ts#Wide"], "sent": [{"file": "c.ts", "calls": ["this.send"]}]},
    )
    ping = fact_of(found, "ping").attrs
    assert (ping["fields"], ping["extra_fields"]) == (["at", "by"], ["extra"])
    assert ping["declared_at"] == ["a.ts#Wire", "b.ts#Wide"]
    assert "fields" not in fact_of(found, "pong").attrs


def test_what_one_side_declares_and_the_other_does_not_is_told_and_is_part_of_the_digest() -> None:
    near = "export type Near = { type: 'ping' } | { type: 'pong' };"
    far = "export type Far = { type: 'ping' };"
    sides = ["a.ts#Near", "b.ts#Far"]
    found = extract({"a.ts": near, "b.ts": far}, {"declared": sides})
    assert "undeclared_in" not in fact_of(found, "ping").attrs
    assert fact_of(found, "pong").attrs["undeclared_in"] == ["Far"]
    both = extract({"a.ts": near, "b.ts": near.replace("Near", "Far")}, {"declared": sides})
    assert fact_of(both, "pong").digest != fact_of(found, "pong").digest
    moved = extract({"a.ts": near, "lib/b.ts": far}, {"declared": ["a.ts#Near", "lib/b.ts#Far"]})
    assert fact_of(moved, "pong").digest == fact_of(found, "pong").digest


@pytest.mark.parametrize(
    "code", ["interface Wire { type: string }", "type Wire = { kind: 'ping' } | { type: 'x' };"]
)
def test_a_member_that_cannot_be_told_apart_is_a_problem(code: str) -> None:
    assert troubles(declared(code)) == [("unexplained-code", "a.ts:1")]


def test_a_type_that_is_not_there_is_a_problem() -> None:
    (problem,) = declared("type Other = 1;").problems
    assert (problem.rule, problem.setting[:2]) == ("empty-source", ("options", "protocols"))
    assert problem.setting[3:] == ("declared", 0)


def sent(body: str, around: str = "", **sender: Any) -> Extraction:
    code = f"{around}\nclass Link {{\n  run(given) {{\n    {body}\n  }}\n}}\n"
    return extract({"a.ts": code}, {"sent": [{"file": "a.ts", "calls": ["this.send"], **sender}]})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("this.send({ type: 'ping' });", {"ping"}),
        ("this.send({ type: 'ping', at } as any);", {"ping"}),
        ("this.send(<Wire>{ type: 'ping' });", {"ping"}),
        ("this.send(JSON.stringify({ type: 'ping' }));", {"ping"}),
        ("this.send(/* a */ JSON.stringify( // b\n { /* c */ type: /* d */ 'ping' }));", {"ping"}),
        ("this.send?.({ type: 'ping' });", {"ping"}),
        ("const message = { type: 'ping' } satisfies Wire; this.send(message);", {"ping"}),
        (
            "const payload = JSON.stringify({ type: 'ping' }); for (const x of y) { this.send(payload); }",
            {"ping"},
        ),
        (
            "let m; if (given) { m = { type: 'ping' }; } else { m = { type: 'pong' }; } this.send(m);",
            {"ping", "pong"},
        ),
        ("this.send({ type: given ? 'ping' : 'pong' });", {"ping", "pong"}),
        ("this.send(given ? { type: 'ping' } : { type: 'pong' });", {"ping", "pong"}),
        ("const type = given ? 'ping' : 'pong'; this.send({ type, at });", {"ping", "pong"}),
        ("const base = { type: 'ping' }; this.send({ ...base, at });", {"ping"}),
        ("this.send(this.build(given));", {"ping", "pong"}),
        ("this.send(make());", {"made"}),
        ("this.send(fixed);", {"fixed"}),
        ("this.send(socket, { type: 'ping' });", {"ping"}),
    ],
)
def test_sends_in_every_form(body: str, expected: set[str]) -> None:
    around = (
        "const fixed = { type: 'fixed' };\nconst make = () => ({ type: 'made' });\n"
        "class Maker { build(x) { if (x) return { type: 'ping' }; return { type: 'pong' }; } }"
    )
    found = sent(body, around)
    assert names_of(found, "sent") == expected
    assert not found.problems
    assert fact_of(found, min(expected)).attrs["sent_at"] == ["a.ts#Link.run"]
    assert (found.counts["sends"], found.counts["unexplained sends"]) == (1, 0)


@pytest.mark.parametrize(
    "body",
    [
        "this.send(given.message);",
        "this.send(given);",
        "this.send({ type: given.kind });",
        "this.send({ type: `x-${given}` });",
        "this.send({ type: Kinds.PING });",
        "this.send(...given);",
        "this.send({ at: 1 });",
        "this.send('ping');",
        "socket.send({ type: 'ping' });",
        "sockets[0].send(given.text);",
        "open(given).send(given.text);",
    ],
)
def test_sends_that_cannot_be_told_are_problems_and_counted(body: str) -> None:
    found = sent(f"{body} this.send({{ type: 'known' }});")
    assert troubles(found) == [("unexplained-code", "a.ts:4")]
    assert found.counts["unexplained sends"] == 1


def test_the_other_branch_of_a_send_is_not_passed_over() -> None:
    found = sent("this.send(given ? { type: 'ping' } : other);")
    assert names_of(found, "sent") == {"ping"}
    assert troubles(found) == [("unexplained-code", "a.ts:4")]


def test_a_variable_of_another_function_is_not_meant() -> None:
    found = sent("this.send(message);", "function other() { const message = { type: 'ping' }; }")
    assert names_of(found, "sent") == set()
    assert found.counts["unexplained sends"] == 1


WRAPPER = """
class Link {
  send(message: Wire) { const text = JSON.stringify(message); for (const s of this.all) { s.send(text); } }
  flush() { while (this.held.length) { this.socket.send(this.held.shift()); } }
  hello() { this.send({ type: 'hello' }); }
}
"""


def test_a_sender_may_pass_on_what_it_was_handed_and_others_are_named() -> None:
    wire = {"sent": [{"file": "a.ts", "calls": ["this.send"]}]}
    found = extract({"a.ts": WRAPPER}, wire)
    assert troubles(found) == [("unexplained-code", "a.ts:4")]
    named = extract({"a.ts": WRAPPER}, wire, forwards=["a.ts#Link.flush"])
    assert not named.problems
    assert (named.counts["sends"], named.counts["forwards"]) == (1, 2)


def test_what_looks_like_a_configured_send_elsewhere_is_told() -> None:
    sender = {"file": "a.ts", "calls": ["hub.fetch"], "member": "body.event"}
    post = "%s.fetch('/on', { body: JSON.stringify({ event: %s }) });"
    files = {
        "a.ts": post % ("hub", "{ type: 'ping' }"),
        "b.ts": "\n" + post % ("env.HUB.get(id)", "{ type: 'pong' }") + post % ("other", "{ name: 'x' }"),
    }
    found = extract(files, {"sent": [sender]})
    assert names_of(found, "sent") == {"ping"}
    assert troubles(found) == [("unexplained-code", "b.ts:2")]


def test_within_and_member_pick_the_message() -> None:
    code = """
class Hub {
  async tell() {
    await hub.fetch(new Request('https://hub/publish', { method: 'POST',
      body: JSON.stringify({ user, event: { type: 'notice', data: { type: 'inner' } } }) }));
  }
  greet(ws) { ws.send(JSON.stringify({ type: 'welcome' })); }
  ask(ws) { ws.send(JSON.stringify({ type: 'other' })); }
}
"""
    senders = [
        {"file": "a.ts", "calls": ["hub.fetch"], "member": "body.event"},
        {"file": "a.ts", "calls": ["ws.send"], "within": ["Hub.greet"]},
    ]
    found = extract({"a.ts": code}, {"sent": senders})
    assert names_of(found, "sent") == {"notice", "welcome"}
    assert troubles(found) == [("unexplained-code", "a.ts:8")]


def test_the_position_of_the_message_can_be_given() -> None:
    found = sent("this.send({ type: 'first' }, { type: 'second' });", argument=1)
    assert names_of(found, "sent") == {"second"}


def handled(body: str, handler: str = "a.ts#Link.take(msg)", **options: Any) -> Extraction:
    code = f"class Link {{\n  async take(msg: Wire, part) {{\n{body}\n  }}\n}}\n"
    return extract({"a.ts": code}, {"handled": [handler]}, **options)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("switch (msg.type) { case 'ping': case \"pong\": break; default: no(); }", {"ping", "pong"}),
        ("switch (msg?.type) { case 'ping': }", {"ping"}),
        ("switch ((msg as any).type) { case 'ping': }", {"ping"}),
        ("switch ((msg as Wire)!.type as string) { case 'ping': }", {"ping"}),
        ("const kind = msg.type; switch (kind) { case 'ping': }", {"ping"}),
        ("const { type } = msg; switch (type) { case 'ping': }", {"ping"}),
        ("if (msg.type === 'ping') { } else if ('pong' === msg?.type) { }", {"ping", "pong"}),
        ("if (msg.type !== 'ping') return; go();", {"ping"}),
        ("if (msg.type !== 'ping') { log(); return; }", {"ping"}),
        ("if (msg.type !== 'ping') log();", set()),
        ("switch (msg.type) { case 'ping': { switch (msg.name) { case 'inner': } } }", {"ping"}),
        ("switch (msg.type) { case 'a': switch (msg.type) { case 'b': } }", {"a", "b"}),
    ],
)
def test_handlers_in_every_form(body: str, expected: set[str]) -> None:
    found = handled(body)
    assert names_of(found, "handled") == expected
    assert [problem for problem in found.problems if problem.rule == "unexplained-code"] == []


LOOKUPS = """
const STOPS = ['halt', 'kill'];
const SEEN: ReadonlySet<string> = new Set(['ping', 'pong']);
const LABELS = { ping: 'a ping', pong: 'a pong' };
class Link {
  private readonly table = { ping: this.onPing, pong: async (m) => { m.go(); }, 'halt.late'(m) {} };
  take(msg: Wire) {
    %s
  }
}
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if (['ping', 'pong'].includes(msg.type)) go();", {"ping", "pong"}),
        ("if (STOPS.includes(msg?.type)) return;", {"halt", "kill"}),
        ("if (SEEN.has((msg as Wire).type)) touch();", {"ping", "pong"}),
        ("const kind = msg.type; if (SEEN.has(kind)) touch();", {"ping", "pong"}),
        ("const table = { ping: onPing, halt: (m) => {} }; table[msg.type]?.(msg);", {"ping", "halt"}),
        ("new Map([['ping', onPing], ['pong', onPong]]).get(msg.type)?.(msg);", {"ping", "pong"}),
        ("this.table[msg.type as keyof Table](msg);", {"ping", "pong", "halt.late"}),
        (
            "const act = this.table[msg.type] as Act | undefined; if (act) act(msg);",
            {"ping", "pong", "halt.late"},
        ),
        ("if (msg.type === 'ping') {} show(LABELS[msg.type], colors[msg.type]);", {"ping"}),
    ],
)
def test_look_ups_handle_what_the_same_file_lists(body: str, expected: set[str]) -> None:
    found = extract({"a.ts": LOOKUPS % body}, {"handled": ["a.ts#Link.take(msg)"]})
    assert names_of(found, "handled") == expected
    assert not found.problems


@pytest.mark.parametrize(
    "body",
    [
        "if (OTHERS.has(msg.type)) return;",
        "if (msg.type.endsWith('-result')) return;",
        "acts[msg.type](msg);",
        "const act = acts[msg.type]; act?.(msg);",
        "acts.get(msg.type)(msg);",
    ],
)
def test_a_look_up_in_what_another_file_lists_is_a_problem(body: str) -> None:
    found = extract({"a.ts": LOOKUPS % body}, {"handled": ["a.ts#Link.take(msg)"]})
    assert troubles(found) == [("unexplained-code", "a.ts:8")]


def test_what_is_called_by_its_type_is_told_also_where_no_protocol_asks() -> None:
    found = extract({"a.ts": LOOKUPS % "const act = acts[msg.type]; if (act) { act(msg); }"}, {})
    assert troubles(found) == [("unexplained-code", "a.ts:8")]
    assert (found.counts["switches"], found.counts["unexplained switches"]) == (1, 1)
    label = extract({"a.ts": LOOKUPS % "show(NAMES[msg.type]); if (msg.type.startsWith('x')) go();"}, {})
    assert (label.problems, label.counts["switches"]) == ((), 0)


def test_nested_switches_on_another_subject_are_told_apart() -> None:
    body = "switch (msg.type) {\n case 'ping':\n  switch (part.type) { case 'text': case 'image': }\n}"
    found = handled(body)
    assert names_of(found, "handled") == {"ping"}
    assert troubles(found) == [("unexplained-code", "a.ts:5")]
    assert (found.counts["switches"], found.counts["unexplained switches"]) == (2, 1)
    explained = handled(body, other={"a.ts#Link.take(part)": "parts of a text"})
    assert not explained.problems


def test_a_table_of_functions_handles_messages_where_it_is_named() -> None:
    code = """
class Link {
  table() { return { ping: async (m) => { this.say(m); }, 'pong.late'(m) {}, n: 1 }; }
}
const handlers = { ping: function (m) {}, stop: () => {} };
"""
    method = extract({"a.ts": code}, {"handled": ["a.ts#Link.table({})"]})
    assert names_of(method, "handled") == {"ping", "pong.late"}
    constant = extract({"a.ts": code}, {"handled": ["a.ts#handlers({})"]})
    assert names_of(constant, "handled") == {"ping", "stop"}
    assert extract({"a.ts": code}, {}).counts["switches"] == 0


def test_a_chain_of_two_is_a_switch_and_a_single_question_is_none() -> None:
    assert troubles(handled("switch (msg.type) { case 'x': }\nif (part.type === 'text') { }")) == []
    chain = "switch (msg.type) { case 'x': }\nif (part.type === 'text') { } if (part.type === 'image') { }"
    assert troubles(handled(chain)) == [("unexplained-code", "a.ts:4")]


@pytest.mark.parametrize(
    "case", ["switch (msg.type) { case Kinds.PING: }", "if (msg.type === Kinds.PING) { }"]
)
def test_a_case_that_is_no_literal_is_a_problem(case: str) -> None:
    assert troubles(handled(case)) == [("unexplained-code", "a.ts:3")]


def test_configuration_that_meets_nothing_is_a_problem() -> None:
    found = extract(
        {"a.ts": "class Link { take(msg) { } }"},
        {
            "handled": ["a.ts#Link.take(msg)"],
            "sent": [{"file": "a.ts", "calls": ["this.send"]}],
        },
        forwards=["b.ts#flush"],
        other={"c.ts#draw(part)": "parts"},
    )
    assert {problem.rule for problem in found.problems} == {"empty-source"}
    assert sorted(map(str, (setting for one in found.problems for setting in one.setting[-2:]))) == sorted(
        ["handled", "0", "sent", "0", "forwards", "0", "other", "c.ts#draw(part)"]
    )


def test_both_sides_drift_apart_and_it_shows() -> None:
    found = extract(
        {
            "left.ts": "export type Wire = { type: 'ping' } | { type: 'old' };\n"
            "class Left { go() { this.send({ type: 'ping' }); this.send({ type: 'new' }); } }",
            "right.ts": "interface Wire { type: 'ping' | 'late' }\n"
            "class Right { take(m: Wire) { switch (m.type) { case 'ping': case 'late': } } }",
        },
        {
            "declared": ["left.ts#Wire", "right.ts#Wire"],
            "sent": [{"file": "left.ts", "calls": ["this.send"]}],
            "handled": ["right.ts#Right.take(m)"],
        },
    )
    flags = {
        fact.key.rpartition(":")[2]: tuple(fact.attrs[name] for name in ("declared", "sent", "handled"))
        for fact in found.facts
    }
    assert flags == {
        "ping": (True, True, True),
        "old": (True, False, False),
        "new": (False, True, False),
        "late": (True, False, True),
    }
    assert fact_of(found, "ping").attrs["handled_at"] == ["right.ts#Right.take"]


def test_a_hook_names_the_function_that_it_wraps() -> None:
    code = "function useLink() { const take = useCallback((msg) => { switch (msg.type) { case 'a': } }); }"
    found = extract({"a.tsx": code}, {"handled": ["a.tsx#useLink.take(msg)"]})
    assert names_of(found, "handled") == {"a"}


def test_lines_and_layout_do_not_change_a_digest_and_a_handler_does() -> None:
    wire = {"declared": ["a.ts#Wire"], "handled": ["a.ts#take(m)"]}
    code = "type Wire = { type: 'ping'; at: 1 }; function take(m) { switch (m.type) { case 'ping': } }"
    plain = extract({"a.ts": code}, wire)
    turned = '\n// why\ntype Wire =\n  | { at: 1, type: "ping" };\n'
    turned += "function take(m) {\n  if (m.type === 'ping') go();\n}"
    moved = extract({"a.ts": turned}, wire)
    other = extract({"a.ts": code.replace("case 'ping'", "case 'pong'")}, wire)
    digests = [fact_of(found, "ping").digest for found in (plain, moved, other)]
    assert digests[0] == digests[1] != digests[2]


def test_byte_order_marks_and_line_ends_make_no_difference() -> None:
    code = "\ufefftype Wire =\r\n | { type: 'ping' }\r\n | { type: 'pong' };\r\n"
    found = extract({"a.ts": code}, {"declared": ["a.ts#Wire"]})
    assert fact_of(found, "pong").line == 3


def test_conflict_markers_mark_the_file_and_what_can_be_read_survives() -> None:
    code = (
        "function take(m) { switch (m.type) { case 'ping': } }\n"
        "<<<<<<< HEAD\nsend({ type: 'a' });\n=======\nsend({ type: 'b' });\n>>>>>>> other\n"
    )
    file = SourceFile("a.ts", code.encode())
    assert messages.scan(file)["switches"][0]["cases"] == {"ping": 1}
    assert file.error == 2


@pytest.mark.parametrize("cut", range(0, len(WRAPPER), 23))
def test_a_file_cut_anywhere_is_read_without_a_crash(cut: int) -> None:
    file = SourceFile("a.ts", WRAPPER[:cut].encode())
    messages.scan(file)
    assert file.error or WRAPPER[:cut].count("{") == WRAPPER[:cut].count("}")
