"""Types that may declare messages: one file's aliases and interfaces as plain records.

A type becomes one of ``{"object": shape of ``type`` or None, "fields": [...], "line"}``,
``{"union": [...]}``, ``{"both": [...]}`` (an intersection), ``{"literal": text, "line"}``,
``{"ref": name, "args": [...]}``; everything else is None. Only ``type`` keeps its shape,
because it alone tells messages apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import (
    first_of,
    key_of,
    line_of,
    parts_of,
    string_of,
    text_of,
)
from spec_audit.extractors.messages.schemas import SCHEMA

if TYPE_CHECKING:
    from tree_sitter import Node

Shape = dict[str, Any]


def read_types(types: list[Node]) -> dict[str, Shape]:
    """Map each type's name, with its namespace in front, to its shape and parameters."""
    found: dict[str, Shape] = {}
    for node in types:
        shape = _declared(node)
        if shape is not None:
            found.setdefault(_qualified(node), {"shape": shape, "params": _parameters(node)})
    return found


def _qualified(node: Node) -> str:
    parts = [key_of(node) or ""]
    at = node.parent
    while at is not None:
        if at.type in ("internal_module", "module"):
            parts.append(key_of(at) or "")
        at = at.parent
    return ".".join(reversed(parts))


def _parameters(node: Node) -> list[str]:
    listed = node.child_by_field_name("type_parameters")
    return [key_of(one) or "" for one in parts_of(listed)]


def _declared(node: Node) -> Shape | None:
    if node.type == "type_alias_declaration":
        return _shape(node.child_by_field_name("value"))
    body = _shape(node.child_by_field_name("body"))
    bases = [
        _shape(base)
        for clause in parts_of(node)
        if clause.type == "extends_type_clause"
        for base in parts_of(clause)
    ]
    parts = [one for one in (body, *bases) if one is not None]
    return parts[0] if len(parts) == 1 else {"both": parts}


def _shape(node: Node | None) -> Shape | None:
    if node is None:
        return None
    match node.type:
        case "object_type" | "interface_body":
            return _object(node)
        case "union_type" | "intersection_type":
            parts = [_shape(child) for child in parts_of(node)]
            kind = "union" if node.type == "union_type" else "both"
            return {kind: [one for one in parts if one is not None]}
        case "parenthesized_type" | "readonly_type":
            return _shape(first_of(node))
        case "literal_type":
            value = string_of(first_of(node))
            return None if value is None else {"literal": value, "line": line_of(node)}
        case "type_identifier" | "nested_type_identifier":
            return {"ref": text_of(node), "args": []}
        case "generic_type":
            arguments = node.child_by_field_name("type_arguments")
            given = parts_of(arguments)
            if len(given) == 1 and given[0].type == "type_query":  # z.infer<typeof schema>
                return {"ref": f"{SCHEMA}{text_of(first_of(given[0]))}", "args": []}
            return {"ref": text_of(node.child_by_field_name("name")), "args": [_shape(one) for one in given]}
        case _:
            return None


def _object(node: Node) -> Shape:
    fields: list[str] = []
    tag: Shape | None = None
    for member in parts_of(node):
        if member.type not in ("property_signature", "method_signature"):
            continue
        name = key_of(member)
        if name == "type":
            annotation = member.child_by_field_name("type")
            tag = _shape(first_of(annotation))
        elif name is not None:
            fields.append(name)
    return {"object": tag, "fields": sorted(set(fields)), "line": line_of(node)}
