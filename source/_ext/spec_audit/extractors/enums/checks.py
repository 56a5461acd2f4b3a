"""Closed sets that SQL holds a column to: ``CHECK (column IN ('a', 'b'))``.

A file becomes a list of steps, so that migrations can be replayed in their order: a table
that is dropped takes its sets along, and a renamed one keeps them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAME = r"[`\"\[]?(?:\w+[`\"\]]?\.[`\"\[]?)?(\w+)[`\"\]]?"
_STEP = re.compile(
    rf"\bCREATE\s+(?:TEMP\w*\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}"
    rf"|\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?{_NAME}"
    rf"|\bALTER\s+TABLE\s+{_NAME}(?:\s+RENAME\s+TO\s+{_NAME})?"
    rf"|\bCHECK\s*\(\s*{_NAME}\s+IN\s*\(([^()]*)\)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"'((?:[^']|'')*)'")


def read_steps(text: str, first: int = 1) -> list[list[Any]]:
    """List what a script does to tables and their sets: ``[action, ...]`` in its order.

    ``first`` is the number of its first line.
    """
    plain = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    steps: list[list[Any]] = []
    for match in _STEP.finditer(plain):
        created, dropped, altered, renamed, column, listed = match.groups()
        if created:
            steps.append(["create", created.lower()])
        elif dropped:
            steps.append(["drop", dropped.lower()])
        elif renamed:
            steps.append(["rename", altered.lower(), renamed.lower()])
        elif altered:
            steps.append(["alter", altered.lower()])
        else:
            values = [
                (one.group(1).replace("''", "'"), plain.count("\n", 0, match.start(6) + one.start()) + first)
                for one in _VALUE.finditer(listed)
            ]
            if len({value for value, _ in values}) >= 2:
                steps.append(["check", column, plain.count("\n", 0, match.start()) + first, values])
    return steps if any(step[0] != "alter" for step in steps) else []


def replay(files: Iterable[tuple[str, list[list[Any]]]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Run the steps of all files in order and yield the sets that stand at the end."""
    tables: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for path, steps in files:
        table = ""
        for action, *rest in steps:
            if action in ("create", "alter"):
                table = rest[0]
                tables.setdefault(table, [])
            elif action == "drop":
                tables.pop(rest[0], None)
            elif action == "rename":
                tables[rest[1]] = tables.pop(rest[0], [])
            elif table in tables:
                column, line, values = rest
                record = {"form": "check", "name": column, "line": line, "values": values, "refs": []}
                tables[table].append((path, record))
    for table, found in tables.items():
        for path, record in found:
            yield path, {**record, "name": f"{table}.{record['name']}"}
