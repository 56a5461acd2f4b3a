"""Numbers that stand in code as arithmetic: ``30 * 60 * 1000`` is 1800000.

Only literals, the four operations, powers and names of constants whose value is
itself such arithmetic are worked out. Anything else has no value here; nothing is run.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from spec_audit.extractors.languages.typescript.syntax import text_of, unwrap

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

    from tree_sitter import Node as SyntaxNode

Number: TypeAlias = int | float
Node = TypeVar("Node")
Parts: TypeAlias = "Number | str | tuple[str, list[Node]] | None"
_Opened: TypeAlias = "tuple[str | Number | None, list[Node]]"

_LARGEST = 10**18
"""A limit beyond this is none, and powers could take for ever."""

_TYPESCRIPT = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO](?P<oct>[0-7]+)"
    r"|(?P<float>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))n?"
)
_PYTHON = {
    "Add": "+",
    "Sub": "-",
    "Mult": "*",
    "Div": "/",
    "FloorDiv": "//",
    "Pow": "**",
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


class Arithmetic(Generic[Node]):
    """Works out the expressions of one file, each part once and however deep they are.

    ``take_apart`` gives a number, the name of a constant, an operator with its operands, or None;
    ``constants`` are the values of known names; ``key_of`` tells nodes apart.
    """

    def __init__(
        self,
        take_apart: Callable[[Node], Parts[Node]],
        constants: Mapping[str, Node | None],
        key_of: Callable[[Node], int],
    ) -> None:
        self._take_apart = take_apart
        self._constants = constants
        self._key_of = key_of
        self._known: dict[int, Number | None] = {}

    def value(self, node: Node | None) -> Number | None:
        """Work out an expression; None for one that has no value here, or leads back to itself."""
        if node is None:
            return None
        known = self._known
        opened: dict[int, _Opened[Node]] = {}
        stack = [node]
        while stack:
            at = stack[-1]
            key = self._key_of(at)
            if key in known:
                stack.pop()
            elif key not in opened:
                opened[key] = self._open(at)
                stack += [one for one in opened[key][1] if self._key_of(one) not in known]
            else:
                stack.pop()
                operator, operands = opened[key]
                values = [known.get(self._key_of(one)) for one in operands]
                known[key] = _work_out(operator, values)
        return known[self._key_of(node)]

    def _open(self, node: Node) -> _Opened[Node]:
        """Give what has to be done with which operands; a number is an operator without any."""
        parts = self._take_apart(node)
        if isinstance(parts, str):
            meant = self._constants.get(parts)
            return ("+", [] if meant is None else [meant])
        return parts if isinstance(parts, tuple) else (parts, [])


def _work_out(operator: str | Number | None, values: list[Number | None]) -> Number | None:
    if not isinstance(operator, str):
        return operator
    if len(values) == 2:
        return combine(values[0], operator, values[1])
    value = values[0] if values else None
    if value is None or operator not in ("+", "-"):
        return None
    return -value if operator == "-" else value


def typescript_arithmetic(constants: Mapping[str, SyntaxNode | None]) -> Arithmetic[SyntaxNode]:
    """Work out TypeScript; ``constants`` are the initializers of known names."""
    return Arithmetic(_typescript_parts, constants, lambda node: node.id)


def _typescript_parts(node: SyntaxNode) -> Parts[SyntaxNode]:
    inner = unwrap(node)
    if inner is None:
        return None
    if inner.type == "number":
        return literal_number(text_of(inner))
    if inner.type == "identifier":
        return text_of(inner)
    fields = {"unary_expression": ("argument",), "binary_expression": ("left", "right")}.get(inner.type)
    if fields is None:
        return None
    operands = [inner.child_by_field_name(field) for field in fields]
    return (text_of(inner.child_by_field_name("operator")), [one for one in operands if one is not None])


def python_arithmetic(constants: Mapping[str, ast.expr | None]) -> Arithmetic[ast.AST]:
    """Work out Python; ``constants`` are the values of known names."""
    return Arithmetic(_python_parts, constants, id)


def _python_parts(node: ast.AST) -> Parts[ast.AST]:
    import ast

    if isinstance(node, ast.Constant):
        value = node.value
        return tidy(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return ("-" if isinstance(node.op, ast.USub) else "+", [node.operand])
    if isinstance(node, ast.BinOp):
        return (_PYTHON.get(type(node.op).__name__, ""), [node.left, node.right])
    return None
