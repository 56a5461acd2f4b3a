"""The keys under which a Durable Object keeps things: in its storage, or as rows of a table of its own.

A key is written with ``*`` for what the code puts into it: ``buffer:${channel}`` is ``buffer:*``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.expressions import (
    Encoded,
    arguments_of,
    encode,
    name_of,
    text_parts,
)
from spec_audit.extractors.languages.typescript.syntax import line_of, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

_KEY = re.compile(r"[\w:.*/-]{1,80}$")
_ROW = re.compile(
    r"\s*(?P<verb>\w+)\b.*?\b(?:FROM|INTO|UPDATE)\s+(?P<table>\w+)\b.*?\bkey\s*(?:=|LIKE)\s*'(?P<key>[^']+)'",
    re.IGNORECASE | re.DOTALL,
)

STORAGE_METHODS = frozenset({"get", "put", "delete", "list"})
_TEXTS = frozenset({"string", "template_string"})

Owner = dict[str, Any]


class Locals:
    """The texts that a file's local names hold, to be found by the name and the place of its use."""

    def __init__(self, declarators: Iterable[Node]) -> None:
        self._values: dict[str, list[tuple[int, Node]]] = {}
        for one in declarators:
            name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
            if name is not None and value is not None and unwrap(value).type in _TEXTS:
                self._values.setdefault(text_of(name), []).append((name.start_byte, unwrap(value)))
        for values in self._values.values():
            values.sort(key=lambda pair: pair[0])

    def before(self, name: Node) -> Node | None:
        """Give the nearest value that this name was given before its use."""
        found = self._values.get(text_of(name), [])
        index = bisect_left(found, (name.start_byte,), key=lambda pair: (pair[0],)) - 1
        return found[index][1] if index >= 0 else None


def key_of(value: Encoded) -> str | None:
    """Write a key with ``*`` for what is put into it; None when nothing of it is known."""
    if value[0] != "t":
        return None
    key = "".join(part if isinstance(part, str) else "*" for part in value[1])
    return key if _KEY.match(key) and key != "*" else None


def note_call(owner: Owner, callee: Node, call: Node, known: Locals) -> None:
    """Note ``this.helper('key')``, where the options may name the helper, rows named in SQL, and SQL
    that a function makes."""
    name = name_of(callee) or ""
    if not name.startswith("this.") and not name.endswith(".exec"):
        return
    arguments = arguments_of(call)
    first = unwrap(arguments[0]) if arguments else None
    if first is not None and first.type == "call_expression" and name.endswith(".sql.exec"):
        owner.setdefault("made", []).append(line_of(call))
    if first is None or not (first.type in _TEXTS or first.type == "identifier"):
        return
    value = known.before(first) if first.type == "identifier" else first
    parts = text_parts(value) if value is not None else None
    if name.endswith(".exec"):
        row = _ROW.match("".join(part for part in parts or () if isinstance(part, str)))
        if row is not None:
            keys = owner.setdefault("rows", [])
            keys.append([row["table"], row["verb"].upper() == "SELECT", row["key"].replace("%", "*")])
        return
    helper = name.removeprefix("this.")
    key = key_of(["t", parts]) if parts is not None else None
    if key is None:
        if first.type == "identifier":
            loose = owner.setdefault("loose", {})
            loose[helper] = loose.get(helper, 0) + 1
        return
    keys = owner.setdefault("keys", {}).setdefault(helper, [])
    if key not in keys:
        keys.append(key)


def note_storage(owner: Owner, call: Node, method: str, known: Locals) -> None:
    """Note the keys that one call of the storage names, or the line of one whose keys are not known."""
    arguments = arguments_of(call)
    if not arguments:
        return
    first = unwrap(arguments[0])
    if first.type == "identifier":
        first = known.before(first) or first
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
