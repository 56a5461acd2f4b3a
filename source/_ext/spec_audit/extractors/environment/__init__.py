"""Environment variables and bindings: ``env:<NAME>``, who sets them and who reads them.

Reads TypeScript, Python, shell scripts, container files and the settings of a worker, wrangler.toml or
wrangler.jsonc. Attributes:
``set_by`` and ``read_by``, sorted, as ``path#symbol`` or ``path``; ``declared_in``, the
interface of the worker's bindings or the settings file; ``binding``, the type of a
binding that is no text (``DurableObjectNamespace``, ``D1Database``); ``class``, the Durable
Object behind it; ``optional``, true where the interface says so; ``secret``, true where a
secrets store is declared. Those that do not apply are left out.

A name that the interface of the worker or its settings declare counts as read wherever ``env.NAME``,
``c.env.NAME`` or ``this.env.NAME`` stands. Names that are worked out (``env[key]``) are
followed where an object in the same symbol lists them (``{key: 'NAME'}``), and otherwise
counted by place.
A schema of zod that parses ``process.env`` reads what it names, and so does ``createEnv`` of t3-env.
The digest covers whether a variable is set and read at all, not where: a binding that all
routes read would otherwise change with each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.languages.grammars import grammar_of
from spec_audit.extractors.languages.settings_syntax import is_settings, parse_settings
from spec_audit.extractors.options import NAME, SYMBOL, Shape, list_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns

VERSION = 7

OPTIONS: Mapping[str, Shape] = {
    "bindings": list_of(SYMBOL),
    "maps": list_of(NAME),
    "getters": list_of(NAME),
    "setters": list_of(NAME),
}
"""``bindings``: interfaces of a worker's variables, as ``path#Name``. ``maps``: names of
variables, members and functions whose objects are maps of variables. ``getters``: functions
that are given the name of a variable that they read; ``setters``: those that set it."""


NODES: Patterns = {
    "bash": {
        "expansion": "[(simple_expansion) (expansion)] @",
        "assignment": "(variable_assignment) @",
        "loop": "(for_statement variable: (variable_name) @)",
        "command": "(command name: (command_name (word))) @",
    }
}
"""Expansions, and everything that gives a shell variable a value."""


def scan(file: SourceFile) -> Scan:
    """List the uses of variables in one file."""
    return _read(file) or None


def _read(file: SourceFile) -> list[list[Any]]:
    grammar = grammar_of(file.path)
    if grammar in ("typescript", "tsx"):
        from spec_audit.extractors.environment.readers import read_typescript

        return read_typescript(file.tree, file.source)
    from spec_audit.extractors.environment import scripts

    if file.path.endswith(".py"):
        return scripts.read_python(file.python)
    if is_settings(file.path):
        return scripts.read_wrangler(parse_settings(file), file.text)
    return scripts.read_bash(file.nodes(NODES)) if grammar else scripts.read_container_file(file.text)


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Join the uses of each variable."""
    from spec_audit.extractors.environment.linking import link_scans

    return link_scans(scans, source)
