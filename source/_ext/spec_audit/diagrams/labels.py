"""Labels in Mermaid's text: escaped, wrapped, and linked.

Mermaid takes a label as HTML in quotation marks, in which ``#name;`` is a character, and
reads Markdown in it; so everything that means something there is written as a character.
"""

from __future__ import annotations

import re
import textwrap

from spec_audit.diagrams.drawing import Word

WIDTH = 26
"""How many characters stand on a line of a label before it is wrapped."""

_MEANS_SOMETHING = re.compile(r"""[&<>"'#;`*_\\\[\]{}|~]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|^[-+](?= )""")


def escape(text: str) -> str:
    """Write plain text so that Mermaid shows it as it is."""
    return _MEANS_SOMETHING.sub(lambda found: f"#{ord(found[0])};", text)


def wrap(text: str, width: int = WIDTH) -> str:
    """Write plain text on as many lines as it takes, escaped; long names are not broken."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "<br>".join(escape(line) for line in lines)


def link(word: Word, width: int = WIDTH) -> str:
    """Write a word, wrapped, as a link where it leads somewhere."""
    text = wrap(word.text, width)
    return f"<a href='{word.target.link}'>{text}</a>" if word.target else text


def identifier(text: str) -> str:
    """Make a bare name that Mermaid takes where it allows no quotation marks."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_") or "unnamed"
    return name if name[0].isalpha() else f"n{name}"
