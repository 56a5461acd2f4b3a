"""Sequence diagrams made narrow, without a word that is not the author's."""

from __future__ import annotations

import re

import pytest

from spec_audit.pictures.fitting import fit_sequence

LONG = "a message of rather many words that goes on"


def fit(*lines: str) -> list[str]:
    return fit_sequence("\n".join(("sequenceDiagram", *lines))).splitlines()[1:]


@pytest.mark.parametrize(
    "arrow", ["->>", "-->>", "->", "-->", "-x", "--x", "-)", "--)", "<<->>", "->>+", "-->>-"]
)
def test_a_long_message_is_broken_between_words(arrow: str) -> None:
    (line,) = fit(f"  A{arrow}B: {LONG}")
    head, _, text = line.partition(": ")
    assert head == f"  A{arrow}B"
    assert text == "a message of rather<br/>many words that goes<br/>on"


def test_a_message_over_several_columns_has_their_room() -> None:
    declared = ["participant A", "participant B as Two", "actor C"]
    assert fit(*declared, f"A->>C: {LONG}")[3] == "A->>C: a message of rather many words that goes<br/>on"
    assert fit(*declared, f"C->>A: {LONG}")[3] == "C->>A: a message of rather many words that goes<br/>on"
    assert fit(*declared, f"note over A,C: {LONG} more words yet")[3].count("<br/>") == 0


def test_a_message_to_oneself_has_one_column() -> None:
    assert fit(f"A->>A: {LONG}")[0].count("<br/>") == 2


def test_a_long_name_is_broken_after_what_divides_it_and_no_hyphen_is_added() -> None:
    (line,) = fit("A->>B: POST /api/executions/:id/approve/again")
    text = line.partition(": ")[2]
    assert text == "POST<br/>/api/executions/:id/<br/>approve/again"
    assert re.sub("<br/>", "", text) == "POST/api/executions/:id/approve/again"


def test_what_the_author_broke_stays() -> None:
    text = f"A->>B: {LONG}<br/>and more"
    assert fit(text) == [text]


@pytest.mark.parametrize(
    "line",
    ["loop every day and night, over and over again", "accDescr: " + LONG * 3, "%% A->>B: " + LONG, "end"],
)
def test_other_lines_stay(line: str) -> None:
    assert fit(line) == [line]


def test_other_diagrams_stay() -> None:
    text = f"flowchart TB\n A-->|{LONG}| B\n A->>B: {LONG}\n"
    assert fit_sequence(text) == text
