"""What a name that leads nowhere was probably meant to be, put in front of how else to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PART = re.compile(r"[^\W_]+|[\W_]+")


def hint_nearest(text: str, known: Iterable[str], otherwise: str) -> str:
    """Begin a hint with the known name that a text is nearest to, where one is near.

    Two names that share a long beginning, as two files of a folder do, are near only where what tells
    them apart is.
    """
    from difflib import SequenceMatcher, get_close_matches

    for near in get_close_matches(text, known, n=3, cutoff=0.8):
        one, other = _differing(text, near)
        if not (one and other) or SequenceMatcher(None, one, other).ratio() >= 0.65:
            return f"is it '{near}'? Else {otherwise}"
    return otherwise


def _differing(one: str, other: str) -> tuple[str, str]:
    """Take from two names the parts that both begin with, and those that both end with."""
    ours, theirs = _PART.findall(one), _PART.findall(other)
    while ours and theirs and ours[0] == theirs[0]:
        del ours[0], theirs[0]
    while ours and theirs and ours[-1] == theirs[-1]:
        del ours[-1], theirs[-1]
    return "".join(ours), "".join(theirs)
