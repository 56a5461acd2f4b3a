"""Every page in a browser: it asks nobody for anything, can be read by everybody, and prints whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spec_audit.audit import load_case
from spec_audit.matrices import MATRICES
from spec_audit.readers.settings import read_settings
from tests.browser.conftest import ROOT, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

KINDS = [
    "index.html",
    "specs/sandbox-images.html",
    "review/ownership.html?kind=port",
    "review/boundaries.html",
    "review/coverage.html",
    "review/traceability.html?q=token",
    "review/status.html",
    "review/gaps.html",
    "review/findings.html",
    "review/changes.html",
    "guide/rules.html",
    "guide/writing.html",
    "guide/looks.html",
    "search.html",
    "genindex.html",
    "404.html",
]
"""One page of each kind; of the longest matrices some of the rows, which are all alike."""

ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What axe looks for: everything, and what alone differs between light and dark."""

EXCEPTIONS: dict[str, str] = {}
"""Findings of axe that are accepted: the rule, and why."""

SCROLLERS = ("DIV.spec-scroll", "DIV.table-wrapper", "DIV.spec-diagram-scroll")
"""The boxes of tables, and of diagrams, which are as legible as their text is large."""

SCROLLING = """() => [...document.querySelectorAll("*")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .filter((one) => one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX))
  .map((one) => `${one.tagName}.${one.className}`)"""
"""What of a page scrolls sideways."""

PRINTED = """() => {
  const seen = (one) => one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().height > 0;
  const table = document.querySelector(".spec-matrix");
  const heads = [...table.tHead.rows[0].cells];
  const others = ".sidebar-drawer, .toc-drawer, .spec-tools, .mobile-header, .skip-to-content, footer";
  return {
    rows: [...table.tBodies[0].rows].filter(seen).length,
    columns: heads.filter(seen).length,
    right: Math.max(...heads.map((one) => one.getBoundingClientRect().right)),
    clipped: table.parentElement.scrollHeight > table.parentElement.clientHeight + 1,
    others: [...document.querySelectorAll(others)].filter(seen).map((one) => one.className || one.tagName),
    ink: getComputedStyle(table.querySelector("td")).color,
    paper: getComputedStyle(document.body).backgroundColor,
  };
}"""
"""What of a page with a matrix would be seen on paper."""

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def audit(page: Page, script: str, rules: dict[str, Any] = ALL) -> list[str]:
    """Name what axe finds serious or critical, each with the first places."""
    page.evaluate(script)
    result: dict[str, Any] = page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{one['id']} ({one['impact']}): {len(one['nodes'])} times, as "
        + "; ".join(f"{node['target']} {node['html'][:120]}" for node in one["nodes"][:3])
        for one in result["violations"]
        if one["impact"] in {"serious", "critical"} and one["id"] not in EXCEPTIONS
    ]


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_no_page_asks_anybody_else_for_anything(site: Site, disk: bool) -> None:
    home = "file://" if disk else site.address
    assert len(site.pages) > 20
    for path in site.pages:
        site.asked.clear()
        with site.open(path, disk=disk) as page:
            page.wait_for_timeout(50)
        others = [url for url in site.asked if not url.startswith((home, "data:", "blob:", "about:"))]
        assert others == [], path


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_serious_in_light_and_dark(
    site: Site, script: str, path: str, viewport: dict[str, int]
) -> None:
    with site.open(path, viewport=viewport, color_scheme="light") as page:
        assert audit(page, script) == []
        page.emulate_media(color_scheme="dark")
        page.evaluate("document.getAnimations().forEach((one) => one.finish())")
        assert brightness(page.evaluate("getComputedStyle(document.body).backgroundColor")) < 60
        assert audit(page, script, COLOURS) == []


def test_axe_finds_nothing_serious_on_the_longest_spec(site: Site, script: str) -> None:
    with site.open("specs/sessions.html") as page:
        assert audit(page, script) == []


@pytest.mark.parametrize("path", KINDS)
def test_on_a_phone_only_tables_scroll_sideways(site: Site, path: str) -> None:
    with site.open(path, viewport=PHONE) as page:
        found = page.evaluate(SCROLLING)
        assert [one for one in found if not one.startswith(SCROLLERS)] == []
        page.mouse.wheel(300, 0)
        assert page.evaluate("[scrollX, document.querySelector('.content')?.scrollLeft ?? 0]") == [0, 0]


@pytest.mark.parametrize("name", ["ownership", "boundaries", "coverage", "traceability"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_shows_every_row_and_column_and_no_navigation(site: Site, name: str, scheme: str) -> None:
    grid = MATRICES[name](load_case(read_settings(ROOT / "spec-audit.toml")))
    with site.open(f"review/{name}.html", color_scheme=scheme) as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 1040, "height": 720})
        state = page.evaluate(PRINTED)
    assert state["rows"] == len(grid.rows)
    assert state["columns"] == len(grid.columns) + 1
    assert state["right"] <= 1041
    assert not state["clipped"]
    assert state["others"] == []
    assert brightness(state["ink"]) < 60
    assert brightness(state["paper"]) > 240


def brightness(color: str) -> float:
    """How bright a colour is, from 0 to 255; what is transparent is the paper's white."""
    parts = [float(part) for part in re.findall(r"[\d.]+", color)]
    if len(parts) == 4 and parts[3] == 0:
        return 255
    return sum(parts[:3]) / 3


def test_forced_colours_still_tell_the_relations_apart(site: Site) -> None:
    with site.open("review/ownership.html", forced_colors="active") as page:
        marks = page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('tbody [data-r]')].map((one) =>
                [one.dataset.r, [getComputedStyle(one, '::before').content, one.textContent]]))"""
        )
    assert len(marks) >= 5
    assert len({symbol for symbol, _ in marks.values()}) == len(marks)
    assert all(word == relation for relation, (_, word) in marks.items())


def test_without_a_script_the_pages_are_whole(site: Site) -> None:
    for path in KINDS:
        if path == "search.html":
            continue
        with site.open(path, java_script_enabled=False) as page:
            assert page.locator("h1").first.is_visible(), path
            assert page.locator("article").inner_text().strip(), path
