"""Settings in TOML and JSON: broken files are empty, name their line, and never raise."""

from __future__ import annotations

import pytest

from spec_audit.extractors.base import SourceFile
from spec_audit.extractors.languages.settings_syntax import line_matching, parse_settings, scopes_of


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("[a\n", 1), ("a = '''\n", 2), ("x = " + "[" * 4000, 1)],
)
def test_broken(text: str, line: int) -> None:
    file = SourceFile("a.toml", text.encode())
    assert parse_settings(file) == {}
    assert file.error == line


@pytest.mark.parametrize(("text", "line"), [('{\n"a": }', 2), ("", 1), ("[" * 100_000, 1), ("/* a", 1)])
def test_broken_json(text: str, line: int) -> None:
    file = SourceFile("a.jsonc", text.encode())
    assert parse_settings(file) == {}
    assert file.error == line


def test_comments_and_last_commas_of_json() -> None:
    text = '{\n  // "b": 1,\n  "a": "http://x, ]", /* two\n lines */ "c": [1, 2, ], // end\n}\n'
    file = SourceFile("a.json", text.encode())
    assert parse_settings(file) == {"a": "http://x, ]", "c": [1, 2]}
    assert file.error == 0
    assert parse_settings(SourceFile("b.json", b"[1]")) == {}


def test_whole() -> None:
    file = SourceFile("a.toml", b"\xef\xbb\xbf[env.night]\r\na = 1\r\n[env]\r\nb = 2\r\n")
    settings = parse_settings(file)
    assert file.error == 0
    assert [*scopes_of(settings)] == [settings, {"a": 1}]


def test_lines() -> None:
    assert line_matching("a\nb = 1\n", r"^b\s*=") == 2
    assert line_matching("a\n", "z") == 0
