"""Constants of one file: the texts, lists and objects of texts that other code may be built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.languages.expressions import Encoded, encode, name_of
from spec_audit.extractors.languages.syntax import text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

_LONGEST = 4000
"""Bytes of an array or object that may hold paths or middlewares; longer ones are data."""

_KINDS = frozenset(
    {"string", "template_string", "binary_expression", "array", "object", "identifier", "member_expression"}
)


def top_constants(root: Node) -> dict[str, Encoded]:
    """Read the constants of a file's top level that are, or hold, texts."""
    constants = {}
    for name, value in _top_values(root):
        encoded = constant_of(value)
        if encoded is not None and encoded[0] in "tlo":
            constants[name] = encoded
    return constants


def _top_values(root: Node) -> Iterable[tuple[str, Node]]:
    for statement in root.children:
        node = (
            statement.child_by_field_name("declaration")
            if statement.type == "export_statement"
            else statement
        )
        if node is None or node.type != "lexical_declaration":
            continue
        kind = node.child_by_field_name("kind")
        if kind is None or kind.type != "const":
            continue
        for one in node.named_children:
            name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
            if name is not None and value is not None:
                yield text_of(name), value


def constant_of(value: Node) -> Encoded | None:
    """Encode the value of a constant, or give None when it can be no path, middleware or text."""
    inner = unwrap(value)
    if inner.type == "call_expression":
        callee = inner.child_by_field_name("function")
        return encode(inner) if callee is not None and name_of(callee) == "createRoute" else None
    if inner.type not in _KINDS or inner.end_byte - inner.start_byte > _LONGEST:
        return None
    encoded = encode(inner)
    return None if encoded[0] == "?" else encoded
