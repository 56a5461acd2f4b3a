"""What themes write that browsers should not get, mended page by page.

Each correction names what it is for; it does nothing where a theme has mended that itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_TWIN_ID = re.compile(r'(<div class="table-wrapper[^"]*") id="[^"]*"')


def mend_body(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave each id on a page once: furo's wrapper of a table repeats the table's own."""
    del app, pagename, templatename, doctree
    if "body" in context:
        context["body"] = _TWIN_ID.sub(r"\1", context["body"])
