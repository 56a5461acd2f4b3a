"""Defaults of columns: a digest follows what is said, not how it is laid out."""

from __future__ import annotations

import pytest

from spec_audit.extractors.languages.defaults import read_default, read_sql_default
from spec_audit.extractors.languages.grammars import parse
from spec_audit.extractors.languages.typescript.syntax import first_of


def default_of(written: str) -> str:
    node = first_of(parse("a.ts", f"x = {written};".encode()).root_node)
    assignment = first_of(node)
    assert assignment is not None
    value = assignment.child_by_field_name("right")
    assert value is not None
    return read_default(value)


def test_what_is_written_out_is_told() -> None:
    given = ["'wool'", '"wool"', "`wool`", "''", "12", "-1.5", "true", "null", "(3)", "3 as Size"]
    assert [default_of(one) for one in given] == [
        *["wool"] * 3,
        *["", "12", "-1.5", "true", "null", "3", "3"],
    ]
    sql = ["'wool'", "'it''s'", "''", "12", "-1.5", "TRUE", "NULL", " 3 "]
    assert [read_sql_default(one) for one in sql] == ["wool", "it's", "", "12", "-1.5", "TRUE", "NULL", "3"]


@pytest.mark.parametrize(
    "alike",
    [
        ("['a', 'b']", '["a","b",]', "[\n  'a', // first\n  'b',\n]"),
        ("{coat: 'wool'}", "{'coat': 'wool'}", '{ coat: /* warm */ "wool", }'),
        ("now(1)", "now( 1 )", "now(\n1,\n)"),
    ],
)
def test_layout_changes_no_digest(alike: tuple[str, ...]) -> None:
    (only,) = {default_of(one) for one in alike}
    assert only.startswith("digest ")


def test_texts_and_names_and_their_parts_are_told_apart() -> None:
    lists = ["['a', 'b']", "['a b']", "[a, b]", "['a', b]", "['a', 'b', 'c']", "['a, b']"]
    lists += ["['1']", "[1]", "['true']", "[true]", "['=a']", "[a]", "['[', ']']", "[[]]"]
    assert len({default_of(one) for one in lists}) == len(lists)
    assert default_of("pick('wool')") != default_of("pick(wool)")


@pytest.mark.parametrize(
    "alike",
    [
        (
            "datetime('now')",
            "datetime( 'now' )",
            "datetime('now') -- when it came",
            "datetime\n(/* it's */'now')",
        ),
        ("a + 1", "a+1", "a  +\n1"),
    ],
)
def test_layout_of_sql_changes_no_digest(alike: tuple[str, ...]) -> None:
    (only,) = {read_sql_default(one) for one in alike}
    assert only.startswith("digest ")


def test_what_sql_says_does() -> None:
    given = [
        "f('a b')",
        "f('a  b')",
        "f(a b)",
        "f(ab)",
        "f('a--b')",
        "f('a')",
        "f(a)",
        'f("a")',
        "f('a /* b */')",
    ]
    assert len({read_sql_default(one) for one in given}) == len(given)
