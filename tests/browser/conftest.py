"""A real browser over the real site, and over small ones.

The browser is the machine's own Chromium, found by name or by CHROMIUM; without one these tests
are skipped, and fail where CI is set, so that nothing passes there unseen.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing may be asked of any other machine; an address of another host fails at once.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

REDIRECT = "permalink.html"
"""The page of sphinx-needs that shows nothing and leads on at once."""


def name_chromium() -> str | None:
    """Name the browser of this machine."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def find_chromium() -> str:
    """Find the browser, or skip; in CI fail."""
    named = name_chromium()
    if not named:
        message = "no Chromium on this machine (name one in CHROMIUM): the pages are not tested"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return named


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    executable = find_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield started
        started.close()


@dataclass(kw_only=True)
class Site:
    """A built site, from disk and over http, and what its pages asked for.

    Contexts are kept, one for each set of options: a new one costs more than most pages. What a page
    stored in one is forgotten before the next one opens.
    """

    folder: Path
    address: str
    browser: Browser
    asked: list[str] = field(default_factory=list)
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)

    @property
    def pages(self) -> list[str]:
        """All pages, by their path, but the one that only leads on."""
        found = (one.relative_to(self.folder) for one in self.folder.rglob("*.html"))
        return sorted(one.as_posix() for one in found if "_static" not in one.parts and one.name != REDIRECT)

    @contextmanager
    def open(
        self, path: str, *, disk: bool = False, media: str | None = None, **options: Any
    ) -> Iterator[Page]:
        """Open a page; an error of a script on it fails the test."""
        for page, _ in self.walk([path], disk=disk, media=media, **options):
            yield page

    def walk(
        self,
        paths: Iterable[str],
        *,
        disk: bool = False,
        media: str | None = None,
        before: str = "",
        **options: Any,
    ) -> Iterator[tuple[Page, str]]:
        """Open pages one after the other, with a script that runs before theirs.

        ``asked`` is what the last one asked for.
        """
        context = self._contexts.get(repr(options)) or self._new_context(options)
        page = context.new_page()
        self._forget_storage(context, page)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        if media:
            page.emulate_media(media=media)
        if before:
            page.add_init_script(before)
        for path in paths:
            self.asked.clear()
            page.goto((self.folder.as_uri() + "/" if disk else self.address) + path)
            yield page, path
            assert not problems, f"{path}: {problems}"
        page.close()

    def _forget_storage(self, context: BrowserContext, page: Page) -> None:
        session = context.new_cdp_session(page)
        for origin in (self.address.rstrip("/"), "file://"):
            session.send(
                "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "cookies,local_storage"}
            )
        session.detach()

    def _new_context(self, options: dict[str, Any]) -> BrowserContext:
        made = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        made.set_default_timeout(120_000)  # milliseconds: many browsers may share few processors
        self._contexts[repr(options)] = made
        return made


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path, browser: Browser) -> Iterator[Site]:
    """Serve a folder on the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(folder=folder, address=f"http://127.0.0.1:{server.server_port}/", browser=browser)
    server.shutdown()
    server.server_close()
    thread.join()


def build(source: Path, conf: Path, folder: Path) -> None:
    """Build a site in a process of its own, whatever its findings."""
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        "html",
        "-c",
        str(conf),
        "-d",
        str(folder / "trees"),
    ]
    done = subprocess.run(
        [*command, str(source), str(folder / "html")],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert (folder / "html/index.html").is_file(), done.stdout + done.stderr


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real site."""
    folder = tmp_path_factory.mktemp("site")
    build(ROOT / "source", ROOT, folder)
    with serve(folder / "html", browser) as served:
        yield served


def brightness(color: str) -> float:
    """How bright a colour is, from 0 to 255; what is transparent is the paper's white."""
    parts = [float(part) for part in re.findall(r"[\d.]+", color)]
    if len(parts) == 4 and parts[3] == 0:
        return 255
    return sum(parts[:3]) / 3
