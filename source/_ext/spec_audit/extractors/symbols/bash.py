"""Symbols of shell scripts: their functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import line_of, text_of
from spec_audit.hashing import sha256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node


def read_bash(nodes: Mapping[str, list[Node]], source: bytes) -> Iterator[list[Any]]:
    """Yield all functions of a script in the order of their lines."""
    comments = [(node.start_byte, node.end_byte) for node in nodes["comment"]]
    for node in nodes["function"]:
        name = text_of(node.child_by_field_name("name"))
        digest = _digest(source, node, comments)
        yield [name, "function", line_of(node), node.end_point[0] + 1, digest]


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
