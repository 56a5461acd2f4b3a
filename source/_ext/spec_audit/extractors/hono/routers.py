"""The routers of one file, as JSON: what is created, and every call that adds to it, in order.

A *handle* is ``[router, prefixes]``: the index of a router in the file and the base paths that
``.basePath()`` put in front; every variable, chain or result that is a router has one. A router is
``{"name", "line", "scope", "base", "ops"}`` with base ``["new"]``, ``["factory", callee]``,
``["param", function, index, typed]`` or ``["import", name]``; an op is ``{"k": method, "l": line,
"at": order, "s": scope, "p": prefixes, "a": encoded arguments}``, with the method ``apply`` for a router
that is handed to a function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS, Encoded, arguments_of, encode
from spec_audit.extractors.languages.typescript.scopes import MODULE, Scopes
from spec_audit.extractors.languages.typescript.syntax import field_of, line_of, string_of, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tree_sitter import Node

    from spec_audit.extractors.hono.calls import Calls

Handle = list[Any]

METHODS = frozenset({"get", "post", "put", "delete", "patch", "options", "head", "all", "on"})
OPS = METHODS | {"use", "route", "mount", "basePath", "openapi", "doc", "doc31"}
WORKED_OUT = "?"
"""The method of a call such as ``router[verb](...)``."""

_PASSING = OPS | {"onError", "notFound"}
"""Methods that give the router back, so that a chain goes on."""


class RouterReader:
    """Reads the routers of one file. Fed in the order: declarations, ops, results, leftovers."""

    def __init__(
        self, *, scopes: Scopes, calls: Calls, classes: frozenset[str], imports: Mapping[str, list[str]]
    ) -> None:
        self.routers: list[dict[str, Any]] = []
        self.names: dict[tuple[int, str], Handle | None] = {}
        self.factories: dict[str, Handle] = {}
        self._scopes = scopes
        self._calls = calls
        self._classes = classes
        self._imports = imports
        self._values: dict[int, Handle | None] = {}

    def declare(self, name: Node, value: Node, *, wanted: bool) -> None:
        """Note what a name was given. ``wanted`` names are used as routers, so a call that
        gives them their value is taken for a factory."""
        scope = self._scopes.at(name.start_byte)
        handle = self.handle(value)
        if handle is None and wanted:
            inner = unwrap(value)
            callee = inner.child_by_field_name("function") if inner.type == "call_expression" else None
            if callee is not None and callee.type == "identifier":
                handle = self._create(inner, ["factory", text_of(callee)])
        if handle is not None and self.routers[handle[0]]["name"] is None:
            self.routers[handle[0]]["name"] = text_of(name)
        if handle is not None or wanted:
            self.names[scope, text_of(name)] = handle

    def handle(self, node: Node) -> Handle | None:
        """Give the handle of an expression, or None when it is no router that is known here."""
        node = unwrap(node)
        chain: list[Node] = []
        while node.type == "call_expression" and node.id not in self._values:
            callee = node.child_by_field_name("function")
            receiver = field_of(callee, "object")
            if callee is None or receiver is None or callee.type != "member_expression":
                break
            chain.append(node)
            node = unwrap(receiver)
        handle = self._root(node)
        for call in reversed(chain):
            handle = self._values[call.id] = self._after(call, handle)
        return handle

    def _root(self, node: Node) -> Handle | None:
        if node.id in self._values:
            return self._values[node.id]
        if node.type == "identifier":
            return self._lookup(text_of(node), node.start_byte)
        if node.type == "new_expression" and self._is_router_class(node):
            handle = self._values[node.id] = self._create(node, ["new"])
            return handle
        return None

    def _is_router_class(self, node: Node) -> bool:
        return text_of(node.child_by_field_name("constructor")) in self._classes

    def _after(self, call: Node, handle: Handle | None) -> Handle | None:
        """Give the handle of ``handle.method(...)``."""
        method = text_of(field_of(call.child_by_field_name("function"), "property"))
        if handle is None or method not in _PASSING:
            return None
        if method != "basePath":
            return handle
        arguments = arguments_of(call)
        return [handle[0], [*handle[1], self._encode(arguments[0]) if arguments else ["?"]]]

    def _create(self, node: Node, base: list[Any]) -> Handle:
        self.routers.append(
            {
                "name": None,
                "line": line_of(node),
                "scope": self._scopes.at(node.start_byte),
                "base": base,
                "ops": [],
            }
        )
        return [len(self.routers) - 1, []]

    def _lookup(self, name: str, byte: int) -> Handle | None:
        for scope in self._scopes.chain(self._scopes.at(byte)):
            if (scope, name) in self.names:
                return self.names[scope, name]
            if any(name in (one.name, *one.parts) for one in self._scopes.parameters(scope)):
                return None
        return None

    def _adopt(self, receiver: Node, call: Node) -> Handle | None:
        """Make a router of a parameter or an imported name on which something like a route stands."""
        if receiver.type != "identifier":
            return None
        name = text_of(receiver)
        arguments = arguments_of(call)
        path = string_of(arguments[0]) if arguments else None
        looks_like_path = path is not None and path.startswith(("/", "*"))
        for scope in self._scopes.chain(self._scopes.at(receiver.start_byte)):
            if (scope, name) in self.names:
                return None
            for index, parameter in enumerate(self._scopes.parameters(scope)):
                if name not in (parameter.name, *parameter.parts):
                    continue
                typed = "Hono" in parameter.type
                if not (typed or looks_like_path):
                    return None
                whole = parameter.name == name  # one taken out of an object is handed to nobody by itself
                function = self._calls.function_at(self._scopes.start(scope)) if whole else None
                handle = self._create(receiver, ["param", function, index, typed and whole])
                self.routers[handle[0]]["name"] = name
                self.names[scope, name] = handle
                return handle
        if name in self._imports and looks_like_path:
            handle = self._create(receiver, ["import", name])
            self.routers[handle[0]]["name"] = name
            self.names[MODULE, name] = handle
            return handle
        return None

    def read_ops(self, ops: Iterable[tuple[Node, Node]]) -> None:
        """Read all calls of routers' methods, given as pairs of the call and the method's name."""
        for call, method in sorted(ops, key=lambda pair: pair[0].end_byte):
            receiver = field_of(call.child_by_field_name("function"), "object")
            if receiver is None:
                continue
            is_named = method.type == "property_identifier"
            handle = self.handle(receiver) or (self._adopt(unwrap(receiver), call) if is_named else None)
            name = text_of(method) if is_named else string_of(method) or WORKED_OUT
            if handle is not None and name != "basePath":
                self._values[call.id] = handle
                self._add(handle, name, call, method, [self._encode(one) for one in arguments_of(call)])

    def read_applications(self, calls: Iterable[Node]) -> None:
        """Read calls of plain functions that are handed a router."""
        known = {name for _scope, name in self.names}
        for call in calls:
            callee = call.child_by_field_name("function")
            if callee is None or callee.type != "identifier":
                continue
            for index, argument in enumerate(arguments_of(call)):
                if argument.type == "identifier" and text_of(argument) in known:
                    handle = self._lookup(text_of(argument), argument.start_byte)
                    if handle is not None:
                        self._add(handle, "apply", call, callee, [["n", text_of(callee)], index])

    def _add(self, handle: Handle, method: str, call: Node, node: Node, arguments: list[Any]) -> None:
        """Add a call; it takes effect where it ends, after what its arguments and its chain do."""
        self.routers[handle[0]]["ops"].append(
            {
                "k": method,
                "l": line_of(node),
                "at": call.end_byte,
                "s": self._scopes.at(node.start_byte),
                "p": handle[1],
                "a": arguments,
            }
        )

    def _encode(self, node: Node) -> Encoded:
        return encode(node, self._special)

    def _special(self, node: Node) -> Encoded | None:
        if node.type in FUNCTIONS:
            return ["f", *self._calls.function(node)]
        if node.type in ("call_expression", "new_expression", "identifier"):
            handle = self.handle(node)
            if handle is not None:
                return ["h", *handle]
        return None

    def read_results(self, results: Iterable[Node]) -> None:
        """Read what functions return: one that returns a router is a factory."""
        known = {name for _scope, name in self.names}
        for node in results:
            inner = unwrap(node)
            if inner.type == "identifier" and text_of(inner) not in known:
                continue
            function = self._calls.function_at(self._scopes.start(self._scopes.at(node.start_byte)))
            handle = self.handle(inner)
            if function is not None and handle is not None:
                self.factories.setdefault(function, handle)

    def claim(self, created: Iterable[Node]) -> None:
        """Note the routers that nothing read so far led to, so that they are not passed over."""
        for node in created:
            self.handle(node)

    def module_names(self) -> dict[str, Handle]:
        """Give the handles by the names that the file's top level knows them by."""
        return {name: handle for (scope, name), handle in self.names.items() if scope == MODULE and handle}

    def finished(self) -> list[dict[str, Any]]:
        """Give the routers with the calls on each in the order in which they stand, numbered by it."""
        places = sorted({op["at"] for router in self.routers for op in router["ops"]})
        order = {at: number for number, at in enumerate(places)}
        for router in self.routers:
            router["ops"].sort(key=lambda op: op["at"])
            for op in router["ops"]:
                op["at"] = order[op["at"]]
        return self.routers
