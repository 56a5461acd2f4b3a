"""The matrix in a browser: filter, sort, addresses, keyboard, downloads, and all of it without a script."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spec_audit.audit import load_case
from spec_audit.matrices import MATRICES
from spec_audit.matrices.grid import Grid, GridRow
from spec_audit.model.pattern import parse_pattern
from spec_audit.readers.settings import read_settings
from spec_audit.writers.grid import write_grid_csv, write_grid_json
from tests.browser.conftest import ROOT, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

OWNERSHIP = "review/ownership.html"


@pytest.fixture(scope="module")
def grid() -> Grid:
    return MATRICES["ownership"](load_case(read_settings(ROOT / "spec-audit.toml")))


def shown(page: Page) -> list[str]:
    """The keys of the rows that can be seen, in their order."""
    return page.eval_on_selector_all(
        ".spec-matrix tbody tr:not([hidden]) th code", "all => all.map((one) => one.textContent)"
    )


def settle(page: Page, said: str) -> None:
    """Wait until the address says what is shown."""
    page.wait_for_url(lambda address: said in address)


def owned(grid: Grid, spec: str) -> list[str]:
    return [row.key for row in grid.rows if row.owner == spec]


def test_all_rows_stand_in_the_order_of_the_build(site: Site, grid: Grid) -> None:
    with site.open(OWNERSHIP) as page:
        assert shown(page) == [row.key for row in grid.rows]
        assert page.locator("output").inner_text().startswith(f"{len(grid.rows)} of {len(grid.rows)} facts")


def test_without_a_script_everything_is_there_and_no_tool_is(site: Site, grid: Grid) -> None:
    with site.open(OWNERSHIP, java_script_enabled=False) as page:
        assert page.locator(".spec-matrix tbody tr").count() == len(grid.rows)
        assert page.locator(".spec-tools").is_hidden()
        assert page.locator(".spec-matrix button").count() == 0


DESK = {"width": 1280 - 2 * 15, "height": 900}
"""A desk's window, less the two scroll bars, which take no room in the tests' browser."""


@pytest.mark.parametrize("name", ["ownership", "boundaries", "traceability", "status"])
def test_all_columns_fit_on_a_desk(site: Site, name: str) -> None:
    with site.open(f"review/{name}.html", viewport=DESK) as page:
        wide = "all => all.map((one) => [one.scrollWidth - one.clientWidth, one.clientWidth > 900])"
        found = page.eval_on_selector_all(".spec-scroll", wide)
    assert found
    assert all(one == [0, True] for one in found)


BROKEN = """(all) => all.flatMap((key) => {
  const found = [];
  const texts = document.createTreeWalker(key, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/[^-\\s]+/g)) {
    const range = new Range();
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map((one) => one.top)).size > 1) found.push(word[0]);
  }
  return found;
})"""
"""The words of keys that go on in the next line."""


def test_on_a_phone_keys_break_between_words_and_are_copied_as_they_are(site: Site, grid: Grid) -> None:
    phone = {"width": 390, "height": 844}
    with site.open(f"{OWNERSHIP}?kind=table", viewport=phone) as page:
        assert page.eval_on_selector_all("tbody tr:not([hidden]) th code", BROKEN) == []
        key = next(row.key for row in grid.rows if row.key.count("_") > 2 and row.kind == "table")
        code = page.locator("th code").get_by_text(key, exact=True)
        assert code.evaluate("one => one.getClientRects().length") > 1
        copied = "one => { getSelection().selectAllChildren(one); return getSelection().toString(); }"
        assert code.evaluate(copied) == key


def test_the_filters_narrow_and_the_address_keeps_them(site: Site, grid: Grid) -> None:
    with site.open(OWNERSHIP) as page:
        page.select_option("[name=spec]", "sessions")
        page.select_option("[name=relation]", "owns")
        assert shown(page) == owned(grid, "sessions")
        page.select_option("[name=kind]", "table")
        wanted = [key for key in owned(grid, "sessions") if key.startswith("table:")]
        assert shown(page) == wanted
        page.fill(".spec-tools [name=q]", "TABLE git_st")
        wanted = [key for key in wanted if "git_st" in key]
        assert wanted
        assert shown(page) == wanted
        settle(page, "q=TABLE+git_st")
        address = page.url
    with site.open(address.removeprefix(site.address)) as page:
        assert shown(page) == wanted
        assert page.input_value(".spec-tools [name=q]") == "TABLE git_st"
        page.click("button[type=reset]")
        assert len(shown(page)) == len(grid.rows)
        page.wait_for_url(site.address + OWNERSHIP)


def test_from_disk_the_state_is_kept_as_well(site: Site, grid: Grid) -> None:
    with site.open(OWNERSHIP, disk=True) as page:
        page.select_option("[name=spec]", "workflows")
        page.select_option("[name=relation]", "owns")
        settle(page, "relation=owns")
        address = page.url
        page.goto("about:blank")
        page.goto(address)
        assert shown(page) == owned(grid, "workflows")


def test_counts_follow_the_filter(site: Site, grid: Grid) -> None:
    orphans = [row for row in grid.rows if row.trouble == "orphan"]
    with site.open(f"{OWNERSHIP}?relation=orphan") as page:
        text = page.locator("output").inner_text()
        assert text.startswith(f"{len(orphans)} of {len(grid.rows)} facts · orphan {len(orphans)} (100")
        page.select_option("[name=relation]", "owns")
        counts = page.locator("thead small").all_inner_texts()
        assert counts[1:] == [str(len(owned(grid, spec))) for spec in grid.columns]


def counted(audit: dict[str, Any]) -> dict[str, int]:
    """Addresses with a filter, each with the number of rows that the audit gives for it."""
    counts: Counter[str] = Counter()
    for key, concern in audit["ownership"].items():
        counts[f"{OWNERSHIP}?kind={key.partition(':')[0]}"] += 1
        if concern is None:
            counts[f"{OWNERSHIP}?relation=orphan"] += 1
        else:
            counts[f"{OWNERSHIP}?spec={audit['concerns'][concern]}&relation=owns"] += 1
    for item in audit["status"].values():
        counts[f"review/traceability.html?spec={item['spec']}"] += 1
        counts[f"review/traceability.html?relation={item['status']}"] += 1
    assert counts[f"{OWNERSHIP}?relation=orphan"] == audit["counts"]["unowned"]
    counts[f"{OWNERSHIP}?relation=conflict"] = audit["counts"]["contested"]
    return counts


def test_an_address_with_a_filter_shows_as_many_rows_as_the_audit_counts(site: Site) -> None:
    wanted = counted(json.loads((site.folder / "audit.json").read_text("utf-8")))
    assert len(wanted) > 30
    count = "document.querySelectorAll('.spec-matrix tbody tr:not([hidden])').length"
    found = {address: page.evaluate(count) for page, address in site.walk(sorted(wanted))}
    assert found == wanted


def test_sorting_turns_and_comes_back(site: Site, grid: Grid) -> None:
    keys = [row.key for row in grid.rows]
    with site.open(OWNERSHIP) as page:
        button = page.get_by_role("button", name="Sort by Fact")
        button.click()
        once = shown(page)
        assert once != keys
        assert sorted(once) == sorted(keys)
        assert page.locator("thead th").first.get_attribute("aria-sort") == "ascending"
        button.click()
        assert shown(page) == once[::-1]
        settle(page, "sort=-Fact")
        button.click()
        assert shown(page) == keys
        page.get_by_role("button", name="Sort by sessions").click()
        first = set(shown(page)[: len(owned(grid, "sessions"))])
        assert first == set(owned(grid, "sessions"))


def test_an_address_keeps_the_order(site: Site, grid: Grid) -> None:
    with site.open(f"{OWNERSHIP}?sort=-Fact&spec=mill") as page:
        assert page.locator("thead th").first.get_attribute("aria-sort") == "descending"
    with site.open(f"{OWNERSHIP}?sort=-Fact") as page:
        backward = shown(page)
    with site.open(f"{OWNERSHIP}?sort=Fact") as page:
        assert shown(page) == backward[::-1] != [row.key for row in grid.rows]


def test_arrows_go_through_the_table_and_enter_to_the_claim(site: Site, grid: Grid) -> None:
    wanted = next(row for row in grid.rows if row.owner == "sessions")
    with site.open(f"{OWNERSHIP}?spec=sessions&relation=owns", reduced_motion="reduce") as page:
        page.focus(".spec-tools [name=q]")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('thead') !== null"):
                break
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.textContent") == wanted.key
        page.keyboard.press("End")
        page.keyboard.press("Home")
        for _ in range(40):
            page.keyboard.press("ArrowRight")
            if page.evaluate("document.activeElement.dataset.r === 'owns'"):
                break
        settle(page, f"cell=sessions#row-table-{wanted.key.partition(':')[2].replace('_', '-')}")
        page.keyboard.press("Enter")
        page.wait_for_url("**/specs/sessions.html#claim-*")
        name = page.url.partition("specs/sessions.html#")[2]
        assert name.startswith(f"claim-{wanted.concern}-")
        # The list of claims is folded, and opens for the one that is led to.
        claim = page.locator(f"#{name}")
        claim.wait_for(state="visible")
        assert page.evaluate(PLACE, f"#{name}")["seen"]
        assert parse_pattern(claim.text_content() or "").matches(wanted.key)


PLACE = """(what) => {
  const one = document.querySelector(what);
  const box = one.getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 12)];
  const style = getComputedStyle(one);
  return {
    seen: one.contains(document.elementFromPoint(x, y)),
    ring: style.outlineStyle === "auto"
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    focused: one === document.activeElement,
  };
}"""
"""Whether an element lies on the screen, with nothing over it, and shows that it has the focus."""


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_a_link_to_a_cell_leads_there(site: Site, disk: bool) -> None:
    with site.open(f"{OWNERSHIP}?cell=sessions#row-table-sessions", disk=disk) as page:
        assert page.evaluate("document.activeElement.textContent") == "owns"
        assert page.evaluate(PLACE, ".spec-here")["seen"]
        assert page.locator("#row-table-sessions .spec-here").count() == 1


def test_a_link_to_a_row_leads_there(site: Site) -> None:
    with site.open(f"{OWNERSHIP}#row-table-sessions") as page:
        assert page.evaluate(PLACE, "#row-table-sessions")["seen"]
        plain, marked = page.evaluate(
            """() => ["#row-table-users th", "#row-table-sessions th"].map((one) =>
                getComputedStyle(document.querySelector(one)).backgroundColor)"""
        )
        assert plain != marked


def test_a_link_is_followed_on_the_page_that_it_leads_to_as_well(site: Site) -> None:
    with site.open(f"{OWNERSHIP}?kind=route") as page:
        assert page.locator("#row-table-sessions").is_hidden()
        with page.expect_event("load"):
            page.evaluate("location.hash = 'row-table-sessions'")
        page.wait_for_selector("#row-table-sessions .spec-here", state="visible")
    with site.open(f"{OWNERSHIP}#?kind=route") as page:
        with page.expect_event("load"):
            page.evaluate("location.hash = '?kind=table'")
        assert page.input_value("[name=kind]") == "table"


def test_the_address_of_the_row_that_one_is_at_leads_there(site: Site) -> None:
    with site.open(f"{OWNERSHIP}?kind=table") as page:
        page.click("#row-table-users th", position={"x": 4, "y": 4})
        settle(page, "?kind=table#row-table-users")


def press_until(page: Page, key: str, reached: str, most: int) -> None:
    """Press a key until a condition holds; at every stop the focus can be seen."""
    for _ in range(most):
        page.keyboard.press(key)
        place = page.evaluate(f"({PLACE})(':focus')")
        assert place["seen"] or page.evaluate("document.activeElement.matches('.spec-scroll')"), key
        assert place["ring"], page.evaluate("document.activeElement.outerHTML")
        if page.evaluate(reached):
            return
    pytest.fail(f"{most} times {key} did not reach {reached}")


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_keys_alone_lead_to_the_filter_to_a_cell_and_to_its_object(
    site: Site, grid: Grid, disk: bool
) -> None:
    wanted = next(row for row in grid.rows if row.owner == "workflows" and row.kind == "table")
    with site.open(OWNERSHIP, disk=disk, reduced_motion="reduce") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-to-content muted-link"
        page.keyboard.press("Enter")
        press_until(page, "Tab", "document.activeElement.name === 'q'", 8)
        page.keyboard.type(wanted.key)
        press_until(page, "Tab", "document.activeElement.closest('thead') !== null", 10)
        press_until(page, "ArrowDown", f"document.activeElement.textContent === '{wanted.key}'", 3)
        press_until(page, "ArrowRight", "document.activeElement.dataset.r === 'owns'", 20)
        page.keyboard.press("Enter")
        page.wait_for_url("**/specs/workflows.html#claim-*")
        claim = page.url.partition("specs/workflows.html#")[2]
        assert claim.startswith(f"claim-{wanted.concern}-")
        page.wait_for_selector(f"#{claim}")
        assert page.evaluate(PLACE, f"#{claim}")["seen"]
        # From here on keys go through the object, not through the page from its top.
        press_until(page, "Shift+Tab", f"document.activeElement.closest('#{wanted.concern}') !== null", 1)


FILTERS: dict[str, Callable[[GridRow], bool]] = {
    "": lambda row: True,
    "?relation=orphan": lambda row: row.owner is None,
    "?spec=workflows&relation=owns&kind=table": lambda row: row.owner == "workflows" and row.kind == "table",
    "?q=session+message%3A": lambda row: "session" in said(row) and "message:" in said(row),
}


def said(row: GridRow) -> str:
    return f"{row.key} {row.concern}".lower()


@pytest.mark.parametrize("address", FILTERS)
def test_downloads_hold_what_is_shown_and_no_more(site: Site, grid: Grid, address: str) -> None:
    rows = tuple(row for row in grid.rows if FILTERS[address](row))
    assert rows
    wanted = replace(grid, rows=rows)
    with site.open(OWNERSHIP + address) as page:
        texts: dict[str, str] = {}
        for kind in ("json", "csv"):
            with page.expect_download() as waiting:
                page.click(f"button[name={kind}]")
            assert waiting.value.suggested_filename == f"ownership.{kind}"
            # The mark at its start tells spreadsheets that it is UTF-8.
            encoding = "utf-8-sig" if kind == "csv" else "utf-8"
            texts[kind] = Path(waiting.value.path()).read_text(encoding)
            assert Path(waiting.value.path()).read_bytes().startswith(b"\xef\xbb\xbf") == (kind == "csv")
    assert json.loads(texts["json"]) == json.loads(write_grid_json(wanted))
    assert texts["csv"] == write_grid_csv(wanted)


@pytest.mark.parametrize("name", ["boundaries", "coverage", "traceability", "status"])
def test_every_matrix_comes_to_life(site: Site, name: str) -> None:
    with site.open(f"review/{name}.html") as page:
        assert page.locator(".spec-tools").first.is_visible()
        total = page.locator(".spec-matrix").first.locator("tbody tr").count()
        page.locator("[name=spec]").first.select_option("sessions")
        shown = page.locator(".spec-matrix").first.locator("tbody tr:not([hidden])").count()
        assert shown > 0
        assert shown < total or name == "boundaries"


def test_two_matrices_on_a_page_keep_apart(site: Site) -> None:
    with site.open("review/status.html") as page:
        page.locator(".spec-tools [name=q]").nth(1).fill("token")
        settle(page, "beans.q=token")
        assert page.locator("#matrix-status tbody tr[hidden]").count() == 0
        assert page.locator("#matrix-beans tbody tr[hidden]").count() > 0


def test_numbers_of_the_coverage_lead_to_as_many_rows(site: Site) -> None:
    with site.open("review/coverage.html") as page:
        links = page.eval_on_selector_all(
            "#matrix-coverage td a", "all => all.map((one) => [one.href, parseInt(one.textContent)])"
        )
    assert len(links) > 50
    wanted = {address.removeprefix(site.address): count for address, count in links[::9]}
    assert {address: len(shown(page)) for page, address in site.walk(wanted)} == wanted


def test_coming_back_from_a_link_shows_what_was_left(site: Site, grid: Grid) -> None:
    with site.open(OWNERSHIP, reduced_motion="reduce") as page:
        page.select_option("[name=spec]", "workflows")
        page.select_option("[name=relation]", "owns")
        # At once, before the address was written.
        link = page.locator("tbody tr:not([hidden]) a[data-r=owns]").nth(40)
        row = link.evaluate("one => one.closest('tr').id")
        link.click()
        page.wait_for_url("**/specs/workflows.html#claim-*")
        page.go_back()
        page.wait_for_selector(f"#{row} .spec-here")
        assert shown(page) == owned(grid, "workflows")
        assert page.input_value("[name=spec]") == "workflows"
        assert page.evaluate(PLACE, f"#{row} .spec-here")["seen"]


def test_rows_are_copied_as_rows(site: Site, grid: Grid) -> None:
    wanted = next(row for row in grid.rows if row.key == "table:sessions")
    with site.open(
        f"{OWNERSHIP}?q=table:sessions", permissions=["clipboard-read", "clipboard-write"]
    ) as page:
        copy = """(one) => {
          getSelection().selectAllChildren(one);
          document.execCommand("copy");
          return navigator.clipboard.readText();
        }"""
        head, row = page.evaluate(f"({copy})(document.querySelector('#row-table-sessions'))").splitlines()
        assert head.split("\t") == [grid.row_title, *grid.columns]
        assert row.split("\t") == [
            wanted.key,
            *("; ".join(mark.relation for mark in wanted.cells.get(one, ())) for one in grid.columns),
        ]
        # One cell is copied as it is.
        cell = page.evaluate(f"({copy})(document.querySelector('#row-table-sessions th code'))")
        assert cell == "table:sessions"


def test_what_a_cell_counts_none_of_is_no_mark(site: Site) -> None:
    with site.open("review/coverage.html?relation=suspect") as page:
        assert page.locator("tbody [data-r=suspect]").count() > 20
        assert page.locator("output").inner_text().startswith("0 of ")


def test_work_items_lead_to_their_row_and_from_there_to_their_text(site: Site) -> None:
    with site.open("review/traceability.html", reduced_motion="reduce") as page:
        link = page.locator("tbody td:last-child a").first
        name = link.inner_text()
        link.click()
        page.wait_for_url(f"**/status.html#row-{name}")
        page.wait_for_load_state("load")
        assert page.evaluate(PLACE, f"#row-{name}")["seen"]
        page.click(f"#row-{name} th a")
        page.wait_for_url(f"**/work-items/{name}--*.md.txt")
        assert f"# {name}" in page.inner_text("body")
    with site.open("review/status.html") as page:
        assert page.locator("#matrix-status small a").first.get_attribute("href").startswith("#row-")  # type: ignore[union-attr]


def test_the_json_of_a_page_counts_none_as_the_command_does(site: Site) -> None:
    case = load_case(read_settings(ROOT / "spec-audit.toml"))
    wanted = json.loads(write_grid_json(MATRICES["coverage"](case)))
    with site.open("review/coverage.html") as page:
        with page.expect_download() as waiting:
            page.click("button[name=json]")
        found = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert [row["cells"] for row in found["rows"]] == [row["cells"] for row in wanted["rows"]]
