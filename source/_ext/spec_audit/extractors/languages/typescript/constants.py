"""Constants: the texts, lists and objects of texts that other code may be built from, also in other files.

``top_constants`` reads those of one file; ``Constants`` gives the text that an expression always has,
wherever its parts are declared. It wants scans that hold ``constants`` (scope -> name -> encoded
expression), ``scopes`` (scope -> the one around it) and what ``modules`` reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.languages.typescript.expressions import Encoded, encode
from spec_audit.extractors.languages.typescript.modules import Modules
from spec_audit.extractors.languages.typescript.scopes import MODULE
from spec_audit.extractors.languages.typescript.syntax import (
    callee_name,
    is_const,
    text_of,
    top_values,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

_LONGEST = 4000
"""Bytes of an array or object that may hold paths or middlewares; longer ones are data."""

_KINDS = frozenset(
    {"string", "template_string", "binary_expression", "array", "object", "identifier", "member_expression"}
)


def top_constants(root: Node) -> dict[str, Encoded]:
    """Read the constants of a file's top level that are, or hold, texts."""
    constants = {}
    for one in top_values(root):
        value = one.child_by_field_name("value") if is_const(one) else None
        encoded = constant_of(value) if value is not None else None
        if encoded is not None and encoded[0] in "tlo":
            constants[text_of(one.child_by_field_name("name"))] = encoded
    return constants


_KEPT = frozenset({"createRoute", "createHandlers"})
"""Calls that only describe what they are given."""


def constant_of(value: Node) -> Encoded | None:
    """Encode the value of a constant, or give None when it can be no path, middleware or text."""
    inner = unwrap(value)
    if inner.type == "call_expression":
        return encode(inner) if callee_name(inner) in _KEPT else None
    if inner.type not in _KINDS or inner.end_byte - inner.start_byte > _LONGEST:
        return None
    encoded = encode(inner)
    return None if encoded[0] == "?" else encoded


DEPTH = 8
"""How many names a constant may go through; more is a circle."""


class At(NamedTuple):
    """Where an expression stands: its file and its scope there."""

    path: str
    scope: int = MODULE


class Constants:
    """The files of one source and the constants between them."""

    def __init__(self, scans: Mapping[str, Any]) -> None:
        self.scans = scans
        self.modules = Modules(scans)

    def _scopes(self, at: At) -> Iterator[int]:
        """Yield a scope and those around it, the module last."""
        parents = self.scans.get(at.path, {}).get("scopes", {})
        scope = at.scope
        while scope != MODULE:
            yield scope
            scope = parents.get(str(scope), MODULE)
        yield MODULE

    def constant(self, at: At, name: str) -> tuple[At, Encoded] | None:
        """Find the value of a constant, or of a member of a constant object."""
        head, _, member = name.partition(".")
        for scope in self._scopes(at):
            value = self.scans.get(at.path, {}).get("constants", {}).get(str(scope), {}).get(head)
            if value is not None:
                return self._member(At(path=at.path, scope=scope), value, member)
        found = self.modules.declaration(at.path, name)
        if found is None or found == (at.path, name):
            return None
        return self.constant(At(path=found[0]), found[1])

    def _member(self, at: At, value: Encoded, member: str) -> tuple[At, Encoded] | None:
        while member:
            key, _, member = member.partition(".")
            if value[0] != "o" or key not in value[1]:
                return None
            value = value[1][key]
        return at, value

    def text(self, at: At, value: Encoded, depth: int = DEPTH) -> str | None:
        """Give the text that an expression always has, or None when it is not constant."""
        if value[0] == "t":
            texts = [
                part if isinstance(part, str) else self.text(at, ["n", *part], depth) if part else None
                for part in value[1]
            ]
            return None if None in texts else "".join(text for text in texts if text is not None)
        if value[0] == "n" and depth:
            found = self.constant(at, value[1])
            return self.text(*found, depth - 1) if found else None
        return None

    def texts(self, at: At, value: Encoded) -> list[str] | None:
        """Give the texts of one text or of an array of texts; None when one is not constant."""
        where, items = at, value
        if value[0] == "n":
            found = self.constant(at, value[1])
            if found is None:
                return None
            where, items = found
        if items[0] != "l":
            one = self.text(where, items)
            return None if one is None else [one]
        texts = [self.text(where, item) for item in items[1]]
        return None if None in texts else [text for text in texts if text is not None]
