"""Texts that only say that there is nothing to say, in documents and settings alike."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[\W_]+")
_NOTHING = frozenset(
    {
        "",
        *("n a", "na", "none", "nothing", "not applicable", "does not apply"),
        *("this section is not applicable", "this section does not apply"),
        *("tbd", "tba", "todo", "to do", "fixme", "wip", "to be done", "to be determined", "to be written"),
    }
)


def says_nothing(text: str) -> bool:
    """Whether a text is empty, or only says that it is: ``N/A`` gives no reason, and ``TODO`` no answer."""
    return len(text) < 40 and _WORDS.sub(" ", text).strip().lower() in _NOTHING
