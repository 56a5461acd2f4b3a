"""The endpoints that a Durable Object's class answers in its ``fetch``.

Follows switches and conditions on ``pathname`` and ``method``, guards that return early, closures,
dispatch tables and private methods that go on deciding. A comparison with the path that none of these
explains is reported, so that no endpoint is missed in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.do_answers import answers, called, ends, is_failure, returned
from spec_audit.extractors.do_conditions import Case, Conditions, descendants, readable
from spec_audit.extractors.do_patterns import Match
from spec_audit.extractors.expressions import FUNCTIONS, arguments_of, string_of, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tree_sitter import Node

_TRANSPARENT = frozenset({"statement_block", "try_statement", "labeled_statement"})
ANY = "any"


@dataclass(slots=True, kw_only=True)
class EndpointReader:
    """Reads one class. ``members`` are its methods and function fields by name."""

    members: Mapping[str, Node]
    found: list[dict[str, Any]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    _stack: list[str] = field(default_factory=list)
    _decides: bool = False

    def read(self) -> None:
        """Read ``fetch`` and what it goes on to."""
        self._member("fetch", Case(), {})
        if not self._decides and "fetch" in self.members:
            node = self.members["fetch"]
            body = node.child_by_field_name("body") or node
            self._leaf(Case(path=Match(kind=ANY, parts=["*"]), line=node.start_point[0] + 1), [body])

    def _member(self, name: str, case: Case, bound: Mapping[str, str]) -> bool:
        """Read a method under a case; whether it decides anything by the path."""
        node = self.members.get(name)
        body = node.child_by_field_name("body") if node is not None else None
        if body is None or name in self._stack:
            return False
        conditions = Conditions(
            paths={one for one, role in bound.items() if role == "path"},
            methods={one for one, role in bound.items() if role == "method"},
        )
        conditions.learn(body)
        comparisons = list(conditions.comparisons(body))
        if not comparisons and not self._hands_on(body, conditions):
            return False
        self._stack.append(name)
        self._decides = self._decides or bool(comparisons)
        _Walk(reader=self, conditions=conditions).statements(_statements(body), case)
        self._stack.pop()
        lines = {node.start_point[0] + 1 for node in comparisons if node.id not in conditions.understood}
        self.unread.extend(sorted(lines))
        return True

    def _hands_on(self, body: Node, conditions: Conditions) -> bool:
        """Whether a method without decisions of its own calls one that may have them."""
        return any(
            self.delegate(call, Case(), conditions, dry=True)
            for call in descendants(body)
            if call.type == "call_expression"
        )

    def delegate(self, call: Node, case: Case, conditions: Conditions, *, dry: bool = False) -> bool:
        """Go on into a method of the class that is handed the request; whether it decides."""
        name = called(call, self.members)
        if name is None or name in self._stack or name == "fetch":
            return False
        arguments = arguments_of(call)
        if not arguments:
            return False
        bound: dict[str, str] = {}
        for argument, parameter in zip(arguments, _parameter_names(self.members[name]), strict=False):
            if conditions.is_path(argument):
                bound[parameter] = "path"
            elif conditions.is_method(argument):
                bound[parameter] = "method"
        if not dry:
            return self._member(name, case, bound)
        body = self.members[name].child_by_field_name("body")
        known = Conditions(paths={one for one, role in bound.items() if role == "path"})
        if body is None:
            return False
        known.learn(body)
        return next(known.comparisons(body), None) is not None

    def _leaf(self, case: Case, statements: Iterable[Node]) -> None:
        assert case.path is not None
        nodes = list(statements)
        calls = sorted(
            {name for node in nodes for one in descendants(node) if (name := called(one, self.members))}
        )
        handlers = sorted({name for node in nodes for name in returned(node, self.members)})
        holder = self._stack[-1] if self._stack else "fetch"
        self.found.append(
            {
                "match": case.path.kind,
                "path": case.path.parts,
                "method": case.method or "*",
                "line": case.line,
                "handler": handlers[0] if len(handlers) == 1 else holder,
                "calls": calls,
            }
        )

    def emit(self, case: Case, statements: Iterable[Node]) -> None:
        """Note an endpoint that these statements answer."""
        if case.path is not None:
            self._leaf(case, statements)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Walks the statements of one function."""

    reader: EndpointReader
    conditions: Conditions

    def statements(self, nodes: list[Node], case: Case) -> None:
        """Walk statements that run one after the other under one case."""
        plain: list[Node] = []
        before = len(self.reader.found)
        for index, node in enumerate(nodes):
            if node.type in _TRANSPARENT:
                # A block or a try is walked as if its statements stood here.
                inner = _statements(node.child_by_field_name("body") or node)
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
        if case.path is None or not plain:
            return
        if answers(plain) or len(self.reader.found) == before:
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
                self.statements(_statements(body), _refine(case, one))
            if rest:
                for one in fails or [Case()]:
                    self.statements(list(rest), case & one)
            return None
        if fails and ends(body) and not rest:
            return [_narrow(case, one) for one in fails]
        decided = [self._decides(part) for part in (body, *rest)]
        if any(decided):
            self.statements(_statements(body), case)
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
            self.reader.unread.append(_line(branch))
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
        return None if parts is None else Case(path=Match(kind="exact", parts=parts), line=_line(label))

    def _method_label(self, label: Node) -> Case | None:
        method = string_of(unwrap(label))
        return None if method is None else Case(method=method.upper(), line=_line(label))

    def _both_label(self, label: Node) -> Case | None:
        method, _, path = (string_of(unwrap(label)) or "").partition(" ")
        if not path:
            return None
        return Case(path=Match(kind="exact", parts=[path]), method=method.upper(), line=_line(label))

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
        decided = self._ternary(node, case) or self._table(node, case)
        for one in descendants(node):
            if one.type in FUNCTIONS and self._decides(one):
                body = one.child_by_field_name("body")
                if body is not None and body.type == "statement_block":
                    self.statements(_statements(body), case)
                    return True
            if one.type == "call_expression" and self.reader.delegate(one, case, self.conditions):
                decided = True
        return decided

    def _ternary(self, node: Node, case: Case) -> bool:
        value = (
            unwrap(node.named_children[0])
            if node.type == "return_statement" and node.named_children
            else node
        )
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
                path = string_of(key) if key is not None else None
                if path is not None and value is not None:
                    found = Case(path=Match(kind="exact", parts=[path]), line=_line(pair))
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
            if one.type == "variable_declarator" and text_of(
                one.child_by_field_name("name") or one
            ) == text_of(holder):
                value = one.child_by_field_name("value")
                inner = unwrap(value) if value is not None else None
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


def _statements(node: Node) -> list[Node]:
    if node.type != "statement_block":
        return [node]
    return [one for one in node.named_children if one.type != "comment"]


def _line(node: Node) -> int:
    return node.start_point[0] + 1


def _parameter_names(node: Node) -> list[str]:
    holder = node.child_by_field_name("parameters")
    return [
        text_of(one.child_by_field_name("pattern") or one)
        for one in (holder.named_children if holder else ())
        if one.type != "comment"
    ]
