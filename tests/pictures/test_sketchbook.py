"""Pictures are kept by their text and by what draws them; a kept one is never believed, only used."""

from __future__ import annotations

import os
import re
import sys
from contextlib import closing
from pathlib import Path

import pytest

from spec_audit.pictures import sketchbook
from spec_audit.pictures.ahead import WORTH, Assistant
from spec_audit.pictures.engine import Artist, DrawingError
from spec_audit.pictures.sketchbook import Sketchbook


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn, in its order."""
    asked: list[str] = []

    def draw(self: Artist, text: str) -> str:
        asked.append(text)
        if text == "bad":
            raise DrawingError("no", 2)
        return "no picture" if text == "odd" else f"<svg><text>{text}&#13;</text></svg>"

    monkeypatch.setattr(Artist, "draw", draw)
    return asked


def shown(book: Sketchbook, text: str) -> str:
    return re.sub("<[^>]*>", "", book.picture(text).place("one"))


def draw(folder: Path, *texts: str) -> Sketchbook:
    with closing(Sketchbook(folder)) as book:
        for text in texts:
            book.draw(text)
    return book


def test_each_text_is_drawn_once(tmp_path: Path, asked: list[str]) -> None:
    folder = tmp_path / "kept/pictures"
    book = Sketchbook(folder)
    assert book.missing(["b", "a", "b", "bad", "odd"]) == ["b", "a", "bad", "odd"]
    book = draw(folder, "b", "a", "b", "bad", "bad", "odd")
    assert asked == ["b", "a", "bad", "odd"]
    assert book.missing(["b", "a", "bad", "odd"]) == []
    assert shown(book, "a") == "a\r"
    for text, line in (("bad", 2), ("odd", 0), ("never", 0)):
        with pytest.raises(DrawingError) as caught:
            book.picture(text)
        assert caught.value.line == line
    again = draw(folder, "a", "b")
    assert asked == ["b", "a", "bad", "odd"]
    assert shown(again, "b") == "b\r"


def test_what_cannot_be_drawn_is_tried_again_in_the_next_run(tmp_path: Path, asked: list[str]) -> None:
    draw(tmp_path, "bad")
    assert Sketchbook(tmp_path).missing(["bad"]) == ["bad"]


@pytest.mark.parametrize("damage", [b"", b"<svg/>", b"\xff\xfe", b"0\n<svg>a</svg>"])
def test_what_is_damaged_is_drawn_anew(tmp_path: Path, asked: list[str], damage: bytes) -> None:
    draw(tmp_path, "a")
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    for data in (damage, whole[:-3], whole.replace(b"a", b"b")):
        file.write_bytes(data)
        assert shown(draw(tmp_path, "a"), "a") == "a\r"
        assert file.read_bytes() == whole
    assert asked == ["a"] * 4


def test_what_another_version_drew_is_drawn_anew(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(tmp_path, "a")
    monkeypatch.setattr(sketchbook, "version", lambda name: "99")
    draw(tmp_path, "a")
    assert asked == ["a", "a"]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path, asked: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    book = draw(tmp_path / "file/pictures", "a")
    book.forget_oldest()
    assert shown(book, "a") == "a\r"


def test_what_was_used_longest_ago_goes(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketchbook, "MOST", 2)
    for number, text in enumerate("abc"):
        draw(tmp_path, text)
        newest = max(tmp_path.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (number + 1, number + 1))
    book = draw(tmp_path, "a")
    book.forget_oldest()
    assert Sketchbook(tmp_path).missing("abc") == ["b"]


DIAGRAMS = [f"flowchart TB\n  a --> b{number}\n" for number in range(WORTH)]


def test_the_assistant_draws_what_the_build_would_draw(tmp_path: Path) -> None:
    assistant = Assistant(tmp_path / "one")
    for text in [*DIAGRAMS, *DIAGRAMS, "flowchart TB\n  a[(\n"]:
        assistant.hand_over(text)
    assistant.finish()
    drawn = Sketchbook(tmp_path / "one")
    assert drawn.missing(DIAGRAMS) == []
    own = draw(tmp_path / "two", *DIAGRAMS)
    assert [drawn.picture(text) for text in DIAGRAMS] == [own.picture(text) for text in DIAGRAMS]


def test_no_process_is_started_for_little(tmp_path: Path) -> None:
    assistant = Assistant(tmp_path)
    for text in DIAGRAMS[1:]:
        assistant.hand_over(text)
    assert assistant._process is None
    assistant.finish()


def test_an_assistant_that_does_not_come_or_is_sent_away_leaves_the_work_to_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(tmp_path)
    for text in DIAGRAMS:
        assistant.hand_over(text)
    process = assistant._process
    assert process is not None
    assistant.dismiss()
    assert process.returncode is not None
    assert assistant._process is None
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    absent = Assistant(tmp_path)
    for text in [*DIAGRAMS, *DIAGRAMS]:
        absent.hand_over(text)
    absent.finish()
