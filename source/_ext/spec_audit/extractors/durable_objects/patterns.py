"""Shapes of a path: the whole of it, its beginning, its end, or a regular expression.

Each is written as one path with ``*`` for what may be anything: ``startsWith('/files/')`` is ``/files/*``.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_GROUP = re.compile(r"\((?:\?:|\?<(?P<name>\w+)>)?(?P<inner>[^()]*)\)(?P<many>[?*+]|\{[^}]*\})?")
_PLAIN_CHOICE = re.compile(r"[\w\-./|]+")
_LOOSE = re.compile(r"(?:\[[^\]]*\]|\\[wdsSDW]|(?<!\\)\.)(?:[*+?]|\{[^}]*\})?")
_STAR = "\0"
_MOST_CHOICES = 50


class Match(NamedTuple):
    """What a path is held against. ``kind`` is ``exact``, ``prefix``, ``suffix``, ``contains`` or
    ``pattern``; ``parts`` are those of a text that may name constants."""

    kind: str
    parts: list[Any]


def show_path(kind: str, text: str) -> str:
    """Write the path that a match of this kind means, once the text of its parts is known."""
    if kind == "prefix":
        return f"{text}*"
    if kind == "suffix":
        return f"*{text}"
    return f"*{text}*" if kind == "contains" else text


def match_regex(pattern: str) -> list[Match]:
    r"""Read a regular expression as paths: ``^\/(start|stop)$`` is two, ``^\/item\/(\w+)$`` is ``/item/*``.

    Empty when it cannot be written so.
    """
    begins, ends = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith("\\$")
    core = pattern[begins : len(pattern) - ends].replace("\\/", "/")
    texts = _expand(core)
    if not texts:
        return []
    found = []
    for text in texts:
        whole = f"{'' if begins else '*'}{text}{'' if ends else '*'}"
        kind = "exact" if begins and ends and "*" not in whole else "pattern"
        found.append(Match(kind=kind, parts=[re.sub(r"\*+", "*", whole)]))
    return found


def _expand(core: str) -> list[str]:
    group = _GROUP.search(core)
    if group is None:
        if "(" in core or "|" in core:
            return []
        text = _LOOSE.sub(_STAR, core)
        text = re.sub(r"\\(.)", r"\1", text)
        # What is left must be literal; an optional slash at the end is the path itself.
        text = text.removesuffix("/?")
        return [] if re.search(r"[?+{}\[\]^$*]", text) else [text.replace(_STAR, "*")]
    before, after = core[: group.start()], core[group.end() :]
    inner = group["inner"]
    choices = inner.split("|") if _PLAIN_CHOICE.fullmatch(inner) and "." not in inner else [_STAR_CLASS]
    if group["many"] == "?":
        choices = [*choices, ""]
    elif group["many"]:
        choices = [_STAR_CLASS]
    texts = [text for choice in choices for text in _expand(before + choice + after)]
    return texts if len(texts) <= _MOST_CHOICES else []


_STAR_CLASS = r"\w*"
"""A loose part in the pattern's own words, so that it is read on like one."""
