"""Messages: ``message:<protocol>:<type>`` with who declares, sends and handles it.

Attributes: ``declared``, ``sent``, ``handled``; ``declared_at``, ``sent_at``, ``handled_at`` as
``path#symbol``; ``undeclared_in``, the types of the protocol that leave out what another of them
declares; ``fields``, the names in declarations made for this type alone; and
``extra_fields``, the names that senders write out and no such declaration has. Where it is
declared, sent and handled stays out of a message's digest.

Which types, callees and functions belong to a protocol stands in the configuration. Every
send and every switch on a ``type`` in the configured files must belong to a protocol, or be
named as something else; the rest are problems, and so is configuration that meets nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.typescript.bindings import names_of
from spec_audit.extractors.languages.typescript.modules import scan_module
from spec_audit.extractors.messages.calls import read_calls
from spec_audit.extractors.messages.schemas import read_schemas
from spec_audit.extractors.messages.switches import read_switches
from spec_audit.extractors.messages.types import read_types
from spec_audit.extractors.options import (
    COUNT,
    NAME,
    SYMBOL,
    TEXT,
    Shape,
    list_of,
    record,
    required,
    some_of,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns

VERSION = 5

NODES: Patterns = {
    "typescript": {
        "call": "(call_expression) @",
        "binding": "[(variable_declarator) (assignment_expression)] @",
        "function": "[(function_declaration) (method_definition)] @",
        "switch": "(switch_statement) @",
        "member": "(pair value: [(arrow_function) (function_expression)]) @",
        "method": "(method_definition) @",
        "binary": "(binary_expression) @",
        "type": "[(interface_declaration) (type_alias_declaration)] @",
    }
}
"""Everything that may declare, send or handle a message."""

OPTIONS: Mapping[str, Shape] = {
    "protocols": table_of(
        record(
            declared=list_of(SYMBOL),
            handled=list_of(SYMBOL),
            sent=list_of(
                record(
                    file=required(NAME),
                    calls=required(some_of(NAME)),
                    within=list_of(NAME),
                    argument=COUNT,
                    member=NAME,
                )
            ),
        )
    ),
    "packages": table_of(NAME),
    "raw": list_of(NAME),
    "forwards": list_of(NAME),
    "other": table_of(TEXT),
}
"""``protocols``: by name, the tables ``declared`` (``path#Type``, or a schema of zod), ``handled``
(``path#symbol``, ``path#symbol(subject)``, or ``path#symbol({})`` for a table of functions) and ``sent``:
tables of ``file``, ``calls`` (callees), and where needed ``within`` (symbols), ``argument`` (position
of the message, from 0) and ``member`` (its path inside the argument, ``body.event``).
``packages``: the entry file of each package that types are imported from. ``raw``: last names
of callees that always send (``send`` unless given). ``forwards``: functions that pass on what
others made. ``other``: ``path#symbol(subject)`` of switches that tell no messages apart, with
the reason."""


def scan(file: SourceFile) -> Scan:
    """Read the types, calls and switches of one file."""
    if not is_typescript(file.path):
        return None
    found = file.nodes(NODES)
    names = names_of(found["binding"], found["function"])
    kept = {
        "types": {
            **read_types(found["type"]),
            **read_schemas(file.tree.root_node, file.source),
        },
        "calls": read_calls(found["call"], names, file.source),
        "switches": read_switches(found, names, file.tree.root_node, file.source),
        **scan_module(file),
    }
    return kept if any(kept.values()) else None


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Match what the files hold with the protocols of the configuration."""
    from spec_audit.extractors.messages.linking import Linker

    linker = Linker(scans, source.options)
    facts = linker.facts()
    return Extraction(facts=facts, problems=tuple(linker.problems), counts=linker.counts)
