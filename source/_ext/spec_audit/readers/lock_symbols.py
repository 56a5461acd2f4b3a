"""The symbols of a lock, each file's read when it is asked for.

A check asks for the symbols of a few files out of hundreds, and reading all of them would cost
more than the check itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spec_audit.model.facts import Symbol
from spec_audit.model.finding import NotCheckedError
from spec_audit.model.place import Place

_START = b'{"path": "'
_LINE = re.compile(
    rb'\{"path": ("(?:[^"\\]|\\.)*"), "name": "(?:[^"\\]|\\.)*", "kind": "[a-z-]+", '
    rb'"line": \d+, "end_line": \d+, "digest": "[0-9a-f]+"\}'
)
_PATHS = re.compile(rb'^\{"path": ("(?:[^"\\]|\\.)*"), ', re.MULTILINE)


def make_symbols(lines: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Symbol, ...]]:
    """Group symbols by their path."""
    found: dict[str, list[Symbol]] = {}
    for one in lines:
        found.setdefault(one["path"], []).append(Symbol(**one))
    return {path: tuple(symbols) for path, symbols in found.items()}


class LockedSymbols(Mapping[str, tuple[Symbol, ...]]):
    """Path -> symbols, over the lines of a lock. Equal to the plain mapping of the same symbols.

    Looking a path up raises ``NotCheckedError`` when its lines are no symbols.
    """

    def __init__(self, lines: bytes, lock: str, first_line: int) -> None:
        self._lines = lines
        self._lock = lock
        self._first_line = first_line
        self._read: dict[str, tuple[Symbol, ...]] = {}
        self._all: tuple[str, ...] | None = None

    @classmethod
    def over(cls, block: bytes, lock: str, first_line: int) -> LockedSymbols | None:
        """Take a block of lines; None when they are not one symbol each, all in the same layout."""
        if not block:
            return cls(b"", lock, first_line)
        lines = block.count(b"\n") - 1
        whole = (
            block.startswith(b"\n" + _START)
            and block.endswith(b'"}\n')
            and block.count(b"\n" + _START) == lines
            and block.count(b'", "name": "') == lines
            and block.count(b'"},\n') == lines - 1
        )
        return cls(block[1:], lock, first_line) if whole else None

    def __getitem__(self, path: str) -> tuple[Symbol, ...]:
        found = self._read.get(path)
        if found is None:
            found = self._read[path] = self._parse(path)
        if not found:
            raise KeyError(path)
        return found

    def _parse(self, path: str) -> tuple[Symbol, ...]:
        mark = _START + json.dumps(path)[1:].encode() + b', "name": '
        start = self._find(path, mark)
        end = start
        while self._lines.startswith(mark, end):
            end = self._lines.index(b"\n", end) + 1
        chunk = self._lines[start:end].rstrip(b",\n")
        if not chunk:
            return ()
        for number, line in enumerate(chunk.split(b",\n")):
            if not _LINE.fullmatch(line):
                at = self._first_line + self._lines.count(b"\n", 0, start) + number
                raise NotCheckedError.because(
                    "unreadable-lock",
                    Place(path=self._lock, line=at),
                    "it is no symbol as a lock has it",
                    "Write it anew: spec-audit inventory --code DIR.",
                )
        return tuple(Symbol(**one) for one in json.loads(b"[" + chunk + b"]"))

    def _find(self, path: str, mark: bytes) -> int:
        """Find where the lines of a path begin, or would: the lines are sorted by their paths."""
        low, high = 0, len(self._lines)
        while low < high:
            middle = (low + high) // 2
            line = self._lines.rfind(b"\n", low, middle) + 1 or low
            if self._path_at(line) < path:
                low = self._lines.index(b"\n", middle) + 1
            else:
                high = line
        if self._lines.startswith(mark, low):
            return low
        if self._lines.startswith(mark):  # a lock that was edited by hand may be out of order
            return 0
        found = self._lines.find(b"\n" + mark)
        return found + 1 if found >= 0 else low

    def _path_at(self, line: int) -> str:
        text = self._lines[line + len(_START) : self._lines.index(b'", ', line)]
        if b"\\" in text:
            decoded: str = json.loads(_PATHS.match(self._lines, line)[1])  # type: ignore[index]
            return decoded
        return text.decode()

    def __iter__(self) -> Iterator[str]:
        if self._all is None:
            self._all = tuple(dict.fromkeys(json.loads(path) for path in _PATHS.findall(self._lines)))
        return iter(self._all)

    def __len__(self) -> int:
        return len(tuple(iter(self)))
