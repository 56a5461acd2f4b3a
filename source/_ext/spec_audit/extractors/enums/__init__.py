"""Closed sets: ``enum:<Name>`` with its values, and ``state:<Name>.<value>`` for each.

Reads string-literal unions, TypeScript enums, ``as const`` constants, zod schemas, columns of
Drizzle and SQL CHECK constraints. Attributes of an enum: ``values`` in declared order; ``places``, the other
places that declare the same set; ``differs``, the places that declare another set by its
name; ``strays``, values that the configured assignments set and nothing declares. Values that
differ or stray belong to the digest, the places do not.
Attributes of a state: ``enum``, the key it follows; for enums with configured assignments
``set``, whether a literal sets the value anywhere, and ``set_at``, where, as ``path#symbol``.
A value that only ever arrives in a variable is not set in this sense.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.enums.assignments import read_assignments, read_named
from spec_audit.extractors.enums.schemas import read_schemas
from spec_audit.extractors.enums.sets import read_sets
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.typescript.syntax import line_of, text_of, texts_with
from spec_audit.extractors.options import FLAG, GLOB, NAME, TEXT, Shape, list_of, one_of, record, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns

VERSION = 6

_CHECK = re.compile(rb"(?:CHECK|check)\s*\(")

OPTIONS: Mapping[str, Shape] = {
    "prefer": list_of(GLOB),
    "ignore": list_of(GLOB),
    "merge_equal": FLAG,
    "separate": list_of(GLOB),
    "casing": one_of("snake_case", "camelCase"),
    "assignments": table_of(
        record(
            keys=list_of(NAME),
            within=list_of(TEXT),
            calls=list_of(NAME),
            variables=list_of(NAME),
            tables=list_of(NAME),
            files=list_of(GLOB),
        )
    ),
}
"""``prefer``: globs of files whose declarations give the name. ``ignore``: globs of names
that are no enums (the tags of a protocol). ``merge_equal``: whether sets without a name join
a named one; on unless switched off. ``separate``: globs of names that never join. ``casing``:
how Drizzle makes the names of columns out of keys.

``assignments``: by enum, what sets its values: the ``keys`` (members of objects and columns
in SQL), ``within`` (the calls that such objects are handed to, ``insert(orders).values``, spelt as
the file spells them; any when left out), ``calls``
(callees that take the value; ``callee@2`` in that argument alone, from 0; ``callee:key`` after
that first literal), ``variables``, ``tables`` (of SQL) and ``files`` (globs of where to look)."""

NODES: Patterns = {
    "typescript": {
        "union": "(union_type) @",
        "alias": "(type_alias_declaration value: (lookup_type)) @",
        "enum": "(enum_declaration) @",
        "pair": "(pair value: [(string) (identifier) (ternary_expression) (as_expression)"
        " (binary_expression)]) @",
        "short": "(shorthand_property_identifier) @",
        "declarator": "(variable_declarator value: [(string) (ternary_expression) (as_expression)"
        " (binary_expression)]) @",
        "assignment": "(assignment_expression) @",
        "call": "(call_expression) @",
        "text": "[(string) (template_string)] @",
    }
}
"""What may be a closed set or give a string literal to something, and what may be SQL."""


def scan(file: SourceFile) -> Scan:
    """Read the sets and the assignments of one file."""
    if file.path.endswith(".sql"):
        from spec_audit.extractors.enums.checks import read_steps

        steps = read_steps(file.text)
        return {"steps": steps, "named": read_named(file.text)} if steps else None
    if not is_typescript(file.path):
        return None
    found = file.nodes(NODES)
    scripts = texts_with(_CHECK, found["text"], file.source)
    kept = {
        "sets": [
            *read_sets(found, file.tree.root_node, file.source),
            *read_schemas(file.tree.root_node, file.source),
        ],
        "assigned": read_assignments(found, file.source),
        "named": read_named(file.text),
        "steps": _steps_in(scripts),
    }
    return kept if any(kept.values()) else None


def _steps_in(scripts: list[Node]) -> list[list[Any]]:
    if not scripts:
        return []
    from spec_audit.extractors.enums.checks import read_steps

    return [step for node in scripts for step in read_steps(text_of(node), line_of(node))]


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Merge the sets of all files and say who sets which value."""
    from spec_audit.extractors.enums.linking import link_scans

    return link_scans(scans, source)
