"""State machines: what is drawn as an edge, what is told in a box, and what is left to the table."""

from __future__ import annotations

import re

import pytest

from spec_audit.diagrams.drawing import Drawing
from spec_audit.diagrams.states import build_states
from tests.diagrams.farm import MILKING, VALUES, farm, many_transitions


def drawn(text: str = MILKING) -> Drawing:
    drawing = build_states(farm(text), "RoundState")
    assert drawing is not None
    return drawing


def edges(drawing: Drawing) -> list[str]:
    return [line.strip() for line in drawing.text.splitlines() if "--" in line]


def test_an_enum_without_transitions_has_no_diagram() -> None:
    assert build_states(farm(), "Gate") is None
    assert build_states(farm(), "NoSuchEnum") is None


def test_any_state_is_no_node_but_a_line_in_the_box_that_is_entered() -> None:
    text = drawn().text
    assert "from any state:" in text
    assert "*" not in text


def test_a_transition_that_leaves_many_states_is_told_once() -> None:
    text = drawn().text
    assert text.count("TR_MILKING_FOX") == 1
    assert "from called, milking or<br>cleaning:" in text


def test_of_very_many_states_the_number_is_told() -> None:
    text = MILKING.replace(":from: called, milking, cleaning\n", ":from: called, milking, cleaning, fed\n")
    drawing = build_states(farm(text, values=(*VALUES, "fed", "asleep", "ill", "lame")), "RoundState")
    assert drawing is not None
    assert "from 4 of 10 states:" in drawing.text
    assert "any but" not in drawing.text


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        (VALUES, "any state:"),
        (VALUES[:4], "any but done or lost:"),
    ],
)
def test_of_nearly_all_states_the_others_are_told(sources: tuple[str, ...], told: str) -> None:
    text = MILKING.replace(":from: called, milking, cleaning\n", f":from: {', '.join(sources)}\n")
    (box,) = (line for line in drawn(text).text.splitlines() if "TR_MILKING_FOX" in line)
    assert f"from {told}" in box.replace("<br>", " ")


def test_two_transitions_between_the_same_states_share_an_edge() -> None:
    shared = [line for line in edges(drawn()) if "TR_MILKING_THUNDER" in line]
    assert len(shared) == 1
    assert "TR_MILKING_BANG" in shared[0]


def test_states_without_lines_between_them_stand_one_below_the_other() -> None:
    assert drawn().text.startswith("flowchart TB\n")
    alone = re.sub(r":from: .*", ":from: *", MILKING)
    assert drawn(alone).text.startswith("flowchart LR\n")


def test_beginnings_and_ends_are_marked() -> None:
    assert [line for line in edges(drawn()) if "begin" in line] == ["begin0 --> s0"]
    assert [line for line in edges(drawn()) if "end" in line] == ["s4 --> end0"]


def test_a_state_of_no_transition_is_named() -> None:
    assert "".join(word.text for word in drawn().remark) == "No transition names lost."


def test_many_transitions_are_numbered_and_the_legend_names_them() -> None:
    few, many = drawn(many_transitions(3)), drawn(many_transitions(4))
    assert few.legend == ()
    assert len(many.legend) == 9
    assert "Thunder" not in many.text
    assert many.columns[0] == "No."


def test_states_that_the_code_does_not_have_are_not_drawn() -> None:
    text = MILKING.replace(":from: called\n:to: milking", ":from: asleep\n:to: milking")
    assert "asleep" not in drawn(text).text
    assert "TR_MILKING_GATE" not in drawn(text).text
    gone = MILKING.replace(":from: called\n:to: milking", ":from: called\n:to: asleep")
    assert "TR_MILKING_GATE" not in drawn(gone).text
