"""Ports and the services behind them: ``port:<service>``.

Reads shell scripts that start services, the gateway that passes paths on, the ports that a
sandbox's host opens, container files and wrangler.toml. A service is named by the variable
that holds its port (``VNC_PORT`` is ``vnc``), by the option of a program that has the port
as its default (``--gateway-port``), or by the program that is given a bare number; the
others find it by its number. Attributes: ``value``, the port; ``started_by``, ``path`` or
``path#symbol`` and the program, of all that start something with it; ``tunnel``, true where
the sandbox's host opens it to the outside; ``gateway_path``, the path under which the gateway
passes it on; ``exposed``, true where a container file exposes it; ``places``, all that give
the number; ``other_values``, where places of one service disagree. Those that do not apply
are left out. The digest leaves ``places`` and ``started_by`` out.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile, make_fact
from spec_audit.extractors.environment.scripts import container_instructions
from spec_audit.extractors.languages.grammars import grammar_of
from spec_audit.extractors.languages.python_syntax import walk_python
from spec_audit.extractors.languages.toml_syntax import line_matching, parse_toml
from spec_audit.extractors.options import NAME, TEXT, Shape, table_of
from spec_audit.extractors.services.readers import NODES, read_bash, read_typescript
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact

VERSION = 2

OPTIONS: Mapping[str, Shape] = {"names": table_of(TEXT), "dev": NAME}
"""``names``: the service by the name of a variable, option or program that would give
another; an empty name leaves it out. ``dev``: the service of wrangler.toml's ``[dev] port``."""

_PORT_NAME = re.compile(r"(?:(?P<service>\w+?)[_-])?port", re.IGNORECASE)
_OPEN_PORTS = ("encrypted_ports", "unencrypted_ports", "h2_ports")


@dataclass(slots=True)
class Service:
    """What is known of one service while the scans are joined."""

    ports: list[tuple[int, str, int]] = field(default_factory=list)
    starters: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    gateway_path: str = ""
    tunnel: bool = False
    exposed: bool = False


def scan(file: SourceFile) -> Scan:
    """List the ports of one file."""
    return _read(file) or None


def _read(file: SourceFile) -> list[list[Any]]:
    if file.path.endswith(".py"):
        return [*_python_records(file.python.module)]
    if file.path.endswith(".toml"):
        return _dev_port(parse_toml(file), file.text)
    grammar = grammar_of(file.path)
    if grammar is None:
        return [*_exposed(file.text)]
    nodes = file.nodes(NODES)
    return read_bash(nodes) if grammar == "bash" else read_typescript(nodes, file.source)


def _python_records(module: ast.Module) -> Iterator[list[Any]]:
    """Find constants that name a port, and the ports that a sandbox is opened on."""
    for visit in walk_python(module):
        node = visit.node
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value.value if isinstance(node.value, ast.Constant) else None
            if isinstance(value, int) and _PORT_NAME.fullmatch(node.targets[0].id):
                yield ["variable", node.targets[0].id, value, node.lineno]
        elif isinstance(node, ast.keyword) and node.arg in _OPEN_PORTS and isinstance(node.value, ast.List):
            for item in node.value.elts:
                if isinstance(item, ast.Name):
                    yield ["tunnel", item.id, visit.symbol, item.lineno]
                elif isinstance(item, ast.Constant) and isinstance(item.value, int):
                    yield ["tunnel", item.value, visit.symbol, item.lineno]


def _dev_port(settings: Mapping[str, Any], text: str) -> list[list[Any]]:
    dev = settings.get("dev")
    port = dev.get("port") if isinstance(dev, dict) else None
    return (
        [["dev", port, "", line_matching(text, rf"^\s*port\s*=\s*{port}\b")]] if isinstance(port, int) else []
    )


def _exposed(text: str) -> Iterator[list[Any]]:
    for line, instruction in container_instructions(text):
        words = instruction.split()
        if words and words[0].upper() == "EXPOSE":
            for word in words[1:]:
                port = word.partition("/")[0]
                if port.isdecimal():
                    yield ["exposed", int(port), "", line]


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
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
            elif kind == "flag":
                self._add(_service_name(second, self._names), first, path, line, rest[0])
            elif kind == "dev":
                self._add(self._dev, first, path, line)

    def _add(self, name: str, port: int, path: str, line: int, symbol: str = "") -> Service:
        service = self.services.setdefault(name, Service()) if name else Service()
        service.ports.append((port, path, line))
        service.mentions.add(f"{path}#{symbol}" if symbol else path)
        return service

    def find_starters(self, path: str, records: list[list[Any]]) -> None:
        """Take the programs that are started with a port; one with a bare number is a service."""
        values = {name: port for kind, name, port, *_ in records if kind == "variable"}
        for kind, program, given, line, *rest in records:
            if kind == "command":
                service = self.services.get(self._names.get(program, program))
                if service is not None:
                    where = f"{path}#{rest[0]}" if rest[0] else path
                    service.starters.add(f"{where} ({program})")
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
            where = f"{path}#{symbol}" if symbol else path
            service = self._find(given)
            if service is None and kind == "proxy":
                service = self._add(second.strip("/").replace("/", "-"), given, path, line, symbol)
            if service is None:
                self.unnamed[f"unnamed ports: {where}"] = self.unnamed.get(f"unnamed ports: {where}", 0) + 1
                continue
            service.mentions.add(where)
            service.tunnel = service.tunnel or kind == "tunnel"
            service.exposed = service.exposed or kind == "exposed"
            if kind == "proxy":
                service.gateway_path = service.gateway_path or second

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
    match = _PORT_NAME.fullmatch(name)
    return (match["service"] or "").lower().replace("_", "-") if match else ""


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
