"""Symbols of Python: functions, methods, classes and the constants of a module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from spec_audit.hashing import sha256

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LAYOUT = frozenset({"kind", "type_comment", "type_ignores"})


def read_python(node: ast.AST, around: str = "", *, in_class: bool = False) -> Iterator[list[Any]]:
    """Yield all symbols below a node in the order of their lines; ``around`` are the names around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS):
            kind = "method" if in_class else "function"
            yield _row(child, around + child.name, kind)
            yield from read_python(child, f"{around}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield _row(child, around + child.name, "class")
            yield from read_python(child, f"{around}{child.name}.", in_class=True)
        elif isinstance(node, ast.Module) and isinstance(child, (ast.Assign, ast.AnnAssign)):
            targets = child.targets if isinstance(child, ast.Assign) else [child.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield _row(child, target.id, "constant")
        elif not isinstance(child, ast.expr):
            yield from read_python(child, around, in_class=in_class)


def _row(node: ast.stmt, name: str, kind: str) -> list[Any]:
    digest = sha256(repr(_essence(node)).encode("utf-8", "surrogatepass"))[:16]
    return [name, kind, node.lineno, node.end_lineno or node.lineno, digest]


def _essence(value: object) -> object:
    """Turn a tree into nested tuples, the same in every version of Python: no positions, no docstrings,
    no fields that are empty."""
    if isinstance(value, ast.AST):
        fields = [
            (name, _essence(part))
            for name, part in ast.iter_fields(value)
            if name not in _LAYOUT and part is not None and part != []
        ]
        return (type(value).__name__, *fields)
    if isinstance(value, list):
        parts = value[1:] if value and _is_docstring(value[0]) else value
        return tuple(_essence(part) for part in parts)
    return value


def _is_docstring(node: object) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
