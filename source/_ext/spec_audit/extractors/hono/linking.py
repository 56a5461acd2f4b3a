"""Find the root application, walk it, and make a fact of every route."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from spec_audit.extractors.base import Extraction, Scan
from spec_audit.extractors.hono.access import RouteReader
from spec_audit.extractors.hono.program import Program, Target
from spec_audit.extractors.hono.walk import Walk
from spec_audit.extractors.languages.typescript.constants import At
from spec_audit.extractors.languages.typescript.modules import DEFAULT
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact


def link_scans(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Walk the application from its entry and make a fact of every route."""
    options = source.options
    program = Program(scans)
    entry = options["entry"]
    root = _root(program, entry, options.get("root", ""))
    if isinstance(root, Problem):
        return Extraction(problems=(root,))
    walk = Walk(program=program)
    reader = RouteReader(
        program=program,
        service=options["service"],
        access=options.get("access", {}),
        role_checks=frozenset(options.get("role_checks", ())),
        met=set(),
    )
    registrations = list(walk.walk(root, "/"))
    facts, unread = reader.read(registrations)
    problems = [*walk.problems, *unread, *_unmounted(program, walk.visited, entry), *_unmet(options, reader)]
    routers = [one for path in scans for one in program.routers(path) if one["base"][0] == "new"]
    routes = sum(len(one.methods) for one in registrations)
    middlewares = sum(not one.methods for one in registrations)
    return Extraction(
        facts=tuple(facts),
        problems=tuple(problems),
        counts={
            "routers": len(routers),
            "mounts": walk.mounts,
            "routes": routes,
            "middlewares": middlewares,
            **_without_access(facts, reader.access),
        },
    )


def _without_access(facts: Iterable[Fact], access: Mapping[str, str]) -> Mapping[str, int]:
    """Count the middlewares of routes that give no access, and name them: a new guard may be one."""
    found = {str(name) for fact in facts for name in cast("list[Attr]", fact.attrs["middleware"])}
    names = sorted(found - access.keys())
    return {f"middlewares without access: {', '.join(names)}": len(names)} if names else {}


def _root(program: Program, entry: str, wanted: str) -> Target | Problem:
    """Find the root application: the named one, the one the entry serves, or its only one."""
    if entry not in program.scans:
        return Problem.of_option(f"the entry '{entry}' is not among the files", "entry")
    at = At(path=entry)
    scan = program.scans[entry]
    served = [wanted] if wanted else [DEFAULT, *scan.get("served", ())]
    for name in served:
        target = program.router(at, ["n", name])
        if target is not None:
            return target
    inside = [
        Target(path=entry, number=number)
        for number, router in enumerate(program.routers(entry))
        if router["base"][0] == "new" and router["name"] and wanted in ("", router["name"])
    ]
    if wanted and len(inside) != 1:
        many = "no" if not inside else "more than one"
        return Problem.of_option(f"the entry has {many} application '{wanted}'", "root")
    mounted = _mounted_in(program, entry)
    found = [program.router(at, ["n", name]) for name in scan.get("names", {})]
    candidates = {
        (one.path, one.number): one for one in found if one and (one.path, one.number) not in mounted
    } or {(one.path, one.number): one for one in inside if (one.path, one.number) not in mounted}
    if len(candidates) == 1:
        return next(iter(candidates.values()))
    how_many = "no application" if not candidates else "several applications"
    mend = "name the file that makes it" if not candidates else "say which is the root with the option 'root'"
    message = f"{how_many} in the entry; {mend}"
    return Problem.of_code(Place(path=entry), message)


def _unmet(options: Mapping[str, Any], reader: RouteReader) -> Iterable[Problem]:
    """Report names in the options that nothing bears: what they guard would pass for public."""
    access = options.get("access", {})
    yield from Problem.of_unmet(access, reader.met, "and no route has such a middleware", "access")
    checks = options.get("role_checks", ())
    yield from Problem.of_unmet(checks, reader.met, "and no route calls it", "role_checks")


def _mounted_in(program: Program, path: str) -> set[tuple[str, int]]:
    mounted = set()
    for router in program.routers(path):
        for op in router["ops"]:
            if op["k"] == "route" and len(op["a"]) > 1:
                target = program.router(At(path=path, scope=op["s"]), op["a"][1])
                if target is not None:
                    mounted.add((target.path, target.number))
    return mounted


def _has_handlers(router: Mapping[str, Any]) -> bool:
    """Whether what a function is given without a type is given handlers, as no client of HTTP is."""
    return any(len(op["a"]) > 1 and op["a"][-1][0] == "f" for op in router["ops"])


def _unmounted(program: Program, visited: set[tuple[str, int]], entry: str) -> Iterable[Problem]:
    for path in program.scans:
        for number, router in enumerate(program.routers(path)):
            kind = router["base"][0]
            if (path, number) in visited or kind == "import":
                continue
            if kind == "param" and not (router["ops"] if router["base"][3] else _has_handlers(router)):
                continue
            if kind == "factory" and program.made_by(Target(path=path, number=number)) is None:
                continue
            name = f"the router '{router['name']}'" if router["name"] else "a router without a name"
            message = f"{name} is never mounted under the application of {entry}"
            yield Problem.of_code(Place(path=path, line=router["line"]), message)
