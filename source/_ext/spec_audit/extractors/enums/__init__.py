"""Closed sets: ``enum:<Name>`` with its values, and ``state:<Name>.<value>`` for each.

Reads string-literal unions, TypeScript enums, ``as const`` constants, zod schemas and SQL
CHECK constraints. Attributes of an enum: ``values`` in declared order; ``places``, the other
places that declare the same set; ``differs``, the places that declare another set by its
name; ``strays``, values that the configured assignments set and nothing declares.
Attributes of a state: ``enum``, the key it follows; for enums with configured assignments
``set``, whether a literal sets the value anywhere, and ``set_at``, where, as ``path#symbol``.
A value that only ever arrives in a variable is not set in this sense.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile, make_fact
from spec_audit.extractors.enums.assignments import read_assignments, read_named
from spec_audit.extractors.enums.checks import read_steps, replay
from spec_audit.extractors.enums.merging import (
    ClosedSet,
    Declaration,
    in_order,
    matches_any,
    merge,
    resolve,
)
from spec_audit.extractors.enums.sets import read_sets
from spec_audit.extractors.enums.setting import setters_of, unmet_assignments, unmet_names
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.syntax import line_of, text_of, texts_with
from spec_audit.extractors.options import FLAG, GLOB, NAME, TEXT, Shape, list_of, record, table_of
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns
    from spec_audit.model.facts import Attr, Fact

VERSION = 2

_CHECK = re.compile(rb"(?:CHECK|check)\s*\(")

OPTIONS: Mapping[str, Shape] = {
    "prefer": list_of(GLOB),
    "ignore": list_of(GLOB),
    "merge_equal": FLAG,
    "separate": list_of(GLOB),
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
a named one; on unless switched off. ``separate``: globs of names that never join.

``assignments``: by enum, what sets its values: the ``keys`` (members of objects and columns
in SQL), ``within`` (the calls that such objects are handed to; any when left out), ``calls``
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
        steps = read_steps(file.text)
        return {"steps": steps, "named": read_named(file.text)} if steps else None
    if not is_typescript(file.path):
        return None
    found = file.nodes(NODES)
    scripts = texts_with(_CHECK, found["text"], file.source)
    kept = {
        "sets": read_sets(found, file.tree.root_node, file.source),
        "assigned": read_assignments(found, file.source),
        "named": read_named(file.text),
        "steps": [step for node in scripts for step in read_steps(text_of(node), line_of(node))],
    }
    return kept if any(kept.values()) else None


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Merge the sets of all files and say who sets which value."""
    options = source.options
    ignored = tuple(options.get("ignore", ()))
    resolved = resolve(list(_declarations(scans)))
    declared = [one for one in resolved if not matches_any(one.name, ignored)]
    ordered = in_order(declared, tuple(options.get("prefer", ())))
    sets = merge(
        ordered,
        merge_equal=bool(options.get("merge_equal", True)),
        separate=tuple(options.get("separate", ())),
    )
    facts: list[Fact] = []
    for name, one in sets.items():
        spec = options.get("assignments", {}).get(name)
        setters = None if spec is None else setters_of(scans, spec)
        facts.append(_enum_fact(name, one, setters))
        facts.extend(_state_facts(name, one, setters))
    return Extraction(
        facts=tuple(sorted(facts, key=lambda fact: fact.key)),
        problems=(*unmet_names(options, resolved), *unmet_assignments(options, scans, sets)),
        counts={
            "closed sets": len(sets),
            "set declarations": len(declared),
            "sets without a name": len(declared) - sum(one.size for one in sets.values()),
        },
    )


def _declarations(scans: Mapping[str, Scan]) -> Iterator[Declaration]:
    for path, found in scans.items():
        for one in found.get("sets", ()):
            yield _declaration(path, one)
    scripts = [(path, found["steps"]) for path, found in sorted(scans.items()) if "steps" in found]
    migrations = [one for one in scripts if one[0].endswith(".sql")]
    for replayed in (migrations, *([one] for one in scripts if one not in migrations)):
        for path, one in replay(replayed):
            yield _declaration(path, one)


def _declaration(path: str, one: Mapping[str, Any]) -> Declaration:
    return Declaration(
        name=one["name"],
        form=one["form"],
        path=path,
        line=one["line"],
        values=dict(one["values"]),
        refs=tuple((name, after) for name, after in one["refs"]),
    )


def _enum_fact(name: str, one: ClosedSet, setters: Mapping[str, list[str]] | None) -> Fact:
    beside: dict[str, Attr] = {}
    if one.others:
        beside["places"] = [f"{other.path}:{other.line}" for other in one.others]
    if one.differing:
        beside["differs"] = [
            f"{other.path}:{other.line} {', '.join(other.values)}" for other in one.differing
        ]
    strays = [
        f"{value} {place}"
        for value, places in sorted((setters or {}).items())
        if value not in one.first.values
        for place in places
    ]
    if strays:
        beside["strays"] = [*strays]
    place = Place(path=one.first.path, line=one.first.line)
    return make_fact(f"enum:{name}", place, {"values": [*one.first.values]}, beside=beside)


def _state_facts(name: str, one: ClosedSet, setters: Mapping[str, list[str]] | None) -> Iterator[Fact]:
    for value, line in one.first.values.items():
        attrs: dict[str, Attr] = {"enum": f"enum:{name}"}
        beside: dict[str, Attr] = {}
        if setters is not None:
            set_at = setters.get(value, [])
            attrs["set"] = bool(set_at)
            beside["set_at"] = [*set_at]
        place = Place(path=one.first.path, line=line)
        yield make_fact(f"state:{name}.{value}", place, attrs, beside=beside)
