"""Ports that Python, a worker's settings and container files declare, as the records of ``readers``.

``["tunnel", name or port, symbol, line]`` for a port that a sandbox's host opens, ``["dev", port, "",
line]`` for the one of a worker's settings, ``["exposed", port, "", line]`` for a container file's.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.container_files import container_instructions
from spec_audit.extractors.languages.python_syntax import walk_python
from spec_audit.extractors.languages.settings_syntax import line_matching
from spec_audit.extractors.services.readers import PORT_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPEN_PORTS = ("encrypted_ports", "unencrypted_ports", "h2_ports")


def read_python(module: ast.Module) -> Iterator[list[Any]]:
    """Find constants that name a port, and the ports that a sandbox is opened on."""
    for visit in walk_python(module):
        node = visit.node
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value.value if isinstance(node.value, ast.Constant) else None
            if isinstance(value, int) and PORT_NAME.fullmatch(node.targets[0].id):
                yield ["variable", node.targets[0].id, value, node.lineno]
        elif isinstance(node, ast.keyword) and node.arg in _OPEN_PORTS and isinstance(node.value, ast.List):
            for item in node.value.elts:
                if isinstance(item, ast.Name):
                    yield ["tunnel", item.id, visit.symbol, item.lineno]
                elif isinstance(item, ast.Constant) and isinstance(item.value, int):
                    yield ["tunnel", item.value, visit.symbol, item.lineno]


def read_wrangler(settings: Mapping[str, Any], text: str) -> Iterator[list[Any]]:
    """Find the port of a worker's own settings."""
    dev = settings.get("dev")
    port = dev.get("port") if isinstance(dev, dict) else None
    if isinstance(port, int):
        yield ["dev", port, "", line_matching(text, rf"^[^#\n]*\bport\"?\s*[=:]\s*{port}\b")]


def read_container_file(text: str) -> Iterator[list[Any]]:
    """Find the ports that a container file exposes."""
    for line, instruction in container_instructions(text):
        words = instruction.split()
        if words and words[0].upper() == "EXPOSE":
            for word in words[1:]:
                port = word.partition("/")[0]
                if port.isdecimal():
                    yield ["exposed", int(port), "", line]
