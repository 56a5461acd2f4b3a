"""SQL text cut into statements, each with its line; strings, comments and trigger bodies kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SKIPPED = re.compile(r"(?:\s+|--[^\n]*\n?|/\*.*?(?:\*/|\Z)|;)+", re.DOTALL)
_PART = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)"""
    r"""|`(?:[^`]|``)*(?:`|\Z)|\[[^\]]*(?:\]|\Z)|;""",
    re.DOTALL,
)


def split_statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield ``(line, statement)``; SQLite itself says where a statement is complete."""
    from sqlite3 import complete_statement

    at = 0
    line = 1
    while True:
        blank = _SKIPPED.match(text, at)
        if blank is not None:
            line += text.count("\n", at, blank.end())
            at = blank.end()
        if at >= len(text):
            return
        end = len(text)
        for part in _PART.finditer(text, at):
            if part.group() == ";" and complete_statement(text[at : part.end()]):
                end = part.end()
                break
        yield line, text[at:end].rstrip()
        line += text.count("\n", at, end)
        at = end
