"""What furo and Sphinx leave on a site that should not be there, mended as it is written.

Each correction names what it is for; it does nothing where they have mended that themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.search.en import SearchEnglish

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


_TWIN_ID = re.compile(r'(<div class="table-wrapper[^"]*") id="[^"]*"')


_CAPTION = '<p class="caption" role="heading">'


def mend_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave each id on a page once, and give headings of the navigation a level.

    furo's wrapper of a table repeats the table's own id. Sphinx makes headings of the captions in
    the navigation, without the level that ARIA asks of a heading.
    """
    del app, pagename, templatename, doctree
    if "body" in context:
        context["body"] = _TWIN_ID.sub(r"\1", context["body"])
    if "furo_navigation_tree" in context:
        with_level = _CAPTION.replace(">", ' aria-level="2">')
        context["furo_navigation_tree"] = context["furo_navigation_tree"].replace(_CAPTION, with_level)


def forget_words(app: Sphinx) -> list[Any]:
    """Leave no word in the search index that no page has any more.

    Sphinx takes a page that changed out of the index and puts it in again; a word that then
    stands on no page stays with an empty list, which a build from nothing does not have.
    """
    indexer = getattr(app.builder, "indexer", None)
    for name in ("_mapping", "_title_mapping"):
        words: dict[str, set[str]] = getattr(indexer, name, {})
        for word in [word for word, pages in words.items() if not pages]:
            del words[word]
    return []


class QuickEnglish(SearchEnglish):
    """The search's English, which finds the stem of a word once for the site, not once for each page."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self._stems: dict[str, str] = {}

    def stem(self, word: str) -> str:
        """Give the stem of a word."""
        known = self._stems.get(word)
        if known is None:
            known = self._stems[word] = super().stem(word)
        return known
