"""Name the services, then let paths, tunnels and exposed ports find them by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, make_fact, place_name
from spec_audit.extractors.services.readers import PORT_NAME
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact


class Service:
    """What is known of one service while the scans are joined."""

    def __init__(self) -> None:
        self.ports: list[tuple[int, str, int]] = []
        self.starters: set[str] = set()
        self.mentions: set[str] = set()
        self.gateway_path = ""
        self.tunnel = False
        self.exposed = False


def link_scans(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Name the services, then let paths, tunnels and exposed ports find them by number."""
    join = _Join(source.options)
    for step in (join.name_services, join.find_starters, join.find_uses):
        for path, records in scans.items():
            step(path, records)
    problems = [
        *Problem.of_unmet(
            source.options.get("names", {}), join.met, "and nothing with a port has this name", "names"
        )
    ]
    if "dev" in source.options and "dev" not in join.kinds:
        problems.append(Problem.of_option("no settings file gives a port to run 'dev' on", "dev"))
    return Extraction(
        facts=tuple(_fact(name, service) for name, service in sorted(join.services.items())),
        problems=tuple(problems),
        counts={"unnamed ports": sum(join.unnamed.values()), **dict(sorted(join.unnamed.items()))},
    )


class _Join:
    """The services found so far, and the ports that none of them has."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.services: dict[str, Service] = {}
        self.unnamed: dict[str, int] = {}
        self.met: set[str] = set()
        """The names that the option ``names`` could speak of."""
        self.kinds: set[str] = set()
        self._names: Mapping[str, str] = options.get("names", {})
        self._dev: str = options.get("dev", "dev")

    def name_services(self, path: str, records: list[list[Any]]) -> None:
        """Take what names a service itself: a variable, an option, the settings."""
        for kind, first, second, line, *rest in records:
            self.kinds.add(kind)
            self.met.update(str(one) for one in (first, second))
            if kind == "variable":
                self._add(_service_name(first, self._names), second, path, line)
                if first not in self._names and _holds_nameless_port(first):
                    self._count_unnamed(f"{path} ({first})")
            elif kind == "flag":
                self._add(_service_name(second, self._names), first, path, line, rest[0])
            elif kind == "dev":
                self._add(self._dev, first, path, line)

    def _add(self, name: str, port: int, path: str, line: int, symbol: str = "") -> Service:
        service = self.services.setdefault(name, Service()) if name else Service()
        service.ports.append((port, path, line))
        service.mentions.add(place_name(path, symbol))
        return service

    def find_starters(self, path: str, records: list[list[Any]]) -> None:
        """Take the programs that are started with a port; one with a bare number is a service."""
        values = {name: port for kind, name, port, *_ in records if kind == "variable"}
        for kind, program, given, line, *rest in records:
            if kind == "command":
                service = self.services.get(self._names.get(program, program))
                if service is not None:
                    service.starters.add(f"{place_name(path, rest[0])} ({program})")
            elif kind == "start" and isinstance(given, int):
                service = self._add(self._names.get(program, program), given, path, line)
                service.starters.add(f"{path} ({program})")
            elif kind == "start" and given in values:
                service = self.services.get(_service_name(given, self._names))
                if service is not None:
                    service.starters.add(f"{path} ({program})")

    def find_uses(self, path: str, records: list[list[Any]]) -> None:
        """Take what knows a service by its number, or a tunnel by its constant."""
        for kind, given, second, line, *rest in records:
            if kind not in ("tunnel", "exposed", "proxy"):
                continue
            symbol = rest[0] if kind == "proxy" else second
            where = place_name(path, symbol)
            service = self._find(given)
            if service is None and kind == "proxy":
                service = self._add(second.strip("/").replace("/", "-"), given, path, line, symbol)
            if service is None:
                self._count_unnamed(where)
                continue
            service.mentions.add(where)
            service.tunnel = service.tunnel or kind == "tunnel"
            service.exposed = service.exposed or kind == "exposed"
            if kind == "proxy":
                service.gateway_path = service.gateway_path or second

    def _count_unnamed(self, where: str) -> None:
        line = f"unnamed ports: {where}"
        self.unnamed[line] = self.unnamed.get(line, 0) + 1

    def _find(self, given: str | int) -> Service | None:
        if isinstance(given, str):
            return self.services.get(_service_name(given, self._names))
        return next(
            (one for one in self.services.values() if given in [port for port, *_ in one.ports]), None
        )


def _service_name(name: str, names: Mapping[str, str]) -> str:
    """Name the service whose port a variable or option holds; empty when it holds none."""
    if name in names:
        return names[name]
    match = PORT_NAME.fullmatch(name)
    return (match["service"] or "").lower().replace("_", "-") if match else ""


def _holds_nameless_port(name: str) -> bool:
    """Whether a variable is called ``PORT`` and no more: of which service, only the settings can say."""
    match = PORT_NAME.fullmatch(name)
    return match is not None and not match["service"]


def _fact(name: str, service: Service) -> Fact:
    value, path, line = service.ports[0]
    attrs: dict[str, Attr] = {"value": value}
    if service.gateway_path:
        attrs["gateway_path"] = service.gateway_path
    if service.tunnel:
        attrs["tunnel"] = True
    if service.exposed:
        attrs["exposed"] = True
    others = sorted({f"{port} {where}" for port, where, _ in service.ports if port != value})
    if others:
        attrs["other_values"] = [*others]
    beside: dict[str, Attr] = {
        "started_by": [*sorted(service.starters)],
        "places": [*sorted(service.mentions)],
    }
    return make_fact(f"port:{name}", Place(path=path, line=line), attrs, beside=beside)
