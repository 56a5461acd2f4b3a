"""TypeScript expressions as plain JSON: what of an expression can be known without running it.

``encode`` turns an expression node into a small list whose first item says what it is:
``["t", parts]`` a text, ``["n", "a.b"]`` a name, ``["c", callee, args]`` a call,
``["l", items]`` an array, ``["o", {key: item}]`` an object, ``["s", item]`` a spread,
``["f"]`` a function, ``["?"]`` anything else. The parts of a text
are strings, ``[name]`` for an interpolated name and None for what cannot be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from spec_audit.extractors.languages.typescript.syntax import (
    field_of,
    parts_of,
    string_of,
    text_of,
    unescape,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

Encoded: TypeAlias = list[Any]
"""One encoded expression; see the module's docstring."""

Parts: TypeAlias = list[Any]

FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
"""Nodes that open a scope of their own."""

UNKNOWN: Encoded = ["?"]

_DEPTH = 6
"""How deep arrays, objects and calls are followed; routes and settings are flat."""


def name_of(node: Node | None) -> str | None:
    """Give the dotted name of an identifier or of a plain member access; None for anything else."""
    if node is None:
        return None
    if node.type in ("identifier", "this", "property_identifier", "shorthand_property_identifier"):
        return text_of(node)
    if node.type == "member_expression":
        base = name_of(unwrap(node.child_by_field_name("object")))
        member = node.child_by_field_name("property")
        if base and member and member.type == "property_identifier":
            return f"{base}.{text_of(member)}"
    return None


def arguments_of(call: Node | None) -> list[Node]:
    """List the arguments of a call, comments left out; none for no call."""
    holder = field_of(call, "arguments")
    return parts_of(holder) if holder is not None and holder.type == "arguments" else []


def text_parts(node: Node) -> Parts | None:
    """Read a text that may interpolate or add names; None when the expression is no text."""
    plain = string_of(node)
    if plain is not None:
        return [plain]
    if node.type == "template_string":
        return _template_parts(node)
    if node.type == "binary_expression":
        return _sum_parts(node)
    return None


def _template_parts(node: Node) -> Parts:
    parts: Parts = []
    for child in node.named_children:
        if child.type == "template_substitution":
            inner = child.named_children
            parts.extend(_operand(unwrap(inner[0])) if inner else [None])
        else:
            parts.append(unescape(text_of(child)))
    return parts


def _sum_parts(node: Node) -> Parts | None:
    """Read ``a + 'b' + c`` from left to right, without recursion on the left."""
    operands: list[Node] = []
    while node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is None or operator.type != "+" or left is None or right is None:
            return None
        operands.append(right)
        node = unwrap(left)
    operands.append(node)
    parts = [part for one in reversed(operands) for part in _operand(unwrap(one))]
    return parts if any(isinstance(part, str) for part in parts) else None


def _operand(node: Node) -> Parts:
    name = name_of(node)
    if name is not None:
        return [[name]]
    return text_parts(node) or [None]


def encode(
    node: Node, special: Callable[[Node], Encoded | None] | None = None, depth: int = _DEPTH
) -> Encoded:
    """Encode an expression. ``special`` is asked first, for what its caller knows better."""
    node = unwrap(node)
    if special is not None:
        known = special(node)
        if known is not None:
            return known
    parts = text_parts(node)
    if parts is not None:
        return ["t", parts]
    name = name_of(node)
    if name is not None:
        return ["n", name]
    if node.type in FUNCTIONS:
        return ["f"]
    return _encode_compound(node, special, depth - 1) if depth else UNKNOWN


def _encode_compound(node: Node, special: Callable[[Node], Encoded | None] | None, depth: int) -> Encoded:
    if node.type == "call_expression":
        name = name_of(unwrap(node.child_by_field_name("function")))
        if name is None:
            return UNKNOWN
        return ["c", name, [encode(one, special, depth) for one in arguments_of(node)]]
    if node.type == "array":
        return ["l", [encode(one, special, depth) for one in parts_of(node)]]
    if node.type == "spread_element" and node.named_children:
        return ["s", encode(node.named_children[0], special, depth)]
    if node.type == "object":
        return ["o", _encode_object(node, special, depth)]
    return UNKNOWN


def _encode_object(
    node: Node, special: Callable[[Node], Encoded | None] | None, depth: int
) -> dict[str, Encoded]:
    items: dict[str, Encoded] = {}
    for child in node.named_children:
        if child.type == "shorthand_property_identifier":
            items[text_of(child)] = ["n", text_of(child)]
        elif child.type == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                items[string_of(key) or text_of(key)] = encode(value, special, depth)
    return items


def parameter_count(node: Node) -> int:
    """Count the parameters of a function."""
    single = node.child_by_field_name("parameter")
    if single is not None:
        return 1
    return len(parts_of(node.child_by_field_name("parameters")))
