"""Ports and the services behind them: ``port:<service>``.

Reads shell scripts that start services, the gateway that passes paths on, the ports that a
sandbox's host opens, container files and the settings of a worker, wrangler.toml or wrangler.jsonc. A
service is named by the variable that holds its port (``VNC_PORT`` is ``vnc``), by the option of a program
that has the port as its default (``--gateway-port``), or by the program that is given a bare number; the
others find it by its number. A variable that is called ``PORT`` and no more is counted by
place until ``names`` says whose port it is. Attributes: ``value``, the port; ``started_by``,
``path`` or ``path#symbol`` and the program, of all that start something with it; ``tunnel``,
true where the sandbox's host opens it to the outside; ``gateway_path``, the path under which the gateway
passes it on; ``exposed``, true where a container file exposes it; ``places``, all that give
the number; ``other_values``, where places of one service disagree. Those that do not apply
are left out. The digest leaves ``places`` and ``started_by`` out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.languages.grammars import grammar_of
from spec_audit.extractors.languages.settings_syntax import is_settings, parse_settings
from spec_audit.extractors.options import NAME, TEXT, Shape, table_of
from spec_audit.extractors.services.readers import NODES, read_bash, read_typescript

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source

VERSION = 3

OPTIONS: Mapping[str, Shape] = {"names": table_of(TEXT), "dev": NAME}
"""``names``: the service by the name of a variable, option or program that would give
another; an empty name leaves it out. ``dev``: the service of the ``dev.port`` in a worker's settings."""


def scan(file: SourceFile) -> Scan:
    """List the ports of one file."""
    return _read(file) or None


def _read(file: SourceFile) -> list[list[Any]]:
    grammar = grammar_of(file.path)
    if grammar is not None:
        nodes = file.nodes(NODES)
        return read_bash(nodes) if grammar == "bash" else read_typescript(nodes, file.source)
    from spec_audit.extractors.services import declarations

    if file.path.endswith(".py"):
        return [*declarations.read_python(file.python.module)]
    if is_settings(file.path):
        return [*declarations.read_wrangler(parse_settings(file), file.text)]
    return [*declarations.read_container_file(file.text)]


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Name the services, then let paths, tunnels and exposed ports find them by number."""
    from spec_audit.extractors.services.linking import link_scans

    return link_scans(scans, source)
