"""Symbols of Python: functions, methods, classes and the constants of a module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.symbols.typescript import merge_rows
from spec_audit.hashing import sha256

if TYPE_CHECKING:
    from spec_audit.extractors.base import SourceFile

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LAYOUT = frozenset({"kind", "type_comment", "type_ignores"})


def scan_python(file: SourceFile) -> list[list[Any]]:
    """List ``[name, kind, line, end_line, digest]`` of all symbols, in the order of their lines."""
    return merge_rows(_walk(file.python.module, "", in_class=False))


def _walk(node: ast.AST, around: str, *, in_class: bool) -> Iterator[list[Any]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS):
            kind = "method" if in_class else "function"
            yield _row(child, around + child.name, kind)
            yield from _walk(child, f"{around}{child.name}.", in_class=False)
        elif isinstance(child, ast.ClassDef):
            yield _row(child, around + child.name, "class")
            yield from _walk(child, f"{around}{child.name}.", in_class=True)
        elif isinstance(node, ast.Module) and isinstance(child, (ast.Assign, ast.AnnAssign)):
            targets = child.targets if isinstance(child, ast.Assign) else [child.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield _row(child, target.id, "constant")
        elif not isinstance(child, ast.expr):
            yield from _walk(child, around, in_class=in_class)


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
