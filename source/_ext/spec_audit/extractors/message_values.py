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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.syntax import choices_of, key_of, line_of, string_of, text_of, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

Value = dict[str, Any]

_FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "method_definition",
        "arrow_function",
        "function_expression",
        "generator_function",
    }
)
_LITERALS = frozenset({"string", "template_string", "number", "true", "false", "null", "undefined", "regex"})
_DEPTH = 6
_TEXT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The variables and functions of one file, by name."""

    bindings: dict[str, list[Node]]
    functions: dict[str, list[Node]]


def names_of(bindings: list[Node], functions: list[Node]) -> Names:
    """Index what a file binds."""
    by_name: dict[str, list[Node]] = {}
    for node in bindings:
        name = node.child_by_field_name("name") or node.child_by_field_name("left")
        if name is not None and name.type == "identifier":
            by_name.setdefault(text_of(name), []).append(node)
    named: dict[str, list[Node]] = {}
    for node in functions:
        named.setdefault(key_of(node) or "", []).append(node)
    return Names(bindings=by_name, functions=named)


def value_of(node: Node | None, names: Names, depth: int = 0) -> Value | None:
    """Read an expression; None when it cannot be a message at all."""
    node = unwrap(node)
    if node is None or node.type in _LITERALS or node.type in _FUNCTIONS:
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
            given = [] if arguments is None else arguments.named_children
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
    for member in node.named_children:
        if member.type == "spread_element":
            spread = value_of(member.named_children[0], names, depth + 1) or {}
            types = types or spread.get("types", [])
            line = line or spread.get("line", 0)
            fields.update(spread.get("fields", ()))
        elif member.type in ("pair", "shorthand_property_identifier", "method_definition"):
            name = text_of(member) if member.type.startswith("shorthand") else key_of(member)
            value = member if member.type.startswith("shorthand") else member.child_by_field_name("value")
            if name == "type":
                types = _strings(value, names)
                open_type, line = not types, line_of(member)
            elif name is not None:
                fields.add(name)
                inner = value_of(value, names, depth + 1) if depth < _DEPTH and member.type == "pair" else None
                if inner is not None and "unknown" not in inner and "parameter" not in inner:
                    members[name] = inner
    if types:
        return {"types": types, "fields": sorted(fields), "line": line}
    if open_type:
        return _unknown(node)
    return {"members": members} if members else None


def _strings(node: Node | None, names: Names) -> list[str]:
    """List the literals of a ``type``; a variable's are those of all that is assigned to it."""
    plain = unwrap(node)
    if plain is not None and plain.type in ("identifier", "shorthand_property_identifier"):
        found = bound(plain, names)
        return list(dict.fromkeys(value for one in found for value in choices_of(_assigned(one))))
    return list(dict.fromkeys(choices_of(node)))


def _identifier(node: Node, names: Names, depth: int) -> Value | None:
    found = bound(node, names)
    if found:
        return _one_of([value_of(_assigned(one), names, depth + 1) for one in found]) or _unknown(node)
    if _is_parameter(node):
        return {"parameter": text_of(node)}
    return None if text_of(node) == "undefined" else _unknown(node)


def _assigned(binding: Node) -> Node | None:
    return binding.child_by_field_name("value") or binding.child_by_field_name("right")


def bound(node: Node, names: Names) -> list[Node]:
    """Find what is assigned to a name, in the nearest function around that binds it."""
    found = names.bindings.get(text_of(node), [])
    if not found:
        return []
    scopes = [(binding, scope_of(binding)) for binding in found]
    at: Node | None = node
    while at is not None:
        at = scope_of(at)
        here = [binding for binding, scope in scopes if _same(scope, at) and _assigned(binding) is not None]
        if here:
            return here
        if at is not None and text_of(node) in _parameters(at):
            return []
    return []


def _same(left: Node | None, right: Node | None) -> bool:
    return left == right if left is not None and right is not None else left is right


def scope_of(node: Node) -> Node | None:
    """Find the innermost function around a node; None at the file's top."""
    at = node.parent
    while at is not None and at.type not in _FUNCTIONS:
        at = at.parent
    return at


def _is_parameter(node: Node) -> bool:
    at = scope_of(node)
    while at is not None:
        if text_of(node) in _parameters(at):
            return True
        at = scope_of(at)
    return False


def _parameters(function: Node) -> set[str]:
    single = function.child_by_field_name("parameter")
    if single is not None:
        return {text_of(single)}
    listed = function.child_by_field_name("parameters")
    found: set[str] = set()
    stack = [one.child_by_field_name("pattern") for one in (listed.named_children if listed else [])]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            found.add(text_of(node))
        stack.extend(node.named_children)
    return found


def _call(node: Node, names: Names, depth: int) -> Value | None:
    callee = text_of(node.child_by_field_name("function"))
    arguments = node.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    if callee.endswith(".stringify") or callee in ("structuredClone", "Object.freeze"):
        return value_of(given[0], names, depth + 1) if given else None
    built = names.functions.get(callee.rpartition(".")[2], [])
    bound = names.bindings.get(callee, [])
    bodies = [*built, *(one for binding in bound if (one := unwrap(_assigned(binding))) is not None)]
    returned = [
        value_of(one, names, depth + 1)
        for function in bodies
        if function.type in _FUNCTIONS
        for one in returns_of(function)
    ]
    found = _one_of(returned)
    return found if found is not None and "parameter" not in found else _unknown(node)


def returns_of(function: Node) -> list[Node]:
    """List what a function returns, leaving the functions inside it aside."""
    body = function.child_by_field_name("body")
    if body is None:
        return []
    if body.type != "statement_block":
        return [body]
    found: list[Node] = []
    stack = list(reversed(body.named_children))
    while stack:
        node = stack.pop()
        if node.type == "return_statement" and node.named_children:
            found.append(node.named_children[0])
        elif node.type not in _FUNCTIONS and node.type not in ("class_declaration", "class"):
            stack.extend(reversed(node.named_children))
    return found


def types_in(value: Value | None) -> list[Value]:
    """List the messages that a record stands for."""
    if value is None:
        return []
    if "types" in value:
        return [value]
    return [one for inner in value.get("any", ()) for one in types_in(inner)]


def literal_of(node: Node | None) -> str | None:
    """Value of a string literal behind casts and brackets."""
    return string_of(unwrap(node))
