"""A cache for a walk over many commits.

The scans of all files are kept on disk as ever. What is made of them for one commit is much
larger and soon of no use: it is kept in memory, until the commit after the next. A long walk
has a file of its own, so that the cache of daily work stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from spec_audit.inventory.cache import ScanCache

_MADE = ("content:", "link:", "tally:", "merged:", "paths:")
"""How the keys of what is made for a whole commit begin."""


LIMIT = 48_000_000
"""How many bytes of scans are kept that the last walk did not need."""


class WalkCache(ScanCache):
    """A cache that forgets what was made of the commit before the last."""

    def __init__(self, path: str | None = None) -> None:
        super().__init__(path, limit=LIMIT)
        self._now: dict[str, Any] = {}
        self._before: dict[str, Any] = {}

    def turn(self) -> None:
        """Go on to the next commit: what the last but one needed is dropped."""
        self._before, self._now = self._now, {}

    def get(self, key: str) -> tuple[Any] | None:
        """Give a kept value in a tuple of one, or None when there is none."""
        for kept in (self._now, self._before):
            if key in kept:
                self._now[key] = kept[key]
                return (kept[key],)
        return super().get(key)

    def has(self, key: str) -> bool:
        """Whether a value is kept."""
        return key in self._now or key in self._before or super().has(key)

    def put(self, key: str, value: Any) -> None:
        """Keep a value on disk, or for a while."""
        if key.startswith(_MADE):
            self._now[key] = value
        else:
            super().put(key, value)

    def keep(self, keys: Callable[[], Iterable[str]]) -> None:
        """Note the entries at once: a walk has too many commits to remember each one's files."""
        self._used.update(dict.fromkeys(keys()))
