"""Takes the pictures of the README and the guide anew, from a built site: `make pictures`.

They are WebP, which browsers write themselves, at the size at which the pages show them. Nothing
is asked of the network. The picture for social cards is taken from the page beside this file.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import FLAGS, ROOT, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = {
    "landing": "index.html",
    "spec": "specs/workflows.html",
    "ownership": "review/ownership.html?kind=table",
    "boundaries": "review/boundaries.html",
}
DESK = {"width": 1280, "height": 800}
WAYS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESK, "color_scheme": "light"},
    "dark": {"viewport": DESK, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5},
}
QUALITY = 82
MOST_BYTES = 120_000


def take(browser: Browser, address: str, file: Path, **way: Any) -> None:
    """Take one picture."""
    context = browser.new_context(**way)
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    form = {"format": "png"} if file.suffix == ".png" else {"format": "webp", "quality": QUALITY}
    shot = context.new_cdp_session(page).send("Page.captureScreenshot", form)
    file.write_bytes(base64.b64decode(shot["data"]))
    context.close()
    assert file.stat().st_size <= MOST_BYTES, f"{file} is too large for a page"


def main() -> None:
    """Take all pictures."""
    from playwright.sync_api import sync_playwright

    built = ROOT / "build/html"
    if not (built / "index.html").is_file():
        sys.exit("there is no site yet: make html")
    folder = ROOT / "source/guide/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name, path in PAGES.items():
            for kind, way in WAYS.items():
                take(browser, f"{built.as_uri()}/{path}", folder / f"{name}-{kind}.webp", **way)
        card = Path(__file__).with_name("social-card.html")
        size = {"width": 1200, "height": 630}
        take(browser, card.as_uri(), ROOT / "source/_static/social-card.png", viewport=size)
        browser.close()


if __name__ == "__main__":
    main()
