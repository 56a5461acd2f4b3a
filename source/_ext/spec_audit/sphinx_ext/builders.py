"""What differs between builders: whether they write for browsers, and where they put the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sphinx.errors import NoUri

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def writes_html(app: Sphinx) -> bool:
    """Whether pages are for browsers. Those of a book are HTML too, but its readers take less of it."""
    return app.builder.format == "html" and app.builder.name != "epub"


def is_book(app: Sphinx) -> bool:
    """Whether all pages are written as one, each time, by a builder that knows them only then."""
    try:
        app.builder.get_target_uri(app.config.root_doc)
    except NoUri:
        return True
    return False


def address_from(app: Sphinx, here: str) -> Callable[..., str]:
    """Make the function that gives the address of a document, or of an id in it, as seen from a page.

    It is empty where the builder has none: for this very page, and for one that is not in the book.
    """
    pages: dict[str, str | None] = {here: ""}

    def address(document: str, identity: str = "") -> str:
        if document not in pages:
            try:
                pages[document] = app.builder.get_relative_uri(here, document)
            except NoUri:
                pages[document] = None
        page = pages[document]
        if page is None or not identity:
            return page or ""
        # Where all is on one page, documents are parts of it, and their addresses begin with the sign.
        return f"{page.partition('#')[0]}#{identity}"

    return address
