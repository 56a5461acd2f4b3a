"""Messages told apart without a comparison: by a look-up of their ``type``, or by a part of it.

``handlers[msg.type](msg)``, ``handlers.get(msg.type)``, ``STOPS.includes(msg.type)``,
``STOPS.has(msg.type)`` and ``msg.type.endsWith('-result')``. The cases are the keys or values of
what the type is looked up in, where the same file writes that out; what it does not is a case
that is no literal. A look-up that gives something else than functions (a label, a colour) tells
no messages apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.bindings import assigned, bound
from spec_audit.extractors.languages.typescript.syntax import (
    key_of,
    line_of,
    parts_of,
    string_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from spec_audit.extractors.languages.typescript.bindings import Names

Question = tuple[str, "Node", str, list[tuple[str | None, int]]]
"""Form, node, subject and cases, as ``switches`` notes them."""

_INDEX = re.compile(rb"\[[\w$.?!()\s]*(?:\s+as\s[^\]]*)?\]")
_METHOD = re.compile(rb"\.\s*(has|includes|get|startsWith|endsWith)\s*\(")
_OF_TYPE = frozenset({"startsWith", "endsWith"})
_PLAIN = frozenset({"string", "template_string", "number", "true", "false", "null", "undefined", "array"})


def read_lookups(
    root: Node, source: bytes, names: Names, subject_of: Callable[[Node | None, Names], str | None]
) -> Iterator[Question]:
    """Yield the look-ups of a file; ``subject_of`` tells whose type an expression is."""
    if b"type" not in source:
        return
    for match in _INDEX.finditer(source):
        node = root.descendant_for_byte_range(match.start(), match.end())
        if node is not None and node.type == "subscript_expression":
            subject = subject_of(node.child_by_field_name("index"), names)
            if subject is not None:
                yield from _indexed(node, subject, names)
    for match in _METHOD.finditer(source):
        leaf = root.descendant_for_byte_range(match.start(1), match.end(1))
        call = leaf.parent.parent if leaf is not None and leaf.parent is not None else None
        if leaf is None or leaf.parent is None or call is None or call.type != "call_expression":
            continue
        owner = leaf.parent.child_by_field_name("object")
        given = parts_of(call.child_by_field_name("arguments"))
        if text_of(leaf) in _OF_TYPE:
            subject = subject_of(owner, names)
            if subject is not None:
                yield "lookup", call, subject, [(None, line_of(call))]
            continue
        subject = subject_of(given[0], names) if given else None
        if subject is not None:
            yield from _asked(call, owner, subject, names)


def _indexed(node: Node, subject: str, names: Names) -> Iterator[Question]:
    """Read ``table[msg.type]``, where what it gives is called."""
    table = _value_of(node.child_by_field_name("object"), names)
    if table is not None and table.type == "object":
        members = parts_of(table)
        values = [unwrap(one.child_by_field_name("value")) for one in members]
        if not any(value is not None and value.type in _PLAIN for value in values):
            yield "switch", node, subject, [(key_of(one) or text_of(one), line_of(one)) for one in members]
    elif _is_called(node):
        yield "switch", node, subject, [(None, line_of(node))]


def _asked(call: Node, owner: Node | None, subject: str, names: Names) -> Iterator[Question]:
    """Read ``list.includes(msg.type)``, ``set.has(msg.type)`` and ``map.get(msg.type)``."""
    listed = _value_of(owner, names)
    if listed is not None and listed.type == "new_expression":
        listed = unwrap(next(iter(parts_of(listed.child_by_field_name("arguments"))), None))
    if listed is None or listed.type != "array":
        yield "lookup", call, subject, [(None, line_of(call))]
        return
    firsts = [next(iter(parts_of(one)), one) if one.type == "array" else one for one in parts_of(listed)]
    yield "chain", call, subject, [(string_of(unwrap(one)), line_of(one)) for one in firsts]


def _value_of(node: Node | None, names: Names) -> Node | None:
    """Follow a name, or a field of the class around, to the value that the same file gives it."""
    node = unwrap(node)
    if node is None:
        return None
    if node.type == "identifier":
        found = bound(node, names)
        return unwrap(assigned(found[0])) if len(found) == 1 else None
    if node.type != "member_expression":
        return node
    owner, name = node.child_by_field_name("object"), text_of(node.child_by_field_name("property"))
    at: Any = node if owner is not None and owner.type == "this" else None
    while at is not None and at.type != "class_body":
        at = at.parent
    for member in parts_of(at):
        if member.type == "public_field_definition" and key_of(member) == name:
            return unwrap(member.child_by_field_name("value"))
    return None


def _is_called(node: Node) -> bool:
    """Whether what stands here is called, at once or by the name that it is given."""
    at = node
    while at.parent is not None and unwrap(at.parent) == unwrap(node):
        at = at.parent
    parent = at.parent
    if parent is None:
        return False
    if parent.type == "call_expression":
        return parent.child_by_field_name("function") == at
    name = text_of(parent.child_by_field_name("name")) if parent.type == "variable_declarator" else ""
    block = parent.parent.parent if name and parent.parent is not None else None
    return bool(name) and re.search(rf"\b{re.escape(name)}\s*(?:\?\.)?\(", text_of(block)) is not None
