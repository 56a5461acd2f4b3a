"""Which tables the code reads and fills: through Drizzle, and in SQL of its own.

``scan_uses`` reads one file. A use is ``[how, form, name, line]``: ``how`` is ``read`` or ``written``, and
the form ``name`` for a variable as the file spells it, ``hole`` for one that SQL takes a table from, ``sql``
for a name in SQL, ``key`` for what ``db.query`` calls a table and ``with`` for a relation that it follows.
Only a hole has a line. A use counts whether or not anything calls the function that it stands in. A query
whose table the file does not tell is *unclear*: passed over, it would make a table look unread.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.sql.uses import DATABASE, READ, WRITTEN, Use, uses_of
from spec_audit.extractors.languages.typescript.bindings import (
    assigned,
    bound,
    literals_in,
    names_of,
    scope_of,
)
from spec_audit.extractors.languages.typescript.expressions import arguments_of, name_of
from spec_audit.extractors.languages.typescript.syntax import (
    first_of,
    key_of,
    line_of,
    parts_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile
    from spec_audit.extractors.languages.grammars import Patterns
    from spec_audit.extractors.languages.typescript.bindings import Names

Found = tuple[str, str, str, int]

_CALL = re.compile(rb"\.\s*(from|\w{4,5}Join(?:Lateral)?|insert|update|delete|\$count)\s*[<(]")
_KEY = re.compile(rb"\.\s*query\s*\.\s*(\w+)\s*\.\s*find(?:First|Many)\b")
_WITH = re.compile(rb"\bwith\s*:\s*\{")
_RELATION = re.compile(rb"\b(?:one|many)\s*\(\s*\w")
_ALIASES = frozenset({"alias", "aliasedTable"})
_OTHER = re.compile(r"[A-Z]\w*\s*\.")
"""``Array.from(...)`` and the like."""

_NEXT = {"insert": ("values", "select"), "update": ("set",), "delete": ("where",)}
"""What shows that such a call is one of Drizzle's, and not a set's or a hash's."""

_DEPTH = 4
"""How many variables a table may go through."""


class _Reader:
    """Reads the uses of one file; ``unclear`` grows with the lines of queries that are not told."""

    def __init__(self, file: SourceFile, imports: dict[str, Any], wanted: Patterns) -> None:
        self._file = file
        self._root = file.tree.root_node
        self._source = file.source
        self._imports = imports
        self._wanted = wanted
        self._indexed: Names | None = None
        self.unclear: set[int] = set()

    @property
    def _names(self) -> Names:
        if self._indexed is None:
            found = self._file.nodes(self._wanted)
            self._indexed = names_of([*found["local"], *found["assignment"]])
        return self._indexed

    def _nodes(self, pattern: re.Pattern[bytes], word: bytes = b"") -> Iterator[Node]:
        """Yield the smallest node at each match; that of a comment has no call around it.

        ``word`` is in every file with a match, and found more quickly.
        """
        for match in pattern.finditer(self._source) if word in self._source else ():
            at = match.start(1) if pattern.groups else match.start()
            node = self._root.descendant_for_byte_range(at, at + 1)
            if node is not None and node.parent is not None:
                yield node

    def found(self) -> Iterator[Found]:
        """Yield all uses."""
        for member in self._nodes(_CALL):
            yield from self._of_call(member)
        for member in self._nodes(_KEY, b"query"):
            if member.type == "property_identifier":
                yield READ, "key", text_of(member), 0
        for name in self._nodes(_WITH, b"query"):
            value = None if name.parent is None else name.parent.child_by_field_name("value")
            for one in parts_of(value) if value is not None and value.type == "object" else ():
                if one.type == "pair":
                    yield READ, "with", key_of(one) or "", 0
        for node, use in uses_of(DATABASE, self._file):
            yield from self._of_sql(node, use)

    def relations(self) -> Iterator[tuple[str, str]]:
        """Yield the relations that a file declares, each with the table's name that it leads to."""
        for name in self._nodes(_RELATION, b"relations"):
            call = name.parent
            pair = None if call is None else call.parent
            if call is None or pair is None or call.type != "call_expression" or pair.type != "pair":
                continue
            target = next(map(name_of, arguments_of(call)), None)
            if target is not None:
                yield key_of(pair) or "", target

    def _of_call(self, member: Node) -> Iterator[Found]:
        callee = member.parent
        call = callee.parent if callee is not None and callee.type == "member_expression" else None
        arguments = arguments_of(call) if call is not None and call.type == "call_expression" else []
        if callee is None or call is None or not arguments or _OTHER.match(text_of(callee)):
            return
        method = text_of(member)
        later = list(_methods_after(call))
        hows = [WRITTEN] if method in ("insert", "update") else [READ] if method != "delete" else []
        if method in ("update", "delete") and "returning" in later:
            hows.append(READ)
        if method in _NEXT:
            is_query = any(one in later for one in _NEXT[method])
        else:
            is_query = method != "from" or _is_choice(callee.child_by_field_name("object"))
        for name in self._tables(arguments[0], _DEPTH):
            if name is not None:
                yield from ((how, "name", name, 0) for how in hows)
            elif is_query:
                self.unclear.add(line_of(member))

    def _of_sql(self, node: Node, use: Use) -> Iterator[Found]:
        if not use.name.endswith("}"):
            yield use.how, "sql", use.name, 0
            return
        hole = _hole(node, use.name[2:-1])
        texts = [] if hole is None else literals_in(hole, self._names)
        yield from ((use.how, "sql", text, 0) for text in texts)
        for name in self._tables(hole, _DEPTH) if not texts else ():
            if name is None:
                self.unclear.add(line_of(node))
            else:
                yield use.how, "hole", name, line_of(hole or node)

    def _tables(self, node: Node | None, depth: int) -> Iterator[str | None]:
        """Yield the names of the tables that an expression can be; None for one that is not told."""
        node = unwrap(node)
        if node is None or not depth:
            yield None
        elif node.type == "ternary_expression":
            for branch in ("consequence", "alternative"):
                yield from self._tables(node.child_by_field_name(branch), depth - 1)
        elif node.type == "call_expression":
            maker = text_of(node.child_by_field_name("function")).rpartition(".")[2]
            if maker in _ALIASES:  # what else is called gives a query, and that is read where it is made
                yield from self._tables(first_of(node.child_by_field_name("arguments")), depth - 1)
        else:
            yield from self._named(node, depth)

    def _named(self, node: Node, depth: int) -> Iterator[str | None]:
        name = name_of(node)
        if name is not None and name.partition(".")[0] in self._imports:
            yield name
            return
        values = bound(node, self._names) if node.type == "identifier" else []
        for value in values:
            given = assigned(value)
            if scope_of(value) is None and given is not None and unwrap(given).type == "call_expression":
                yield name  # a table that this file declares, or nothing
            yield from self._tables(given, depth - 1)
        if not values:
            yield None


def _hole(node: Node, name: str) -> Node | None:
    """Find where a text takes in a name."""
    stack = [node]
    while stack:
        one = stack.pop()
        if name_of(one) == name:
            return one
        stack.extend(one.named_children)
    return None


def _methods_after(call: Node) -> Iterator[str]:
    """Yield the methods that are called on what a call returns, and on what those return."""
    at: Node | None = call
    while at is not None and at.type in ("call_expression", "member_expression"):
        above = at.parent
        if above is not None and above.type == "member_expression":
            yield text_of(above.child_by_field_name("property"))
        at = above


def _is_choice(node: Node | None) -> bool:
    """Whether this is ``db.select(...)`` or the like."""
    node = unwrap(node)
    callee = None if node is None else node.child_by_field_name("function")
    return text_of(callee).rpartition(".")[2].startswith("select")


def scan_uses(file: SourceFile, imports: dict[str, Any], wanted: Patterns) -> dict[str, Any]:
    """Read what one file uses: ``uses``, ``relations`` and ``unclear``, each where there is something."""
    reader = _Reader(file, imports, wanted)
    found = {
        "uses": [list(one) for one in sorted(set(reader.found()))],
        "relations": [list(one) for one in sorted(set(reader.relations()))],
        "unclear": sorted(reader.unclear),
    }
    return {name: value for name, value in found.items() if value}
