"""Constants of one file: the texts, lists and objects of texts that other code may be built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.languages.expressions import Encoded, encode, name_of
from spec_audit.extractors.languages.syntax import is_const, text_of, top_values, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 4000
"""Bytes of an array or object that may hold paths or middlewares; longer ones are data."""

_KINDS = frozenset(
    {"string", "template_string", "binary_expression", "array", "object", "identifier", "member_expression"}
)


def top_constants(root: Node) -> dict[str, Encoded]:
    """Read the constants of a file's top level that are, or hold, texts."""
    constants = {}
    for one in top_values(root):
        value = one.child_by_field_name("value") if is_const(one) else None
        encoded = constant_of(value) if value is not None else None
        if encoded is not None and encoded[0] in "tlo":
            constants[text_of(one.child_by_field_name("name"))] = encoded
    return constants


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
