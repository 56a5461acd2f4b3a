"""What a name that leads nowhere was probably meant to be, put in front of how else to mend it."""

from __future__ import annotations

from collections.abc import Iterable


def hint_nearest(text: str, known: Iterable[str], otherwise: str) -> str:
    """Begin a hint with the known name that a text is nearest to, where one is near."""
    from difflib import get_close_matches

    plain = text.strip("`'\"[](); ")
    near = get_close_matches(plain, known, n=1, cutoff=0.8)
    return f"is it '{near[0]}'? Else {otherwise}" if near else otherwise
