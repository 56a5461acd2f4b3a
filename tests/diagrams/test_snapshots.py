"""The text of every diagram, as it was looked at; SNAPSHOTS=write writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spec_audit.case import Case
from spec_audit.diagrams import build_drawing
from spec_audit.diagrams.drawing import Drawing
from tests.diagrams.farm import farm, many_transitions, some_beans

FOLDER = Path(__file__).parent / "snapshots"
DRAWN: dict[str, tuple[str, str, Case]] = {
    "states": ("states", "RoundState", farm()),
    "states-numbered": ("states", "RoundState", farm(many_transitions(5))),
    "relations": ("relations", "milking", farm()),
    "map": ("map", "", farm()),
    "board": ("board", "", farm()),
    "board-counted": ("board", "", farm(beans={one.id: one for one in some_beans(30)})),
}


def draw(name: str) -> Drawing:
    kind, argument, case = DRAWN[name]
    drawing = build_drawing(case, kind, argument)
    assert drawing is not None
    return drawing


def write_table(drawing: Drawing) -> str:
    lines = [" | ".join(drawing.columns)]
    lines += [" | ".join("".join(word.text for word in cell) for cell in row) for row in drawing.rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def hold(file: Path, text: str) -> None:
    if os.environ.get("SNAPSHOTS") == "write":
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


@pytest.mark.parametrize("name", DRAWN)
def test_the_text_is_the_one_that_was_looked_at(name: str) -> None:
    hold(FOLDER / f"{name}.mmd", draw(name).text)


@pytest.mark.parametrize("name", DRAWN)
def test_the_table_says_the_same(name: str) -> None:
    hold(FOLDER / f"{name}.txt", write_table(draw(name)))


@pytest.mark.parametrize("name", DRAWN)
def test_every_link_of_the_picture_is_in_the_table_or_the_legend(name: str) -> None:
    drawing = draw(name)
    told = {word.target.link for row in drawing.rows for cell in row for word in cell if word.target}
    told |= {word.target.link for word in drawing.legend if word.target}
    told |= {word.target.link for word in drawing.remark if word.target}
    shown = {part.partition("'")[0] for part in drawing.text.split("<a href='")[1:]}
    assert shown
    # The table names what a reference leads to by its column, the picture by its table and its spec;
    # a board that counts leads to the specs.
    assert {
        link for link in shown - told if not link.startswith(("spec-audit/spec/", "spec-audit/fact/table"))
    } == set()
