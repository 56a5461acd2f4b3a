"""The page that a server shows for an address that does not exist.

A server shows it at any address, so its links must not depend on where it seems to stand: with
``html_baseurl`` set they are absolute. Without one it is a page like all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGE = "404"
TITLE = "There is no such page"
BODY = """\
<section><h1>{title}</h1>
<p>It may have been moved. Begin at the <a href="{home}">first page</a>, or look for what you need:</p>
<form action="{search}" method="get" role="search" class="spec-tools">
<label>Look for <input type="search" name="q"></label> <button type="submit">Search</button>
</form></section>
"""
_RELATIVE = re.compile(r'\b(href|src|action|data-content_root)="(?![a-z][a-z+.-]*:|[#/])([^"]*)"')


def collect_not_found(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page, unless the project has one of its own."""
    if PAGE in app.env.found_docs or PAGE in app.config.html_additional_pages:
        return
    home, search = (app.builder.get_relative_uri(PAGE, page) for page in (app.config.root_doc, "search"))
    yield PAGE, {"title": TITLE, "body": BODY.format(title=TITLE, home=home, search=search)}, "page.html"


def make_absolute(app: Sphinx, exception: Exception | None) -> None:
    """Let all links of the page begin at the root of the site."""
    file = Path(app.outdir, f"{PAGE}.html")
    root = urlsplit(app.config.html_baseurl).path
    if exception or app.builder.format != "html" or not root or not file.is_file():
        return
    text = file.read_text("utf-8")
    file.write_text(_RELATIVE.sub(rf'\1="{root.rstrip("/")}/\2"', text).replace("/./", "/"), "utf-8")
