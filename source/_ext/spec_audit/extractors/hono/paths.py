"""Hono's paths: how a prefix and a path join, and which routes a middleware's path covers.

The rules are Hono's own (``mergePath`` and its routers): a mounted root adds nothing, ``/*`` at
the end also means the path before it, ``:name`` and ``*`` match one whole segment.
"""

from __future__ import annotations

import re
from functools import cache

_PARAMETER = re.compile(r":[^/{}?]+(\{.+\})?\??$")


def join(base: str, path: str) -> str:
    """Join a prefix and a path as Hono's ``mergePath`` does."""
    start = "" if base.startswith("/") else "/"
    if path == "/":
        return start + base
    gap = "" if base.endswith("/") else "/"
    return f"{start}{base}{gap}{path.removeprefix('/')}"


def full(base: str, path: str) -> str:
    """Join a prefix and a route's path to the key's path: rooted, no trailing slash of a mount."""
    joined = join(base, path)
    return joined if joined == "/" or not (path in ("", "/") and joined.endswith("/")) else joined.rstrip("/")


@cache
def _segments(path: str) -> tuple[str, ...]:
    """Split at slashes that stand outside of a parameter's braces."""
    parts = [""]
    depth = 0
    for char in path.removeprefix("/"):
        depth += (char == "{") - (char == "}")
        if char == "/" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return tuple(parts)


@cache
def covers(pattern: str, path: str) -> bool:
    """Tell whether every request that matches the route ``path`` also matches ``pattern``."""
    wanted, given = _segments(pattern), _segments(path)
    if given and given[-1].endswith("?"):
        # Hono registers a path with an optional last parameter twice, with and without it.
        without = "/" + "/".join(given[:-1])
        return covers(pattern, path[:-1]) and covers(pattern, without)
    for index, one in enumerate(wanted):
        last = index == len(wanted) - 1
        if one == "*" and last:
            return True
        if index >= len(given):
            return last and bool(_PARAMETER.match(one)) and one.endswith("?")
        if given[index] == "*" and index == len(given) - 1:
            return False  # the route takes any further segments, the pattern does not
        if not _covers_segment(one, given[index]):
            return False
    return len(wanted) == len(given)


def _covers_segment(wanted: str, given: str) -> bool:
    if wanted in (given, "*"):
        return True
    match = _PARAMETER.match(wanted)
    # A parameter with an expression of its own takes only some values.
    return match is not None and match[1] is None
