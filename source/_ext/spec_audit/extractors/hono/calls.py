"""Which functions of a file call which, and with which plain word as the last argument.

That is what tells the role that a handler asks for: ``requireAccess(db, id, user, 'viewer')``.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.expressions import parameter_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tree_sitter import Node

Word = tuple[int, str, str]
Call = tuple[int, str]


class Calls:
    """The calls of one file by their bytes, and the names of its functions."""

    def __init__(self, words: Iterable[Word], calls: Iterable[Call], names: Mapping[int, str]) -> None:
        self._words = sorted(words)
        self._calls = sorted(calls)
        self._names = names

    def function_at(self, byte: int) -> str | None:
        """Give the name of the function that begins at this byte."""
        return self._names.get(byte)

    def inside(self, node: Node) -> list[Any]:
        """Give ``[words, calls]`` of a function: pairs of callee and word, and callees."""
        start, end = node.start_byte, node.end_byte
        words = self._words[bisect_left(self._words, (start,)) : bisect_left(self._words, (end,))]
        calls = self._calls[bisect_left(self._calls, (start,)) : bisect_left(self._calls, (end,))]
        return [
            sorted({(callee, word) for _at, callee, word in words}),
            sorted({callee for _at, callee in calls}),
        ]

    def function(self, node: Node) -> list[Any]:
        """Give ``[parameters, words, calls]`` of a function."""
        return [parameter_count(node), *self.inside(node)]
