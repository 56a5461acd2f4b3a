"""Calls that hand on something that may be a message: the raw material for sends.

A record is ``{"callee", "line", "symbol", "args"}``; a callee is written without optional
chains, casts and line breaks (``this.ws.send``, ``sockets[].send``, ``open().send``). Which
callees send is the configuration's word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.message_values import value_of
from spec_audit.extractors.syntax import line_of, symbol_of, text_of, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.extractors.bindings import Names

_QUIET = re.compile(r"(?:console|Math|Object|Array|Number|String|Date|Promise|JSON)\.")


def read_calls(calls: list[Node], names: Names) -> list[dict[str, Any]]:
    """List the calls of a file in the order of their lines."""
    found: list[dict[str, Any]] = []
    for node in calls:
        callee = callee_of(node)
        arguments = node.child_by_field_name("arguments")
        if arguments is None or arguments.type != "arguments" or _QUIET.match(callee):
            continue
        values = [value_of(one, names) for one in arguments.named_children if one.type != "comment"]
        if any(value is not None for value in values):
            found.append({"callee": callee, "line": line_of(node), "symbol": symbol_of(node), "args": values})
    return found


def callee_of(call: Node) -> str:
    """Write a callee as a dotted name.

    What a call returns is written ``name()``, an element ``name[]``, anything else ``*``.
    """
    node = unwrap(call.child_by_field_name("function"))
    return _dotted(node) if node is not None else "*"


def _dotted(node: Node | None) -> str:
    node = unwrap(node)
    match node.type if node is not None else "":
        case "member_expression":
            assert node is not None
            inner = _dotted(node.child_by_field_name("object"))
            return f"{inner}.{text_of(node.child_by_field_name('property'))}"
        case "call_expression":
            assert node is not None
            return f"{_dotted(node.child_by_field_name('function'))}()"
        case "subscript_expression":
            assert node is not None
            return f"{_dotted(node.child_by_field_name('object'))}[]"
        case "identifier" | "this" | "super" | "import":
            return text_of(node)
        case _:
            return "*"
