"""axe over every kind of page, in light and dark, on a desk and on a phone.

WCAG 2.2 AA and best practice: nothing serious or critical, but for the exceptions that are named.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Site

KINDS = [
    "index.html",
    "specs/sessions.html",
    "review/ownership.html?kind=port&relation=owns",
    "review/boundaries.html",
    "review/coverage.html",
    "review/traceability.html?q=token",
    "review/status.html?q=token",
    "review/gaps.html",
    "review/findings.html",
    "review/changes.html",
    "guide/architecture.html",
    "guide/rules.html",
    "guide/writing.html",
    "guide/looks.html",
    "guide/adopt.html",
    "search.html?q=token",
    "genindex.html",
    "404.html",
]
"""One page of each kind: the longest spec, and of the longest matrices some of the rows."""

EXCEPTIONS: dict[str, str] = {}
"""Findings of axe that are accepted: the rule, and why."""

ALIKE = ["tbody tr[hidden]", "tbody tr:nth-child(n+4)", ".spec-object:nth-of-type(n+5)"]
"""What is taken away first, because axe needs milliseconds for each word: hidden rows, the rows of a
table after the first three, and the objects of a section after the first four, all made alike."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
START = """([tags, alike]) => {
  const options = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]};
  for (const rows of alike) for (const row of document.querySelectorAll(rows)) row.remove();
  window.found = axe.run(document, options);
}"""
VIEWPORTS = [{"width": 1280, "height": 900}, {"width": 390, "height": 844}]
WAYS = [
    {"color_scheme": scheme, "viewport": viewport} for scheme in ("light", "dark") for viewport in VIEWPORTS
]


@pytest.fixture(scope="module")
def script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_serious(site: Site, script: str, path: str) -> None:
    with ExitStack() as stack:
        pages = [stack.enter_context(site.open(path, **way)) for way in WAYS]
        for page in pages:
            page.evaluate(script)
            page.evaluate(START, [TAGS, ALIKE])
        for page, way in zip(pages, WAYS, strict=True):
            result = page.evaluate("found")
            assert serious(result) == [], way
            assert result["passes"], "axe looked at nothing"


def serious(result: dict[str, Any]) -> list[str]:
    """Name what axe finds serious or critical, each with the first places."""
    return [
        f"{one['id']} ({one['impact']}): {len(one['nodes'])} times, as "
        + "; ".join(f"{node['target']} {node['html'][:120]}" for node in one["nodes"][:3])
        for one in result["violations"]
        if one["impact"] in {"serious", "critical"} and one["id"] not in EXCEPTIONS
    ]


def test_what_axe_is_to_look_for_it_finds(site: Site, script: str) -> None:
    with site.open("404.html") as page:
        page.evaluate(script)
        page.evaluate("document.querySelector('article').innerHTML = '<p style=\"color:#ddd\">pale</p><img>'")
        page.evaluate(START, [TAGS, ALIKE])
        found = {one.partition(" ")[0] for one in serious(page.evaluate("found"))}
    assert found == {"color-contrast", "image-alt"}
