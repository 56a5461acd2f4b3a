"""Variables that a schema of zod reads: ``schema.parse(process.env)``, and ``createEnv`` of t3-env.

The records are those of ``readers``. A schema is followed through the constants of its own file; of one
that leads further the names are worked out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.expressions import arguments_of
from spec_audit.extractors.languages.typescript.syntax import (
    key_of,
    line_of,
    parts_of,
    symbol_of,
    text_of,
    top_values,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_PARSED = re.compile(
    rb"\.\s*(?:safeParse|parse)(?:Async)?\s*\(\s*(process|Bun|import\s*\.\s*meta)\s*\.\s*env\s*[,)]"
)
_CREATED = re.compile(rb"\b(createEnv)\s*\(\s*\{")
_PARTS = frozenset({"server", "client", "shared"})
_ADDING = frozenset({"extend", "safeExtend", "merge"})
_DEPTH = 8


def read_checked(root: Node, source: bytes) -> Iterator[list[Any]]:
    """List the variables that schemas read in one file."""
    for match in _PARSED.finditer(source):
        call = _call_around(root, match.start())
        callee = call.child_by_field_name("function") if call is not None else None
        schema = callee.child_by_field_name("object") if callee is not None else None
        if call is None or schema is None:
            continue
        base = re.sub(r"\s", "", match[1].decode()) + ".env"
        keys = _keys(schema, {text_of(one.child_by_field_name("name")): one for one in top_values(root)})
        for key in keys:
            yield ["get", base, key_of(key) or text_of(key), line_of(key), symbol_of(call)]
        if not keys:
            yield ["index-get", base, text_of(schema), line_of(call), symbol_of(call)]
    for match in _CREATED.finditer(source) if b"t3-oss" in source else ():
        call = _call_around(root, match.start(1))
        given = arguments_of(call)[0] if call is not None and arguments_of(call) else None
        for part in parts_of(given):
            value = unwrap(part.child_by_field_name("value"))
            if call is not None and key_of(part) in _PARTS and value is not None and value.type == "object":
                for key in parts_of(value):
                    yield ["get", "process.env", key_of(key) or text_of(key), line_of(key), symbol_of(call)]


def _call_around(root: Node, at: int) -> Node | None:
    node = root.descendant_for_byte_range(at, at + 1)
    while node is not None and node.type in (".", "identifier", "member_expression", "property_identifier"):
        node = node.parent
    return node if node is not None and node.type == "call_expression" else None


def _keys(node: Node, constants: dict[str, Node], depth: int = _DEPTH) -> list[Node]:
    """List the members of the object that a schema checks."""
    node = unwrap(node)
    if node.type == "object":
        return [one for one in parts_of(node) if one.type in ("pair", "shorthand_property_identifier")]
    if node.type == "identifier" and depth and text_of(node) in constants:
        value = constants[text_of(node)].child_by_field_name("value")
        return [] if value is None else _keys(value, constants, depth - 1)
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    owner = callee.child_by_field_name("object") if callee is not None else None
    if callee is None or owner is None:
        return []
    method = text_of(callee.child_by_field_name("property"))
    is_made = text_of(owner) == "z" and method.lower().endswith("object")
    found = [] if is_made else _keys(owner, constants, depth)
    for given in arguments_of(node)[:1] if is_made or method in _ADDING else ():
        found += _keys(given, constants, depth)
    return found
