"""The order in which a Hono application registers things, with every mount resolved.

``app.route(prefix, router)`` copies the router's middlewares and routes at that moment, so the
whole application is one flat list, and a middleware covers what is registered after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.hono.paths import full, join
from spec_audit.extractors.hono.program import Program, Target
from spec_audit.extractors.hono.routers import WORKED_OUT
from spec_audit.extractors.languages.typescript.constants import At
from spec_audit.extractors.languages.typescript.expressions import UNKNOWN
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.extractors.languages.typescript.expressions import Encoded

Router = tuple[str, int]


class Registration(NamedTuple):
    """One middleware or route as the application registers it.

    ``methods`` is empty for a middleware. ``local`` is the path as the call says it, ``path`` the
    full one; ``stack`` the arguments after the path; ``router`` the name of the router; ``validated``
    whether it says itself what it takes.
    """

    methods: tuple[str, ...]
    path: str
    local: str
    router: str
    at: At
    place: Place
    stack: tuple[Encoded, ...]
    validated: bool = False


class _Part(NamedTuple):
    """What one file adds to a router, through a view of it that may have a base path."""

    path: str
    number: int
    view: Target | None


class Walk:
    """Walks one application from its root and remembers what it met and what it could not read."""

    def __init__(self, *, program: Program) -> None:
        self.program = program
        self.problems: list[Problem] = []
        self.visited: set[Router] = set()
        self.mounts = 0
        self.added: dict[Router, list[_Part]] = {}  # what files that import a router add to it
        for path in program.scans:
            for number, router in enumerate(program.routers(path)):
                if router["base"][0] == "import":
                    real = program.canonical(Target(path=path, number=number))
                    if real is not None:
                        part = _Part(path=path, number=number, view=real)
                        self.added.setdefault((real.path, real.number), []).append(part)
        if self.added:
            order = program.load_order()
            for parts in self.added.values():
                parts.sort(key=lambda part: order[part.path])

    def walk(
        self,
        target: Target,
        prefix: str,
        *,
        seen: tuple[Router, ...] = (),
        mount: Mapping[str, Any] | None = None,
    ) -> Iterator[Registration]:
        """Yield what a router registers under a prefix; ``mount`` is the op that mounts it, if
        it stands in the router's own file."""
        router: Router = (target.path, target.number)
        data = self.program.routers(target.path)[target.number]
        if router in seen:
            self._report(target.path, data["line"], f"the router '{data['name']}' is mounted inside itself")
            return
        self.visited.add(router)
        seen = (*seen, router)
        made = self.program.made_by(target) if data["base"][0] == "factory" else None
        if made is not None:
            yield from self.walk(made, prefix, seen=seen)
        own = _Part(path=target.path, number=target.number, view=made)
        for part in (own, *self.added.get(router, ())):
            self.visited.add((part.path, part.number))
            start = self._start_of(part, prefix, data["line"])
            if start is not None:
                yield from self._ops(part, start, seen, mount if part is own else None)

    def _start_of(self, part: _Part, prefix: str, line: int) -> str | None:
        """Add the base path of the view through which a part adds its routes."""
        if part.view is None:
            return prefix
        return self._prefixed(prefix, list(part.view.prefixes), At(path=part.view.path), line)

    def _ops(
        self, part: _Part, start: str, seen: tuple[Router, ...], mount: Mapping[str, Any] | None
    ) -> Iterator[Registration]:
        path, data = part.path, self.program.routers(part.path)[part.number]
        name = data["name"] or ""
        current = "/"
        for op in data["ops"]:
            if mount is not None and op["at"] > mount["at"] and op["s"] == mount["s"]:
                late = f"added after '{name}' was mounted on line {mount['l']}: Hono never serves it"
                self._report(path, op["l"], late)
                continue
            if op["k"] == WORKED_OUT:
                self._report(path, op["l"], f"which method of '{name}' is called here is worked out")
                continue
            at = At(path=path, scope=op["s"])
            base = self._prefixed(start, op["p"], at, op["l"])
            if base is None:
                continue
            if op["k"] in ("route", "mount", "apply"):
                yield from self._mounted(op, at, base, name, seen)
                continue
            read = self._paths(op, at, current)
            if read is None:
                continue
            methods, paths, stack = read
            current = paths[-1]
            if methods and stack:  # the handler may be the last of several that are spread
                stack = [*stack[:-1], *(self.program.spread(at, stack[-1]) or stack[-1:])]
            for local in paths if stack else ():
                yield Registration(
                    methods=methods,
                    path=full(base, local),
                    local=local,
                    router=name,
                    at=at,
                    place=Place(path=path, line=op["l"]),
                    stack=tuple(stack),
                    validated="request" in self._description(op, at)[1],
                )

    def _prefixed(self, prefix: str, more: list[Encoded], at: At, line: int) -> str | None:
        for one in more:
            text = self.program.text(at, one)
            if text is None:
                self._report(at.path, line, "a base path is not a constant text")
                return None
            prefix = join(prefix, text)
        return prefix

    def _mounted(
        self, op: Mapping[str, Any], at: At, base: str, name: str, seen: tuple[Router, ...]
    ) -> Iterator[Registration]:
        arguments = op["a"]
        if op["k"] == "apply":
            target = self.program.parameter(at, arguments[0][1], arguments[1])
            if target is not None:
                yield from self.walk(target, base, seen=seen)
            return
        self.mounts += 1
        text = self.program.text(at, arguments[0]) if len(arguments) > 1 else None
        if text is None:
            self._report(at.path, op["l"], f"'{name}.{op['k']}(...)' has no constant path")
            return
        if op["k"] == "mount":
            yield Registration(
                methods=("ALL",),
                path=join(join(base, text), "*"),
                local=text,
                router=name,
                at=at,
                place=Place(path=at.path, line=op["l"]),
                stack=(arguments[1],),
            )
            return
        target = self.program.router(at, arguments[1])
        if target is None:
            self._report(at.path, op["l"], f"what is mounted at '{text}' cannot be followed to a router")
            return
        same_file = target.path == at.path
        yield from self.walk(target, join(base, text), seen=seen, mount=op if same_file else None)

    def _paths(
        self, op: Mapping[str, Any], at: At, current: str
    ) -> tuple[tuple[str, ...], list[str], list[Encoded]] | None:
        """Give a call's methods, its paths and the arguments after them; None when a path is
        not constant, which is reported."""
        kind, arguments = op["k"], op["a"]
        if not arguments:
            return (), [current], []
        if kind == "on":
            verbs = self.program.texts(at, arguments[0])
            paths = self.program.texts(at, arguments[1]) if len(arguments) > 1 else None
            if not verbs or not paths:
                self._report(at.path, op["l"], "the methods or paths of '.on(...)' are not constant")
                return None
            return tuple(verb.upper() for verb in verbs), paths, arguments[2:]
        if kind == "openapi":
            return self._described(op, at)
        if kind in ("doc", "doc31"):
            kind = "get"
        methods = () if kind == "use" else (kind.upper(),)
        first = arguments[0]
        text = self.program.text(at, first)
        if text is not None:
            return methods, [text], arguments[1:]
        if kind == "use" and first[0] not in "t?":
            return methods, ["*"], arguments
        if first[0] in "fs" or (first[0] in "nc" and len(arguments) == 1):
            return methods, [current], arguments
        self._report(at.path, op["l"], f"the path of '.{kind}(...)' is not a constant text")
        return None

    def _described(
        self, op: Mapping[str, Any], at: At
    ) -> tuple[tuple[str, ...], list[str], list[Encoded]] | None:
        """Read ``.openapi(route, handler, hook)``, whose route is a constant made by ``createRoute``."""
        where, description = self._description(op, at)
        method = self.program.text(where, description.get("method", ["?"]))
        path = self.program.text(where, description.get("path", ["?"]))
        if method is None or path is None:
            self._report(at.path, op["l"], "the route of '.openapi(...)' is not a constant")
            return None
        before = [description["middleware"]] if "middleware" in description else []
        return (method.upper(),), [path.replace("{", ":").replace("}", "")], [*before, *op["a"][1:2]]

    def _description(self, op: Mapping[str, Any], at: At) -> tuple[At, Mapping[str, Encoded]]:
        """Give what ``createRoute`` says of a route, with where that stands; nothing of other calls."""
        where, value = at, op["a"][0] if op["k"] == "openapi" and op["a"] else UNKNOWN
        if value[0] == "n":
            where, value = self.program.constant(at, value[1]) or (at, value)
        said = value[2][0] if value[0] == "c" and value[2] else UNKNOWN
        return where, said[1] if said[0] == "o" else {}

    def _report(self, path: str, line: int, message: str) -> None:
        self.problems.append(Problem.of_code(Place(path=path, line=line), message))
