"""The search page: who types the name of a fact or an object gets its place first, with its kind."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.browser.conftest import Site

Hit = tuple[str, str]

FIRST = {
    "sessions": ("sessions (table, in Sessions)", "specs/sessions.html#table-sessions"),
    "session_participants": (
        "session_participants (table, in Sessions)",
        "specs/sessions.html#table-session-participants",
    ),
    "table:sessions": ("sessions (table, in Sessions)", "specs/sessions.html#table-sessions"),
    "sessions.status": (
        "sessions.status (column, in Sessions)",
        "specs/sessions.html#column-sessions-status",
    ),
    "GET /api/sessions": (
        "worker:GET /api/sessions (route, in Sessions)",
        "specs/sessions.html#route-worker-get-api-sessions",
    ),
    "ENCRYPTION_KEY": (
        "ENCRYPTION_KEY (environment variable, in Authentication & Access)",
        "specs/auth-access.html#env-encryption-key",
    ),
    "EDGE_SESSIONS_ERROR_DEAD_END": (
        "No way out of error (edge case, in Sessions)",
        "specs/sessions.html#EDGE_SESSIONS_ERROR_DEAD_END",
    ),
    "Idle timeout": ("Idle timeout (transition, in Sessions)", "specs/sessions.html#TR_SESSIONS_IDLE"),
    # Sphinx would escape the apostrophe twice.
    "The agent's tools": (
        "The agent's tools and configuration (boundary, in Sandbox Images)",
        "specs/sandbox-images.html#BND_IMAGES_TOOLS",
    ),
    "Sandbox Runtime": ("Sandbox Runtime", "specs/sandbox-runtime.html"),
}
"""What is typed, and what must come first."""


def search(site: Site, typed: str) -> list[Hit]:
    """Give the first hits, each as it is shown and where it leads."""
    with site.open(f"search.html?q={quote(typed, safe='')}") as page:
        page.wait_for_function("document.querySelector('.search-summary')?.innerText.length > 3")
        hits = page.locator("ul.search > li").all()[:8]
        links = [hit.locator("a").first.get_attribute("href") or "" for hit in hits]
        return [
            (hit.inner_text().split("\n")[0].strip(), link) for hit, link in zip(hits, links, strict=True)
        ]


@pytest.mark.parametrize("typed", FIRST)
def test_a_name_comes_first(site: Site, typed: str) -> None:
    assert search(site, typed)[0] == FIRST[typed]


def test_all_methods_of_a_path_come_before_what_is_below_it(site: Site) -> None:
    shown = [text for text, _ in search(site, "/api/sessions/:id")]
    assert {text.partition(" (")[0] for text in shown[:3]} == {
        f"worker:{method} /api/sessions/:id" for method in ("GET", "PATCH", "DELETE")
    }
    assert "/api/sessions/:id/" in shown[3]


def test_a_path_is_found_however_its_parameters_are_written(site: Site) -> None:
    for typed in ("/api/sessions/{id}", "/api/sessions/<id>"):
        assert "/api/sessions/:id (route, in Sessions)" in search(site, typed)[0][0]


def test_a_message_is_found_under_each_protocol_that_has_it(site: Site) -> None:
    shown = [text for text, _ in search(site, "abort")]
    protocols = {text.partition(":")[0] for text in shown if "abort (message, in " in text.split(":")[-1]}
    assert {"client-to-session-agent", "session-agent-to-runner"} <= protocols
    assert "(message, in " in shown[0]


def test_every_hit_leads_to_a_place_that_is_there(site: Site) -> None:
    for typed in ("sessions", "Idle timeout", "/api/sessions/:id"):
        for _, link in search(site, typed):
            page, _, anchor = link.partition("#")
            text = (site.folder / page).read_text("utf-8")
            assert not anchor or f'id="{anchor}"' in text, link


def test_a_word_that_was_searched_for_is_marked_around_pictures_too(site: Site) -> None:
    for word in ("tables", "references", "font"):  # of a picture's title, of its description, of its style
        before = f"localStorage.setItem('sphinx_highlight_terms', '{word}')"
        for page, _ in site.walk(["specs/sessions.html"], before=before):
            picture = page.locator("svg:has(> title)").first
            assert word in (picture.evaluate("one => one.outerHTML")).lower()
            assert picture.locator("title .highlighted, desc .highlighted, rect.highlighted").count() == 0
