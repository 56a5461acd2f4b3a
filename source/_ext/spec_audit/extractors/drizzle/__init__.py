"""Drizzle schemas: tables, columns and indexes under the names that SQL sees.

Made for SQLite. Of Postgres and MySQL the same is read alike; what only they have, such as a policy or
a table of a schema, is a problem.

``table:<name>`` (attributes ``primary_key`` and ``unique_sets`` only where several columns make
one), ``column:<table>.<name>`` (``type``, ``mode``, ``not_null``, ``primary_key``, ``unique``,
``references``, ``on_delete``, ``has_default``, ``default``, ``generated``) and ``index:<name>`` (``table``,
``columns``, ``unique``, ``partial``). Option ``casing``: how Drizzle makes names out of keys,
``snake_case`` or ``camelCase``. A table or column in a shape that is not known is a problem.

Option ``uses``: globs of the source's files whose queries count; every table then says whether it is
``read`` and ``written``, which belongs to its digest: a query that takes rows out reads, one that puts rows
in or changes them writes. A query there
whose table cannot be told is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.drizzle.scanner import (
    Column,
    columns_of,
    extras_of,
    parameter_default,
    read_column,
    returned,
)
from spec_audit.extractors.drizzle.uses import scan_uses
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.sql.tables import OPTION, TableUses, files_of_uses, unmet_uses
from spec_audit.extractors.languages.typescript.expressions import arguments_of, name_of
from spec_audit.extractors.languages.typescript.modules import scan_module
from spec_audit.extractors.languages.typescript.syntax import line_of, string_of, text_of
from spec_audit.extractors.options import GLOB, Shape, list_of, one_of
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns

VERSION = 5
OPTIONS: Mapping[str, Shape] = {"casing": one_of("snake_case", "camelCase"), OPTION: list_of(GLOB)}
NODES: Patterns = {
    "typescript": {
        "call": "(call_expression) @",
        "local": "(variable_declarator) @",
        "assignment": "(assignment_expression) @",
    }
}
"""Which calls declare a table is told by what they call, and by their columns."""

_TABLE = re.compile(r"(?:^|\.)(?:sqlite|pg|mysql)Table$")
_CORE = re.compile(r"drizzle-orm/.*")


def scan(file: SourceFile) -> Scan:
    """Read the tables, shared columns and uses of one file, and its imports and exports."""
    if not is_typescript(file.path):
        return None
    module = scan_module(file)
    uses = scan_uses(file, module.get("imports", {}), NODES)
    if b"drizzle-orm" in file.data:
        return {"module": module, **_scan_schema(file, module.get("imports", {})), **uses}
    return {"module": module, **uses} if uses or _passes_on(module) else None


def _passes_on(module: Mapping[str, Any]) -> bool:
    """Whether a file exports what others declare, so that a name may lead through it."""
    imports = module.get("imports", {})
    return (
        "from" in module
        or "stars" in module
        or any(one in imports for one in module.get("exports", {}).values())
    )


def _scan_schema(file: SourceFile, imports: Mapping[str, list[str]]) -> dict[str, Any]:
    tables: list[dict[str, Any]] = []
    strange: list[list[Any]] = []
    for call in file.nodes(NODES)["call"]:
        _read_table(call, imports, tables, strange)
    tables.sort(key=lambda table: (table["line"], table["name"]))
    shared: dict[str, Any] = {}
    for name, value in _constants(file.tree.root_node):
        columns = columns_of(value)
        made = returned(value) if columns is None else None
        column = read_column(made) if made is not None else None
        if column is not None and "unnamed" in column:
            column["name"] = parameter_default(value, column["unnamed"])
        if columns or column is not None:
            shared[name] = columns or column
    return {"tables": tables, "shared": shared, "strange": sorted(strange)}


def _constants(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield the constants and functions at the top of a file: their name, and their value or body."""
    for statement in root.named_children:
        node = statement.child_by_field_name("declaration") or statement
        for one in node.named_children if node.type == "lexical_declaration" else (node,):
            name = one.child_by_field_name("name")
            value = one.child_by_field_name("value") or one.child_by_field_name("body")
            if name is not None and value is not None:
                yield text_of(name), value


def _read_table(
    call: Node, imports: Mapping[str, list[str]], tables: list[dict[str, Any]], strange: list[list[Any]]
) -> None:
    callee = call.child_by_field_name("function")
    written = name_of(callee) if callee is not None else None
    if written is None:
        return
    head, dot, member = written.partition(".")
    module, name = imports.get(head, ["", ""])
    is_core = bool(_CORE.fullmatch(module))
    real = member if dot else name
    arguments = arguments_of(call)
    line = line_of(call)
    columns = columns_of(arguments[1]) if len(arguments) > 1 else None
    if is_core and _TABLE.search(real):
        sql_name = string_of(arguments[0]) if arguments else None
        if sql_name is None or columns is None:
            strange.append([line, "a table whose name or columns are not written out"])
            return
        extras = extras_of(arguments[2]) if len(arguments) > 2 else []
        tables.append(
            {"name": sql_name, "line": line, "var": _variable_of(call), "columns": columns, "extras": extras}
        )
    elif not is_core and columns and any(_is_core_column(column, imports) for column in columns):
        strange.append([line, f"a table made by '{written}', which is none of Drizzle's own functions"])


def _is_core_column(column: Column, imports: Mapping[str, list[str]]) -> bool:
    head = str(column.get("builder", "")).partition(".")[0]
    return "core" in column or bool(_CORE.fullmatch(imports.get(head, [""])[0]))


def _variable_of(call: Node) -> str:
    node = call.parent
    while node is not None and node.type in (
        "as_expression",
        "satisfies_expression",
        "parenthesized_expression",
        "member_expression",  # .enableRLS()
        "call_expression",
    ):
        node = node.parent
    if node is not None and node.type == "variable_declarator":
        name = node.child_by_field_name("name")
        return text_of(name)
    return ""


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Follow shared columns and references through the imports, and name everything for SQL."""
    from spec_audit.extractors.drizzle.tables import Schema

    casing = str(source.options.get("casing", ""))
    schema = Schema(scans, casing)
    globs = source.options.get(OPTION, ())
    using = files_of_uses(scans, globs)
    uses = TableUses(schema.uses(using)) if globs else None
    facts = tuple(schema.facts(uses))
    problems = (*_strange_shapes(scans), *schema.problems, *_unclear(using), *unmet_uses(scans, globs))
    return Extraction(facts=facts, problems=problems, counts=schema.counts())


def _unclear(scans: Mapping[str, Scan]) -> Iterator[Problem]:
    for path, found in scans.items():
        for line in found.get("unclear", ()):
            message = "a query on a table that cannot be told"
            yield Problem.of_code(Place(path=path, line=line), message)


def _strange_shapes(scans: Mapping[str, Scan]) -> Iterator[Problem]:
    for path, found in scans.items():
        for line, message in found.get("strange", ()):
            yield Problem.of_code(Place(path=path, line=line), message)
