"""The lines of a TOML text: every path that ``tomllib`` reads has one, and it is the right one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spec_audit.readers.toml_lines import Lines, index_lines

TEXT = '''\
# a comment with [brackets] = "and quotes
top = 1
"quoted key" = 'it''s' # two
dotted.key . inner = 3.5

[table]
text = """
[no.table]
no = 'key'
"""
raw = \'\'\'
a = "b"\'\'\'
list = [
    1, 2,  # first
    { a = 1, b = [ "x", "]" ] },
]

[[many]]
when = 1979-05-27 07:32:00
[many.inner]
x = 1
[[many.deep]]
y = "\\"#"
[[many.deep]]
y = 2
[[many]]
a."b.c".d = []
'''.replace("'it''s'", '"it\'s"')


def paths(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if at:
        yield at
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, dict | list):
            yield from paths(one, (*at, key))
        else:
            yield (*at, key)


def test_every_path_has_its_line() -> None:
    found = index_lines(TEXT)
    assert set(found) == set(paths(tomllib.loads(TEXT)))
    assert found["top",] == 2
    assert found["quoted key",] == 3
    assert found["dotted", "key", "inner"] == 4
    assert found["table",] == 6
    assert found["table", "raw"] == 11
    assert (found["table", "list", 1], found["table", "list", 2, "b", 1]) == (14, 15)
    assert (found["many",], found["many", 0], found["many", 1]) == (18, 18, 26)
    assert found["many", 0, "inner", "x"] == 21
    assert (found["many", 0, "deep", 0, "y"], found["many", 0, "deep", 1]) == (23, 24)
    assert found["many", 1, "a", "b.c", "d"] == 27


def test_the_nearest_line_around_is_given_for_what_is_not_there() -> None:
    lines = Lines(TEXT)
    assert lines.near(("many", 0), ("inner", "z", 4)) == 20
    assert lines.near(("many", 1), ()) == 26
    assert lines.near(("none",), ("x",)) == 0


def test_the_settings_of_this_repository_have_a_line_each() -> None:
    text = (Path(__file__).parents[2] / "spec-audit.toml").read_text("utf-8")
    assert set(index_lines(text)) == set(paths(tomllib.loads(text)))
