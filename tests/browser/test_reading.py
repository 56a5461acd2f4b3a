"""What helps a reader, in a browser: the card of a spec, the way back from a fact, copy buttons."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Site

SPECS = [
    "auth-access",
    "integrations",
    "orchestrator",
    "real-time",
    "sandbox-images",
    "sandbox-runtime",
    "sessions",
    "workflows",
]


@pytest.mark.parametrize("name", SPECS)
def test_the_card_of_a_spec_is_no_wall(site: Site, name: str) -> None:
    with site.open(f"specs/{name}.html") as page:
        card = page.get_by_role("region", name="At a glance")
        box = card.bounding_box()
        assert box is not None
        # Twelve lines, the frame and the gaps between the entries.
        assert box["height"] <= 12 * 21 + 60
        assert box["y"] < 400
        assert card.get_by_role("link").count() > 10


def test_a_count_on_the_card_leads_to_as_many_facts(site: Site) -> None:
    with site.open("specs/sessions.html") as page:
        link = page.get_by_role("region", name="At a glance").get_by_role("link", name=" routes")
        count = int((link.inner_text()).split()[0])
        link.click()
        page.wait_for_selector(".spec-tools output:not(:empty)")
        assert page.locator("#matrix-ownership tbody tr:not([hidden])").count() == count
    with site.open("specs/sessions.html") as page:
        link = page.get_by_role("region", name="At a glance").get_by_role("link", name=" partial")
        count = int((link.inner_text()).split()[0])
        link.click()
        page.wait_for_selector(".spec-tools output:not(:empty)")
        rows = page.locator("#matrix-traceability tbody tr:not([hidden])")
        assert rows.filter(has_text="IMPL_").count() == count


def test_what_is_folded_on_a_card_is_printed(site: Site) -> None:
    with site.open("specs/sessions.html", media="print") as page:
        line = page.locator(".spec-card li").first
        assert line.evaluate("(one) => one.getBoundingClientRect().height > 0 && one.checkVisibility()")


def test_a_fact_leads_back_to_what_mentions_it(site: Site) -> None:
    with site.open("review/ownership.html?q=enum:SessionStatus") as page:
        page.locator("#row-enum-SessionStatus").get_by_role("link", name="mentioned by").click()
        page.wait_for_url("**/specs/sessions.html#enum-sessionstatus")
        mentions = page.locator("caption:has(#enum-sessionstatus) .spec-mentions")
        mentions.locator("summary").click()
        mentions.get_by_role("link", name="Idle timeout", exact=True).click()
        page.wait_for_url("**#TR_SESSIONS_IDLE")
        assert page.locator("#TR_SESSIONS_IDLE").is_visible()


def test_code_is_copied_by_mouse_and_keyboard(site: Site) -> None:
    with site.open("guide/writing.html", permissions=["clipboard-read", "clipboard-write"]) as page:
        box = page.locator("div.highlight").first
        button = box.locator("button.copybtn")
        code = box.locator("pre").inner_text().strip()
        button.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        page.wait_for_function("getComputedStyle(document.activeElement).opacity === '1'")
        page.keyboard.press("Enter")
        copied = "async (code) => (await navigator.clipboard.readText()).trim() === code"
        page.wait_for_function(copied, arg=code)
        page.emulate_media(media="print")
        assert not button.is_visible()
