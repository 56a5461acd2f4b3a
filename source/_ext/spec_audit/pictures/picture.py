"""A picture that is fit for any page, and how it is set into one.

What differs from page to page is left open in it: what its ids begin with, where its links lead,
and the words that stand in for what it does not say of itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple

OPEN = "\1"
"""Stands where the picture's own id will be; no SVG can hold this character."""

SMALLEST = 0.75
"""How far a picture may shrink before it scrolls instead."""

_LINK = re.compile(r'(<a\b[^>]*?) href="([^"]*)"')
_RUNS = re.compile(r"\s*(?:javascript|data|vbscript)\s*:", re.IGNORECASE)
_UNSEEN = 'class="nohighlight"'
"""Keeps Sphinx from marking a word that was searched for where nobody sees it: its script fails there."""


class Picture(NamedTuple):
    """What was drawn: its ``viewBox``, the classes and the text of the whole, its rules and its shapes."""

    box: str
    classes: str
    title: str
    description: str
    rules: str
    body: str

    def place(
        self,
        identity: str,
        *,
        title: str = "",
        description: str = "",
        resolve: Callable[[str], str] = str,
    ) -> str:
        """Write the picture for a page.

        ``identity`` is what its ids begin with, ``title`` and ``description`` stand in for what the
        picture does not say of itself. ``resolve`` gives the address of a link, empty for none.
        """
        title, description = self.title or title, self.description or description
        links = 0

        def lead(found: re.Match[str]) -> str:
            nonlocal links
            address = resolve(unescape(found[2]))
            if not address or _RUNS.match(address):
                return found[1]
            links += 1
            return f'{found[1]} href="{escape(address)}"'

        body = _LINK.sub(lead, self.body.replace(OPEN, identity))
        width = float(self.box.split()[2])
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{identity}" viewBox="{self.box}"',
            f' role="{"graphics-document document" if links else "img"}"',
            f' style="max-width:{width:.0f}px;min-width:{width * SMALLEST:.0f}px"',
        ]
        if title:
            head.append(f' aria-labelledby="{identity}-title"')
        if description:
            head.append(f' aria-describedby="{identity}-desc"')
        if self.classes:
            head.append(f' class="{escape(self.classes)}"')
        head.append(">")
        if title:
            head.append(f'<title {_UNSEEN} id="{identity}-title">{escape(title, quote=False)}</title>')
        if description:
            head.append(f'<desc {_UNSEEN} id="{identity}-desc">{escape(description, quote=False)}</desc>')
        if self.rules:
            head.append(f"<style {_UNSEEN}>{self.rules.replace(OPEN, identity)}</style>")
        return "".join((*head, body, "</svg>"))
