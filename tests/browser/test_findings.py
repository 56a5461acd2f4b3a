"""The page of findings in a browser: filtered by spec, rule and severity, complete without a script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Site, serve
from tests.sphinx_ext.conftest import build_site, write_site
from tests.sphinx_ext.test_gate import spoil

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROWS = "#matrix-findings tbody tr:not([hidden])"
Found = list[dict[str, Any]]


@pytest.fixture(scope="module")
def spoilt(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Found]]:
    folder = write_site(tmp_path_factory.mktemp("findings") / "project")
    spoil(folder)
    settings = folder / "spec-audit.toml"
    settings.write_text(
        settings.read_text("utf-8") + '\n[severities]\nmissing-meaning = "warning"\n', "utf-8"
    )
    built = build_site(folder)
    found: Any = built.audit["findings"]
    assert {one["severity"] for one in found} == {"error", "warning"}
    with serve(built.folder, browser) as served:
        yield served, found


def test_findings_are_filtered_by_spec_rule_and_severity(spoilt: tuple[Site, Found]) -> None:
    site, found = spoilt
    with site.open("findings.html") as page:
        assert page.locator(ROWS).count() == len(found)
        for field, counts in {
            "kind": Counter(one["rule"] for one in found),
            "relation": Counter(one["severity"] for one in found),
            "spec": Counter(Path(one["path"]).stem for one in found),
        }.items():
            assert len(counts) > 1
            for value, count in counts.items():
                page.select_option(f"[name={field}]", value)
                assert page.locator(ROWS).count() == count
                assert page.locator("output").inner_text() == f"{count} of {len(found)} findings"
            page.click("button[type=reset]")
        page.get_by_role("button", name="Sort by Rule").click()
        rules = page.locator(f"{ROWS} td:nth-child(3)").all_inner_texts()
        assert rules == sorted(rules)
        with page.expect_download() as waiting:
            page.click("button[name=csv]")
        lines = Path(waiting.value.path()).read_text("utf-8")
        assert all(one["rule"] in lines and one["severity"] in lines for one in found)


def test_without_a_script_all_findings_are_there_with_their_mend(spoilt: tuple[Site, Found]) -> None:
    site, found = spoilt
    with site.open("findings.html", java_script_enabled=False) as page:
        text = re.sub(r"\s+", " ", page.inner_text("#matrix-findings"))
        for one in found:
            for part in (f"{one['path']}:{one['line']}", one["rule"], one["message"], one["hint"]):
                assert re.sub(r"\s+", " ", part) in text
        assert page.locator(".spec-tools").is_hidden()


def test_a_finding_leads_to_what_stands_on_its_line(spoilt: tuple[Site, Found]) -> None:
    site, found = spoilt
    with site.open("findings.html") as page:
        places = page.locator("#matrix-findings tbody th a")
        links = [one.get_attribute("href") or "" for one in places.all()]
    assert len(links) == len(found)
    for one, link in zip(found, links, strict=True):
        file, _, name = link.partition("#")
        assert f'id="{name}"' in (site.folder / file).read_text("utf-8"), one
        text = (site.folder.parents[1] / one["path"]).read_text("utf-8").split("\n")
        # The last directive above, and the id in it.
        starts = [at for at in range(one["line"]) if re.match(r":::\{(?!auto)", text[at])]
        tables = [at for at in range(one["line"]) if text[at].startswith(":::{auto")]
        if starts and starts[-1] > max(tables, default=-1):
            assert f":id: {name}" in text[starts[-1] : starts[-1] + 3], one


def test_what_is_wrong_with_a_spec_stands_on_its_card_and_at_the_object(spoilt: tuple[Site, Found]) -> None:
    site, found = spoilt
    with site.open("index.html") as page:
        wrong = page.locator(".spec-list .spec-wrong a")
        assert sum(int(one.split()[0]) for one in wrong.all_inner_texts()) == sum(
            one["severity"] == "error" for one in found
        )
        wrong.first.click()
        page.wait_for_url("**/findings.html#findings-specs-*")
    for name in ("loans", "catalog"):
        mine = [one["message"] for one in found if one["path"] == f"specs/{name}.md"]
        with site.open(f"specs/{name}.html") as page:
            told = page.locator(".spec-card details:has(summary:text('what is wrong')) li")
            assert told.all_text_contents() == mine


def test_on_a_phone_a_finding_is_read_from_top_to_bottom(spoilt: tuple[Site, Found]) -> None:
    site, _ = spoilt
    with site.open("findings.html", viewport={"width": 390, "height": 844}) as page:
        cells = page.locator("#matrix-findings tbody tr").first.locator("> *").all()
        boxes = [box for cell in cells if (box := cell.bounding_box())]
        assert len(boxes) == 5
        assert {round(box["x"]) for box in boxes} == {round(boxes[0]["x"])}
        assert all(box["width"] > 300 for box in boxes)
        assert page.locator(".spec-scroll").evaluate("one => one.scrollWidth <= one.clientWidth + 1")
