"""A document's text as numbered lines, as both the scanner of blocks and MyST count them."""

from __future__ import annotations

Line = tuple[int, str]
"""A line's number in the file, counted from 1, and its text inside its container."""


def front_matter_end(lines: list[str]) -> int:
    """Count the lines of the front matter, its two rules included; 0 when there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    for index in range(1, len(lines)):
        if lines[index].rstrip() == "---":
            return index + 1
    return 0


def read_lines(text: str) -> tuple[Line, ...]:
    """Number a document's lines, without its front matter, tabs at their start made spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = front_matter_end(lines)
    return tuple(enumerate(map(_detab, lines[start:]), start=start + 1))


def _detab(line: str) -> str:
    if "\t" not in line:
        return line
    body = line.lstrip(" \t")
    head = line[: len(line) - len(body)]
    return head.expandtabs(4) + body
