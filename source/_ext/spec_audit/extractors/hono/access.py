"""What each route of a Hono application asks of its caller, from the middlewares that cover it.

A middleware covers the routes that are registered after it and whose every request its path
matches. One that is only called by another middleware covers them conditionally.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.base import make_fact
from spec_audit.extractors.hono.paths import covers
from spec_audit.extractors.hono.walk import Registration
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spec_audit.extractors.hono.program import Middleware, Program
    from spec_audit.extractors.languages.typescript.constants import At
    from spec_audit.model.facts import Attr, Fact
    from spec_audit.model.place import Place

PUBLIC = "public"
_EVERYWHERE = frozenset({"*", "/*"})


class _Cover(NamedTuple):
    """A middleware that was registered: where, for which methods, and what it gives."""

    path: str
    methods: tuple[str, ...]
    middleware: Middleware


class RouteReader(NamedTuple):
    """Makes facts of registrations. ``met`` gathers the names of middlewares and role checks."""

    program: Program
    service: str
    access: Mapping[str, str]
    role_checks: frozenset[str]
    met: set[str]

    def read(self, registrations: Iterable[Registration]) -> tuple[list[Fact], list[Problem]]:
        """Give a fact for each key, first come first served, and what could not be read."""
        covering: list[_Cover] = []
        entries: dict[str, tuple[Place, dict[str, Attr], dict[str, Attr]]] = {}
        also: dict[str, list[Attr]] = {}
        problems: list[Problem] = []
        for one in registrations:
            before = one.stack[:-1] if one.methods else one.stack
            own = [found for item in before for found in self.program.middlewares(one.at, item)]
            # A guard may be registered like a route: app.all('/admin/*', adminOnly).
            guards = [found for found in self._handler(one) if self._guards(found)] if one.methods else own
            for found in (*own, *guards):
                self.met.update(found.names, found.conditional)
            if not all(found.readable for found in own):
                problems.append(Problem.of_code(one.place, "a middleware cannot be read"))
            if guards or not one.methods:
                covering += [_Cover(path=one.path, methods=one.methods, middleware=found) for found in guards]
                continue
            for method in one.methods:
                key = f"route:{self.service}:{method} {one.path}"
                if key in entries:
                    also.setdefault(key, []).append(str(one.place))
                else:
                    entries[key] = (one.place, *self._attributes(one, method, own, covering))
        facts = [
            make_fact(key, place, attrs, beside={**beside, "also": also[key]} if key in also else beside)
            for key, (place, attrs, beside) in entries.items()
        ]
        return facts, problems

    def _handler(self, one: Registration) -> Iterable[Middleware]:
        """Give a route's handler as a middleware, where it has a name that could be one's."""
        last = one.stack[-1]
        return self.program.middlewares(one.at, last) if last[0] in "nc" else ()

    def _guards(self, middleware: Middleware) -> bool:
        return any(name in self.access for name in middleware.names)

    def _attributes(
        self, one: Registration, method: str, own: list[Middleware], covering: list[_Cover]
    ) -> tuple[dict[str, Attr], dict[str, Attr]]:
        """Give what makes up a route, and what stands beside that.

        A middleware before the whole application says nothing of a single route: it is shown, and
        stays out of the digest. What it means for the access is in it.
        """
        above = [
            cover
            for cover in covering
            if (not cover.methods or "ALL" in cover.methods or method in cover.methods)
            and covers(cover.path, one.path)
        ]
        stack = [*(cover.middleware for cover in above), *own]
        access, conditional = self._access_of(stack)
        closer = [*(cover.middleware for cover in above if cover.path not in _EVERYWHERE), *own]
        handler = one.stack[-1]
        attrs: dict[str, Attr] = {
            "access": access,
            "handler": self._handler_name(one, method, handler),
            "middleware": _names(closer),
            "validated": one.validated
            or any(found.names and found.names[0].lower().endswith("validator") for found in own),
        }
        role = self._role_of(one.at, handler, stack)
        optional = {
            "conditional": conditional,
            "role": role,
            "falls_through": handler[0] == "f" and len(handler) > 1 and handler[1] > 1,
        }
        attrs.update({key: value for key, value in optional.items() if value})
        return attrs, {"middleware": _names(stack)}

    def _access_of(self, stack: list[Middleware]) -> tuple[str, bool]:
        """Give the strongest access that the middlewares ask for, and whether only sometimes."""
        ranks = {name: rank for rank, name in enumerate(self.access, start=1)}
        sure = max((ranks.get(name, 0) for found in stack for name in found.names), default=0)
        maybe = max(
            (ranks.get(name, 0) for found in stack if not self._guards(found) for name in found.conditional),
            default=0,
        )
        words = [PUBLIC, *self.access.values()]
        return words[max(sure, maybe)], maybe > sure

    def _handler_name(self, one: Registration, method: str, handler: list[Any]) -> str:
        if handler[0] in "nc":
            return str(handler[1])
        return f"{one.router}.{'*' if method == 'ALL' else method} {one.local}"

    def _role_of(self, at: At, handler: list[Any], stack: list[Middleware]) -> str:
        """Name the roles asked for by middlewares and the handler, or one call further."""
        roles = {found.words[-1] for found in stack if found.words and found.names[0] in self.role_checks}
        inside: tuple[At, list[Any]] | None = None
        if handler[0] == "f" and len(handler) > 1:
            inside = at, handler[2:4]
        elif handler[0] in "nc":
            inside = self.program.function(at, handler[1])
        if inside is not None:
            own = self._checked(inside[1][0])
            roles |= own or self._checked_further(*inside)
        return ", ".join(sorted(roles))

    def _checked(self, words: Iterable[Iterable[str]]) -> set[str]:
        found = [(callee, word) for callee, word in words if callee in self.role_checks]
        self.met.update(callee for callee, _ in found)
        return {word for _, word in found}

    def _checked_further(self, at: At, inside: list[Any]) -> set[str]:
        roles: set[str] = set()
        for callee in inside[1]:
            called = self.program.function(at, callee)
            if called is not None and callee.rpartition(".")[2] not in self.role_checks:
                roles |= self._checked(called[1][0])
        return roles


def _names(stack: Iterable[Middleware]) -> list[Attr]:
    return [*dict.fromkeys(found.names[0] if found.names else "inline" for found in stack)]
