"""The default of a column: as it stands where it is a plain value, else by its digest.

An inventory holds no expressions; a digest is enough to see that one changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec_audit.extractors.base import digest_of
from spec_audit.extractors.languages.typescript.syntax import string_of, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_PLAIN = re.compile(r"'((?:[^']|'')*)'|[+-]?\d[\d_.]*|true|false|null", re.IGNORECASE)
_LAYOUT = frozenset({",", "'", '"', "comment"})


def read_default(node: Node) -> str:
    """Read what TypeScript gives as a default."""
    node = unwrap(node)
    text = string_of(node)
    if text is not None:
        return text
    if _PLAIN.fullmatch(text_of(node)):
        return text_of(node)
    return _digest(" ".join(text_of(leaf) for leaf in _leaves(node)))


def read_sql_default(sql: str) -> str:
    """Read what SQL gives as a default."""
    found = _PLAIN.fullmatch(sql.strip())
    if found is None:
        return _digest(" ".join(sql.split()))
    return found[0] if found[1] is None else found[1].replace("''", "'")


def _digest(text: str) -> str:
    return f"digest {digest_of(text)[:8]}"


def _leaves(node: Node) -> Iterator[Node]:
    """Yield what an expression is made of, without what only lays it out."""
    if node.type in _LAYOUT:
        return
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)
