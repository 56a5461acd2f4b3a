"""Names for request handlers that have none: ``<router>.<METHOD> <path>``, as the code writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec_audit.extractors.languages.typescript.syntax import CLOSURES, string_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "options", "head", "all"})
_CALLEE = re.compile(rb"(?<![\w$.)\]])([A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$#][\w$]*)+)\s*(?:<[^;()]*>\s*)?\Z")
_FAR = 240


def handler_of(arguments: Node, source: bytes) -> tuple[str, int] | None:
    """Name the handler among a call's arguments by what stands before them; with where that begins.

    It is read from the text: to ask each link of a long chain of calls for what is around it takes
    the square of the chain's length.
    """
    start = arguments.start_byte
    callee = _CALLEE.search(source, max(0, start - _FAR), start)
    path = string_of(arguments.named_children[0])
    if callee is None or path is None or path[:1] not in ("/", "*", ""):
        return None
    router, _, method = "".join(callee[1].decode().split()).rpartition(".")
    if method not in _METHODS:
        return None
    return f"{router}.{'*' if method == 'all' else method.upper()} {path}", callee.start()


def handler_around(node: Node, source: bytes) -> str:
    """Name the innermost handler without a name of its own that a node stands in; empty for none."""
    at = node.parent
    while at is not None:
        arguments = at.parent
        if at.type in CLOSURES and arguments is not None and arguments.type == "arguments":
            found = handler_of(arguments, source)
            if found is not None:
                return found[0]
        at = arguments
    return ""
