"""Conditions on a request's path and method, as a Durable Object's ``fetch`` writes them.

``holds`` and ``fails`` give the cases in which a condition is true or false, as far as they say which path
or method it must then be: ``path === '/a' && method !== 'GET'`` holds for the path ``/a``, and fails for the
method ``GET``. Every comparison that was understood is remembered, so that a reader can tell what was not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.durable_objects.patterns import Match, match_regex
from spec_audit.extractors.languages.typescript.expressions import arguments_of, text_parts
from spec_audit.extractors.languages.typescript.syntax import (
    field_of,
    first_of,
    line_of,
    parts_of,
    string_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

EQUAL = frozenset({"===", "=="})
UNEQUAL = frozenset({"!==", "!="})
_TEXT_TESTS = {"startsWith": "prefix", "endsWith": "suffix", "includes": "contains"}
_REGEX_TESTS = frozenset({"test", "exec"})
_TESTS_OF_TEXT = frozenset({*_TEXT_TESTS, "match"})
"""Methods that ask something of the text that they are called on."""
_TESTS_OF_ARGUMENT = _REGEX_TESTS | {"includes", "get", "has"}
"""Methods that ask something of their first argument."""


class Case(NamedTuple):
    """One way in which a condition comes true; None where it says nothing."""

    path: Match | None = None
    method: str | None = None
    line: int = 0

    def __and__(self, other: Case) -> Case:
        return Case(
            path=other.path or self.path, method=other.method or self.method, line=self.line or other.line
        )


Cases = list[Case]


class Conditions:
    """What stands for the request's path and method in one function, and what was understood there."""

    def __init__(self, paths: set[str], methods: set[str], requests: set[str]) -> None:
        self.paths = paths
        self.derived: set[str] = set()
        self.methods = methods
        self.requests = requests
        self.understood: set[int] = set()

    def learn(self, body: Node) -> None:
        """Note the names that a function gives to the path, to the method and to parts of the path."""
        for node in descendants(body):
            if node.type != "variable_declarator":
                continue
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is None or value is None:
                continue
            if name.type == "object_pattern":
                self._learn_pattern(name)
            elif self.is_path(value):
                self.paths.add(text_of(name))
            elif self.is_method(value):
                self.methods.add(text_of(name))
            elif self._is_request(value):
                self.requests.add(text_of(name))
            elif b"path" in (value.text or b"") and self._is_cut_from_path(value):
                named = name.named_children if name.type == "array_pattern" else (name,)
                self.derived.update(text_of(one) for one in named)

    def _learn_pattern(self, pattern: Node) -> None:
        for one in pattern.named_children:
            key = one.child_by_field_name("key") or one
            value = one.child_by_field_name("value") or one
            if text_of(key) == "pathname":
                self.paths.add(text_of(value))
            elif text_of(key) == "method":
                self.methods.add(text_of(value))

    def _is_request(self, value: Node) -> bool:
        """Whether a value is the request, or its address read: ``new URL(request.url)``."""
        value = unwrap(value)
        if value.type == "new_expression":
            made = value.child_by_field_name("constructor")
            given = arguments_of(value)
            if made is None or text_of(made) not in ("URL", "Request") or not given:
                return False
            value = unwrap(given[0])
        while value.type == "member_expression":
            value = unwrap(value.child_by_field_name("object") or value.named_children[0])
        return value.type == "identifier" and text_of(value) in self.requests

    def _is_cut_from_path(self, value: Node) -> bool:
        nodes = list(descendants(value))
        return any(self.is_path(one) for one in nodes) and not any(one.type == "this" for one in nodes)

    def role_of(self, node: Node) -> str | None:
        """Say what an argument hands on: the ``path``, the ``method``, the ``request``, or None."""
        if self.is_path(node):
            return "path"
        if self.is_method(node):
            return "method"
        return "request" if self._is_request(node) else None

    def is_path(self, node: Node | None) -> bool:
        """Whether an expression is the request's path as it came."""
        return _is_either(node, self.paths, "pathname")

    def is_method(self, node: Node | None) -> bool:
        """Whether an expression is the request's method."""
        return _is_either(node, self.methods, "method")

    def is_about_path(self, node: Node | None) -> bool:
        """Whether an expression is the path or something cut out of it."""
        node = unwrap(node)
        if node is None or node.type in ("identifier", "member_expression"):
            return self.is_path(node) or text_of(node) in self.derived
        if node.type == "subscript_expression":
            return self.is_about_path(node.child_by_field_name("object"))
        if node.type == "template_string":
            return any(self.is_about_path(one) for sub in node.named_children for one in sub.named_children)
        return self.is_about_path(field_of(_callee(node), "object"))

    def comparisons(self, body: Node) -> Iterator[Node]:
        """Yield everything in a function that looks at the path to decide something."""
        for node in descendants(body):
            if self._compares(node):
                yield node

    def _compares(self, node: Node) -> bool:
        if node.type == "binary_expression":
            operator = node.child_by_field_name("operator")
            sides = (node.child_by_field_name("left"), node.child_by_field_name("right"))
            is_test = operator is not None and operator.type in EQUAL | UNEQUAL
            return is_test and any(self.is_about_path(side) for side in sides)
        if node.type == "switch_statement":
            return self.is_about_path(node.child_by_field_name("value"))
        if node.type == "subscript_expression":
            return self.is_about_path(node.child_by_field_name("index"))
        if node.type != "call_expression":
            return False
        callee = _callee(node)
        name = text_of(field_of(callee, "property"))
        if name in _TESTS_OF_TEXT and self.is_about_path(field_of(callee, "object")):
            return True
        return name in _TESTS_OF_ARGUMENT and self.is_about_path(first_of(field_of(node, "arguments")))

    def holds(self, node: Node) -> Cases:
        """Give the cases in which a condition is true; empty when it says nothing."""
        return self._cases(unwrap(node), positive=True)

    def fails(self, node: Node) -> Cases:
        """Give the cases in which a condition is false; empty when it says nothing."""
        return self._cases(unwrap(node), positive=False)

    def _cases(self, node: Node, *, positive: bool) -> Cases:
        negated = node.child_by_field_name("argument") if text_of(node).startswith("!") else None
        if node.type == "unary_expression" and negated is not None:
            return self._cases(unwrap(negated), positive=not positive)
        if node.type == "binary_expression":
            return self._binary(node, positive=positive)
        if node.type == "call_expression" and positive:
            return self._call(node)
        return []

    def _binary(self, node: Node, *, positive: bool) -> Cases:
        operator = text_of(node.child_by_field_name("operator") or node)
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return []
        if operator in ("&&", "||"):
            ones = self._cases(unwrap(left), positive=positive)
            others = self._cases(unwrap(right), positive=positive)
            if (operator == "&&") == positive:
                return (
                    [one & other for one in ones for other in others] if ones and others else ones or others
                )
            return [*ones, *others]
        if operator not in EQUAL | UNEQUAL:
            return []
        for subject, value in ((left, right), (right, left)):
            case = self._equality(node, subject, value)
            if case is not None:
                self.understood.add(node.id)
                return [case] if (operator in EQUAL) == positive else []
        return []

    def _equality(self, node: Node, subject: Node, value: Node) -> Case | None:
        line = line_of(node)
        if self.is_path(subject):
            parts = readable(value)
            return Case(path=Match(kind="exact", parts=parts), line=line) if parts is not None else None
        if self.is_method(subject):
            method = string_of(unwrap(value))
            return Case(method=method.upper(), line=line) if method is not None else None
        return None

    def _call(self, node: Node) -> Cases:
        callee, arguments = _callee(node), arguments_of(node)
        receiver, name = field_of(callee, "object"), text_of(field_of(callee, "property"))
        if receiver is None or not arguments:
            return []
        line = line_of(node)
        found: Cases = []
        if name == "includes" and unwrap(receiver).type == "array":
            found = self._one_of(unwrap(receiver), arguments[0], line)
        elif name in _TEXT_TESTS and self.is_path(receiver):
            parts = readable(arguments[0])
            found = (
                [] if parts is None else [Case(path=Match(kind=_TEXT_TESTS[name], parts=parts), line=line)]
            )
        elif name in _REGEX_TESTS and self.is_path(arguments[0]):
            found = _regex_cases(unwrap(receiver), line)
        elif name == "match" and self.is_path(receiver):
            found = _regex_cases(unwrap(arguments[0]), line)
        if found:
            self.understood.add(node.id)
        return found

    def _one_of(self, array: Node, subject: Node, line: int) -> Cases:
        items = [unwrap(one) for one in parts_of(array)]
        if self.is_path(subject):
            parts = [readable(one) for one in items]
            return [Case(path=Match(kind="exact", parts=one), line=line) for one in parts if one is not None]
        if self.is_method(subject):
            methods = [string_of(one) for one in items]
            return [Case(method=one.upper(), line=line) for one in methods if one is not None]
        return []


def _is_either(node: Node | None, names: set[str], member: str) -> bool:
    """Whether an expression is one of these names, or this member of anything."""
    node = unwrap(node)
    if node is not None and node.type == "member_expression":
        return text_of(node.child_by_field_name("property")) == member
    return node is not None and node.type == "identifier" and text_of(node) in names


def _callee(node: Node) -> Node | None:
    """Give the member that a call calls; None for anything else."""
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    inner = unwrap(callee)
    return inner if inner is not None and inner.type == "member_expression" else None


def _regex_cases(node: Node, line: int) -> Cases:
    if node.type != "regex":
        return []
    pattern = node.child_by_field_name("pattern")
    return [Case(path=one, line=line) for one in match_regex(text_of(pattern))]


def readable(node: Node) -> list[Any] | None:
    """Give the parts of a text or of a constant's name; None for anything else."""
    node = unwrap(node)
    parts = text_parts(node)
    if parts is not None:
        return parts
    if node.type in ("identifier", "member_expression") and re.fullmatch(r"[\w$.]+", text_of(node)):
        return [[text_of(node)]]
    return None


def descendants(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(one.named_children))
