"""Symbols of shell scripts: their functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import line_of, text_of
from spec_audit.extractors.symbols.typescript import merge_rows
from spec_audit.hashing import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile


def scan_bash(file: SourceFile, nodes: Mapping[str, list[Node]]) -> list[list[Any]]:
    """List ``[name, kind, line, end_line, digest]`` of all functions, in the order of their lines."""
    comments = [(node.start_byte, node.end_byte) for node in nodes["comment"]]
    return merge_rows(
        [
            text_of(node.child_by_field_name("name")),
            "function",
            line_of(node),
            node.end_point[0] + 1,
            _digest(file.source, node, comments),
        ]
        for node in nodes["function"]
    )


def _digest(source: bytes, node: Node, comments: list[tuple[int, int]]) -> str:
    """Digest the lines of a function without comments, indentation and empty lines."""
    kept: list[bytes] = []
    at = node.start_byte
    for start, end in comments:
        if at <= start and end <= node.end_byte:
            kept.append(source[at:start])
            at = end
    kept.append(source[at : node.end_byte])
    lines = (b" ".join(line.split()) for line in b"".join(kept).split(b"\n"))
    return sha256(b"\n".join(line for line in lines if line))[:16]
