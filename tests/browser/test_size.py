"""The ownership matrix of eight specs and two thousand facts: in parts, and light enough."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spec_audit.sphinx_ext.matrix_html import MOST_BYTES, MOST_ROWS, render_box
from tests.browser.conftest import Site, build, serve
from tests.town import FACTS, write_town

MOST_COMPRESSED = 250_000
PARTS = ["ownership.html", "ownership-2.html"]


@pytest.fixture(scope="module")
def town(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("town")
    write_town(folder / "source")
    build(folder / "source", folder / "source", folder)
    with serve(folder / "html", site.browser) as served:
        yield served


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))


def test_the_parts_of_a_long_matrix_hold_all_of_it_and_lead_to_one_another(town: Site) -> None:
    keys: list[str] = []
    for page, path in town.walk(PARTS):
        rows = page.eval_on_selector_all(
            ".spec-matrix tbody th code", "all => all.map((one) => one.textContent)"
        )
        assert 0 < len(rows) <= MOST_ROWS
        assert (
            page.locator(".spec-matrix tbody").evaluate("(one) => one.innerHTML.length") <= MOST_BYTES * 1.2
        )
        assert page.inner_text("[aria-current=page]") == f"part {PARTS.index(path) + 1}"
        keys += rows
    assert len(set(keys)) == len(keys) == FACTS
    with town.open(f"{PARTS[0]}?spec=mill&relation=owns") as page:
        page.click("text=part 2")
        page.wait_for_url(f"**/{PARTS[1]}?spec=mill&relation=owns")
        assert page.locator(".spec-matrix tbody tr:not([hidden])").count() == 250
    assert not (town.folder / "ownership-3.html").exists()


@pytest.mark.parametrize("path", PARTS)
def test_a_page_with_all_that_it_asks_for_is_light(town: Site, path: str) -> None:
    with town.open(path):
        asked = {urlsplit(url).path.lstrip("/") for url in town.asked}
    sizes = {name: compressed(town.folder / name) for name in asked}
    own = {
        name
        for name in sizes
        if name == path or Path(name).name.startswith(("matrix", "scroll", "spec_audit"))
    }
    assert len(own) == 5
    assert sum(sizes[name] for name in own) < MOST_COMPRESSED / 2, sizes
    assert sum(sizes.values()) < MOST_COMPRESSED, sizes


def test_a_link_to_a_row_that_moved_into_another_part_finds_it(town: Site) -> None:
    first, last = (
        page.locator(".spec-matrix tbody tr").last.get_attribute("id") for page, _ in town.walk(PARTS)
    )
    for here, there, row in ((PARTS[0], PARTS[1], last), (PARTS[1], PARTS[0], first)):
        with town.open(f"{here}#{row}") as page:
            page.wait_for_url(f"**/{there}*#{row}")
            page.wait_for_selector(f"#{row} .spec-here", state="visible")
    with town.open(f"{PARTS[1]}#row-nothing-is-called-so") as page:
        page.wait_for_url(f"**/{PARTS[0]}*#row-nothing-is-called-so")
        page.wait_for_selector(".spec-tools output:not(:empty)")
        assert page.locator(".spec-here").count() == 0


def test_a_link_to_a_row_of_another_matrix_on_the_page_of_a_long_one_stays_there(town: Site) -> None:
    other = render_box(
        name="other",
        title="Other",
        subject="rows",
        total="1",
        heads=("Row",),
        rows=('<tr id="row-of-the-other" data-kind="row"><th scope="row"><code>this</code></th></tr>',),
        choices=(),
        buttons={"csv": "CSV"},
    )
    text = (town.folder / PARTS[0]).read_text("utf-8")
    assert text.count("</article>") == 1
    (town.folder / "both.html").write_text(text.replace("</article>", f"{other}</article>"), "utf-8")
    try:
        with town.open("both.html#row-of-the-other") as page:
            page.wait_for_selector("#row-of-the-other .spec-here")
            assert page.url.endswith("/both.html#row-of-the-other")
    finally:
        (town.folder / "both.html").unlink()
