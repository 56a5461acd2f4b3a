"""A matrix as HTML: what is written, how it is escaped, and how it is split."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from spec_audit.matrices.grid import GapTarget, Grid, GridRow, Mark, Relation, SpecTarget, Target, Trouble
from spec_audit.sphinx_ext.matrix_html import MOST_BYTES, MOST_ROWS, render_part, render_rows, split_rows


def address(target: Target) -> str:
    return f"{target.spec}.html#{target.id}" if isinstance(target, SpecTarget) and target.id else ""


def grid(*rows: GridRow) -> Grid:
    return Grid(
        name="ownership",
        title="Ownership",
        row_title="Fact",
        subject="facts",
        columns=("a&b", "c"),
        rows=rows,
        specs=frozenset({"a&b", "c"}),
    )


def row(key: str, **cells: tuple[Mark, ...]) -> GridRow:
    return GridRow(key=key, kind="table", owner="c", concern="CON_X", cells=cells)


OWNS = Mark(relation=Relation.OWNS, target=SpecTarget(spec="c", id="CON_X"))


class Strict(HTMLParser):
    """Fails on tags that are not closed in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in {"col", "input", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_table_is_semantic_and_well_formed() -> None:
    one = grid(row("table:x", c=(OWNS,)), row("table:y"))
    html = render_part(one, render_rows(one, address), 0, ["x.html"], address)
    strict = Strict()
    strict.feed(html)
    assert strict.open == []
    assert len(strict.ids) == len(set(strict.ids))
    assert html.count('<th scope="row">') == 2
    assert html.count('<th scope="col">') == 3
    assert '<caption id="matrix-ownership-caption">' in html
    assert 'role="region" tabindex="0" aria-labelledby="matrix-ownership-caption"' in html
    assert '<a data-r="owns" href="c.html#CON_X">owns</a>' in html
    assert "<form" in html
    assert "hidden" in html.partition("<form")[2].partition(">")[0]


def test_everything_is_escaped() -> None:
    mark = Mark(relation=Relation.AFFECTS, target=None, label="<i>&", note='"<b>')
    one = grid(row('table:<x>&"', c=(mark,)))
    html = render_part(one, render_rows(one, address), 0, ["x.html"], address)
    assert "<i>" not in html
    assert "<x>" not in html
    assert "&lt;i&gt;&amp;" in html
    assert '<th scope="col">a&amp;b</th>' in html


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("message:to-guest:x_y", "message:<wbr>to-guest:<wbr>x_<wbr>y"),
        ("file:a/:b/handler.ts", "file:<wbr>a/<wbr>:b/<wbr>handler.ts"),
        ("column:x.name&more_", "column:<wbr>x.<wbr>name&amp;more_"),
        ("route:a:GET /b_c_d_e", "route:a:GET /b_c_d_e"),
    ],
)
def test_a_long_key_goes_on_behind_its_separators(key: str, shown: str) -> None:
    [html] = render_rows(grid(row(key)), address)
    assert f"<code>{shown}</code>" in html
    assert f' data-key="{key.replace("&", "&amp;")}" ' in html, "whole for whoever reads the source"


def test_rows_with_the_same_plain_characters_have_ids_of_their_own() -> None:
    rows = render_rows(grid(row("route:a/b"), row("route:a-b"), row("route:a:b")), address)
    assert [one.partition('id="')[2].partition('"')[0] for one in rows] == [
        "row-route-a-b",
        "row-route-a-b-2",
        "row-route-a-b-3",
    ]


def test_marks_with_labels_stand_under_their_word_once() -> None:
    marks = tuple(Mark(relation=Relation.HANDS_OVER, target=None, label=label) for label in ("one", "two"))
    [html] = render_rows(grid(row("x", c=marks)), address)
    assert html.count(">hands over<") == 1
    assert "<p><span>one</span></p><p><span>two</span></p>" in html


def test_trouble_is_said_in_a_word() -> None:
    one = GridRow(key="table:x", kind="table", cells={}, trouble=Trouble.ORPHAN)
    assert '<b data-r="orphan">orphan</b>' in render_rows(grid(one), address)[0]


def test_trouble_leads_to_its_reason() -> None:
    gap = GapTarget(key="table:x")
    one = GridRow(key="table:x", kind="table", cells={}, trouble=Trouble.ORPHAN, reason=gap)
    [html] = render_rows(grid(one), lambda target: "gaps.html#gap-table-x" if target == gap else "")
    assert '<a data-r="orphan" href="gaps.html#gap-table-x">orphan</a>' in html


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        ([], [0]),
        (["x"] * MOST_ROWS, [MOST_ROWS]),
        (["x"] * (MOST_ROWS + 1), [1001, 1000]),
        (["x" * (MOST_BYTES // 2)] * 3, [2, 1]),
        (["é" * (MOST_BYTES // 4)] * 3, [2, 1]),
        (["x" * MOST_BYTES, "x", "x"], [1, 1, 1]),
    ],
)
def test_parts_stay_under_the_limits_of_a_page(rows: list[str], sizes: list[int]) -> None:
    parts = split_rows(rows)
    assert [len(part) for part in parts] == sizes
    assert [one for part in parts for one in part] == rows


def test_parts_lead_to_one_another() -> None:
    one = grid(row("table:x"), row("table:y"))
    rows = render_rows(one, address)
    html = render_part(one, rows[1:], 1, ["x.html", "x-2.html"], address)
    assert '<a href="x-2.html" aria-current=page>part 2</a>' in html
    assert '<a href="x.html">part 1</a>' in html
    assert "2 facts, 1 in this part" in html
