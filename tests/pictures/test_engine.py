"""The drawing itself: the same whatever was drawn before, with words as they were written."""

from __future__ import annotations

import html
import locale
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from spec_audit.diagrams import build_drawing
from spec_audit.pictures.engine import CONFIG, CSS, Artist, DrawingError
from spec_audit.pictures.refine import refine
from tests.diagrams.farm import farm

SEQUENCE = """\
sequenceDiagram
  accTitle: Milk
  accDescr: How it gets there.
  participant C as Cow
  actor M as Maid
  M->>+C: a wet hand
  Note over M,C: dawn
  alt tame
    C-->>-M: milk
  else wild
    C-xM: a kick
  end
"""


def texts() -> dict[str, str]:
    wanted = {"states": "RoundState", "relations": "milking", "map": "", "board": ""}
    found = {"sequence": SEQUENCE}
    for name, argument in wanted.items():
        drawing = build_drawing(farm(), name, argument)
        assert drawing is not None
        found[name] = drawing.text
    return found


TEXTS = texts()


@pytest.fixture(scope="module")
def artist() -> Iterator[Artist]:
    artist = Artist()
    yield artist
    artist.close()


@pytest.fixture(scope="module")
def drawn(artist: Artist) -> dict[str, str]:
    return {name: refine(artist.draw(text)).place("one") for name, text in TEXTS.items()}


def words(svg: str) -> str:
    body = re.sub(r"<style.*?</style>|<desc.*?</desc>|<title.*?</title>", "", svg)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_what_was_drawn_before_makes_no_difference(artist: Artist, drawn: dict[str, str]) -> None:
    again = {name: refine(artist.draw(text)).place("one") for name, text in reversed(TEXTS.items())}
    assert again == drawn


COMMA = 'LC_NUMERIC\ndecimal_point ","\nthousands_sep ""\ngrouping -1\nEND LC_NUMERIC\n'


@pytest.fixture
def comma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A locale that writes numbers with a comma, such as Sphinx takes over from the machine."""
    (tmp_path / "source").write_text(COMMA)
    monkeypatch.setenv("LOCPATH", str(tmp_path))
    with suppress(FileNotFoundError):
        command = ["localedef", "-c", "-i", str(tmp_path / "source"), str(tmp_path / "comma")]
        subprocess.run(command, check=False, capture_output=True)  # it warns of all that is left out
    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        locale.setlocale(locale.LC_NUMERIC, "comma")
    except locale.Error:
        pytest.skip("no locale can be made here: pictures are not drawn where numbers have a comma")
    yield
    assert locale.setlocale(locale.LC_NUMERIC) == "comma"
    locale.setlocale(locale.LC_NUMERIC, before)


@pytest.mark.usefixtures("comma")
def test_the_machines_way_to_write_numbers_makes_no_difference(drawn: dict[str, str]) -> None:
    artist = Artist()
    assert refine(artist.draw(SEQUENCE)).place("one") == drawn["sequence"]
    artist.close()


@pytest.mark.parametrize("name", TEXTS)
def test_mermaidx_alone_draws_the_same(name: str, drawn: dict[str, str]) -> None:
    import mermaidx

    alone = mermaidx.render(TEXTS[name], theme="base", config=CONFIG, css=CSS).svg()
    assert refine(alone).place("one") == drawn[name]


def test_words_are_as_they_were_written(drawn: dict[str, str]) -> None:
    assert 'The "gate" opens; all {of} it' in words(drawn["states"])
    assert "from any state: Give up" in words(drawn["states"])
    assert "Cheese & Butter" in words(drawn["map"])
    assert "2 ↓ 1 ↑" in words(drawn["map"])
    assert "Chore [1]" in words(drawn["board"])
    assert "ref_unique vat" in words(drawn["relations"])
    assert "a wet hand" in words(drawn["sequence"])


@pytest.mark.parametrize("name", [name for name in TEXTS if name != "sequence"])
def test_every_link_of_the_text_is_in_the_picture(name: str, drawn: dict[str, str]) -> None:
    wanted = re.findall(r"<a href='([^']*)'", TEXTS[name])
    assert wanted
    assert sorted(re.findall(r'<a href="([^"]*)"', drawn[name])) == sorted(wanted)


def test_title_and_description_come_from_the_text(drawn: dict[str, str]) -> None:
    assert (
        '<title class="nohighlight" id="one-title">Milk</title>'
        '<desc class="nohighlight" id="one-desc">How it gets there.</desc>'
    ) in drawn["sequence"]


@pytest.mark.parametrize("name", TEXTS)
def test_colours_are_the_page_s_own(name: str, drawn: dict[str, str]) -> None:
    assert "var(--diagram-ink)" in drawn[name]
    left = re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)|\bblack\b|\bwhite\b", drawn[name])
    assert left == []


@pytest.mark.parametrize("name", TEXTS)
def test_fonts_are_the_page_s_own_and_nothing_is_loaded(name: str, drawn: dict[str, str]) -> None:
    assert "font-family" not in drawn[name]
    rest = drawn[name].replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in rest.replace('xmlns="http://www.w3.org/1999/xhtml"', "")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("sequenceDiagram\n  A->>B: a\n  A->>B no colon\n  B->>A: b\n", 3, "A->>B no colon"),
        (
            "---\ntitle: x\n---\n%% why\nsequenceDiagram\n  %% why\n  A->>B no colon\n  B->>A: b\n",
            7,
            "no colon",
        ),
        ("flowchart TB\n  a[(\n", 2, "expects more"),
        ("poem\n  roses\n", 0, "poem"),
        ("", 0, "No diagram"),
    ],
)
def test_an_error_says_what_and_where(artist: Artist, text: str, line: int, said: str) -> None:
    with pytest.raises(DrawingError, match=re.escape(said)) as caught:
        artist.draw(text)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)
