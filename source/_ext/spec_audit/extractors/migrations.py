"""SQL migrations: run in an empty SQLite in memory, which then says itself what there is.

``table:<name>`` (``virtual``: the module of a virtual table), ``column:<table>.<name>`` and
``index:<name>``, with the attributes that ``drizzle`` writes. Shadow tables of full-text search
and SQLite's own tables do not count. Option ``compare`` names the extractor whose facts these
are held against: what they say otherwise is noted on the fact as ``differs``. A statement that fails
is a problem at its line; so is most of what another database understands, whose migrations need no source.

Option ``uses``: globs of TypeScript among the source's files whose SQL counts; every table then says whether
it is ``read`` and ``written`` there. What no schema of Drizzle declares can be used in no other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile, make_fact
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.sql.tables import OPTION, TableUses, files_of_uses, unmet_uses
from spec_audit.extractors.languages.sql.uses import DATABASE, uses_of
from spec_audit.extractors.options import GLOB, NAME, Shape, list_of
from spec_audit.model.place import Place
from spec_audit.model.problem import UNPARSED, Problem

if TYPE_CHECKING:
    from spec_audit.config import Source
    from spec_audit.model.facts import Fact

VERSION = 3
OPTIONS: Mapping[str, Shape] = {"compare": NAME, OPTION: list_of(GLOB)}


def scan(file: SourceFile) -> Scan:
    """Split a file into its statements, each with the line where it begins; of code, read the SQL in it."""
    if is_typescript(file.path):
        uses = {use for _, use in uses_of(DATABASE, file)}
        return {"uses": sorted(map(list, uses))} if uses else None
    from spec_audit.extractors.languages.sql.statements import split_statements

    return {"statements": [list(statement) for statement in split_statements(file.text)]}


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Run the files in the order of their names, then ask the database."""
    from spec_audit.extractors.languages.sql.sandbox import run_migrations
    from spec_audit.extractors.languages.sql.schema import read_schema

    globs = source.options.get(OPTION, ())
    uses = TableUses(
        tuple(one) for found in files_of_uses(scans, globs).values() for one in found.get("uses", ())
    )
    migrations = {path: found["statements"] for path, found in scans.items() if "statements" in found}
    with run_migrations(migrations) as run:
        facts = tuple(read_schema(run))
    if globs:
        facts = tuple(_used(fact, uses) for fact in facts)
    problems = tuple(
        Problem(rule=UNPARSED, place=Place(path=failure.path, line=failure.line), message=failure.reason)
        for failure in run.failures
    )
    return Extraction(
        facts=facts, problems=(*problems, *unmet_uses(scans, globs)), counts={"migrations": len(migrations)}
    )


def _used(fact: Fact, uses: TableUses) -> Fact:
    if fact.kind != "table":
        return fact
    return make_fact(fact.key, fact.place, {**fact.attrs, **uses.attrs(fact.name)})
