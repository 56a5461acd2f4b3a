"""Columns that SQL texts in code give a string literal to, also through what is bound to a placeholder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec_audit.extractors.enums.assignments import VALUE, values_in
from spec_audit.extractors.languages.typescript.expressions import arguments_of
from spec_audit.extractors.languages.typescript.syntax import field_of, parent_of, parts_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.extractors.enums.assignments import Found
    from spec_audit.extractors.languages.typescript.bindings import Names

_NAME = r"[`\"]?(\w+)[`\"]?"
_UPDATE = re.compile(
    rf"\bUPDATE\s+{_NAME}\s+SET\s+(.*?)(?:\bWHERE\b|\bRETURNING\b|;|$)", re.IGNORECASE | re.DOTALL
)
_SET = re.compile(rf"{_NAME}\s*=\s*(CASE\b.*?\bEND|'[^']*'|\?)", re.IGNORECASE | re.DOTALL)
_THEN = re.compile(r"\b(?:THEN|ELSE)\s+'([^']*)'", re.IGNORECASE)
_GROUP = r"'[^']*'|\((?:[^()']|'[^']*'|\([^()]*\))*\)"
_INSERT = re.compile(
    rf"\bINSERT\s+(?:OR\s+\w+\s+)?INTO\s+{_NAME}\s*\(([^()]*)\)"
    rf"\s*(?:VALUES\s*\((?P<row>(?:[^()']|{_GROUP})*)\)|SELECT\s(?P<chosen>.*?)\s(?:FROM|WHERE)\b)",
    re.IGNORECASE | re.DOTALL,
)
_ITEM = re.compile(rf"((?:[^,()']|{_GROUP})+)(?:,|$)")


def read_columns(node: Node, names: Names) -> list[Found]:
    """List the columns that an SQL text sets, with the literals they are given."""
    text = text_of(node)
    given = _bound_to(node)
    found: list[Found] = []

    def add(table: str, column: str, item: str, at: int) -> None:
        if item == "?":
            place = text.count("?", 0, at)
            values = values_in(given[place], names) if place < len(given) else []
        else:
            values = [item[1:-1]] if item.startswith("'") else _THEN.findall(item)
        found.extend(("sql", column, value, table) for value in values if VALUE.fullmatch(value))

    for update in _UPDATE.finditer(text):
        for one in _SET.finditer(update.group(2)):
            add(update.group(1), one.group(1), one.group(2), update.start(2) + one.start(2))
    for insert in _INSERT.finditer(text):
        columns = [column.strip() for column in insert.group(2).split(",")]
        row = "row" if insert["row"] is not None else "chosen"
        for column, one in zip(columns, _ITEM.finditer(insert[row]), strict=False):
            add(insert.group(1), column, one.group(1).strip(), insert.start(row) + one.start(1))
    return found


def _bound_to(text: Node) -> list[Node]:
    """List what is bound to the placeholders of ``exec(sql, ...)`` or ``prepare(sql).bind(...)``."""
    given = parent_of(text, "arguments")
    method = parent_of(parent_of(given))
    is_bound = text_of(field_of(method, "property")) == "bind"
    return parts_of(given)[1:] or (arguments_of(parent_of(method)) if is_bound else [])
