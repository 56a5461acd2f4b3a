"""Calls that hand on something that may be a message: the raw material for sends.

A record is ``{"callee", "line", "symbol", "args"}``; a callee is written without optional
chains, casts and line breaks (``this.ws.send``). Which callees send is the configuration's word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.message_values import Names, value_of
from spec_audit.extractors.syntax import line_of, symbol_of, text_of, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = re.compile(r"[\w$#]+(?:\.[\w$#]+)*")
_QUIET = re.compile(r"(?:console|Math|Object|Array|Number|String|Date|Promise|JSON)\.")


def read_calls(calls: list[Node], names: Names) -> list[dict[str, Any]]:
    """List the calls of a file in the order of their lines."""
    found: list[dict[str, Any]] = []
    for node in calls:
        callee = callee_of(node)
        arguments = node.child_by_field_name("arguments")
        if callee is None or arguments is None or _QUIET.match(callee):
            continue
        values = [value_of(one, names) for one in arguments.named_children if one.type != "comment"]
        if any(value is not None for value in values):
            found.append(
                {"callee": callee, "line": line_of(node), "symbol": symbol_of(node), "args": values}
            )
    return found


def callee_of(call: Node) -> str | None:
    """Write a callee as a dotted name; None when it is an expression of another kind."""
    parts: list[str] = []
    node = call.child_by_field_name("function")
    while node is not None:
        node = unwrap(node)
        if node is None:
            return None
        if node.type == "member_expression":
            parts.append(text_of(node.child_by_field_name("property")))
            node = node.child_by_field_name("object")
            continue
        parts.append(text_of(node))
        break
    name = ".".join(reversed(parts))
    return name if _PLAIN.fullmatch(name) else None
