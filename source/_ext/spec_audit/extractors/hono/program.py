"""All scans of one Hono application together: what a name in one file means, wherever it is declared.

Resolves constants to texts, expressions to routers, and expressions to middlewares. Decides
nothing about routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.languages.typescript.constants import DEPTH, At, Constants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spec_audit.extractors.languages.typescript.expressions import Encoded


class Target(NamedTuple):
    """A router that an expression means: its file, its number there, and the base paths of the view
    through which it is used; those hold for what is added through the view, not for what it has."""

    path: str
    number: int
    prefixes: tuple[Encoded, ...] = ()


class Middleware(NamedTuple):
    """One middleware as far as it can be told from its name.

    ``names`` are what it may be known by, the declared one first; ``words`` the plain texts it is
    made with; ``conditional`` are middlewares that it may or may not call; ``readable`` is False
    for an expression that tells nothing.
    """

    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    readable: bool = True


class Program(Constants):
    """The files of one application and the names between them."""

    def routers(self, path: str) -> list[dict[str, Any]]:
        """List the routers of a file."""
        found: list[dict[str, Any]] = self.scans.get(path, {}).get("routers", [])
        return found

    def load_order(self) -> dict[str, int]:
        """Number the files in the order in which they run: each behind what it imports."""
        loads = {
            path: [self.modules.file_of(path, module) for module in scan.get("loads", ())]
            for path, scan in self.scans.items()
        }
        loaded = {target for targets in loads.values() for target in targets}
        order: dict[str, int] = {}
        met: set[str] = set()
        stack = [(path, False) for path in sorted(loads, key=lambda path: (path in loaded, path))][::-1]
        while stack:
            path, behind = stack.pop()
            if behind:
                order[path] = len(order)
            elif path not in met:
                met.add(path)
                stack.append((path, True))
                stack += [(target, False) for target in reversed(loads[path]) if target is not None]
        return order

    def router(self, at: At, value: Encoded, depth: int = DEPTH) -> Target | None:
        """Find the router that an expression is, through imports, factories and constant objects."""
        if value[0] == "h":
            return self.canonical(Target(path=at.path, number=value[1], prefixes=tuple(value[2])), depth)
        if value[0] not in "cn" or not depth:
            return None
        held = self.constant(at, value[1]) if value[0] == "n" else None
        if held is not None and held[1] != value:
            return self.router(*held, depth - 1)
        found = self._declared(at, value[1], "factories" if value[0] == "c" else "names")
        return self.router(found[0], ["h", *found[1]], depth - 1) if found else None

    def _declared(self, at: At, name: str, what: str) -> tuple[At, list[Any]] | None:
        """Find what the file that declares a name has under it: among its ``names``, say."""
        found = self.modules.declaration(at.path, name)
        value = self.scans.get(found[0], {}).get(what, {}).get(found[1]) if found else None
        return (At(path=found[0]), value) if found and value else None

    def canonical(self, target: Target, depth: int = DEPTH) -> Target | None:
        """Follow a router that is only an imported name to the one that it names."""
        base = self.routers(target.path)[target.number]["base"]
        if base[0] == "factory":
            return target if self.made_by(target) else None
        if base[0] != "import":
            return target
        found = self.modules.declaration(target.path, base[1])
        if found is None or found[0] == target.path or not depth:
            return None
        return self.router(At(path=found[0]), ["n", found[1]], depth - 1)

    def made_by(self, target: Target) -> Target | None:
        """Find the router that a factory makes, for a router that is a factory's result."""
        router = self.routers(target.path)[target.number]
        at = At(path=target.path, scope=router["scope"])
        made = self.router(at, ["c", router["base"][1], []])
        return None if made is None or (made.path, made.number) == (target.path, target.number) else made

    def parameter(self, at: At, callee: str, index: int) -> Target | None:
        """Find the router that a called function knows as its parameter."""
        found = self.modules.declaration(at.path, callee)
        for number, router in enumerate(self.routers(found[0]) if found else ()):
            if found and router["base"][:3] == ["param", found[1], index]:
                return Target(path=found[0], number=number)
        return None

    def function(self, at: At, name: str) -> tuple[At, list[Any]] | None:
        """Find the ``[words, calls]`` of a function of the tree."""
        return self._declared(at, name, "functions")

    def declared_name(self, at: At, name: str) -> str:
        """Give the name under which a thing was declared, also where a package declares it."""
        found = self.modules.declaration(at.path, name)
        if found is not None:
            return name if found[1] in ("*", "default") else found[1].rpartition(".")[2]
        head, _, member = name.partition(".")
        imported = self.modules.imported(at.path, head)
        if member:
            return member.rpartition(".")[2]
        return imported[1] if imported and imported[1] not in ("*", "default") else name

    def spread(self, at: At, value: Encoded, depth: int = DEPTH) -> list[Encoded]:
        """List what an argument stands for: itself, or what it spreads, as far as that is told."""
        inner = value[1] if value[0] == "s" else None
        held = self.constant(at, inner[1]) if inner is not None and inner[0] == "n" and depth else None
        if held is not None:
            return self.spread(held[0], ["s", held[1]], depth - 1)
        if inner is not None and inner[0] == "l":
            return [one for item in inner[1] for one in self.spread(at, item, depth - 1)]
        if inner is not None and inner[0] == "c" and inner[1].rpartition(".")[2] == "createHandlers":
            return [*inner[2]]
        return [value]

    def middlewares(self, at: At, value: Encoded, depth: int = DEPTH) -> Iterator[Middleware]:
        """Yield the middlewares that an argument adds, in their order."""
        kind = value[0]
        if kind == "n":
            held = self.constant(at, value[1]) if depth else None
            if held is not None and held[1][0] == "l":
                yield from self.middlewares(*held, depth - 1)
                return
            inside = self.function(at, value[1])
            calls = self._callees(inside[0], inside[1][1]) if inside else ()
            yield Middleware(names=self._names(at, value[1]), conditional=calls)
        elif kind == "s":
            yield from self.middlewares(at, value[1], depth)
        elif kind == "l":
            for item in value[1]:
                yield from self.middlewares(at, item, depth)
        elif kind == "c":
            yield from self._combined(at, value, depth)
        elif kind == "f":
            yield Middleware(names=(), conditional=self._callees(at, value[3] if len(value) > 3 else []))
        else:
            yield Middleware(names=(), readable=False)

    def _combined(self, at: At, value: Encoded, depth: int) -> Iterator[Middleware]:
        """Read a call that makes a middleware, or joins several as ``hono/combine`` does."""
        names = self._names(at, value[1])
        parts = [one for item in value[2] for one in self.middlewares(at, item, depth) if one.names]
        if names[0] == "every":
            yield from parts
            return
        words = tuple(text for item in value[2] if (text := self.text(at, item)) is not None)
        maybe = tuple(name for one in parts for name in one.names) if names[0] in ("some", "except") else ()
        yield Middleware(names=names, words=words, conditional=maybe)

    def _names(self, at: At, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.declared_name(at, name), name.rpartition(".")[2], name)))

    def _callees(self, at: At, callees: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for callee in callees for one in self._names(at, callee)))
