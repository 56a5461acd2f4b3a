"""Lexical scopes of one file: which functions a byte stands in, and under which name.

A scope is named by its function's number in the file, so that its name stays when text in the file
grows; ``MODULE`` is the file itself.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS
from spec_audit.extractors.languages.typescript.syntax import parts_of, text_of, top_values, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

MODULE = -1


class Parameter(NamedTuple):
    """One parameter of a function: its name and the text of its type, empty when it has none.

    One that is taken apart has no name; ``parts`` are those of its parts.
    """

    name: str
    type: str
    parts: tuple[str, ...] = ()


class Scopes:
    """The functions of a file as nested intervals of bytes."""

    def __init__(self, functions: Iterable[Node]) -> None:
        nodes = {node.start_byte: node for node in functions}
        self._starts = sorted(nodes)
        self._nodes = [nodes[start] for start in self._starts]
        self.parents: list[int] = []
        open_scopes: list[int] = []
        for scope, start in enumerate(self._starts):
            while open_scopes and self._nodes[open_scopes[-1]].end_byte <= start:
                open_scopes.pop()
            self.parents.append(open_scopes[-1] if open_scopes else MODULE)
            open_scopes.append(scope)
        self._parameters: dict[int, tuple[Parameter, ...]] = {}

    def at(self, byte: int) -> int:
        """Give the innermost scope that a byte stands in; a function's own first byte is inside."""
        scope = bisect_right(self._starts, byte) - 1
        while scope != MODULE and self._nodes[scope].end_byte <= byte:
            scope = self.parents[scope]
        return scope

    def start(self, scope: int) -> int:
        """Give the byte at which a scope's function begins."""
        return MODULE if scope == MODULE else self._starts[scope]

    def chain(self, scope: int) -> list[int]:
        """List a scope and those around it, the module last."""
        chain = []
        while scope != MODULE:
            chain.append(scope)
            scope = self.parents[scope]
        return [*chain, MODULE]

    def parameters(self, scope: int) -> tuple[Parameter, ...]:
        """List the parameters of a scope's function."""
        if scope == MODULE:
            return ()
        if scope not in self._parameters:
            self._parameters[scope] = tuple(_parameters(self._nodes[scope]))
        return self._parameters[scope]


def top_functions(root: Node) -> Iterable[tuple[str, Node]]:
    """Yield the named functions of a file's top level, then the constants that hold one."""
    for statement in root.children:
        node = statement.child_by_field_name("declaration") or statement
        name = node.child_by_field_name("name")
        if node.type in FUNCTIONS and name is not None:
            yield text_of(name), node
    for one in top_values(root):
        value = unwrap(one.child_by_field_name("value"))
        if value is not None and value.type in FUNCTIONS:
            yield text_of(one.child_by_field_name("name")), value


def _parameters(node: Node) -> Iterable[Parameter]:
    single = node.child_by_field_name("parameter")
    if single is not None:
        yield Parameter(name=text_of(single), type="")
        return
    for one in parts_of(node.child_by_field_name("parameters")):
        pattern = one.child_by_field_name("pattern")
        annotation = one.child_by_field_name("type")
        name = text_of(pattern) if pattern is not None and pattern.type == "identifier" else ""
        yield Parameter(name=name, type=text_of(annotation), parts=tuple(_parts(pattern)))


def _parts(pattern: Node | None) -> Iterable[str]:
    """Name what a parameter is taken apart into, at its first level."""
    for one in parts_of(pattern) if pattern is not None and pattern.type == "object_pattern" else ():
        name = one.child_by_field_name("value") or one.child_by_field_name("left") or one
        if name.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield text_of(name)
