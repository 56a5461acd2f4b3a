"""The options of a directive: each value with the line on which it stands, in either way to write them."""

from __future__ import annotations

import pytest

from spec_audit.readers.options import OptionBlock, split_options


def split(*lines: str) -> OptionBlock:
    return split_options(tuple(enumerate(lines, start=10)))


def read(*lines: str) -> dict[str, tuple[int, str]]:
    block = split(*lines)
    assert block.unread == ()
    return {one.name: (one.line, one.text) for one in block.options}


@pytest.mark.parametrize("indent", ["", "  "])
def test_a_block_between_rules(indent: str) -> None:
    lines = (
        "---",
        f"{indent}id: EDGE_A",
        f"{indent}# why",
        "",
        f"{indent}affects: A,",
        f"{indent}  B",
        "---",
    )
    assert read(*lines, "Text.") == {"id": (11, "EDGE_A"), "affects": (14, "A, B")}
    assert split(*lines, "Text.").rest == ((17, "Text."),)


def test_a_block_that_never_ends_has_no_text_behind_it() -> None:
    assert split("---", "id: EDGE_A").rest == ()


def test_options_between_colons_end_where_the_text_or_a_fence_begins() -> None:
    assert split(":id: EDGE_A", "Text.", ":affects: A").rest == ((11, "Text."), (12, ":affects: A"))
    assert read("  :id: EDGE_A") == {"id": (10, "EDGE_A")}
    assert split(":id: EDGE_A", ":::{note}").rest == ((11, ":::{note}"),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain # said aside", "plain"),
        ("a#b", "a#b"),
        ("'it''s, quoted # all of it'", "it's, quoted # all of it"),
        ('"two, words"', "two, words"),
        ("", ""),
    ],
)
def test_what_a_value_means(value: str, text: str) -> None:
    assert read(f":title: {value}") == {"title": (10, text)}


@pytest.mark.parametrize("mark", ["|", ">", ">-"])
def test_a_long_value_stands_on_lines_of_its_own(mark: str) -> None:
    assert read(f":title: {mark}", ":  one", ":  two # three") == {"title": (10, "one two # three")}


def test_each_piece_of_a_list_has_its_line() -> None:
    (option,) = split(":claims: a, b,", ":  c", ":  d,, e").options
    assert [(one.text, one.line) for one in option.values()] == [("a", 10), ("b", 10), ("c d", 11), ("e", 12)]


def test_a_quoted_value_ends_on_its_line() -> None:
    block = split(":id: EDGE_A", ":title: 'a", ":  b'")
    assert [number for number, _ in block.unread] == [11]
    assert [one.name for one in block.options] == ["id"]


@pytest.mark.parametrize("line", [":title", ":'open: a", ':title: "a', ":title: 'a' b", ':title: "a\\n"'])
def test_a_line_that_is_no_option_is_told(line: str) -> None:
    block = split(":id: EDGE_A", line)
    assert [number for number, _ in block.unread] == [11]
    assert [one.name for one in block.options] == ["id"]
