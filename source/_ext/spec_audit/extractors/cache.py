"""Scans kept between runs, so that a file that did not change is neither read nor parsed again.

One file: a head, an index and the entries, each under its own checksum and decoded only when
asked for. What is damaged, or was written by another version of the extractors, of Python or of
the grammars, is thrown away silently and made anew: a cache is never believed, only used. The
entries used longest ago are dropped when the file passes its limit.

It lies outside of the source tree and of the project, so that no repository can bring one along.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
import zlib
from typing import Any

from spec_audit.extractors.tree import SourceTree, Stamp, blob_id

MAGIC = b"spec-audit cache 1\n"
LIMIT = 24_000_000
"""How many bytes of entries are kept."""

_SETTLED = 2_000_000_000
"""Nanoseconds for which a file must have been at rest before its stamp is believed: clocks of
file systems are coarse, and a file can change twice in one of their ticks."""

_STATS = 20_000
"""How many files' stamps are kept."""

_PLAIN = 2
"""The version of marshal without references: equal values give equal bytes."""

_HEAD = len(MAGIC) + 8


def default_place(project: str) -> str:
    """Name the cache file of a project's configuration: under ``XDG_CACHE_HOME``, or in the
    folder that ``SPEC_AUDIT_CACHE`` names."""
    base = os.environ.get("SPEC_AUDIT_CACHE")
    if not base:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118
        base = os.path.join(home, "spec-audit")  # noqa: PTH118
    return os.path.join(base, f"{blob_id(os.path.realpath(project).encode())[:16]}.cache")  # noqa: PTH118


class ScanCache:
    """The kept entries of one project; ``path`` None keeps them for this run alone."""

    def __init__(self, path: str | None = None, *, limit: int = LIMIT) -> None:
        self._path = path
        self._limit = limit
        self._stamp = _stamp_of_readers()
        self._data = b""
        self._index: dict[str, tuple[int, int, int]] = {}
        self._stats: dict[str, tuple[Stamp, int, str]] = {}
        self._fresh: dict[str, bytes] = {}
        self._used: dict[str, None] = {}
        self._changed = False
        self._wrote = False
        if path is not None:
            self._load(path)

    @property
    def is_unchanged(self) -> bool:
        """Whether all that was asked for so far was already kept."""
        return not self._changed and not self._wrote

    def _load(self, path: str) -> None:
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs its import
                data = file.read()
        except OSError:
            return
        length = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4], "big")
        check = int.from_bytes(data[len(MAGIC) + 4 : _HEAD], "big")
        head = data[_HEAD : _HEAD + length]
        if not data.startswith(MAGIC) or len(head) != length or zlib.crc32(head) != check:
            return
        stamp, index, stats = marshal.loads(head)  # noqa: S302 - its checksum holds, and it is the user's own
        if stamp == self._stamp:
            self._index, self._stats = index, stats
            self._data = data[_HEAD + length :]

    def get(self, key: str) -> tuple[Any] | None:
        """Give a kept value in a tuple of one, or None when there is none."""
        packed = self._packed(key)
        return None if packed is None else (marshal.loads(packed),)  # noqa: S302

    def _packed(self, key: str) -> bytes | None:
        packed = self._fresh.get(key)
        if packed is None:
            entry = self._index.get(key)
            if entry is None:
                return None
            start, length, check = entry
            packed = self._data[start : start + length]
            if len(packed) != length or zlib.crc32(packed) != check:
                del self._index[key]
                return None
        self._touch(key)
        return packed

    def _touch(self, key: str) -> None:
        self._used.pop(key, None)
        self._used[key] = None

    def has(self, key: str) -> bool:
        """Whether a value is kept; counts as a use of it."""
        if key in self._fresh or key in self._index:
            self._touch(key)
            return True
        return False

    def digest(self, key: str) -> str:
        """Give a digest of a kept value, without decoding it; empty when there is none."""
        packed = self._packed(key)
        return "" if packed is None else blob_id(packed)

    def put(self, key: str, value: Any) -> None:
        """Keep a value of dicts, lists, tuples, strings, bytes, numbers, bools and None."""
        self._fresh[key] = marshal.dumps(value, _PLAIN)
        self._touch(key)
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
        blob = blob_id(tree.read(path))
        if stamp is not None:
            self._stats.pop(name, None)
            self._stats[name] = (stamp, time.time_ns(), blob)
            self._changed = True
        return blob

    def save(self) -> None:
        """Write the file when something in it is new; a place that cannot be written is let be."""
        if self._path is None or not self._changed:
            return
        used_last_first = [
            *reversed(self._used),
            *(key for key in reversed(self._index) if key not in self._used),
        ]
        kept: list[tuple[str, bytes]] = []
        room = self._limit
        for key in used_last_first:
            packed = self._fresh.get(key)
            if packed is None:
                start, length, _ = self._index[key]
                packed = self._data[start : start + length]
            room -= len(packed)
            if room < 0:
                break
            kept.append((key, packed))
        index: dict[str, tuple[int, int, int]] = {}
        at = 0
        for key, packed in reversed(kept):
            index[key] = (at, len(packed), zlib.crc32(packed))
            at += len(packed)
        stats = dict(list(self._stats.items())[-_STATS:])
        head = marshal.dumps((self._stamp, index, stats))
        front = MAGIC + len(head).to_bytes(4, "big") + zlib.crc32(head).to_bytes(4, "big")
        self._changed = False
        self._wrote = True
        _write(self._path, b"".join([front, head, *(packed for _, packed in reversed(kept))]))


def _write(path: str, data: bytes) -> None:
    partial = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        with open(partial, "wb") as file:  # noqa: PTH123
            file.write(data)
        os.replace(partial, path)  # noqa: PTH105
    except OSError:
        return


def _stamp_of_readers() -> str:
    """Describe all that reads: this Python, the grammars and the extractors' own files."""
    from importlib.util import find_spec

    found: list[Any] = [sys.version]
    for name in ("tree_sitter", "tree_sitter_typescript", "tree_sitter_bash"):
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append((name, os.stat(spec.origin).st_mtime_ns))  # noqa: PTH116
    own = [
        (name, stat.st_mtime_ns, stat.st_size)
        for folder, _, names in os.walk(os.path.dirname(__file__))  # noqa: PTH120
        for name in names
        if name.endswith((".py", ".scm"))
        for stat in (os.stat(os.path.join(folder, name)),)  # noqa: PTH116, PTH118
    ]
    return blob_id(repr((found, sorted(own))).encode())
