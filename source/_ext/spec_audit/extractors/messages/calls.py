"""Calls that hand on something that may be a message: the raw material for sends.

A record is ``{"callee", "line", "symbol", "args"}``; a callee is written without optional
chains, casts and line breaks (``this.ws.send``, ``sockets[].send``, ``open().send``). Which
callees send is the configuration's word. Of the many calls of a file those are kept that hand
on an object with a literal ``type``, the other calls of the same callees, whatever they hand
on, and all calls of ``send`` and ``postMessage``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import line_of, parts_of, symbol_of, text_of, unwrap
from spec_audit.extractors.messages.values import Value, holds_type, value_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.extractors.languages.typescript.bindings import Names

_SENDS = frozenset({"send", "postMessage"})
_SEND = re.compile(rb"(?:send|postMessage)\b")
_TAG = re.compile(rb"type['\"]?\s*[:,}(/]")
"""A member named ``type``, without which no object of a file is a message; ``/`` begins a comment."""

_QUIET = re.compile(r"(?:console|Math|Object|Array|Number|String|Date|Promise|JSON)\.")


def read_calls(calls: list[Node], names: Names, source: bytes) -> list[dict[str, Any]]:
    """List the calls of a file in the order of their lines."""
    if not _TAG.search(source):
        calls = [node for node in calls if _sends(node)] if _SEND.search(source) else []
    read: list[tuple[str, Node, list[Value | None]]] = []
    for node in calls:
        arguments = node.child_by_field_name("arguments")
        if arguments is None or not arguments.named_child_count or arguments.type != "arguments":
            continue
        callee = callee_of(node)
        if _QUIET.match(callee):
            continue
        given = parts_of(arguments)
        read.append((callee, node, [value_of(one, names) for one in given]))
    senders = {callee for callee, _, values in read if any(holds_type(value) for value in values)}
    return [
        {"callee": callee, "line": line_of(node), "symbol": symbol_of(node), "args": values}
        for callee, node, values in sorted(read, key=lambda one: line_of(one[1]))
        if callee in senders or callee.rpartition(".")[2] in _SENDS
    ]


def _sends(call: Node) -> bool:
    callee = unwrap(call.child_by_field_name("function"))
    named = None if callee is None else callee.child_by_field_name("property") or callee
    return text_of(named) in _SENDS


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
