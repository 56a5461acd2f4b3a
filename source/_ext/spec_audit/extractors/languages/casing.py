"""The names that Drizzle gives to columns, made out of the keys of a schema."""

from __future__ import annotations

import re

_WORD = re.compile(r"[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+")


def sql_name(prop: str, casing: str) -> str:
    """Name a column the way Drizzle's own casing does."""
    words = [word.lower() for word in _WORD.findall(prop.replace("'", ""))]
    if casing == "snake_case":
        return "_".join(words)
    if casing == "camelCase":
        return "".join(word if number == 0 else word.capitalize() for number, word in enumerate(words))
    return prop
