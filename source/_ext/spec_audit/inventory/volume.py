"""A file of entries by their keys: nothing of it is read but its head and what is asked for.

A head, an index and the entries, each under its own digest. A file that is damaged, or that
belongs to another stamp, is empty: what stands in it is never believed, only used.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from mmap import ACCESS_READ, mmap
from typing import Any

from spec_audit.files import write_file
from spec_audit.hashing import checksum

_MAGIC = b"spec-audit cache 2\n"
_HEAD = len(_MAGIC) + 4 + 40

Entry = tuple[bytes, str]
"""What is kept under a key, and its digest."""


class Volume:
    """The entries of one file; none when there is no file that belongs to the stamp.

    ``name`` tells this file from every other one, ``notes`` are what its writer put beside the
    entries, ``size`` is how many bytes they take.
    """

    def __init__(self, path: str | None, stamp: str) -> None:
        self.name = ""
        self.notes: Any = None
        self.size = 0
        self._index: dict[str, tuple[int, int, str]] = {}
        self._data: mmap | bytes = b""
        if path is not None:
            self._open(path, stamp)

    def _open(self, path: str, stamp: str) -> None:
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs its import
                data = mmap(file.fileno(), 0, access=ACCESS_READ)
        except (OSError, ValueError):  # not there, or empty
            return
        length = int.from_bytes(data[len(_MAGIC) : len(_MAGIC) + 4], "big")
        head = data[_HEAD : _HEAD + length]
        name = data[len(_MAGIC) + 4 : _HEAD]
        if data[: len(_MAGIC)] != _MAGIC or checksum(head).encode() != name:
            return
        written_for, notes, index = marshal.loads(head)  # noqa: S302 - its digest holds, and it is the user's own
        if written_for == stamp:
            self.name, self.notes, self._index, self._data = name.decode(), notes, index, data
            self._start = _HEAD + length
            self.size = len(data) - self._start

    def __contains__(self, key: str) -> bool:
        return key in self._index

    def __iter__(self) -> Iterator[str]:
        """All keys, in the order in which they were written."""
        return iter(list(self._index))

    def digest(self, key: str) -> str:
        """Give the digest of an entry without reading it; empty when there is none."""
        entry = self._index.get(key)
        return entry[2] if entry is not None else ""

    def entry(self, key: str) -> Entry | None:
        """Give one entry as it lies there, to be copied; None when there is none."""
        if key not in self._index:
            return None
        start, length, digest = self._index[key]
        return self._data[self._start + start : self._start + start + length], digest

    def packed(self, key: str) -> bytes | None:
        """Read one entry; None when there is none, or it is damaged."""
        packed, digest = self.entry(key) or (b"", "")
        if digest and checksum(packed) == digest:
            return packed
        self._index.pop(key, None)
        return None


def write_volume(path: str, stamp: str, notes: Any, entries: Mapping[str, Entry]) -> bool:
    """Write a file of entries in one step; say whether that could be done."""
    index: dict[str, tuple[int, int, str]] = {}
    at = 0
    for key, (packed, digest) in entries.items():
        index[key] = (at, len(packed), digest)
        at += len(packed)
    head = marshal.dumps((stamp, notes, index))
    data = (packed for packed, _ in entries.values())
    try:
        write_file(
            path,
            [_MAGIC + len(head).to_bytes(4, "big") + checksum(head).encode() + head, *data],
            mode=0o700,
        )
    except OSError:
        return False
    return True
