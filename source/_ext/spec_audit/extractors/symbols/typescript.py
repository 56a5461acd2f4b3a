"""Symbols of TypeScript and JavaScript: what has a name, and the handlers of anonymous requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.languages.typescript.handlers import handler_of
from spec_audit.extractors.languages.typescript.syntax import (
    CLOSURES,
    field_of,
    line_of,
    parent_of,
    string_of,
    top_values,
)
from spec_audit.extractors.symbols.digests import Nodes, Tokens, find_edits

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile

KINDS = ("function", "class", "method", "interface", "type", "enum", "namespace")
"""What is called as its node is."""

_HOOK = re.compile(rb"(?:[\w$]+\.)?use[A-Z]\w*")


class Named(NamedTuple):
    """A stretch of the file that has a name of its own: bytes, lines, name and kind."""

    start: int
    end: int
    line: int
    end_line: int
    name: str
    kind: str


def read_typescript(nodes: Nodes, file: SourceFile) -> list[list[Any]]:
    """List all symbols of a file in the order of their lines, those of one name apart."""
    found: dict[tuple[int, int], Named] = {}
    for one in _named(nodes, file):
        found.setdefault((one.start, -one.end), one)
    cuts = [abs(byte) for span in found for byte in span]
    tokens = Tokens(file.source, find_edits(nodes, file.source), cuts)
    digests = {span: tokens.digest(span[0], -span[1]) for span in sorted(found, reverse=True)}
    named = [found[span] for span in sorted(found)]
    return [
        [name, one.kind, one.line, one.end_line, digests[one.start, -one.end]]
        for one, name in zip(named, _qualified(named), strict=True)
    ]


def _named(nodes: Nodes, file: SourceFile) -> Iterator[Named]:
    for node in nodes["handler"]:
        yield from _handler(node, file.source)
    kinds = {
        "function": [*nodes["variable"], *filter(_wraps, nodes["wrapped"])],
        "method": [
            *nodes["member"],
            *(node for node in nodes["field"] if _kind_of(node, "value") in CLOSURES),
        ],
    }
    for kind, held in [*kinds.items(), *((kind, nodes[kind]) for kind in KINDS)]:
        for node in held:
            yield from _of(node, kind)
    for node in top_values(file.tree.root_node):
        yield from _of(node, "constant")
    for node in nodes["export"]:
        if _kind_of(node, "value") in ("object", "arrow_function"):
            yield _span(node, "default", "constant")


def _kind_of(node: Node, field: str) -> str:
    part = node.child_by_field_name(field)
    return "" if part is None else part.type


def _of(node: Node, kind: str) -> Iterator[Named]:
    """Name a node by its written name; not at all for patterns and computed names."""
    name = node.child_by_field_name("name") or node.child_by_field_name("key")
    if name is not None and name.type not in ("computed_property_name", "object_pattern", "array_pattern"):
        yield _span(node, string_of(name) or (name.text or b"").decode(), kind)


def _span(node: Node, name: str, kind: str) -> Named:
    return Named(
        start=node.start_byte,
        end=node.end_byte,
        line=line_of(node),
        end_line=node.end_point[0] + 1,
        name=name,
        kind=kind,
    )


def _wraps(node: Node) -> bool:
    """Whether a name stands for a function that a call only wraps: a hook's, or one at the file's top."""
    call = node.child_by_field_name("value")
    callee, arguments = field_of(call, "function"), field_of(call, "arguments")
    given = arguments.named_children if arguments is not None and arguments.type == "arguments" else ()
    if callee is None or not given or given[0].type not in CLOSURES:
        return False
    is_top = parent_of(node.parent, "program", "export_statement") is not None
    return is_top or _HOOK.fullmatch(callee.text or b"") is not None


def _handler(arguments: Node, source: bytes) -> Iterator[Named]:
    found = handler_of(arguments, source)
    if found is not None:
        name, start = found
        yield Named(
            start=start,
            end=arguments.end_byte,
            line=line_of(arguments) - source.count(b"\n", start, arguments.start_byte),
            end_line=arguments.end_point[0] + 1,
            name=name,
            kind="handler",
        )


def _qualified(named: Iterable[Named]) -> Iterator[str]:
    """Put the names of what stands around a symbol in front of its own, but of a handler's."""
    around: list[tuple[int, str]] = []
    for one in named:
        while around and around[-1][0] <= one.start:
            around.pop()
        full = f"{around[-1][1]}.{one.name}" if around and one.kind != "handler" else one.name
        around.append((one.end, full))
        yield full
