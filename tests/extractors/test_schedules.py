"""Schedules: what the settings declare and what the code asks for."""

from __future__ import annotations

from functools import partial

import pytest

from spec_audit.extractors import schedules
from tests.extractors.trying import error_in, extract_with

extract = partial(extract_with, schedules)
error_of = partial(error_in, schedules)

SETTINGS = """\
name = "bakery"
[triggers]
# "5 5 * * *" is only a thought
crons = [
  "*/5 * * * *",
  "0 4 * * *",
  "5 5 * * *",
]
"""
WORKER = """\
const onTick = async (event: ScheduledController) => {
  console.log(event.cron);
  if (event.cron === '0 4 * * *') await sweep();
  if (config.cron === '1 1 * * *') return;
  if ("7 7 * * 7" == controller.cron) await rest();
};
export default { fetch: app.fetch, scheduled: onTick };
"""


def test_declared_and_asked_for() -> None:
    found = extract({"wrangler.toml": SETTINGS, "index.ts": WORKER})
    handler = "index.ts#onTick"
    assert {fact.name: (fact.attrs, fact.path, fact.line) for fact in found.facts} == {
        "*/5 * * * *": ({"declared": True, "handled_at": [], "handler": handler}, "wrangler.toml", 5),
        "0 4 * * *": ({"declared": True, "handled_at": [handler], "handler": handler}, "wrangler.toml", 6),
        "5 5 * * *": ({"declared": True, "handled_at": [], "handler": handler}, "wrangler.toml", 7),
        "7 7 * * 7": ({"declared": False, "handled_at": [handler], "handler": handler}, "index.ts", 5),
    }
    assert [fact.key for fact in found.facts] == sorted(fact.key for fact in found.facts)


def test_a_switch_asks_for_each_of_its_cases() -> None:
    text = (
        "export default {\n"
        "  async scheduled(event) {\n"
        "    switch (event.cron) { case '0 4 * * *': return a(); case '1 5 * * *': default: return b(); }\n"
        "  },\n"
        "};\n"
    )
    found = extract({"a.ts": text})
    assert [(fact.name, fact.attrs["declared"]) for fact in found.facts] == [
        ("0 4 * * *", False),
        ("1 5 * * *", False),
    ]
    assert found.facts[0].attrs["handler"] == "a.ts#scheduled"


@pytest.mark.parametrize(
    "member", ["scheduled", "scheduled: scheduled", "scheduled() {}", "scheduled: async () => {}"]
)
def test_the_handler_in_its_spellings(member: str) -> None:
    found = extract(
        {"a.ts": f"export default {{ {member} }};", "w.toml": "[triggers]\ncrons = ['1 1 1 1 1']\n"}
    )
    assert found.facts[0].attrs["handler"] == "a.ts#scheduled"


def test_the_handler_inside_a_wrapper() -> None:
    found = extract(
        {"a.ts": "export default trace({ scheduled: tick }, 5);\nif (event.cron == '1 1 1 1 1') f();"}
    )
    assert found.facts[0].attrs["handler"] == "a.ts#tick"


def test_environments_have_schedules_of_their_own() -> None:
    found = extract({"w.toml": "[env.night.triggers]\ncrons = ['0 1 * * *']\n"})
    assert [(fact.name, fact.line) for fact in found.facts] == [("0 1 * * *", 2)]


@pytest.mark.parametrize(
    "text", ["triggers = 1\n", "[triggers]\ncrons = 'x'\n", "env = 1\n", "[env]\na = 1\n"]
)
def test_settings_of_another_shape(text: str) -> None:
    assert extract({"w.toml": text}).facts == ()


@pytest.mark.parametrize(
    ("path", "text", "line"), [("w.toml", "[a]\n<<<<<<< HEAD\n", 2), ("a.ts", "if (", 1)]
)
def test_a_file_that_does_not_parse_says_where(path: str, text: str, line: int) -> None:
    assert error_of(path, text) == line


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    files = {"wrangler.toml": SETTINGS, "index.ts": WORKER}
    odd = {path: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for path, text in files.items()}
    assert extract(odd).facts == extract(files).facts


def test_settings_in_json() -> None:
    settings = '{\n  // "5 5 * * *": a thought\n  "triggers": { "crons": ["5 5 * * *", ] },\n}\n'
    found = extract({"wrangler.jsonc": settings})
    assert [(fact.name, fact.line) for fact in found.facts] == [("5 5 * * *", 3)]


@pytest.mark.parametrize("head", ["async scheduled(c, env)", "scheduled: async (c, env) =>"])
def test_an_event_by_another_name(head: str) -> None:
    found = extract({"a.js": f"export default {{ {head} {{ if (c.cron === '5 5 * * *') bake(); }} }};"})
    assert [(fact.name, fact.attrs["declared"]) for fact in found.facts] == [("5 5 * * *", False)]


def test_a_file_in_another_language_has_none() -> None:
    assert not extract({"cron.md": "event.cron === '5 5 * * *'", "cron.py": "cron = 1"}).facts
