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
_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|\s+|(?P<token>'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\w+|.)""",
    re.DOTALL,
)
_VALUES = frozenset({"true", "false", "null", "undefined", "this"})
_LAYOUT = frozenset({",", "'", '"', "comment"})


def read_default(node: Node) -> str:
    """Read what TypeScript gives as a default."""
    node = unwrap(node)
    text = string_of(node)
    if text is not None:
        return text
    if _PLAIN.fullmatch(text_of(node)):
        return text_of(node)
    return _digest(" ".join(_leaves(node)))


def read_sql_default(sql: str) -> str:
    """Read what SQL gives as a default."""
    found = _PLAIN.fullmatch(sql.strip())
    if found is None:
        return _digest("".join(_tokens(sql)))
    return found[0] if found[1] is None else found[1].replace("''", "'")


def _digest(text: str) -> str:
    return f"digest {digest_of(text)[:8]}"


def _leaves(node: Node) -> Iterator[str]:
    """Yield what an expression is made of, without what only lays it out.

    A text that is a word stands bare, as a key does with and without quotes; so the name of a value is
    marked.
    """
    if node.type in _LAYOUT:
        return
    text = string_of(node) if node.type == "string" else None
    if text is not None:
        yield text if text.isidentifier() and text not in _VALUES else repr(text)
        return
    if node.type == "identifier" and not _is_called(node):
        yield f"={text_of(node)}"
    elif not node.children:
        yield text_of(node)
    for child in node.children:
        yield from _leaves(child)


def _is_called(name: Node) -> bool:
    return name.parent is not None and name.parent.child_by_field_name("function") == name


def _tokens(sql: str) -> Iterator[str]:
    """Yield what an expression is made of, and one blank where two words would else be one."""
    last = ""
    for found in _TOKEN.finditer(sql):
        token = found["token"]
        if token:
            if _is_wordy(last[-1:]) and _is_wordy(token[0]):
                yield " "
            yield token
            last = token


def _is_wordy(character: str) -> bool:
    return character.isalnum() or character in ("_", "'", '"')
