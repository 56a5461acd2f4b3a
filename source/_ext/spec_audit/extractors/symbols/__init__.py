"""Symbols: named functions, methods, classes, types and constants, with the digest of their syntax.

TypeScript and JavaScript by tree-sitter, Python by the standard library, shell scripts for their
functions. A request handler without a name is called ``<router>.<METHOD> <path>``, the path as
the code writes it and ``*`` for all methods. A digest leaves out comments and layout, and does not
know the file's name. Files in other languages are read for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.languages.grammars import grammar_of
from spec_audit.extractors.options import Shape
from spec_audit.hashing import sha256
from spec_audit.model.facts import Symbol

if TYPE_CHECKING:
    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns

Row = list[Any]

VERSION = 1
OPTIONS: Mapping[str, Shape] = {}
NODES: Patterns = {
    "typescript": {
        "function": "[(function_declaration) (generator_function_declaration)] @",
        "class": "[(class_declaration) (abstract_class_declaration)] @",
        "method": "(method_definition) @",
        "interface": "(interface_declaration) @",
        "type": "(type_alias_declaration) @",
        "enum": "(enum_declaration) @",
        "namespace": "(internal_module) @",
        "variable": "(variable_declarator value: [(arrow_function) (function_expression)]) @",
        "wrapped": "(variable_declarator value: (call_expression)) @",
        "field": "(public_field_definition) @",
        "member": "(pair value: [(arrow_function) (function_expression)]) @",
        "export": "(export_statement) @",
        "handler": "(arguments . [(string) (template_string)] [(arrow_function) (function_expression)]) @",
        "raw": "[(regex) (template_literal_type)] @",
        "number": "(number) @",
        "template": "(template_string) @",
        "key": "(pair . (string) @)",
        "signature": "(property_signature . (string) @)",
        "shape": "[(object_type) (interface_body)] @",
        "brackets": "[(parenthesized_expression) (parenthesized_type)] @",
        "new": "(new_expression) @",
    },
    "tsx": {"words": "(jsx_text) @", "blank": "(jsx_expression . (comment)) @"},
    "bash": {"function": "(function_definition) @", "comment": "(comment) @"},
}
"""What has a name, and what the layout of the text must not be read from."""


def scan(file: SourceFile) -> Scan:
    """List ``[name, kind, line, end_line, digest]`` of the symbols of one file, in the order of their lines.

    None for a language that is not read.
    """
    grammar = grammar_of(file.path)
    if file.path.endswith(".py"):
        from spec_audit.extractors.symbols.python import read_python

        return _merge(read_python(file.python.module))
    if grammar == "bash":
        from spec_audit.extractors.symbols.bash import read_bash

        return _merge(read_bash(file.nodes(NODES), file.source))
    if grammar is not None:
        from spec_audit.extractors.symbols.typescript import read_typescript

        return _merge(read_typescript(file.nodes(NODES), file))
    return None


def _merge(rows: Iterable[Row]) -> list[Row]:
    """Make one symbol of those of the same name: a type beside its constant, a getter and its setter.

    It stands where the first stands and changes when any of them does.
    """
    merged: dict[str, list[Row]] = {}
    for row in rows:
        merged.setdefault(row[0], []).append(row)
    return [group[0] if len(group) == 1 else [*group[0][:4], _digest_all(group)] for group in merged.values()]


def _digest_all(group: list[Row]) -> str:
    return sha256(" ".join(row[4] for row in group).encode())[:16]


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:  # noqa: ARG001 - it has no options
    """Give each symbol its path."""
    symbols = tuple(Symbol(path, *row) for path, rows in scans.items() for row in rows)
    return Extraction(symbols=symbols, counts={"symbols": len(symbols)})
