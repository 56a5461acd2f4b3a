"""Interfaces that may declare a worker's bindings: their members, and what they take over.

The records are those of ``readers``; which interfaces count is not decided here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import key_of, line_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
"""A name of a variable that tells by itself that it is one."""

_OWNERS = frozenset({"interface_declaration", "type_alias_declaration"})
_HERITAGE = frozenset({"extends_type_clause", "intersection_type"})
_NAMED_TYPES = frozenset({"type_identifier", "generic_type"})
_INTERFACE = re.compile(rb"(?:interface|type)\s+(\w*(?:Env|Bindings)\w*)")
"""What may declare the bindings of a worker, whose names need not be in upper case."""


def read_heritage(root: Node) -> Iterator[list[Any]]:
    """List what the interfaces and types of the file's top are made of."""
    for statement in root.named_children:
        owner = statement.child_by_field_name("declaration") or statement
        parts = list(owner.named_children) if owner.type in _OWNERS else []
        for part in parts:  # grows while it is read: ``A & B & C`` is nested
            if part.type in _HERITAGE:
                parts += part.named_children
            elif part.type in _NAMED_TYPES and part.parent != owner:
                name = text_of(part.child_by_field_name("name") or part)
                yield ["extends", key_of(owner) or "", name, line_of(part), ""]


def other_members(root: Node, source: bytes) -> Iterator[Node]:
    """List the members that are not in upper case, of interfaces that may be those of a worker's bindings."""
    if b"Env" not in source and b"Bindings" not in source:
        return
    for match in _INTERFACE.finditer(source):
        leaf = root.descendant_for_byte_range(*match.span(1))
        owner = None if leaf is None else leaf.parent
        if owner is not None and owner.type in _OWNERS and leaf == owner.child_by_field_name("name"):
            body = owner.child_by_field_name("body") or owner.child_by_field_name("value")
            for one in body.named_children if body is not None else ():
                if one.type == "property_signature" and not NAME.fullmatch(key_of(one) or ""):
                    yield one


def read_member(node: Node) -> Iterator[tuple[str, ...]]:
    """Read a member of an interface or type that has a name."""
    at = node.parent
    while at is not None and at.type not in _OWNERS:
        if at.type == "property_signature":
            return
        at = at.parent
    if at is None:
        return
    annotation = node.child_by_field_name("type")
    kind = annotation.named_children[0] if annotation is not None and annotation.named_children else None
    if kind is not None and kind.type == "generic_type":
        kind = kind.child_by_field_name("name")
    optional = any(child.type == "?" for child in node.children)
    yield (
        "member",
        text_of(at.child_by_field_name("name")),
        key_of(node) or "",
        text_of(kind),
        "?" if optional else "",
    )
