"""The endpoints that a Durable Object's class answers in its ``fetch``.

Follows switches and conditions on ``pathname`` and ``method``, guards that return early, closures,
dispatch tables and private methods that go on deciding. A comparison with the path that none of these
explains is reported, so that no endpoint is missed in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.durable_objects.answers import called, returned
from spec_audit.extractors.durable_objects.conditions import Case, Conditions, descendants
from spec_audit.extractors.durable_objects.patterns import Match
from spec_audit.extractors.durable_objects.walk import Walk, statements_of
from spec_audit.extractors.languages.typescript.expressions import arguments_of
from spec_audit.extractors.languages.typescript.syntax import line_of, parts_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tree_sitter import Node

ANY = "any"


class EndpointReader:
    """Reads one class. ``members`` are its methods and function fields by name, ``fetch`` among them."""

    def __init__(self, *, members: Mapping[str, Node]) -> None:
        self.members = members
        self.found: list[dict[str, Any]] = []
        self.unread: list[int] = []
        self._stack: list[str] = []

    def read(self) -> None:
        """Read ``fetch`` and what it goes on to."""
        fetch = self.members["fetch"]
        bound = dict.fromkeys(_parameter_names(fetch)[:1], "request")
        if not self._member("fetch", Case(), bound):
            body = fetch.child_by_field_name("body") or fetch
            self.emit(Case(path=Match(kind=ANY, parts=["*"]), line=line_of(fetch)), [body])

    def _member(self, name: str, case: Case, bound: Mapping[str, str]) -> bool:
        """Read a method under a case; whether it, or what it hands the request to, decides by the path."""
        body = self.members[name].child_by_field_name("body")
        if body is None or not self._leads(name, bound, ()):
            return False
        conditions = _bind(bound)
        conditions.learn(body)
        comparisons = list(conditions.comparisons(body))
        self._stack.append(name)
        Walk(reader=self, conditions=conditions).statements(statements_of(body), case)
        self._stack.pop()
        self.unread += [line_of(node) for node in comparisons if node.id not in conditions.understood]
        return True

    def _leads(self, name: str, bound: Mapping[str, str], seen: tuple[str, ...]) -> bool:
        """Whether a method, or one that it hands the request to, decides by the path."""
        body = self.members[name].child_by_field_name("body")
        if body is None or name in seen or name in self._stack:
            return False
        conditions = _bind(bound)
        conditions.learn(body)
        if next(conditions.comparisons(body), None) is not None:
            return True
        return any(
            found is not None and self._leads(*found, (*seen, name))
            for call in descendants(body)
            if call.type == "call_expression"
            for found in [self._handed(call, conditions)]
        )

    def _handed(self, call: Node, conditions: Conditions) -> tuple[str, Mapping[str, str]] | None:
        """Give the method of the class that a call hands the request to, and what its parameters get."""
        name = called(call, self.members)
        if name is None or call.type != "call_expression":
            return None
        given = zip(arguments_of(call), _parameter_names(self.members[name]), strict=False)
        bound = {parameter: role for value, parameter in given if (role := conditions.role_of(value))}
        return (name, bound) if bound else None

    def delegate(self, call: Node, case: Case, conditions: Conditions) -> bool:
        """Go on into a method of the class that is handed the request; whether it decides."""
        found = self._handed(call, conditions)
        if found is None or found[0] in self._stack:
            return False
        return self._member(found[0], case, found[1])

    def emit(self, case: Case, statements: Iterable[Node]) -> None:
        """Note the endpoint that these statements answer; none where the case says no path."""
        if case.path is None:
            return
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


def _bind(bound: Mapping[str, str]) -> Conditions:
    """Start a function's conditions with what its parameters are."""
    roles = {role: {name for name, one in bound.items() if one == role} for role in bound.values()}
    return Conditions(
        paths=roles.get("path", set()),
        methods=roles.get("method", set()),
        requests=roles.get("request", set()),
    )


def _parameter_names(node: Node) -> list[str]:
    holder = node.child_by_field_name("parameters")
    return [text_of(one.child_by_field_name("pattern") or one) for one in parts_of(holder)]
