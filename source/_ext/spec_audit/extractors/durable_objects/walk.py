"""A walk over the statements of a function that decides by a request's path and method.

Carries along the case that holds so far; where a branch narrows it to a path, what the branch answers is
an endpoint. Guards that return early narrow what follows; a ``try`` and a block change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from spec_audit.extractors.durable_objects.answers import answers, ends, is_failure
from spec_audit.extractors.durable_objects.conditions import Case, Conditions, descendants, readable
from spec_audit.extractors.durable_objects.patterns import Match
from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS
from spec_audit.extractors.languages.typescript.syntax import (
    first_of,
    key_of,
    line_of,
    parts_of,
    string_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tree_sitter import Node

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_TRANSPARENT = frozenset({"statement_block", "try_statement", "labeled_statement"})


class Reader(Protocol):
    """What a walk tells of what it finds."""

    unread: list[int]
    found: list[dict[str, Any]]

    def emit(self, case: Case, statements: Iterable[Node]) -> None:
        """Note the endpoint that these statements answer; none where the case says no path."""

    def delegate(self, call: Node, case: Case, conditions: Conditions) -> bool:
        """Go on into a method that is handed the request; whether it decides."""


class Walk:
    """Walks the statements of one function."""

    def __init__(self, *, reader: Reader, conditions: Conditions) -> None:
        self.reader = reader
        self.conditions = conditions

    def statements(self, nodes: list[Node], case: Case) -> None:
        """Walk statements that run one after the other under one case."""
        plain: list[Node] = []
        before = len(self.reader.found)
        for index, node in enumerate(nodes):
            if node.type in _TRANSPARENT:
                # A block or a try is walked as if its statements stood here.
                inner = statements_of(node.child_by_field_name("body") or node)
                self.statements([*plain, *inner, *nodes[index + 1 :]], case)
                return
            if node.type == "if_statement":
                rest = self._if(node, case, plain)
                if rest is not None:
                    if len(rest) == 1:
                        case = rest[0]
                        continue
                    for one in rest:
                        self.statements(nodes[index + 1 :], one)
                    return
            elif node.type == "switch_statement":
                self._switch(node, case, plain)
            elif not self._inner(node, case):
                plain.append(node)
        self._end(plain, case, before)

    def _end(self, plain: list[Node], case: Case, before: int) -> None:
        """Note the endpoint that what is left of a case's statements answers, if it does."""
        if plain and (answers(plain) or len(self.reader.found) == before):
            self.reader.emit(case, plain)

    def _if(self, node: Node, case: Case, plain: list[Node]) -> list[Case] | None:
        """Walk an ``if``; give the cases for what follows when it is a guard, else None."""
        condition = node.child_by_field_name("condition")
        body = node.child_by_field_name("consequence")
        if condition is None or body is None:
            return None
        other = node.child_by_field_name("alternative")
        rest = other.named_children if other is not None else []
        holds, fails = self.conditions.holds(condition), self.conditions.fails(condition)
        if holds:
            only_method = all(one.path is None for one in holds)
            if only_method and case.path is not None and not ends(body):
                plain.append(node)
                return None
            for one in holds:
                self.statements(statements_of(body), _refine(case, one))
            if rest:
                for one in fails or [Case()]:
                    self.statements(list(rest), case & one)
            return None
        if fails and ends(body) and not rest:
            return [_narrow(case, one) for one in fails]
        if any(map(self._decides, (body, *rest))):
            self.statements(statements_of(body), case)
            self.statements(list(rest), case)
            return None
        plain.append(node)
        return None

    def _decides(self, node: Node) -> bool:
        return next(self.conditions.comparisons(node), None) is not None

    def _switch(self, node: Node, case: Case, plain: list[Node]) -> None:
        value = node.child_by_field_name("value")
        body = node.child_by_field_name("body")
        if value is None or body is None:
            return
        read = self._label_reader(unwrap(value))
        if read is not None:
            self.conditions.understood.add(node.id)
        elif not self._decides(body):
            plain.append(node)
            return
        waiting: list[Case] = []
        for branch in body.named_children:
            content = [one for one in branch.children_by_field_name("body") if one.type != "comment"]
            label = branch.child_by_field_name("value")
            if branch.type == "switch_default":
                waiting.append(case)
                content = [] if case.path is not None and not answers(content) else content
            elif label is not None:
                waiting += self._labelled(read(label) if read is not None else Case(), case, branch)
            if content:
                for one in waiting:
                    self.statements(content, one)
                waiting = []

    def _labelled(self, one: Case | None, case: Case, branch: Node) -> list[Case]:
        if one is None:
            self.reader.unread.append(line_of(branch))
            return []
        return [_refine(case, one)]

    def _label_reader(self, value: Node) -> Callable[[Node], Case | None] | None:
        """Choose how a switch's labels are read; None when it switches on something else."""
        if self.conditions.is_path(value):
            return self._path_label
        if self.conditions.is_method(value):
            return self._method_label
        if value.type == "template_string" and self._is_method_and_path(value):
            return self._both_label
        return None

    def _path_label(self, label: Node) -> Case | None:
        parts = readable(label)
        return None if parts is None else Case(path=Match(kind="exact", parts=parts), line=line_of(label))

    def _method_label(self, label: Node) -> Case | None:
        method = string_of(unwrap(label))
        return None if method is None else Case(method=method.upper(), line=line_of(label))

    def _both_label(self, label: Node) -> Case | None:
        method, _, path = (string_of(unwrap(label)) or "").partition(" ")
        if not path:
            return None
        return Case(path=Match(kind="exact", parts=[path]), method=method.upper(), line=line_of(label))

    def _is_method_and_path(self, template: Node) -> bool:
        holes = [one.named_children for one in template.named_children if one.type == "template_substitution"]
        return (
            len(holes) == 2
            and all(len(one) == 1 for one in holes)
            and self.conditions.is_method(holes[0][0])
            and self.conditions.is_path(holes[1][0])
        )

    def _inner(self, node: Node, case: Case) -> bool:
        """Walk what decides inside of a plain statement; whether anything there does."""
        body = node.child_by_field_name("body") if node.type in _LOOPS else None
        if body is not None and self._decides(body):
            self.statements(statements_of(body), case)
            return True
        decided = self._ternary(node, case) or self._table(node, case)
        for one in descendants(node):
            if one.type in FUNCTIONS and self._decides(one):
                body = one.child_by_field_name("body")
                if body is not None and body.type == "statement_block":
                    self.statements(statements_of(body), case)
                    return True
            if one.type == "call_expression" and self.reader.delegate(one, case, self.conditions):
                decided = True
        return decided

    def _ternary(self, node: Node, case: Case) -> bool:
        value = unwrap(first_of(node) or node) if node.type == "return_statement" else node
        decided = False
        while value.type == "ternary_expression":
            condition, yes = value.child_by_field_name("condition"), value.child_by_field_name("consequence")
            no = value.child_by_field_name("alternative")
            if condition is None or yes is None or no is None:
                break
            for one in self.conditions.holds(condition):
                decided = True
                self.reader.emit(_refine(case, one), [yes])
            value = unwrap(no)
        if decided and case.path is not None and not is_failure(value):
            self.reader.emit(case, [value])
        return decided

    def _table(self, node: Node, case: Case) -> bool:
        """Read a look-up of the path in an object of handlers that the same function declares."""
        decided = False
        for one in descendants(node):
            index = one.child_by_field_name("index") if one.type == "subscript_expression" else None
            holder = one.child_by_field_name("object") if index is not None else None
            if index is None or holder is None or not self.conditions.is_path(index):
                continue
            table = self._object_named(holder, node)
            if table is None:
                continue
            self.conditions.understood.add(one.id)
            decided = True
            for pair in table.named_children:
                key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
                path = string_of(key)
                if path is not None and value is not None:
                    found = Case(path=Match(kind="exact", parts=[path]), line=line_of(pair))
                    self.reader.emit(_refine(case, found), [value])
        return decided

    def _object_named(self, holder: Node, near: Node) -> Node | None:
        holder = unwrap(holder)
        if holder.type == "object":
            return holder
        root = near
        while root.parent is not None:
            root = root.parent
        for one in descendants(root):
            if one.type == "variable_declarator" and key_of(one) == text_of(holder):
                inner = unwrap(one.child_by_field_name("value"))
                return inner if inner is not None and inner.type == "object" else None
        return None


def _refine(case: Case, more: Case) -> Case:
    """Add what a branch says to a case; the branch's own line is where the endpoint stands."""
    both = case & more
    return Case(path=both.path, method=both.method, line=more.line or case.line)


def _narrow(case: Case, more: Case) -> Case:
    """Add what a guard leaves over; the endpoint stands where its path was named."""
    both = case & more
    return Case(path=both.path, method=both.method, line=case.line or more.line)


def statements_of(node: Node) -> list[Node]:
    """List the statements of a block, or the one that a node is."""
    if node.type != "statement_block":
        return [node]
    return parts_of(node)
