"""Numbers in code with what they stand for: the constants, and each other number's anchors.

An anchor is a short word for what a number is given to, written the same in every language
and whatever the layout: ``name =`` (a variable, a field, a parameter's default, a keyword
argument), ``key:`` (a member of an object or dictionary), ``name ??`` (the fallback of
something), ``name >`` (what it is compared with), ``call()`` or ``call(first)`` (an argument,
with the call's first argument where that is a key), ``return``, and ``LIMIT`` (in SQL).
A number has a chain of them, outermost first, inside one statement.

``read_typescript`` and ``read_python`` give ``constants`` as ``[name, value, line, symbol]``
and ``numbers`` as ``[value, line, symbol, anchors]``. Factors of something unknown
(``minutes * 60``) are conversions, no limits, and left out; so are 0 and 1 without a name.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import (
    is_const,
    key_of,
    line_of,
    string_of,
    symbol_of,
    text_of,
    top_values,
)
from spec_audit.extractors.limits.arithmetic import Arithmetic, Number, typescript_arithmetic

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from spec_audit.extractors.base import SourceFile

FALLBACKS = ("??", "||", "??=", "||=", "or")
COMPARISONS = ("<", "<=", ">", ">=", "===", "==", "!==", "!=")
KEY = re.compile(r"[\w.:-]{1,40}")
"""A first argument that is a key and no sentence."""

_GOES_ON = re.compile(rb"[\w.]")
_SMALL = frozenset({b"0", b"1", b".0", b".1"})
_SUMS = tuple(
    re.compile(word + rb"\s+[A-Za-z_$][\w$]*+[^=\n;{(]*+=\s*+\(*+(?P<operand>[A-Za-z_$][\w$]*+)\s*+[-+*/]")
    for word in (rb"const", rb"readonly")
)
"""Constants that add up others, which may hold no number of their own."""

_SQL_LIMIT = re.compile(rb"\bLIMIT\s+(\d+)\b")
_SEEN_THROUGH = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "unary_expression"}
)
_DEEPEST = 100
_CONVERSIONS = ("*", "/", "%", "**", "<<", ">>")
_ENDS = frozenset(
    {
        "statement_block",
        "program",
        "class_body",
        "expression_statement",
        "lexical_declaration",
        "variable_declaration",
        "arrow_function",
        "function_expression",
        "function_declaration",
        "method_definition",
        "literal_type",
        "switch_case",
    }
)


def read_typescript(file: SourceFile, literals: list[Node]) -> dict[str, Any]:
    """Read the constants and the other numbers of one file, of which the literals are given."""
    tree, source = file.tree, file.source
    arithmetic = typescript_arithmetic(_initializers(tree.root_node))
    constants: dict[int, list[Any]] = {}
    numbers: dict[int, list[Any]] = {}
    done = 0
    for node in literals:
        start, end = node.byte_range
        if start < done or _GOES_ON.match(source, end):  # ``1..toFixed()``, or what does not parse
            continue
        if source[start:end] not in _SMALL or (node.parent is not None and node.parent.type in _NAMING):
            done = _keep(node, arithmetic, constants, numbers)
    for match in (match for pattern in _SUMS for match in pattern.finditer(source)):
        operand = tree.root_node.descendant_for_byte_range(*match.span("operand"))
        if operand is not None:
            _keep(operand, arithmetic, constants, numbers)
    found = [numbers[at] for at in sorted(numbers)] + list(_sql_limits(tree, source))
    return {"constants": [constants[at] for at in sorted(constants)], "numbers": found}


_NAMING = frozenset(
    {"variable_declarator", "public_field_definition", "binary_expression", "unary_expression"}
)


def _initializers(root: Node) -> dict[str, Node | None]:
    """Map the constants of the file's top to their initializers; None where two share a name."""
    known: dict[str, Node | None] = {}
    for declarator in filter(is_const, top_values(root)):
        name = text_of(declarator.child_by_field_name("name"))
        known[name] = None if name in known else declarator.child_by_field_name("value")
    return known


def _keep(
    node: Node,
    arithmetic: Arithmetic[Node],
    constants: dict[int, list[Any]],
    numbers: dict[int, list[Any]],
) -> int:
    """Widen a node to the whole sum that it is part of, and file it with what it is for.

    Returns the offset up to which there is nothing else to be filed.
    """
    value = arithmetic.value(node)
    if value is None:
        return node.end_byte
    owner = node.parent
    while owner is not None and (owner.type in _SEEN_THROUGH or owner.type == "binary_expression"):
        wider = arithmetic.value(owner)
        if wider is None:
            break
        node, value, owner = owner, wider, owner.parent
    if owner is None or node.start_byte in numbers or node.start_byte in constants:
        return node.end_byte
    name = _constant_name(owner)
    if name is not None:
        constants[node.start_byte] = [name, value, line_of(owner), symbol_of(owner)]
        return node.end_byte
    if value in (-1, 0, 1) or (owner.type == "binary_expression" and _operator(owner) in _CONVERSIONS):
        return node.end_byte
    anchors, end = _anchors(node)
    if anchors:
        numbers[node.start_byte] = [value, line_of(node), symbol_of(node), anchors]
    return max(end, node.end_byte)


def _constant_name(owner: Node) -> str | None:
    """Name of the constant that a declarator or a class field declares; None for a variable."""
    if owner.type == "variable_declarator":
        if not is_const(owner):
            return None
    elif owner.type != "public_field_definition" or not any(
        child.type in ("readonly", "static") for child in owner.children
    ):
        return None
    return key_of(owner)


def _operator(node: Node) -> str:
    return text_of(node.child_by_field_name("operator"))


def _anchors(node: Node) -> tuple[list[str], int]:
    """List what a number is given to, from the statement inwards.

    None in an expression that is too deep for people: then the offset is given up to which it was
    climbed out of, since all in it is as deep.
    """
    anchors: list[str] = []
    at = node
    for depth in count():
        parent = at.parent
        if parent is None or at.type in _ENDS:
            break
        if depth > _DEEPEST:
            return [], at.end_byte
        anchor = _anchor(at, parent)
        if anchor:
            anchors.append(anchor)
        at = parent
    return anchors[::-1], 0


def _anchor(child: Node, parent: Node) -> str:
    kind = parent.type
    if kind == "pair":
        return f"{key_of(parent)}:"
    if kind in ("variable_declarator", "public_field_definition"):
        name = key_of(parent) or ""
        return f"{name} =" if name.isidentifier() else ""
    if kind in ("required_parameter", "optional_parameter"):
        name = text_of(parent.child_by_field_name("pattern"))
        return f"{name} =" if name.isidentifier() else ""
    if kind in ("assignment_expression", "augmented_assignment_expression"):
        return f"{_last_name(parent.child_by_field_name('left'))} ="
    if kind in ("assignment_pattern", "object_assignment_pattern"):
        return f"{text_of(parent.child_by_field_name('left'))} ="
    if kind == "return_statement":
        return "return"
    if kind == "arguments" and parent.parent is not None:
        return _call_anchor(parent.parent, parent, child)
    if kind == "binary_expression":
        return _operator_anchor(child, parent)
    return ""


def _operator_anchor(child: Node, parent: Node) -> str:
    """Say what a number stands in for, or what it is compared with; the latter ends there."""
    operator = _operator(parent)
    left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
    name = _last_name(left if right == child else right)
    if not name:
        return ""
    if operator in COMPARISONS:
        return f"{name} {operator}"
    is_value = child.type != "binary_expression" or _operator(child) not in COMPARISONS
    return f"{name} ??" if operator in FALLBACKS and right == child and is_value else ""


def _call_anchor(call: Node, arguments: Node, child: Node) -> str:
    name = _last_name(call.child_by_field_name("function") or call.child_by_field_name("constructor"))
    first = arguments.named_children[0]
    key = None if first == child else string_of(first)
    return f"{name}({key if key is not None and KEY.fullmatch(key) else ''})"


def _last_name(node: Node | None) -> str:
    """Last part of what an expression names: ``limit`` of ``options.limit`` and of ``limit!``."""
    while node is not None:
        if node.type == "member_expression":
            return text_of(node.child_by_field_name("property"))
        if node.type == "subscript_expression":
            return string_of(node.child_by_field_name("index")) or ""
        if node.type == "call_expression":
            node = node.child_by_field_name("function")
        elif node.type in ("identifier", "this", "super", "property_identifier"):
            return text_of(node)
        elif node.type == "binary_expression":
            node = node.child_by_field_name("right")
        else:
            node = node.named_children[0] if node.named_children else None
    return ""


def _sql_limits(tree: Tree, source: bytes) -> list[list[Any]]:
    found: list[list[Any]] = []
    for match in _SQL_LIMIT.finditer(source) if b"LIMIT" in source else ():
        value: Number = int(match[1][:18])
        node = tree.root_node.named_descendant_for_byte_range(match.start(1), match.end(1))
        if value > 1 and node is not None and node.type in ("string", "string_fragment", "template_string"):
            line = source.count(b"\n", 0, match.start(1)) + 1
            found.append([value, line, symbol_of(node), ["LIMIT"]])
    return found
