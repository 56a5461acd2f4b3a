"""How quick the longest matrix is in a browser: to appear, to filter, and to come back."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import FLAGS, Site, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUNS = 7
PAGE = "ownership.html"
FILTERED = f"{PAGE}?spec=mill&relation=owns"

WATCH = """new MutationObserver((_, watch) => {
  if (!document.querySelector(".spec-tools:not([hidden])")) return;
  window.ready = performance.now();
  watch.disconnect();
}).observe(document, {subtree: true, attributes: true, attributeFilter: ["hidden"]})"""
"""Notes when the script has set up the matrix, which it says by showing the filter, its last step."""

LOADED = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"

PAINTED = """(act) => new Promise((done) => {
  const start = performance.now();
  new Function(act)();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""
"""Measures from an act until what it changed is on the screen."""

FILTER = """const input = document.querySelector(".spec-tools [name=q]");
input.value = "mill";
input.dispatchEvent(new InputEvent("input", {bubbles: true}));
if (document.querySelectorAll("tbody tr:not([hidden])").length > 500) throw "it did not filter";"""
CLEAR = """document.querySelector(".spec-tools [type=reset]").click();
if (document.querySelectorAll("tbody tr[hidden]").length) throw "it did not come back";"""

Figure = tuple[str, float, float, str, float]
"""A name, its seconds, those of its floor, the floor's name, and the target."""


def measure_matrix(folder: Path, chromium: str) -> Iterator[Figure]:
    """Measure the matrix of a built site."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with serve(folder, browser) as site:
            bare = "the page without a script"
            floor = _median(site, PAGE, lambda page: page.evaluate(LOADED), java_script_enabled=False)
            yield bare, floor, floor, "itself", 1
            yield "matrix of 2,000 facts, ready", _median(site, PAGE, _ready), floor, bare, 1
            yield (
                "matrix, ready with a filter in its address",
                _median(site, FILTERED, _ready),
                floor,
                bare,
                1,
            )
            idle = _median(site, PAGE, lambda page: page.evaluate(PAINTED, ""))
            yield "two frames of a page that stands still", idle, idle, "itself", 0.2
            yield "matrix, filter", _median(site, PAGE, _act(FILTER)), idle, "two frames", 0.2
            yield "matrix, all rows again", _median(site, FILTERED, _act(CLEAR)), idle, "two frames", 0.4
        browser.close()


def _median(site: Site, path: str, measure: Any, **options: Any) -> float:
    took: list[float] = []
    for page, _ in site.walk([path] * RUNS, before=WATCH, **options):
        took.append(measure(page) / 1000)
    return statistics.median(took[1:])


def _ready(page: Page) -> float:
    found: float = page.evaluate("ready")
    return found


def _act(act: str) -> Any:
    def measure(page: Page) -> float:
        page.wait_for_timeout(300)
        found: float = page.evaluate(PAINTED, act)
        return found

    return measure
