"""Where a long key, path or id may go on in the next line: behind its separators, never inside a word."""

from __future__ import annotations

import re

_SEPARATOR = re.compile(r"(?<=\w)(?:[_/:]|\.(?=\w{4}))(?=\S)")
"""A dot in front of a file's ending is none: nobody looks for ``ts`` in a line of its own."""

_LONG = re.compile(r"\S{17,}")
"""Shorter ones fit into any column whole, and stay whole for whoever reads the page's source."""


def add_breaks(html: str) -> str:
    """Mark the places in a piece of HTML without tags; what is read, found or copied stays the same."""
    return _LONG.sub(lambda long: _SEPARATOR.sub(r"\g<0><wbr>", long[0]), html)
