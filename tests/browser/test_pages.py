"""Every page in a browser: it asks nobody for anything, shows its diagrams, and fits phone and paper."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from spec_audit.audit import load_case
from spec_audit.case import Case
from spec_audit.diagrams import build_drawing
from spec_audit.matrices import MATRICES
from spec_audit.readers.settings import read_settings
from tests.browser.conftest import REDIRECT, ROOT, Site, brightness

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
PAPER = {"width": 703, "height": 1017}
"""A4 in CSS pixels, less the margins of the style sheet."""

SCROLLERS = ("DIV.spec-scroll", "DIV.table-wrapper", "DIV.spec-diagram-scroll")
"""The boxes of tables, and of diagrams, which are as legible as their text is large."""

SCROLLING = """() => [...document.querySelectorAll("*")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .filter((one) => one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX))
  .map((one) => `${one.tagName}.${one.className}`)"""
"""What of a page scrolls sideways."""

FACTS = """() => [...document.querySelectorAll(".table-wrapper:has(> table.spec-facts)")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.innerText.slice(0, 80))"""
"""The tables of facts that scroll sideways."""

DRAWN = """() => ({
  titles: [...document.querySelectorAll(".spec-diagram svg")].map((one) => ({
    title: one.querySelector(":scope > title")?.textContent ?? "",
    description: one.querySelector(":scope > desc")?.textContent ?? "",
    words: one.textContent.length,
    seen: one.getBoundingClientRect().width > 20 && one.getBoundingClientRect().height > 20,
  })),
  text: document.body.innerText.includes("accTitle"),
  left: [...document.querySelectorAll(".mermaid, .spec-diagram pre")].length,
})"""
"""What diagrams stand on a page, and what was left of their text."""

PRINTED = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  // Furo shows this on a page that was scrolled up.
  document.documentElement.classList.add("show-back-to-top");
  const seen = (one) => one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().height > 0;
  const style = (one) => getComputedStyle(one);
  const all = (where, what) => [...where.querySelectorAll(what)];
  const speaks = (one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const tools = "nav, aside, form, button, footer, .mobile-header, .skip-to-content, .back-to-top, "
    + ".content-icon-container, .headerlink, .related-pages";
  return {
    tools: all(document, tools).filter(seen).map((one) => `${one.tagName}.${one.className}`),
    wide: all(document, "article *").filter((one) => one.scrollWidth > one.clientWidth + 1
      && one.clientWidth > 0 && style(one).overflowX !== "visible")
      .map((one) => `${one.tagName}.${one.className}`),
    ink: style(document.querySelector("article p, article h1, article") ?? document.body).color,
    paper: style(document.body).backgroundColor,
    rows: all(document, ".spec-matrix tbody tr").filter(seen).length,
    diagrams: all(document, ".spec-diagram svg").map((svg) => {
      const [box, own] = [svg.getBoundingClientRect(), svg.viewBox.baseVal];
      const scale = Math.min(box.width / own.width, box.height / own.height);
      const words = all(svg, "text, tspan, foreignObject *").filter((one) => speaks(one) && seen(one));
      const shapes = all(svg, "rect, circle, ellipse, polygon, path, line, polyline").filter(seen);
      return {
        title: svg.querySelector("title").textContent,
        words: words.map((one) => one.closest("foreignObject") ? style(one).color : style(one).fill),
        lines: shapes.map((one) => style(one).stroke).filter((one) => one !== "none"),
        fills: shapes.map((one) => style(one).fill).filter((one) => one !== "none"),
        smallest: Math.min(...words.map((one) => scale * parseFloat(style(one).fontSize))),
        height: box.height,
      };
    }),
  };
}"""
"""What of a page would be seen on paper."""

TABLE = """() => {
  const table = document.querySelector(".spec-matrix");
  const heads = [...table.tHead.rows[0].cells];
  return {
    columns: heads.map((one) => one.firstChild.textContent),
    inside: heads.every((one) => one.offsetWidth > 20 && one.getBoundingClientRect().right <= innerWidth + 1),
    clipped: table.parentElement.scrollHeight > table.parentElement.clientHeight + 1,
  };
}"""
"""What of a matrix would be seen on paper."""

ROWS = """() => [...document.querySelectorAll(".spec-matrix")].map((one) =>
  [one.id, [...one.tBodies[0].rows].filter((row) => row.offsetHeight > 0).length])"""
"""How many rows of each matrix can be seen."""

Drawn = dict[str, set[str]]


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(read_settings(ROOT / "spec-audit.toml"))


@pytest.fixture(scope="module")
def diagrams(case: Case) -> Drawn:
    """The titles of the diagrams that each page must show, by what its text asks for."""
    found: Drawn = defaultdict(set)
    fence = re.compile(
        r"^`{3,}\{(mermaid|spec-(?:map|board|states|relations))\} *(.*)\n((?:.*\n)*?)```", re.MULTILINE
    )
    for file in (ROOT / "source").rglob("*.md"):
        page = file.relative_to(ROOT / "source").with_suffix(".html").as_posix()
        for name, argument, text in fence.findall(file.read_text("utf-8")):
            told = re.search(r"accTitle: *(.*)", text)
            drawing = build_drawing(case, name.removeprefix("spec-"), argument or file.stem)
            found[page].add(told[1] if told else drawing.title if drawing else "nothing")
    for machine in case.machines.values():
        drawing = build_drawing(case, "states", machine.enum.key.removeprefix("enum:"))
        if drawing and drawing.text and machine.blocks:
            [spec] = {block.place.path for block in machine.blocks}
            found[spec.removeprefix("source/").replace(".md", ".html")].add(drawing.title)
    assert sum(map(len, found.values())) > 20
    return found


def assert_drawn(page: Page, wanted: set[str]) -> None:
    state = page.evaluate(DRAWN)
    assert state["left"] == 0
    assert not state["text"]
    assert {one["title"] for one in state["titles"]} >= wanted
    for one in state["titles"]:
        assert one["description"], one
        assert one["words"] > 50, one
        assert one["seen"], one


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_pages_ask_nobody_else_for_anything_and_show_their_diagrams(
    site: Site, diagrams: Drawn, disk: bool
) -> None:
    home = "file://" if disk else site.address
    assert len(site.pages) > 20
    for page, path in site.walk(site.pages, disk=disk):
        page.wait_for_timeout(30)
        assert site.asked, path
        assert [url for url in site.asked if not url.startswith((home, "data:", "blob:"))] == [], path
        assert_drawn(page, diagrams[path])


def test_the_page_that_leads_on_asks_nobody_else_either(site: Site) -> None:
    with site.open(f"{REDIRECT}?id=CON_SESSIONS_LIFECYCLE") as page:
        page.wait_for_url("**/specs/sessions.html#CON_SESSIONS_LIFECYCLE")
        assert all(url.startswith(site.address) for url in site.asked)
    with site.open(REDIRECT, disk=True) as page:
        page.wait_for_timeout(300)
        assert all(url.startswith("file://") for url in site.asked)


def test_without_a_script_every_row_and_every_diagram_is_there(
    site: Site, case: Case, diagrams: Drawn
) -> None:
    rows = {name: len(build(case).rows) for name, build in MATRICES.items()}
    seen: set[str] = set()
    for page, path in site.walk(site.pages, java_script_enabled=False):
        assert page.inner_text("body").strip(), path
        assert_drawn(page, diagrams[path])
        for identity, count in page.evaluate(ROWS):
            name = identity.removeprefix("matrix-")
            assert count == rows[name]
            seen.add(name)
    assert seen == set(rows)


def test_on_a_phone_only_tables_scroll_sideways(site: Site) -> None:
    for page, path in site.walk(site.pages, viewport=PHONE):
        found = page.evaluate(SCROLLING)
        assert [one for one in found if not one.startswith(SCROLLERS)] == [], path
        page.mouse.wheel(300, 0)
        place = "[scrollX, document.querySelector('.content')?.scrollLeft ?? 0]"
        assert page.evaluate(place) == [0, 0], path
        assert page.evaluate(FACTS) == [], path


def test_on_a_phone_each_column_of_a_fact_is_named(site: Site) -> None:
    with site.open("specs/sessions.html", viewport=PHONE) as page:
        cell = page.locator("table.spec-autotable td[data-head]").first
        assert cell.evaluate("one => getComputedStyle(one, '::before').content") == '"Type: "'
        key, meaning = (page.locator("table.spec-autotable tbody td").nth(at).bounding_box() for at in (0, 3))
        assert key
        assert meaning
        assert meaning["width"] == key["width"] > 300


def test_on_a_desk_facts_fit_and_no_section_is_empty(site: Site) -> None:
    for page, path in site.walk(site.pages):
        assert page.evaluate(FACTS) == [], path
        assert page.locator("section:has(> :is(h1, h2, h3):only-child)").count() == 0, path


def test_paper_shows_everything_but_navigation_in_ink_on_white(site: Site, case: Case) -> None:
    rows = 0
    for page, path in site.walk(site.pages, color_scheme="dark", viewport=PAPER, media="print"):
        state = page.evaluate(PRINTED)
        assert state["tools"] == [], path
        assert state["wide"] == [], path
        assert brightness(state["ink"]) < 60, path
        assert brightness(state["paper"]) > 240, path
        rows += state["rows"]
        for one in state["diagrams"]:
            assert_ink(one)
    assert rows == sum(len(build(case).rows) for build in MATRICES.values())


def assert_ink(diagram: dict[str, Any]) -> None:
    """Words and lines are dark, and no box is so dark or so grey that words on it are lost."""
    assert diagram["words"], diagram["title"]
    assert max(map(brightness, diagram["words"])) < 60, diagram
    assert max(map(brightness, diagram["lines"]), default=0) < 120, diagram
    assert {True for one in diagram["fills"] if 80 < brightness(one) < 225} == set(), diagram
    assert diagram["smallest"] > 6, diagram


@pytest.mark.parametrize("name", ["ownership", "boundaries", "coverage", "traceability"])
def test_paper_has_every_row_and_column_of_a_matrix(site: Site, case: Case, name: str) -> None:
    grid = MATRICES[name](case)
    with site.open(f"review/{name}.html?q=nothing-is-called-so", color_scheme="dark") as page:
        page.click("button[type=reset]")
        paper = page.pdf(prefer_css_page_size=True, tagged=True)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 1040, "height": 720})
        state = page.evaluate(TABLE)
    assert state == {"columns": [grid.row_title, *grid.columns], "inside": True, "clipped": False}
    assert paper.count(b"/S /TR") >= len(grid.rows) + 1
    assert paper.count(b"/S /TH") >= len(grid.rows) + len(grid.columns) + 1
    assert b"[0 0 792 612]" in paper


FORCED = """() => {
  const style = (one, part) => getComputedStyle(one, part);
  const edge = (one) => style(one).outlineStyle !== "none" && parseFloat(style(one).outlineWidth) >= 2;
  const marks = [...document.querySelectorAll("tbody [data-r]")];
  const cells = [...document.querySelectorAll(".spec-matrix tbody tr:not([hidden]) > *")];
  return {
    forced: matchMedia("(forced-colors: active)").matches,
    marks: Object.fromEntries(marks.map((one) =>
      [one.dataset.r, [style(one, "::before").content.split("/")[0].trim(), one.textContent]])),
    lines: cells.every((one) => style(one).borderTopStyle === "solid"
      && style(one).borderTopColor !== style(one).backgroundColor),
    focus: edge(document.activeElement) && document.activeElement.dataset.r,
    marked: edge(document.querySelector(".spec-here")),
  };
}"""
"""What is left of a matrix where the reader's own colours are forced on it."""


def test_forced_colours_still_tell_the_relations_apart(site: Site) -> None:
    address = "review/ownership.html?cell=sessions#row-table-sessions"
    with site.open(address, forced_colors="active") as page:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        state = page.evaluate(FORCED)
        assert len(state["marks"]) >= 5
        assert len({symbol for symbol, _ in state["marks"].values()}) == len(state["marks"])
        assert all(word == relation for relation, (_, word) in state["marks"].items())
        del state["marks"]
        assert state == {"forced": True, "lines": True, "focus": "owns", "marked": True}
        page.goto(f"{site.address}specs/workflows.html#CON_WORKFLOWS_TRIGGERS")
        assert page.evaluate("getComputedStyle(document.querySelector(':target')).outlineStyle") == "dashed"


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_nothing_that_a_page_stored_is_there_for_the_next_test(site: Site, disk: bool) -> None:
    for _ in range(2):
        with site.open("index.html", disk=disk) as page:
            assert page.evaluate("[localStorage.getItem('left'), document.cookie]") == [None, ""]
            page.evaluate("localStorage.setItem('left', 'here'); document.cookie = 'left=here'")
            assert page.evaluate("localStorage.getItem('left')") == "here"
