"""Closed sets that a Drizzle schema holds a column to: ``text({ enum: ['a', 'b'] })``, ``mysqlEnum(...)``.

A record is like those of ``sets``, with the name ``<table>.<column>``, and ``cased`` where the
column's name is still the key of the schema. A column whose table cannot be told is anonymous. A
``pgEnum`` is a set by the name that SQL has for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import (
    first_of,
    key_of,
    line_of,
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
        leaf = root.descendant_for_byte_range(match.start(), match.start() + 4)
        pair = leaf.parent if leaf is not None else None
        column = None if pair is None or pair.type != "pair" else _column_around(pair)
        if pair is not None and column is not None:
            found = _record(pair, pair.child_by_field_name("value"))
            if found is not None:
                yield found | _named(column)
    for match in _CALL.finditer(source):
        leaf = root.descendant_for_byte_range(
            match.start(match.lastindex or 1), match.end(match.lastindex or 1)
        )
        callee = leaf if leaf is None or leaf.type == "identifier" else leaf.parent
        call = callee.parent if callee is not None else None
        if call is not None and call.type == "call_expression":
            yield from _called(call, of_column=match[1] == b"mysqlEnum")


def _called(call: Node, *, of_column: bool) -> Iterator[dict[str, Any]]:
    """Read ``mysqlEnum('column', ['a', 'b'])``, or a set of Postgres, which has a name of its own."""
    given = parts_of(call.child_by_field_name("arguments"))
    found = _record(call, given[-1]) if given else None
    name = string_of(given[0]) if given else None
    if found is not None and of_column:
        yield found | _named(call)
    elif found is not None and name is not None:
        yield found | {"form": "enum", "name": name}


def _column_around(pair: Node) -> Node | None:
    """Find the call that makes a column with the options that a member belongs to."""
    arguments = pair.parent and pair.parent.parent
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    return call if text_of(callee).rpartition(".")[2] in _BUILDERS else None


def _record(node: Node, given: Node | None) -> dict[str, Any] | None:
    value = unwrap(given)
    kind = "" if value is None else value.type
    members = parts_of(value) if kind == "array" else []
    if value is None or (kind != "identifier" and not all(one.type == "string" for one in members)):
        return None
    found: dict[str, Any] = {
        "line": line_of(node),
        "values": [(string_of(one) or "", line_of(one)) for one in members],
        "refs": [(text_of(value), 0)] if kind == "identifier" else [],
    }
    if len(found["values"]) + len(found["refs"]) < (2 if kind == "array" else 1):
        return None
    return found


def _named(column: Node) -> dict[str, Any]:
    """Name the column by its table, as SQL knows it where the schema writes that out."""
    at: Node | None = column
    while at is not None and at.type in ("call_expression", "member_expression"):
        at = at.parent
    key = key_of(at) if at is not None and at.type == "pair" else None
    holder = at.parent if at is not None else None
    while holder is not None and holder.parent is not None and holder.parent.type in _AROUND:
        holder = holder.parent
    arguments = holder.parent if holder is not None else None
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    table = string_of(first_of(arguments)) if _TABLE.fullmatch(text_of(callee).rpartition(".")[2]) else None
    if key is None or table is None:
        return {"form": "anonymous", "name": key or ""}
    written = string_of(first_of(column.child_by_field_name("arguments")))
    more = {} if written else {"cased": True}
    return {"form": "check", "name": f"{table}.{written or key}", **more}
