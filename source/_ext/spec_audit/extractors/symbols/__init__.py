"""Symbols: named functions, methods, classes, types and constants, with the digest of their syntax.

TypeScript and JavaScript by tree-sitter, Python by the standard library, shell scripts for their
functions. A request handler without a name is called ``<router>.<METHOD> <path>``, the path as
the code writes it and ``*`` for all methods. A digest leaves out comments and layout, and does not
know the file's name. Files in other languages are read for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.languages.grammars import grammar_of
from spec_audit.model.facts import Symbol

if TYPE_CHECKING:
    from spec_audit.config import Source

VERSION = 1
OPTIONS: Mapping[str, type] = {}
QUERIES = ("symbols/symbols.scm", "symbols/symbols_jsx.scm")


def scan(file: SourceFile) -> Scan:
    """List the symbols of one file; None for a language that is not read."""
    grammar = grammar_of(file.path)
    if file.path.endswith(".py"):
        from spec_audit.extractors.symbols.python import scan_python

        return scan_python(file)
    if grammar == "bash":
        from spec_audit.extractors.symbols.bash import scan_bash

        return scan_bash(file)
    if grammar is not None:
        from spec_audit.extractors.symbols.typescript import scan_typescript

        return scan_typescript(file)
    return None


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:  # noqa: ARG001 - it has no options
    """Give each symbol its path."""
    symbols = tuple(
        Symbol(path=path, name=name, kind=kind, line=line, end_line=end_line, digest=digest)
        for path, rows in scans.items()
        for name, kind, line, end_line, digest in rows
    )
    return Extraction(symbols=symbols, counts={"symbols": len(symbols)})
