"""axe over every kind of page, in light and dark, on a desk and on a phone.

WCAG 2.2 AA and best practice: nothing serious or critical, but for the exceptions that are named.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.browser.conftest import Site, brightness

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
    "404.html",
]
"""One page of each kind: the longest spec, and of the longest matrices some of the rows."""

EXCEPTIONS: dict[str, str] = {}
"""Findings of axe that are accepted: the rule, and why."""

ALIKE = ["tbody tr[hidden]", "tbody tr:nth-child(n+4)", ".spec-object:nth-of-type(n+5)"]
"""What is taken away first, because axe needs milliseconds for each word: hidden rows, the rows of a
table after the first three, and the objects of a section after the first four, all made alike."""

ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What axe looks for: everything, and what alone differs between light and dark."""

SCHEMES: list[tuple[Literal["light", "dark"], dict[str, Any]]] = [("light", ALL), ("dark", COLOURS)]

PRUNE = """(alike) => {
  for (const rows of alike) for (const row of document.querySelectorAll(rows)) row.remove();
}"""
START = """(rules) => { window.found = axe.run(document, {runOnly: rules, resultTypes: ["violations"]}); }"""
DARKEN = """() => {
  document.getAnimations().forEach((one) => one.finish());
  return getComputedStyle(document.body).backgroundColor;
}"""
VIEWPORTS = [{"width": 1280, "height": 900}, {"width": 390, "height": 844}]


@pytest.fixture(scope="module")
def script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_serious_in_light_and_dark_on_desk_and_phone(
    site: Site, script: str, path: str
) -> None:
    with ExitStack() as stack:
        pages = [stack.enter_context(site.open(path, viewport=viewport)) for viewport in VIEWPORTS]
        for page in pages:
            page.evaluate(script)
            page.evaluate(PRUNE, ALIKE)
        # Both at once, each in a process of its own.
        for scheme, rules in SCHEMES:
            for page in pages:
                page.emulate_media(color_scheme=scheme)
                assert (brightness(page.evaluate(DARKEN)) < 60) == (scheme == "dark")
                page.evaluate(START, rules)
            for page, viewport in zip(pages, VIEWPORTS, strict=True):
                result = page.evaluate("found")
                assert serious(result) == [], (scheme, viewport)
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
        page.evaluate(START, ALL)
        found = {one.partition(" ")[0] for one in serious(page.evaluate("found"))}
    assert found == {"color-contrast", "image-alt"}
