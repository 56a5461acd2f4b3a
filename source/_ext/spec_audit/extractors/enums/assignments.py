"""String literals that code gives to something: the raw material for "who sets this state".

Four forms are told apart, each with the symbol around it: a member of an object literal
(with the call that the object is handed to), a variable, an argument of a call, and a
column in an SQL text, also through a placeholder and what is bound to it. A variable that
holds a literal counts as the literal. Which of them count for which enum is the configuration's word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec_audit.extractors.languages.typescript.bindings import Names, assigned, literals_in, names_of
from spec_audit.extractors.languages.typescript.handlers import handler_around
from spec_audit.extractors.languages.typescript.syntax import (
    callee_name,
    field_of,
    first_of,
    key_of,
    parts_of,
    symbol_of,
    text_of,
    texts_with,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

Found = tuple[str, str, str, str]
"""Form, name, value and context.

The context is the call around a member (``createTask``, ``update(tasks).set``), an SQL text's
table, and for an argument its position from 0 and the call's first literal, with a colon."""

_INSIDE = frozenset(
    {
        "object",
        "pair",
        "array",
        "as_expression",
        "ternary_expression",
        "spread_element",
        "parenthesized_expression",
    }
)
_GIVEN = frozenset({"string", "ternary_expression", "as_expression", "binary_expression"})
"""What of an expression may be a literal or a choice of them."""

_ARGUMENTS = frozenset({"string", "identifier", "ternary_expression", "as_expression"})
_SILENT = frozenset(
    {
        "arrow_function",
        "array",
        "call_expression",
        "comment",
        "function_expression",
        "member_expression",
        "new_expression",
        "number",
        "object",
    }
)
"""What gives no literal, however it is looked at."""

_SQL = re.compile(rb"(?:UPDATE|INSERT|update|insert)\s")
VALUE = re.compile(r"[A-Za-z][\w.:-]{0,60}")
_CALL_BACKWARDS = re.compile(r"\((?:>[^<>()]*<)?(\w+)(?=(?:\s*\.\s*\)\s*(\w+)\s*\((\w+))?)")
"""A callee, and for a call on what another returned that one's argument and callee; of a text that
is turned around, because a search that begins with a bracket is many times as quick."""

_TABLE = re.compile(r"(?:UPDATE|INTO|TABLE(?: IF NOT EXISTS)?|update|into|table)\s+[`\"]?(\w+)")
_CONSTANT = re.compile(r"export const (\w+)")


def read_assignments(nodes: Mapping[str, list[Node]], source: bytes) -> list[list[str]]:
    """List ``[form, name, value, context, symbol]``, each once, sorted."""
    given = [
        node
        for node in nodes["assignment"]
        if (right := node.child_by_field_name("right")) is not None and right.type in _GIVEN
    ]
    variables = [*nodes["declarator"], *given]
    names = names_of(variables)
    candidates = (
        (_member, [*nodes["pair"], *nodes["short"]]),
        (_variable, variables),
        (_argument, nodes["call"]),
    )
    found = {
        (*one, symbol_of(node) or handler_around(node, source))
        for reader, listed in candidates
        for node in listed
        for one in reader(node, names)
    }
    texts = texts_with(_SQL, nodes["text"], source)
    if texts:
        from spec_audit.extractors.enums.columns import read_columns

        found.update((*one, symbol_of(node)) for node in texts for one in read_columns(node, names))
    return [list(one) for one in sorted(found)]


def read_named(text: str) -> list[str]:
    """List what assignments could be looked for in: callees, tables, and constants that are exported.

    A call on what another returned is listed as ``callee_around`` names it, and without its
    argument (``insert().values``). Taken from the text, since it is only asked what is there at all.
    """
    found = {*_TABLE.findall(text), *_CONSTANT.findall(text)}
    for name, first, maker in set(_CALL_BACKWARDS.findall(text[::-1])):
        found.add(name[::-1])
        if maker:
            start, end = maker[::-1], name[::-1]
            found.update((f"{start}({first[::-1]}).{end}", f"{start}().{end}"))
    return sorted(found)


def _member(node: Node, names: Names) -> list[Found]:
    short = node.type == "shorthand_property_identifier"
    name = text_of(node) if short else key_of(node)
    values = values_in(node if short else node.child_by_field_name("value"), names)
    return [("member", name, value, callee_around(node)) for value in values] if name and values else []


def _variable(node: Node, names: Names) -> list[Found]:
    name = text_of(node.child_by_field_name("name") or node.child_by_field_name("left"))
    values = values_in(assigned(node), names)
    return [("variable", name.rpartition(".")[2], value, "") for value in values]


def _argument(node: Node, names: Names) -> list[Found]:
    arguments = node.child_by_field_name("arguments")
    if arguments is None or not _may_give(arguments.named_children, names):
        return []
    given = [values_in(argument, names) for argument in parts_of(arguments)]
    if not any(given):
        return []
    name = callee_name(node)
    first = next((values[0] for values in given if len(values) == 1), "")
    return [
        ("argument", name, value, f"{place}:{first}")
        for place, values in enumerate(given)
        for value in values
    ]


def _may_give(arguments: list[Node], names: Names) -> bool:
    """Whether a literal may be among arguments; most calls are given nothing but names."""
    asked = may = False
    for argument in arguments:
        kind = argument.type
        asked = asked or kind in _ARGUMENTS
        if kind == "identifier":
            may = may or text_of(argument) in names.bindings
        else:
            may = may or kind not in _SILENT
    return asked and may


def values_in(node: Node | None, names: Names) -> list[str]:
    """List the literals of an expression that look like a state's name."""
    return [value for value in literals_in(node, names) if VALUE.fullmatch(value)]


def callee_around(node: Node) -> str:
    """Name the call that an object literal is an argument of; empty for none.

    The last name is given (``createTask``); for a method of what another call returned, with
    that call's name and first argument in front (``update(tasks).set``).
    """
    at = node.parent
    while at is not None and at.type in _INSIDE:
        at = at.parent
    if at is None or at.type != "arguments":
        return ""
    function = field_of(at.parent, "function")
    if function is None or function.type != "member_expression":
        return text_of(function)
    name = text_of(function.child_by_field_name("property"))
    inner = function.child_by_field_name("object")
    if inner is None or inner.type != "call_expression":
        return name
    first = text_of(first_of(field_of(inner, "arguments")))
    return f"{callee_name(inner)}({first}).{name}" if first.isidentifier() else name
