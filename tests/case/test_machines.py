"""State machines: what their transitions enter and leave."""

from __future__ import annotations

from tests.diagrams.farm import MILKING, VALUES, farm


def test_a_transition_from_any_state_leaves_all_but_where_it_leads() -> None:
    machine = farm().machines["RoundState"]
    assert machine.left == set(VALUES) - {"done"}
    machine = farm(MILKING.replace(":from: *\n", ":from: fled\n")).machines["RoundState"]
    assert machine.left == {"called", "milking", "cleaning", "fled"}


def test_a_transition_to_itself_and_to_another_state_leaves_it() -> None:
    machine = farm(MILKING.replace(":from: milking\n:to: fled", ":from: fled\n:to: fled, called", 1)).machines
    assert "fled" in machine["RoundState"].left


def test_what_is_entered_and_where_things_begin_and_end() -> None:
    machine = farm().machines["RoundState"]
    assert machine.entered == {"milking", "done", "fled"}
    assert machine.names("initial") == {"called"}
    assert machine.names("terminal") == {"done"}
