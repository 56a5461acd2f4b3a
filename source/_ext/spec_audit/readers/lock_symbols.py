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
        start = self._lines.find(mark)
        if start < 0:
            return ()
        end = self._lines.find(b"\n", self._lines.rfind(mark))
        chunk = self._lines[start:end].removesuffix(b",")
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

    def __iter__(self) -> Iterator[str]:
        if self._all is None:
            self._all = tuple(dict.fromkeys(json.loads(path) for path in _PATHS.findall(self._lines)))
        return iter(self._all)

    def __len__(self) -> int:
        return len(tuple(iter(self)))
