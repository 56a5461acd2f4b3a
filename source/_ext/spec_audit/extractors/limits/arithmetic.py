"""Numbers that stand in code as arithmetic: ``30 * 60 * 1000`` is 1800000.

Only literals, the four operations, powers and names of constants whose value is
itself such arithmetic are worked out. Anything else has no value here; nothing is run.
"""

from __future__ import annotations

import ast
import math
import re
from typing import TYPE_CHECKING, TypeAlias

from spec_audit.extractors.languages.syntax import text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tree_sitter import Node

Number: TypeAlias = int | float

_DEPTH = 40
_LARGEST = 10**18
"""A limit beyond this is none, and powers could take for ever."""

_TYPESCRIPT = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO](?P<oct>[0-7]+)"
    r"|(?P<float>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))n?"
)
_PYTHON = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
}


def tidy(value: Number) -> Number | None:
    """Write whole numbers as integers; None for what no limit can be."""
    if isinstance(value, float) and (math.isnan(value) or math.isinf(value)):
        return None
    if abs(value) > _LARGEST:
        return None
    return int(value) if value == int(value) else value


def combine(left: Number | None, operator: str, right: Number | None) -> Number | None:
    """Work out one operation; None when it cannot be done."""
    if left is None or right is None:
        return None
    if operator == "**":
        return tidy(left**right) if 0 <= right <= 64 and 0 <= left <= 1024 else None
    if operator in ("/", "//") and right == 0:
        return None
    operations: Mapping[str, Callable[[Number, Number], Number]] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "//": lambda a, b: a // b,
    }
    operation = operations.get(operator)
    return None if operation is None else tidy(operation(left, right))


def literal_number(text: str) -> Number | None:
    """Value of a numeric literal of TypeScript, with its separators and its bases."""
    match = _TYPESCRIPT.fullmatch(text.replace("_", ""))
    if match is None or len(text) > 40:
        return None
    for name, base in (("hex", 16), ("bin", 2), ("oct", 8)):
        if match[name]:
            return tidy(int(match[name], base))
    return tidy(float(match["float"]) if re.search(r"[.eE]", match["float"]) else int(match["float"]))


def fold_typescript(
    node: Node | None, constants: Mapping[str, Node | None], depth: int = _DEPTH
) -> Number | None:
    """Work out a TypeScript expression; ``constants`` are the initializers of known names."""
    node = unwrap(node)
    if node is None or depth == 0:
        return None
    if node.type == "number":
        return literal_number(text_of(node))
    if node.type == "identifier":
        return fold_typescript(constants.get(text_of(node)), constants, depth - 1)
    if node.type == "unary_expression":
        value = fold_typescript(node.child_by_field_name("argument"), constants, depth - 1)
        sign = text_of(node.child_by_field_name("operator"))
        if value is None or sign not in ("-", "+"):
            return None
        return -value if sign == "-" else value
    if node.type == "binary_expression":
        return combine(
            fold_typescript(node.child_by_field_name("left"), constants, depth - 1),
            text_of(node.child_by_field_name("operator")),
            fold_typescript(node.child_by_field_name("right"), constants, depth - 1),
        )
    return None


def fold_python(
    node: ast.AST | None, constants: Mapping[str, ast.expr | None], depth: int = _DEPTH
) -> Number | None:
    """Work out a Python expression; ``constants`` are the values of known names."""
    if node is None or depth == 0:
        return None
    if isinstance(node, ast.Constant):
        value = node.value
        return tidy(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if isinstance(node, ast.Name):
        return fold_python(constants.get(node.id), constants, depth - 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        operand = fold_python(node.operand, constants, depth - 1)
        return -operand if operand is not None and isinstance(node.op, ast.USub) else operand
    if isinstance(node, ast.BinOp):
        return combine(
            fold_python(node.left, constants, depth - 1),
            _PYTHON.get(type(node.op), ""),
            fold_python(node.right, constants, depth - 1),
        )
    return None
