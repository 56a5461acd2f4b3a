"""Pages as some people have to see them: much enlarged, widely spaced, by touch, by keyboard, on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Site
from tests.browser.test_matrix import PLACE
from tests.browser.test_pages import PHONE, SCROLLERS, SCROLLING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SMALL = {"width": 320, "height": 256}
"""What is left of 1280 by 1024 pixels at four times their size (WCAG 1.4.10)."""

SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
* { word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
"""The spacing that a reader may set (WCAG 1.4.12)."""

MATRICES = [
    f"review/{name}.html" for name in ("ownership", "boundaries", "coverage", "traceability", "status")
]


def test_enlarged_four_times_only_tables_scroll_sideways(site: Site) -> None:
    for page, path in site.walk(site.pages, viewport=SMALL):
        found = page.evaluate(SCROLLING)
        assert [one for one in found if not one.startswith(SCROLLERS)] == [], path


@pytest.mark.parametrize("path", MATRICES)
def test_widely_spaced_words_stay_in_their_cells(site: Site, path: str) -> None:
    with site.open(path) as page:
        page.add_style_tag(content=SPACED)
        cells = ".spec-matrix tbody tr:nth-child(-n + 60) td"
        wide = page.eval_on_selector_all(
            cells,
            "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.innerText)",
        )
        assert wide == []


NEAR = """(scope) => {
  const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
  return [...document.querySelectorAll(scope)].slice(0, 150).flatMap((row) => {
    const links = [...row.querySelectorAll("a, button")].map((one) => [one, one.getBoundingClientRect()]);
    return links.flatMap(([one, box], at) => links.slice(at + 1)
      .filter(([, other]) => Math.min(box.height, box.width, other.height, other.width) < 24)
      .filter(([, other]) => {
        const [[x, y], [a, b]] = [middle(box), middle(other)];
        return Math.hypot(x - a, y - b) < 24;
      })
      .map(([other]) => `${one.textContent} / ${other.textContent}`));
  });
}"""
"""Links and buttons that a finger cannot tell apart (WCAG 2.5.8): under 24 pixels, and as near."""


@pytest.mark.parametrize("path", MATRICES)
def test_a_finger_tells_the_links_of_a_matrix_apart(site: Site, path: str) -> None:
    with site.open(path, viewport=PHONE) as page:
        assert page.evaluate(NEAR, ".spec-matrix tbody tr") == []
        buttons = page.locator(".spec-matrix thead button").all()
        boxes = [box for one in buttons if (box := one.bounding_box())]
        assert boxes
        assert min(min(box["width"], box["height"]) for box in boxes) >= 24


def tab_through(page: Page, selector: str) -> int:
    """Go by keyboard through a part of the page; count its stops, and hold that each is seen."""
    count = 0
    for _ in range(70):
        page.keyboard.press("Tab")
        inside = page.evaluate(f"document.activeElement.closest('{selector}') !== null")
        if count and not inside:
            break
        if inside:
            count += 1
            place = page.evaluate(f"({PLACE})(':focus')")
            assert place["seen"], page.evaluate("document.activeElement.outerHTML")
            assert place["ring"], page.evaluate("document.activeElement.outerHTML")
    return count


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["phone", "enlarged"])
def test_the_navigation_shows_while_keys_go_through_it(site: Site, size: dict[str, int]) -> None:
    with site.open("index.html", viewport=size, reduced_motion="reduce") as page:
        assert page.locator(".sidebar-search").bounding_box()["x"] < 0  # type: ignore[index]
        assert tab_through(page, ".sidebar-drawer") > 20
        assert page.locator(".sidebar-search").bounding_box()["x"] < 0  # type: ignore[index]


def test_the_contents_of_a_page_show_while_keys_go_through_them(site: Site) -> None:
    with site.open("guide/writing.html", reduced_motion="reduce") as page:
        assert tab_through(page, ".toc-drawer") > 3


def test_what_has_the_focus_does_not_hide_under_the_header(site: Site) -> None:
    with site.open("specs/sessions.html", viewport=PHONE, reduced_motion="reduce") as page:
        for scope in ("article p", ".spec-fields", ".table-wrapper"):
            page.evaluate(
                """(scope) => {
                  const one = [...document.querySelectorAll(`${scope} a[href]`)]
                    .filter((one) => one.checkVisibility())[5];
                  scrollTo(0, one.getBoundingClientRect().top + scrollY - 15);
                  one.focus();
                }""",
                scope,
            )
            assert page.evaluate(PLACE, ":focus")["seen"], scope


def test_the_first_page_is_printed_on_one_sheet(site: Site) -> None:
    with site.open("index.html") as page:
        assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1
