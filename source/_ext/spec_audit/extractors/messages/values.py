"""What an expression is as a message: which ``type`` it carries and which other fields.

The answer is a plain record, one of

- ``{"types": [...], "fields": [...]}``: an object with a literal ``type``; several types
  when the literal is chosen from several, ``"line"`` is where the first stands;
- ``{"members": {name: record}}``: an object without ``type`` that holds such records;
- ``{"parameter": name}``: what the function around it was handed;
- ``{"any": [record, ...]}``: one of several;
- ``{"unknown": text}``: anything else.

``JSON.stringify``, casts, constructors, variables of the same file and functions of the same
file that build the object are seen through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.bindings import (
    Names,
    assigned,
    bound,
    is_parameter,
    literals_in,
    returns_of,
)
from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS
from spec_audit.extractors.languages.typescript.syntax import (
    first_of,
    key_of,
    line_of,
    parts_of,
    string_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Value = dict[str, Any]

_LITERALS = frozenset({"string", "template_string", "number", "true", "false", "null", "undefined", "regex"})
_DEPTH = 6
_TEXT = 40


def value_of(node: Node | None, names: Names, depth: int = 0) -> Value | None:
    """Read an expression; None when it cannot be a message at all."""
    node = unwrap(node)
    if node is None or node.type in _LITERALS or node.type in FUNCTIONS:
        return None
    if depth > _DEPTH:
        return _unknown(node)
    match node.type:
        case "object":
            return _object(node, names, depth)
        case "identifier":
            return _identifier(node, names, depth)
        case "ternary_expression":
            return _any(node, ("consequence", "alternative"), names, depth)
        case "binary_expression" if text_of(node.child_by_field_name("operator")) in ("||", "??"):
            return _any(node, ("left", "right"), names, depth)
        case "call_expression":
            return _call(node, names, depth)
        case "new_expression":
            arguments = node.child_by_field_name("arguments")
            given = parts_of(arguments)
            found = (value_of(one, names, depth + 1) for one in given)
            return next((one for one in found if one is not None and "unknown" not in one), None)
        case _:
            return _unknown(node)


def _unknown(node: Node) -> Value:
    return {"unknown": " ".join(text_of(node).split())[:_TEXT]}


def _any(node: Node, branches: tuple[str, ...], names: Names, depth: int) -> Value | None:
    return _one_of([value_of(node.child_by_field_name(one), names, depth + 1) for one in branches])


def _one_of(values: list[Value | None]) -> Value | None:
    found: list[Value] = []
    for value in values:
        if value is not None and value not in found:
            found.append(value)
    return found[0] if len(found) == 1 else {"any": found} if found else None


def _object(node: Node, names: Names, depth: int) -> Value | None:
    """Read an object literal; what is spread into it counts as if it were written there."""
    types: list[str] = []
    line = 0
    open_type = False
    fields: set[str] = set()
    members: dict[str, Value] = {}
    for member in parts_of(node):
        if member.type == "spread_element":
            spread = value_of(first_of(member), names, depth + 1) or {}
            types = types or spread.get("types", [])
            line = line or spread.get("line", 0)
            fields.update(spread.get("fields", ()))
        elif member.type in ("pair", "shorthand_property_identifier", "method_definition"):
            name = text_of(member) if member.type.startswith("shorthand") else key_of(member)
            value = member if member.type.startswith("shorthand") else member.child_by_field_name("value")
            if name == "type":
                types = literals_in(value, names)
                open_type, line = not types, line_of(member)
            elif name is not None:
                fields.add(name)
                inner = value_of(value, names, depth + 1) if member.type == "pair" else None
                if inner is not None and ("types" in inner or inner.get("members") or "any" in inner):
                    members[name] = inner
    if types:
        return {"types": types, "fields": sorted(fields), "line": line}
    if open_type:
        return _unknown(node)
    return {"members": members}


def _identifier(node: Node, names: Names, depth: int) -> Value | None:
    found = bound(node, names)
    if found:
        return _one_of([value_of(assigned(one), names, depth + 1) for one in found]) or _unknown(node)
    if is_parameter(node):
        return {"parameter": text_of(node)}
    return None if text_of(node) == "undefined" else _unknown(node)


def _call(node: Node, names: Names, depth: int) -> Value | None:
    callee = text_of(node.child_by_field_name("function"))
    arguments = node.child_by_field_name("arguments")
    given = parts_of(arguments)
    if callee.endswith(".stringify") or callee in ("structuredClone", "Object.freeze"):
        return value_of(given[0], names, depth + 1) if given else None
    found = _built(callee, names)
    return found if found is not None and "parameter" not in found else _unknown(node)


def _built(callee: str, names: Names) -> Value | None:
    """Read what the functions of this name in the same file return."""
    if callee not in names.built:
        names.built[callee] = None  # so that functions which call each other come to an end
        own = callee.removeprefix("this.")
        bodies = [] if "." in own else list(names.functions.get(own, ()))
        bodies.extend(
            one for node in names.bindings.get(callee, ()) if (one := unwrap(assigned(node))) is not None
        )
        names.built[callee] = _one_of(
            [
                value_of(one, names, 1)
                for function in bodies
                if function.type in FUNCTIONS
                for one in returns_of(function)
            ]
        )
    built: Value | None = names.built[callee]
    return built


def types_in(value: Value | None) -> list[Value]:
    """List the messages that a record stands for."""
    if value is None:
        return []
    if "types" in value:
        return [value]
    return [one for inner in value.get("any", ()) for one in types_in(inner)]


def holds_type(value: Value | None) -> bool:
    """Whether a message stands anywhere in a record."""
    if value is None:
        return False
    inner = (*value.get("any", ()), *value.get("members", {}).values())
    return "types" in value or any(holds_type(one) for one in inner)


def literal_of(node: Node | None) -> str | None:
    """Value of a string literal behind casts and brackets."""
    return string_of(unwrap(node))
