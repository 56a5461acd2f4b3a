"""Closed sets that a Drizzle schema holds a column to: ``text({ enum: ['a', 'b'] })``, ``mysqlEnum(...)``.

A record is like those of ``sets``, with the name ``<table>.<column>``, and ``cased`` where the
column's name is still the key of the schema. A column whose table cannot be told is anonymous. A
``pgEnum`` is a set by the name that SQL has for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.expressions import arguments_of
from spec_audit.extractors.languages.typescript.syntax import (
    callee_name,
    field_of,
    first_of,
    key_of,
    line_of,
    parent_of,
    parts_of,
    string_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_ENUM = re.compile(rb"\benum['\"]?\s*:")
_CALL = re.compile(rb"\b(?:(pgEnum|mysqlEnum)\s*\(|\.\s*(enum)\s*\(\s*['\"`])")
_BUILDERS = frozenset({"text", "varchar", "char"})
_TABLE = re.compile(r"\w*[tT]able")
_AROUND = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "arrow_function"})


def read_schemas(root: Node, source: bytes) -> Iterator[dict[str, Any]]:
    """Yield the sets of a file's columns in the order of the text."""
    if b"enum" not in source and b"Enum" not in source:  # found much faster than a word is
        return
    for match in _ENUM.finditer(source):
        pair = parent_of(root.descendant_for_byte_range(match.start(), match.start() + 4), "pair")
        column = parent_of(parent_of(parent_of(pair), "arguments"))
        if pair is not None and column is not None and callee_name(column) in _BUILDERS:
            found = _record(pair, pair.child_by_field_name("value"))
            if found is not None:
                yield found | _named(column)
    for match in _CALL.finditer(source):
        leaf = root.descendant_for_byte_range(*match.span(match.lastindex or 1))
        callee = leaf if leaf is None or leaf.type == "identifier" else leaf.parent
        call = parent_of(callee, "call_expression")
        if call is not None:
            yield from _called(call, of_column=match[1] == b"mysqlEnum")


def _called(call: Node, *, of_column: bool) -> Iterator[dict[str, Any]]:
    """Read ``mysqlEnum('column', ['a', 'b'])``, or a set of Postgres, which has a name of its own."""
    given = arguments_of(call)
    found = _record(call, given[-1]) if given else None
    name = string_of(given[0]) if given else None
    if found is not None and of_column:
        yield found | _named(call)
    elif found is not None and name is not None:
        yield found | {"form": "enum", "name": name}


def _record(node: Node, given: Node | None) -> dict[str, Any] | None:
    """Read a list of at least two texts, or the name of one."""
    value = unwrap(given)
    if value is not None and value.type == "identifier":
        return {"line": line_of(node), "values": [], "refs": [(text_of(value), 0)]}
    members = parts_of(value) if value is not None and value.type == "array" else []
    if len(members) < 2 or any(one.type != "string" for one in members):
        return None
    values = [(string_of(one) or "", line_of(one)) for one in members]
    return {"line": line_of(node), "values": values, "refs": []}


def _named(column: Node) -> dict[str, Any]:
    """Name the column by its table, as SQL knows it where the schema writes that out."""
    at: Node | None = column
    while at is not None and at.type in ("call_expression", "member_expression"):
        at = at.parent
    key = key_of(at) if at is not None and at.type == "pair" else None
    holder = parent_of(at)
    while (around := parent_of(holder, *_AROUND)) is not None:
        holder = around
    call = parent_of(parent_of(holder, "arguments"))
    table = _first_text(call) if _TABLE.fullmatch(callee_name(call)) else None
    if key is None or table is None:
        return {"form": "anonymous", "name": key or ""}
    written = _first_text(column)
    more = {} if written else {"cased": True}
    return {"form": "check", "name": f"{table}.{written or key}", **more}


def _first_text(call: Node | None) -> str | None:
    return string_of(first_of(field_of(call, "arguments")))
