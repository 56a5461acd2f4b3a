"""Python sources read by the standard library's own parser, as several extractors need them.

Nothing is imported or run. A file that does not parse gives an empty tree and the line
where it stopped, so that a reader can say so and go on.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class PythonTree(NamedTuple):
    """A parsed module. ``error`` is the line that did not parse, 0 when all did."""

    module: ast.Module
    error: int


def parse_python(text: str) -> PythonTree:
    """Parse a module without letting its own mistakes warn or raise."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return PythonTree(module=ast.parse(text), error=0)
        except SyntaxError as error:
            line = max(error.lineno or 1, 1)
        except (ValueError, RecursionError, MemoryError):
            line = 1
    return PythonTree(module=ast.Module(body=[], type_ignores=[]), error=line)


def walk_python(node: ast.AST, symbol: str = "", above: tuple[ast.AST, ...] = ()) -> Iterator[Visit]:
    """Visit every node below one, in the order of the text, with its symbol and ancestors.

    Decorators and defaults count as part of the function that they stand on.
    """
    below = (*above, node)
    for child in ast.iter_child_nodes(node):
        inner = symbol
        if isinstance(child, _NAMED):
            inner = f"{symbol}.{child.name}" if symbol else child.name
        yield Visit(node=child, symbol=inner, above=below)
        yield from walk_python(child, inner, below)


class Visit(NamedTuple):
    """One node, the qualified name of what it stands in, and its ancestors, outermost first."""

    node: ast.AST
    symbol: str
    above: tuple[ast.AST, ...]


def last_name(node: ast.AST | None) -> str:
    """Last part of a dotted name, or of what a call calls; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return ""


def string_value(node: ast.AST | None) -> str | None:
    """Value of a plain string literal, or None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
