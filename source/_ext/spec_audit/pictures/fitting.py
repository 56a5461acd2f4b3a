"""Sequence diagrams made narrow: long messages are broken into lines before they are drawn.

Mermaid makes room for the longest message between two neighbours, so one long sentence makes a
picture that fits on no page; its own wrapping breaks long names with a hyphen that is not theirs.
Here a message is broken between words, and a name after a slash, dot, colon, hyphen or underscore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

COLUMN = 20
"""How many characters stand between the lines of two neighbours."""

_UNTOUCHED = re.compile(r"^\s*(?:%%|accTitle\b|accDescr\b)")
_DECLARED = re.compile(r"^\s*(?:create\s+)?(?:participant|actor)\s+(?P<name>.+?)(?:\s+as\s+.*|@\{.*)?\s*$")
_MESSAGE = re.compile(
    r"^(?P<head>\s*(?P<from>[^\s:+-][^:]*?)\s*"
    r"(?P<arrow><<-?->>|-?-?(?:>>|[>x)])|--?[\\/|]{1,2}-?)\s*[+-]?\s*(?P<to>[^:]+?)\s*:\s*)(?P<text>\S.*)$"
)
_NOTE = re.compile(
    r"^(?P<head>\s*note\s+(?:over|(?:left|right)\s+of)\s+(?P<over>[^:]+?)\s*:\s*)(?P<text>\S.*)$",
    re.IGNORECASE,
)
_PIECE = re.compile(r".+?[/._:-]+(?=\w)|.+$")


def fit_sequence(text: str) -> str:
    """Break the long messages and notes of a sequence diagram; any other diagram stays as it is."""
    if not re.search(r"^\s*sequenceDiagram\s*$", text, re.MULTILINE):
        return text
    order: dict[str, int] = {}
    return "".join(_fit(line, order) for line in text.splitlines(keepends=True))


def _fit(line: str, order: dict[str, int]) -> str:
    bare = line.rstrip("\r\n")
    if _UNTOUCHED.match(bare):
        return line
    if declared := _DECLARED.match(bare):
        order.setdefault(declared["name"].strip(), len(order))
        return line
    if note := _NOTE.match(bare):
        ends = [order.setdefault(name.strip(), len(order)) for name in note["over"].split(",")]
        return note["head"] + _break(note["text"], max(ends) - min(ends) + 1) + line[len(bare) :]
    if message := _MESSAGE.match(bare):
        ends = [order.setdefault(message[end].strip(), len(order)) for end in ("from", "to")]
        return message["head"] + _break(message["text"], max(1, abs(ends[0] - ends[1]))) + line[len(bare) :]
    return line


def _break(text: str, columns: int) -> str:
    limit = columns * COLUMN
    if len(text) <= limit or "<br" in text:
        return text
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= limit:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, limit)
    return "<br/>".join(lines)


def _pieces(word: str, limit: int) -> Iterator[str]:
    """Break a name where one may, on as few lines as it takes."""
    line = ""
    for piece in _PIECE.findall(word) if len(word) > limit else [word]:
        if line and len(line) + len(piece) > limit:
            yield line
            line = ""
        line += piece
    yield line
