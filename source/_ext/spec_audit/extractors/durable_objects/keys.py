"""The keys under which a Durable Object keeps things: in its storage, or as rows of a table of its own.

A key is written with ``*`` for what the code puts into it: ``buffer:${channel}`` is ``buffer:*``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.bindings import Names, assigned, bound
from spec_audit.extractors.languages.typescript.expressions import (
    Encoded,
    Parts,
    arguments_of,
    encode,
    name_of,
    text_parts,
)
from spec_audit.extractors.languages.typescript.syntax import field_of, first_of, line_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_KEY = re.compile(r"[\w:.*/-]{1,80}$")
_ROW = re.compile(
    r"\s*(?P<verb>\w+)\b.*?\b(?:FROM|INTO|UPDATE)\s+(?P<table>\w+)\b.*?\bkey\s*(?:=|LIKE)\s*'(?P<key>[^']+)'",
    re.IGNORECASE | re.DOTALL,
)

STORAGE_METHODS = frozenset({"get", "put", "delete", "list"})
_TEXTS = frozenset({"string", "template_string"})

Owner = dict[str, Any]


def key_of(value: Encoded) -> str | None:
    """Write a key with ``*`` for what is put into it; None when nothing of it is known."""
    if value[0] != "t":
        return None
    key = "".join(part if isinstance(part, str) else "*" for part in value[1])
    return key if _KEY.match(key) and key != "*" else None


def _held(node: Node, names: Names) -> Node:
    """See through a name to the text that it last held before."""
    values = bound(node, names) if node.type == "identifier" else []
    texts = [unwrap(assigned(one)) for one in values if one.start_byte < node.start_byte]
    return next((one for one in reversed(texts) if one is not None and one.type in _TEXTS), node)


def note_call(owner: Owner, callee: Node, call: Node, names: Names) -> None:
    """Note what a call of ``this.helper('key')`` or ``sql.exec(...)`` tells; others tell nothing."""
    name = name_of(callee) or ""
    is_read = name.startswith("this.") or name.endswith(".exec")
    first = unwrap(first_of(field_of(call, "arguments"))) if is_read else None
    if first is None:
        return
    if name.endswith(".exec"):
        if first.type == "call_expression" and name.endswith(".sql.exec"):
            owner.setdefault("made", []).append(line_of(call))
        _note_row(owner, text_parts(_held(first, names)) or [])
    elif first.type in _TEXTS or first.type == "identifier":
        _note_key(owner, name.removeprefix("this."), first, names)


def _note_row(owner: Owner, parts: Parts) -> None:
    """Note the row that a text of SQL reads or writes by its key."""
    row = _ROW.match("".join(part for part in parts if isinstance(part, str)))
    if row is not None:
        rows = owner.setdefault("rows", [])
        rows.append([row["table"], row["verb"].upper() == "SELECT", row["key"].replace("%", "*")])


def _note_key(owner: Owner, helper: str, first: Node, names: Names) -> None:
    """Note the key that a helper, which the options may name, is given; of names without one the number."""
    key = key_of(encode(_held(first, names)))
    if key is not None:
        keys = owner.setdefault("keys", {}).setdefault(helper, [])
        if key not in keys:
            keys.append(key)
    elif first.type == "identifier":
        loose = owner.setdefault("loose", {})
        loose[helper] = loose.get(helper, 0) + 1


def note_storage(owner: Owner, call: Node, method: str, names: Names) -> None:
    """Note the keys that one call of the storage names, or the line of one whose keys are not known."""
    arguments = arguments_of(call)
    if not arguments:
        return
    first = _held(unwrap(arguments[0]), names)
    keys = list(_storage_keys(encode(first), method))
    owner.setdefault("storage", []).extend([method, key] for key in keys)
    if not keys and method in ("get", "put"):
        owner.setdefault("loose_keys", []).append(line_of(call))


def _storage_keys(first: Encoded, method: str) -> Iterator[str]:
    if method == "list":
        prefix = key_of(first[1].get("prefix", ["?"])) if first[0] == "o" else None
        if prefix is not None:
            yield f"{prefix}*"
    elif first[0] == "o":
        yield from sorted(first[1])
    else:
        for item in first[1] if first[0] == "l" else [first]:
            key = key_of(item)
            if key is not None:
                yield key
