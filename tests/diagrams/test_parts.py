"""Labels, links, tables, hand-offs and the board: what each promises beside its text."""

from __future__ import annotations

import pytest

from spec_audit.diagrams import build_drawing
from spec_audit.diagrams.board import MANY, build_board
from spec_audit.diagrams.drawing import Drawing, Target, TargetKind, read_link
from spec_audit.diagrams.handoffs import build_map
from spec_audit.diagrams.labels import escape, identifier, wrap
from spec_audit.diagrams.relations import build_relations
from spec_audit.model.amounts import counted
from tests.diagrams.farm import farm, some_beans


def say(drawing: Drawing) -> str:
    return "".join(word.text for word in drawing.remark)


@pytest.mark.parametrize("name", ["TR_A", "route:desk:GET /loans/:id*", 'état "%" = ?', "a'b<c>"])
def test_a_link_leads_back_to_its_target(name: str) -> None:
    target = Target(kind=TargetKind.FACT, name=name)
    assert read_link(target.link) == target
    assert not set("%\"'<>\\ ") & set(target.link)


@pytest.mark.parametrize("link", ["https://example.org", "spec-audit/object", "spec-audit/cow/x", ""])
def test_other_addresses_are_no_targets(link: str) -> None:
    assert read_link(link) is None


def test_what_means_something_in_mermaid_is_escaped() -> None:
    assert escape('a "b" <c> #d') == "a #34;b#34; #60;c#62; #35;d"
    assert escape("1. not a list") == "1#46; not a list"
    assert escape("- nor this") == "#45; nor this"
    assert escape("plain words, and more.") == "plain words, and more."


def test_labels_are_wrapped_between_words_only() -> None:
    assert wrap("a very long title of some transition") == "a very long title of some<br>transition"
    assert wrap("session-agent-durable-object-of-the-worker") == "session-agent-durable-object-of-the-worker"


def test_bare_names() -> None:
    assert identifier("key, ref") == "key_ref"
    assert identifier("2nd column") == "n2nd_column"
    assert identifier("é") == "unnamed"


def test_counts_agree_in_number() -> None:
    assert (counted(1, "spec"), counted(2, "spec"), counted(0, "spec")) == (
        "1 spec",
        "2 specs",
        "0 specs",
    )


def test_tables_of_other_specs_are_stubs_with_their_owner() -> None:
    text = build_relations(farm(), "milking").text
    stub = next(line for line in text.splitlines() if ":::foreign" in line)
    assert "vats" in stub
    assert "spec-audit/spec/cheese" in stub
    assert "barrels" not in text


def test_a_drawing_says_what_it_is_of_and_counts_what_it_draws() -> None:
    drawing = build_relations(farm(), "milking")
    assert drawing.title == "Tables of Milking"
    assert drawing.description.startswith("3 tables with their keys, and 2 references ")
    assert build_relations(farm(), "honey").title == "Tables of Honey"


def test_cardinality_follows_the_columns() -> None:
    lines = build_relations(farm(), "milking").text.splitlines()
    assert any("|o--o{" in line and '"bucket"' in line for line in lines)
    assert any("||--o|" in line and '"vat"' in line for line in lines)


def test_a_table_that_nothing_links_is_named_instead_of_drawn() -> None:
    drawing = build_relations(farm(), "milking")
    assert "stools" not in drawing.text
    assert "stools" in say(drawing)
    assert "stools" in str(drawing.rows)


def test_a_spec_without_tables_says_so() -> None:
    drawing = build_relations(farm(), "honey")
    assert drawing.text == ""
    assert say(drawing) == "This spec owns no table."


def test_numbers_of_the_map_point_from_giver_to_taker() -> None:
    lines = build_map(farm()).text.splitlines()
    edge = next(line for line in lines if "↓" in line)
    # Cheese leaves two things to milking and takes one, so it stands above.
    assert edge.strip().startswith("s0 <-->")
    assert "cheese" in lines[1]
    assert ">2</a>↓" in edge
    assert ">1</a>↑" in edge


def test_what_nobody_covers_is_in_the_table_of_the_map() -> None:
    assert any("nobody" in str(row[1]) for row in build_map(farm()).rows)


def test_columns_of_the_board_follow_the_work() -> None:
    board = build_board(farm())
    heads = [line.strip() for line in board.text.splitlines() if line.startswith("  c")]
    assert heads == ['c0["todo: 1"]', 'c1["done: 1"]', 'c2["on hold: 1"]']


def test_many_work_items_are_counted_by_spec() -> None:
    few = build_board(farm(beans={one.id: one for one in some_beans(MANY)}))
    many = build_board(farm(beans={one.id: one for one in some_beans(MANY + 1)}))
    assert "Chore" in few.text
    assert "Chore" not in many.text
    assert "Milking: 1" in many.text
    assert len(many.rows) == MANY + 1


def test_without_work_items_there_is_nothing_to_draw() -> None:
    board = build_board(farm(beans={}))
    assert board.text == ""
    assert say(board) == "There are no work items."


def test_a_spec_that_is_not_there_has_no_diagram() -> None:
    assert build_drawing(farm(), "relations", "wine") is None
