"""A place: a file and a line, as people and editors write it."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """One line of one file.

    ``path`` is relative to the project's root for specs and settings, and relative to
    the source tree's root for code; always with forward slashes. ``line`` counts from 1;
    0 means the file as a whole.
    """

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
