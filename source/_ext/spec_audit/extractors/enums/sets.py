"""Closed sets as TypeScript declares them: one file's syntax tree -> plain records.

A record says what the set is called, in which form it was declared, its values with their
lines, the sets that it takes in and after how many values, and whether it has a name of its
own. Nothing is merged or judged here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import (
    field_of,
    first_of,
    key_of,
    line_of,
    parent_of,
    parts_of,
    string_of,
    text_of,
    top_values,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

_GAP = rb"(?:\s|//[^\n]*\n|/\*.*?\*/)*"
_ZOD = re.compile(rb"z" + _GAP + rb"\??\." + _GAP + rb"(enum|union)\b", re.DOTALL)
_NOTHING = frozenset({"null", "undefined"})
_CONTAINERS = frozenset({"Array", "ReadonlyArray", "Set", "ReadonlySet", "Promise", "Readonly", "Partial"})
_NAMED = frozenset(
    {
        "abstract_class_declaration",
        "class_declaration",
        "interface_declaration",
        "internal_module",
        "module",
        "type_alias_declaration",
    }
)
_SEEN_THROUGH = frozenset(
    {
        "parenthesized_type",
        "array_type",
        "readonly_type",
        "object_type",
        "interface_body",
        "class_body",
        "type_annotation",
        "union_type",
        "intersection_type",
        "statement_block",
        "type_arguments",
        "export_statement",
        "program",
        "expression_statement",
        "lexical_declaration",
        "ambient_declaration",
    }
)


def read_sets(nodes: Mapping[str, list[Node]], root: Node, source: bytes) -> list[dict[str, Any]]:
    """List the closed sets of a file in the order of their lines."""
    candidates = (
        (_read_union, nodes["union"]),
        (_read_alias, nodes["alias"]),
        (_read_enum, nodes["enum"]),
        (_read_const, top_values(root)),
        (_read_zod, _zod_calls(root, source)),
    )
    found = [one for reader, given in candidates for node in given if (one := reader(node)) is not None]
    return sorted(found, key=lambda one: (one["line"], one["name"], one["form"]))


def _cast_of(declarator: Node) -> Node | None:
    """Take the cast that a constant is given, through what it satisfies."""
    value = declarator.child_by_field_name("value")
    while value is not None and value.type == "satisfies_expression":
        value = first_of(value)
    return value if value is not None and value.type == "as_expression" else None


def _zod_calls(root: Node, source: bytes) -> Iterator[Node]:
    """Yield the calls of ``z.enum`` and ``z.union``, which are few: the text tells where they may be."""
    for match in _ZOD.finditer(source):
        member = parent_of(root.descendant_for_byte_range(*match.span(1)), "member_expression")
        call = parent_of(member, "call_expression")
        if call is not None and text_of(field_of(member, "object")) == "z":
            yield call


def _record(
    form: str, name: str, node: Node, values: list[Node], refs: list[tuple[str, int]]
) -> dict[str, Any] | None:
    seen: dict[str, int] = {}
    for value in values:
        text = string_of(value)
        seen.setdefault(text_of(value) if text is None else text, line_of(value))
    if len(seen) + len(refs) < 2 or (not seen and form != "union"):
        return None
    return {"form": form, "name": name, "line": line_of(node), "values": list(seen.items()), "refs": refs}


def _read_union(node: Node) -> dict[str, Any] | None:
    if parent_of(node, "union_type") is not None:
        return None
    values: list[Node] = []
    refs: list[tuple[str, int]] = []
    for member in _members(node):
        literal = first_of(member) if member.type == "literal_type" else None
        if literal is not None and literal.type == "string":
            values.append(literal)
        elif member.type == "type_identifier":
            refs.append((text_of(member), len(values)))
        elif text_of(member) not in _NOTHING:
            return None
    name, form = _name_of(node)
    if refs and form != "union":
        return None
    return _record(form, name, node if form != "union" else _owner(node), values, refs)


def _owner(node: Node) -> Node:
    while node.parent is not None and node.type != "type_alias_declaration":
        node = node.parent
    return node


def _members(union: Node) -> list[Node]:
    found: list[Node] = []
    for child in parts_of(union):
        if child.type in ("union_type", "parenthesized_type"):
            found.extend(_members(child))
        else:
            found.append(child)
    return found


def _name_of(union: Node) -> tuple[str, str]:
    """Name what the union is the type of; a union without a stable name is anonymous."""
    parts: list[str] = []
    form = "union"
    at = union.parent
    while at is not None:
        if at.type in ("property_signature", "public_field_definition"):
            form = "field"
            parts.append(key_of(at) or "")
        elif at.type in _NAMED:
            parts.append(key_of(at) or "")
        elif at.type not in _SEEN_THROUGH and not _is_container(at):
            return _anonymous(union), "anonymous"
        at = at.parent
    is_named = len(parts) > 1 if form == "field" else _is_alias(union)
    return (".".join(reversed(parts)), form) if is_named else (_anonymous(union), "anonymous")


def _is_container(node: Node) -> bool:
    return node.type == "generic_type" and text_of(node.child_by_field_name("name")) in _CONTAINERS


def _is_alias(union: Node) -> bool:
    at = union.parent
    while at is not None and at.type == "parenthesized_type":
        at = at.parent
    return at is not None and at.type == "type_alias_declaration"


def _anonymous(node: Node) -> str:
    """Name of the field or parameter that an anonymous set is the type of; may be empty."""
    at = node.parent
    while at is not None and at.type not in ("statement_block", "program"):
        if at.type in ("property_signature", "pair"):
            return key_of(at) or ""
        if at.type in ("required_parameter", "optional_parameter"):
            return text_of(at.child_by_field_name("pattern"))
        at = at.parent
    return ""


def _read_alias(node: Node) -> dict[str, Any] | None:
    """Read ``type A = (typeof LIST)[number]``, which gives another declaration's set a name."""
    value = node.child_by_field_name("value")
    queried = first_of(value)
    while queried is not None and queried.type == "parenthesized_type":
        queried = first_of(queried)
    if value is None or queried is None or queried.type != "type_query":
        return None
    index = text_of(parts_of(value)[-1])
    if index != "number" and not index.replace(" ", "").startswith("keyoftypeof"):
        return None
    of = (text_of(first_of(queried)), 0)
    return {"form": "alias", "name": key_of(node) or "", "line": line_of(node), "values": [], "refs": [of]}


def _read_enum(node: Node) -> dict[str, Any] | None:
    """Read a TypeScript enum: the texts of its members, or their names where these are no texts."""
    members = parts_of(node.child_by_field_name("body"))
    values = [member.child_by_field_name("value") for member in members]
    texts = [value for value in values if value is not None and string_of(value) is not None]
    named = (
        texts if len(texts) == len(members) else [one.child_by_field_name("name") or one for one in members]
    )
    return _record("enum", key_of(node) or "", node, named, [])


def _read_const(node: Node) -> dict[str, Any] | None:
    """Read ``const X = [...] as const`` and ``const X = {A: 'a', ...} as const``."""
    cast = _cast_of(node)
    if cast is None or not any(child.type == "const" for child in cast.children):
        return None
    value = unwrap(cast)
    if value.type not in ("array", "object"):
        return None
    members = parts_of(value)
    if value.type == "object":
        members = [one for member in members if (one := member.child_by_field_name("value")) is not None]
    if any(member.type != "string" for member in members):
        return None
    return _record("const", key_of(node) or "", node, members, [])


def _read_zod(node: Node) -> dict[str, Any] | None:
    """Read ``z.enum([...])`` and ``z.union([z.literal('a'), ...])``."""
    array = first_of(field_of(node, "arguments"))
    if array is None or array.type != "array":
        return None
    values = [_zod_literal(value) for value in parts_of(array)]
    if any(value.type != "string" for value in values):
        return None
    name, form = _zod_name(node)
    return _record(form, name, node, values, [])


def _zod_literal(node: Node) -> Node:
    """Take the text of ``z.literal('a')``; anything else stays what it is."""
    is_literal = text_of(field_of(node, "function")) == "z.literal"
    return (first_of(field_of(node, "arguments")) or node) if is_literal else node


def _zod_name(node: Node) -> tuple[str, str]:
    parts: list[str] = []
    at = node.parent
    while at is not None:
        if at.type == "pair":
            parts.append(key_of(at) or "")
        elif at.type == "variable_declarator":
            name = ".".join([key_of(at) or "", *reversed(parts)])
            return name, "field" if parts else "zod"
        elif at.type in ("statement_block", "arrow_function", "program"):
            break
        at = at.parent
    return _anonymous(node), "anonymous"
