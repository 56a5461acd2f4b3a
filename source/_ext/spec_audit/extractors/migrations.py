"""SQL migrations: run in an empty SQLite in memory, which then says itself what there is.

``table:<name>`` (``virtual``: the module of a virtual table), ``column:<table>.<name>`` and
``index:<name>``, with the attributes that ``drizzle`` writes. Shadow tables of full-text search
and SQLite's own tables do not count. Option ``compare`` names the extractor whose facts these
are held against; see ``merging``. A statement that fails is a problem at its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.options import NAME, Shape
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from spec_audit.config import Source

VERSION = 1
OPTIONS: Mapping[str, Shape] = {"compare": NAME}


def scan(file: SourceFile) -> Scan:
    """Split a file into its statements, each with the line where it begins."""
    from spec_audit.extractors.languages.sql_statements import split_statements

    return [list(statement) for statement in split_statements(file.text)]


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:  # noqa: ARG001 - merging reads its option
    """Run the files in the order of their names, then ask the database."""
    from spec_audit.extractors.languages.sqlite_sandbox import run_migrations
    from spec_audit.extractors.languages.sqlite_schema import read_schema

    with run_migrations(scans) as run:
        facts = tuple(read_schema(run))
    problems = tuple(
        Problem(
            rule="unparsed-source", place=Place(path=failure.path, line=failure.line), message=failure.reason
        )
        for failure in run.failures
    )
    return Extraction(facts=facts, problems=problems, counts={"migrations": len(scans)})
