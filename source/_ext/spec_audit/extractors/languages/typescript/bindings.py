"""What the names of one TypeScript file stand for: variables, parameters and functions.

A name means what the nearest function around it binds; several assignments to the same
variable are all possible. Nothing is followed into other files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS
from spec_audit.extractors.languages.typescript.syntax import (
    choices_of,
    first_of,
    key_of,
    parts_of,
    string_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})


class Names(NamedTuple):
    """The variables and functions of one file, by name.

    ``scopes`` remembers the functions that a name is bound in; ``built`` is for a reader that
    remembers what functions return.
    """

    bindings: dict[str, list[Node]]
    functions: dict[str, list[Node]]
    scopes: dict[str, list[int]]
    built: dict[str, Any]


def names_of(bindings: Iterable[Node], functions: Iterable[Node] = ()) -> Names:
    """Index declarators and assignments by their variable, functions by their name."""
    by_name: dict[str, list[Node]] = {}
    for node in bindings:
        name = node.child_by_field_name("name") or node.child_by_field_name("left")
        if name is not None and name.type == "identifier":
            by_name.setdefault(text_of(name), []).append(node)
    named: dict[str, list[Node]] = {}
    for node in functions:
        named.setdefault(key_of(node) or "", []).append(node)
    return Names(bindings=by_name, functions=named, scopes={}, built={})


def bound(node: Node, names: Names) -> list[Node]:
    """Find what is assigned to a name, in the nearest function around that binds it."""
    name = text_of(node)
    found = names.bindings.get(name, [])
    if not found:
        return []
    if name not in names.scopes:
        names.scopes[name] = [_id(scope_of(binding)) for binding in found]
    at: Node | None = node
    while at is not None:
        at = scope_of(at)
        here = [
            binding
            for binding, scope in zip(found, names.scopes[name], strict=True)
            if scope == _id(at) and assigned(binding) is not None
        ]
        if here or (at is not None and name in parameters_of(at)):
            return here
    return []


def _id(node: Node | None) -> int:
    return 0 if node is None else node.id


def assigned(binding: Node) -> Node | None:
    """Take the value of a declarator or an assignment."""
    return binding.child_by_field_name("value") or binding.child_by_field_name("right")


def literals_in(node: Node | None, names: Names) -> list[str]:
    """List the strings that an expression can be, also through a variable."""
    plain = unwrap(node)
    kind = "" if plain is None else plain.type
    if kind == "string":
        return [string_of(plain) or ""]
    if plain is not None and kind in _NAMES:
        found = bound(plain, names)
        return list(dict.fromkeys(value for one in found for value in choices_of(assigned(one))))
    return list(dict.fromkeys(choices_of(plain)))


def scope_of(node: Node) -> Node | None:
    """Find the innermost function around a node; None at the file's top."""
    at = node.parent
    while at is not None and at.type not in FUNCTIONS:
        at = at.parent
    return at


def is_parameter(node: Node) -> bool:
    """Whether a name is a parameter of a function around it."""
    at = scope_of(node)
    while at is not None:
        if text_of(node) in parameters_of(at):
            return True
        at = scope_of(at)
    return False


def parameters_of(function: Node) -> set[str]:
    """Collect the names that a function's parameters bind, taken apart or not."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return {text_of(single)}
    listed = function.child_by_field_name("parameters")
    found: set[str] = set()
    stack = [one.child_by_field_name("pattern") for one in parts_of(listed)]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            found.add(text_of(node))
        stack.extend(parts_of(node))
    return found


def returns_of(function: Node) -> list[Node]:
    """List what a function returns, leaving the functions inside it aside."""
    body = function.child_by_field_name("body")
    if body is None:
        return []
    if body.type != "statement_block":
        return [body]
    found: list[Node] = []
    stack = list(reversed(parts_of(body)))
    while stack:
        node = stack.pop()
        returned = first_of(node) if node.type == "return_statement" else None
        if returned is not None:
            found.append(returned)
        elif node.type not in FUNCTIONS and node.type not in ("class_declaration", "class"):
            stack.extend(reversed(parts_of(node)))
    return found
