"""Zod schemas that may declare messages: one file's constants as the records that ``types`` makes.

A schema stands under ``typeof <constant>``, since a type may have the constant's own name. What a schema
is checked for beyond its shape is left out; a form that is not known is None, as with types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.expressions import arguments_of, name_of
from spec_audit.extractors.languages.typescript.syntax import (
    key_of,
    line_of,
    parts_of,
    string_of,
    text_of,
    top_values,
    unwrap,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.extractors.messages.types import Shape

SCHEMA = "typeof "
"""What stands in front of a schema's name."""

_MADE = re.compile(rb"z(?<!\wz)\s*\.\s*\w+\s*\(")
_VALUES = frozenset({"call_expression", "identifier"})
_ADDING = frozenset({"extend", "safeExtend", "merge", "and"})
_UNIONS = frozenset({"union", "discriminatedUnion", "or"})


def read_schemas(root: Node, source: bytes) -> dict[str, Shape]:
    """Map each schema of a file's top to its shape."""
    if not _MADE.search(source):
        return {}
    found: dict[str, Shape] = {}
    for one in top_values(root):
        value = unwrap(one.child_by_field_name("value"))
        shape = _shape(value) if value is not None and value.type in _VALUES else None
        if shape is not None:
            found[f"{SCHEMA}{text_of(one.child_by_field_name('name'))}"] = {"shape": shape, "params": []}
    return found


def _shape(node: Node) -> Shape | None:
    node = unwrap(node)
    if node.type != "call_expression":
        name = name_of(node)
        return None if name is None else {"ref": f"{SCHEMA}{name}", "args": []}
    callee = unwrap(node.child_by_field_name("function"))
    owner = callee.child_by_field_name("object") if callee is not None else None
    if callee is None or owner is None:
        return None
    method, given = text_of(callee.child_by_field_name("property")), arguments_of(node)
    if text_of(owner) == "z":
        return _made(method, given)
    parts: list[Any] = [_shape(owner)]
    if method in _ADDING | _UNIONS:
        parts += [_object(one) if one.type == "object" else _shape(one) for one in given[:1]]
    return parts[0] if len(parts) == 1 else {"union" if method in _UNIONS else "both": parts}


def _made(method: str, given: list[Node]) -> Shape | None:
    """Read what ``z.<method>(...)`` makes."""
    last = unwrap(given[-1]) if given else None
    if last is None:
        return None
    if method in ("object", "strictObject", "looseObject") and unwrap(given[0]).type == "object":
        return _object(unwrap(given[0]))
    if method in _UNIONS and last.type == "array":
        return {"union": [_shape(one) for one in parts_of(last)]}
    if method == "intersection":
        return {"both": [_shape(one) for one in given]}
    if method in ("literal", "enum"):
        return _literals(parts_of(last) if last.type == "array" else [last])
    return None


def _literals(nodes: list[Node]) -> Shape | None:
    texts = [(string_of(one), line_of(one)) for one in nodes]
    if any(text is None for text, _ in texts):
        return None
    found: list[Any] = [{"literal": text, "line": line} for text, line in texts]
    return found[0] if len(found) == 1 else {"union": found}


def _object(node: Node) -> Shape:
    members = [one for one in parts_of(node) if one.type == "pair"]
    values = {key_of(one) or "": one.child_by_field_name("value") for one in members}
    tag = values.pop("type", None)
    return {
        "object": None if tag is None else _shape(tag),
        "fields": sorted(values),
        "line": line_of(node),
    }
