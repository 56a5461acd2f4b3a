"""Scans kept between runs, so that a file that did not change is neither read nor parsed again.

What is damaged, or was written by another version of the extractors, of Python or of the
grammars, is thrown away silently and made anew; what turns out to be damaged when it is too late for
that ends the run, and is gone in the next. What is new since the file was written goes into
a small one beside it, so that a run with little to add writes little; when that has grown, one
file is made of both, and of the entries that are not in use the oldest are dropped.

It lies outside of the source tree and of the project, so that no repository can bring one along.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from spec_audit.hashing import checksum
from spec_audit.inventory.tree import SourceTree, Stamp, blob_id
from spec_audit.inventory.volume import Entry, Volume, write_volume

if TYPE_CHECKING:
    from spec_audit.model.finding import NotCheckedError

ONE_OF = "\0"
"""Stands in a key behind a name of which only the newest entry is written: one link a source."""

LIMIT = 6_000_000
"""How many bytes are kept of entries that are not in use: of other branches, of yesterday."""

_SHARE = 2
"""Which part of the limit new entries may take in the file beside, until one is made of both."""

_SETTLED = 2_000_000_000
"""Nanoseconds for which a file must have been at rest before its stamp is believed: clocks of
file systems are coarse, and a file can change twice in one of their ticks."""

_STATS = 20_000
"""How many files' stamps are kept."""

_PACKAGE = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
_READERS = ("extractors", "inventory", "model", "writers")
"""The folders of what makes scans and facts, and of what writes them down; they use modules beside them."""

_PLAIN = 2
"""The version of marshal without references: equal values give equal bytes."""

Stats = dict[str, tuple[Stamp, int, str]]
"""Of each file its stamp, when that was taken, and the blob id of what it held."""


def cache_folder() -> str:
    """Name the folder of all that is kept between runs: under ``XDG_CACHE_HOME``, or the one that
    ``SPEC_AUDIT_CACHE`` names."""
    own = os.environ.get("SPEC_AUDIT_CACHE")
    if own:
        return own
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118
    return os.path.join(home, "spec-audit")  # noqa: PTH118


def default_place(project: str) -> str:
    """Name the cache file of a project's configuration."""
    return os.path.join(cache_folder(), f"{blob_id(os.path.realpath(project).encode())[:16]}.cache")  # noqa: PTH118


class ScanCache:
    """The kept entries of one project; ``path`` None keeps them for this run alone."""

    def __init__(self, path: str | None = None, *, limit: int = LIMIT) -> None:
        self._path = path
        self._limit = limit
        self._stamp = _stamp_of_readers() if path is not None else ""
        self._open()
        self._used: dict[str, None] = {}
        self._in_use: list[Callable[[], Iterable[str]]] = []
        self._changed = False

    def _open(self) -> None:
        path = self._path
        self._main = Volume(path, self._stamp)
        self._beside = Volume(path and _beside(path), self._stamp + self._main.name)
        self._stats: Stats = {**(self._main.notes or {}), **(self._beside.notes or {})}
        self._fresh: dict[str, Entry] = {}

    def get(self, key: str) -> tuple[Any] | None:
        """Give a kept value in a tuple of one, or None when there is none."""
        packed = self._packed(key)
        return None if packed is None else (marshal.loads(packed),)  # noqa: S302 - its digest holds

    def _packed(self, key: str) -> bytes | None:
        if key in self._fresh:
            packed: bytes | None = self._fresh[key][0]
        else:
            packed = self._beside.packed(key) if key in self._beside else self._main.packed(key)
        if packed is not None:
            self._used[key] = None
        return packed

    def needed(self, key: str) -> Any:
        """Give a value that is known to be kept.

        Raises ``NotCheckedError`` when it cannot be read after all, and throws everything away.
        """
        kept = self.get(key)
        if kept is None:
            raise self._damaged()
        return kept[0]

    def _damaged(self) -> NotCheckedError:
        from spec_audit.model.finding import NotCheckedError
        from spec_audit.model.place import Place

        path = self._path or ""
        for file in (path, _beside(path)):
            with suppress(OSError):
                os.unlink(file)  # noqa: PTH108 - pathlib costs its import
        self._changed = False
        return NotCheckedError.because(
            "damaged-cache", Place(path=path), "what was kept here is damaged", "it is removed: run it again"
        )

    def keep(self, keys: Callable[[], Iterable[str]]) -> None:
        """Say which entries are in use although nobody asked for them; they are named when it matters."""
        self._in_use.append(keys)

    def has(self, key: str) -> bool:
        """Whether a value is kept; counts as a use of it."""
        there = key in self._fresh or key in self._beside or key in self._main
        if there:
            self._used[key] = None
        return there

    def digest(self, key: str) -> str:
        """Give a digest of a kept value, without decoding it; empty when there is none."""
        fresh = self._fresh.get(key)
        return fresh[1] if fresh is not None else self._beside.digest(key) or self._main.digest(key)

    def put(self, key: str, value: Any) -> None:
        """Keep a value of dicts, lists, tuples, strings, bytes, numbers, bools and None."""
        self.put_entry(key, pack(value))

    def put_entry(self, key: str, entry: Entry) -> None:
        """Keep a value that is packed already."""
        self._fresh[key] = entry
        self._used[key] = None
        self._changed = True

    def blob_of(self, tree: SourceTree, path: str) -> str:
        """Give a file's blob id, from the tree, from its kept stamp, or by reading it.

        Raises ``OSError`` when it must be read and cannot be.
        """
        blob = tree.blob(path)
        if blob is not None:
            return blob
        stamp = tree.stamp(path)
        name = f"{tree.root}\0{path}"
        kept = self._stats.get(name)
        if kept is not None and stamp == kept[0] and max(stamp[1], stamp[2]) + _SETTLED < kept[1]:
            return kept[2]
        tree.read(path)
        blob = tree.blob(path)
        assert blob is not None
        if stamp is not None:
            self._stats.pop(name, None)
            self._stats[name] = (stamp, time.time_ns(), blob)
            self._changed = True
        return blob

    def save(self) -> None:
        """Write what is new; a place that cannot be written is let be."""
        if self._path is None or not self._changed:
            return
        self._changed = False
        stats = dict(list(self._stats.items())[-_STATS:])
        beside = _beside(self._path)
        newest = {_name_of(key): key for key in (*self._beside, *self._fresh)}
        new = {key: entry for key in newest.values() if (entry := self._entry(key))}
        if self._main.name and sum(len(packed) for packed, _ in new.values()) < self._limit // _SHARE:
            write_volume(beside, self._stamp + self._main.name, stats, new)
        elif write_volume(self._path, self._stamp, stats, self._newest([*new])):
            with suppress(OSError):
                os.unlink(beside)  # noqa: PTH108 - pathlib costs its import
            self._open()

    def _newest(self, new: list[str]) -> dict[str, Entry]:
        """Choose what is written: all that is in use, then what is newest, as far as there is room."""
        room = self._limit
        in_use = dict.fromkeys([*reversed(self._used), *(key for keys in self._in_use for key in keys())])
        chosen: dict[str, tuple[str, Entry]] = {}
        for key in dict.fromkeys([*in_use, *reversed(new), *reversed(list(self._main))]):
            entry = self._entry(key)
            if entry is not None and _name_of(key) not in chosen:
                room -= 0 if key in in_use else len(entry[0])
                if room < 0:
                    break
                chosen[_name_of(key)] = key, entry
        return dict(reversed(chosen.values()))

    def _entry(self, key: str) -> Entry | None:
        """Give what is kept under a key as it is to be written."""
        return self._fresh.get(key) or self._beside.entry(key) or self._main.entry(key)


def pack(value: Any) -> Entry:
    """Pack a value as it is kept, with its digest."""
    packed = marshal.dumps(value, _PLAIN)
    return packed, checksum(packed)


def _name_of(key: str) -> str:
    """Give the part of a key of which one entry is kept: all of it for most."""
    return key.partition(ONE_OF)[0]


def _beside(path: str) -> str:
    return path + ".new"


def _stamp_of_readers() -> str:
    """Describe all that what is kept depends on: this Python, the grammars, and the files of this package."""
    found: list[Any] = [sys.version]
    for name in ("tree_sitter", "tree_sitter_typescript", "tree_sitter_bash"):
        for folder in sys.path:
            with suppress(OSError):
                found.append((name, os.stat(f"{folder}/{name}").st_mtime_ns))  # noqa: PTH116
                break
    pending = [_PACKAGE]
    for folder in pending:
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            if entry.is_dir():
                if entry.name in _READERS if folder == _PACKAGE else entry.name != "__pycache__":
                    pending.append(entry.path)
            elif entry.name.endswith(".py"):
                stat = entry.stat()
                found.append((entry.name, stat.st_mtime_ns, stat.st_size))
    return checksum(repr(found).encode())
