"""Symbols of TypeScript and JavaScript: what has a name, and the handlers of anonymous requests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.expressions import name_of, string_of
from spec_audit.extractors.grammars import grammar_of, query
from spec_audit.extractors.symbol_digests import Tokens, find_edits

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile

KINDS = ("function", "class", "method", "interface", "type", "enum", "namespace", "constant")
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "options", "head", "all"})
_HOOK = re.compile(rb"(?:[\w$]+\.)?use[A-Z]\w*")
_FUNCTIONS = frozenset({"arrow_function", "function_expression"})

Named = tuple["Node", str, str]
"""A node, its own name, and its kind."""


def scan_typescript(file: SourceFile) -> list[list[Any]]:
    """List ``[name, kind, line, end_line, digest]`` of all symbols, in the order of their lines."""
    from tree_sitter import QueryCursor

    grammar = grammar_of(file.path) or "typescript"
    root = file.tree.root_node
    queries = ("symbols.scm", "symbols_jsx.scm") if grammar == "tsx" else ("symbols.scm",)
    spans = QueryCursor(query(grammar, *queries)).captures(root)
    found: dict[tuple[int, int], Named] = {}
    for node, name, kind in _named(spans):
        found.setdefault((node.start_byte, -node.end_byte), (node, name, kind))
    cuts = [abs(byte) for span in found for byte in span]
    tokens = Tokens(file.source, find_edits(spans, file.source), cuts)
    digests = {span: tokens.digest(span[0], -span[1]) for span in sorted(found, reverse=True)}
    rows = [
        [name, kind, node.start_point[0] + 1, node.end_point[0] + 1, digests[node.start_byte, -node.end_byte]]
        for node, name, kind in _qualified(found[span] for span in sorted(found))
    ]
    return merge_rows(rows)


def _named(spans: dict[str, list[Node]]) -> Iterator[Named]:
    for node in spans.get("handler", ()):
        yield from _handler(node)
    for node in (*spans.get("held", ()), *spans.get("wrapped", ())):
        name = _own_name(node)
        if name and (_is_function(node) or _wraps(node)):
            yield node, name, "function" if node.type == "variable_declarator" else "method"
    for kind in KINDS:
        for node in spans.get(kind, ()):
            name = _own_name(node)
            if name:
                yield node, name, kind
    for node in spans.get("default", ()):
        yield node, "default", "constant"


def _own_name(node: Node) -> str:
    """Give a node's written name; empty for patterns and computed names."""
    name = node.child_by_field_name("name") or node.child_by_field_name("key")
    if name is None or name.type in ("computed_property_name", "object_pattern", "array_pattern"):
        return ""
    return string_of(name) or (name.text or b"").decode()


def _is_function(node: Node) -> bool:
    value = node.child_by_field_name("value")
    return value is not None and value.type in _FUNCTIONS


def _wraps(node: Node) -> bool:
    """Whether a name stands for a function that a call only wraps: a hook's, or one at the file's top."""
    value = node.child_by_field_name("value")
    callee = value.child_by_field_name("function") if value is not None else None
    if callee is None:
        return False
    declaration = node.parent
    outer = declaration.parent if declaration is not None else None
    is_top = outer is not None and outer.type in ("program", "export_statement")
    return is_top or _HOOK.fullmatch(callee.text or b"") is not None


def _handler(node: Node) -> Iterator[Named]:
    callee = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    if callee is None or arguments is None:
        return
    router, _, method = (name_of(callee) or "").rpartition(".")
    path = string_of(arguments.named_children[0])
    if router and method in _METHODS and path is not None and path[:1] in ("/", "*", ""):
        yield node, f"{router}.{'*' if method == 'all' else method.upper()} {path}", "handler"


def _qualified(found: Iterable[Named]) -> Iterator[Named]:
    """Put the names of what stands around a symbol in front of its own, but of a handler's."""
    around: list[tuple[int, str]] = []
    for node, name, kind in found:
        while around and around[-1][0] <= node.start_byte:
            around.pop()
        full = f"{around[-1][1]}.{name}" if around and kind != "handler" else name
        around.append((node.end_byte, full))
        yield node, full, kind


def merge_rows(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """Make one symbol of those of the same name: a type beside its constant, a getter and its setter.

    It stands where the first stands and changes when any of them does.
    """
    merged: dict[str, list[list[Any]]] = {}
    for row in rows:
        merged.setdefault(row[0], []).append(row)
    return [group[0] if len(group) == 1 else [*group[0][:4], _digest_all(group)] for group in merged.values()]


def _digest_all(group: list[list[Any]]) -> str:
    return hashlib.sha256(" ".join(row[4] for row in group).encode()).hexdigest()[:16]
