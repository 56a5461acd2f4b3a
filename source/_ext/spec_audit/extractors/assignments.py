"""String literals that code gives to something: the raw material for "who sets this state".

Four forms are told apart, each with the symbol around it: a member of an object literal
(with the call that the object is handed to), a variable, an argument of a call, and a
column in an SQL text. Which of them count for which enum is the configuration's word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.grammars import grammar_of, query
from spec_audit.extractors.syntax import choices_of, key_of, string_of, symbol_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

_VALUE = re.compile(r"[A-Za-z][\w.:-]{0,60}")
_UPDATE = re.compile(r"\bUPDATE\s+[`\"]?(\w+)[`\"]?\s+SET\s+(.*?)(?:\bWHERE\b|\bRETURNING\b|;|$)", re.I | re.S)
_SET = re.compile(r"[`\"]?(\w+)[`\"]?\s*=\s*(CASE\b.*?\bEND|'[^']*')", re.I | re.S)
_THEN = re.compile(r"\b(?:THEN|ELSE)\s+'([^']*)'", re.I)


def read_assignments(path: str, tree: Tree) -> list[list[str]]:
    """List ``[form, name, value, context, symbol]``, each once, sorted."""
    import tree_sitter

    cursor = tree_sitter.QueryCursor(query(grammar_of(path) or "typescript", "assignments.scm"))
    found: set[tuple[str, ...]] = set()
    for capture, nodes in cursor.captures(tree.root_node).items():
        for node in nodes:
            for one in _READERS[capture](node):
                found.add((*one, symbol_of(node)))
    return [list(one) for one in sorted(found)]


def _pair(node: Node) -> list[tuple[str, ...]]:
    name = key_of(node)
    values = _values(node.child_by_field_name("value"))
    return [("member", name, value, callee_around(node)) for value in values] if name and values else []


def _variable(node: Node) -> list[tuple[str, ...]]:
    name = text_of(node.child_by_field_name("name") or node.child_by_field_name("left"))
    values = _values(node.child_by_field_name("value") or node.child_by_field_name("right"))
    return [("variable", name.rpartition(".")[2], value, "") for value in values]


def _call(node: Node) -> list[tuple[str, ...]]:
    arguments = node.child_by_field_name("arguments")
    if arguments is None:
        return []
    name = text_of(node.child_by_field_name("function")).rpartition(".")[2]
    given = [_values(argument) for argument in arguments.named_children]
    keys = [values[0] for values in given if len(values) == 1]
    context = keys[0] if keys else ""
    return [("argument", name, value, context) for values in given for value in values]


def _sql(node: Node) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for update in _UPDATE.finditer(text_of(node)):
        for column, value in _SET.findall(update.group(2)):
            values = [value[1:-1]] if value.startswith("'") else _THEN.findall(value)
            found.extend(("sql", column, one, update.group(1)) for one in values)
    return found


def _values(node: Node | None) -> list[str]:
    return [value for value in choices_of(node) if _VALUE.fullmatch(value)]


def callee_around(node: Node) -> str:
    """Last name of the call that an object literal is an argument of; empty for none."""
    at = node.parent
    while at is not None and at.type in ("object", "pair", "array", "as_expression", "ternary_expression", "spread_element"):
        at = at.parent
    if at is None or at.type != "arguments" or at.parent is None:
        return ""
    return text_of(at.parent.child_by_field_name("function")).rpartition(".")[2]


_READERS = {"member": _pair, "variable": _variable, "call": _call, "sql": _sql}
