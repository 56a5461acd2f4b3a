"""Tables of all schema files together: shared columns spread out, references followed, names made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Scan, make_fact
from spec_audit.extractors.drizzle.scanner import BUILDERS, Column
from spec_audit.extractors.languages.casing import sql_name
from spec_audit.extractors.languages.typescript.modules import Modules
from spec_audit.model.facts import Attr, Fact
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from spec_audit.extractors.languages.sql.tables import TableUses

_DEPTH = 8
"""How many constants deep a spread is followed; a circle of spreads ends here."""


_MAKERS = frozenset({"pgEnum", "customType"})
"""What makes a builder of columns, and no column."""


class _Keys:
    """The keys and unique sets that a table adds after its columns."""

    def __init__(self) -> None:
        self.of_table: dict[str, Attr] = {}
        self.of_columns: dict[str, dict[str, Attr]] = {}

    def change(self, column: str, **attrs: Attr) -> None:
        """Let a column have other attributes than its own chain says."""
        self.of_columns.setdefault(column, {}).update(attrs)

    def add(self, what: str, columns: list[str]) -> bool:
        """Add a key or unique set; False when it is neither."""
        listed: list[Attr] = [*columns]
        if what == "primaryKey":
            for name in columns:
                self.change(name, primary_key=True, not_null=True)
            if len(columns) > 1:
                self.of_table["primary_key"] = listed
        elif what == "unique" and len(columns) == 1:
            self.change(columns[0], unique=True)
        elif what == "unique":
            sets = self.of_table.setdefault("unique_sets", [])
            assert isinstance(sets, list)
            self.of_table["unique_sets"] = sorted([*sets, listed], key=str)
        else:
            return False
        return True


def _index_fact(path: str, table: str, extra: Mapping[str, Any], columns: list[str]) -> Fact:
    unique = str(extra["what"]).endswith("uniqueIndex")
    attrs: dict[str, Attr] = {"table": table, "columns": [*columns], "unique": unique}
    if extra.get("partial"):
        attrs["partial"] = True
    return make_fact(f"index:{extra['name']}", Place(path=path, line=extra["line"]), attrs)


class Schema:
    """All tables of one source; ``problems`` grows while facts are made."""

    def __init__(self, scans: Mapping[str, Scan], casing: str) -> None:
        self._scans = scans
        self._casing = casing
        self._modules = Modules({path: found.get("module", {}) for path, found in scans.items()})
        self._tables = {
            (path, table["var"]): table for path, found in scans.items() for table in found.get("tables", ())
        }
        self._columns: dict[tuple[str, str], dict[str, tuple[str, Column]]] = {}
        self.problems: list[Problem] = []

    def counts(self) -> dict[str, int]:
        """Count what was read."""
        return {"tables": sum(len(found.get("tables", ())) for found in self._scans.values())}

    def uses(self, scans: Mapping[str, Scan]) -> Iterator[tuple[str, str]]:
        """Follow the uses of some files to the names that SQL knows, each with how the table is used."""
        for path, found in scans.items():
            for how, form, name, line in found.get("uses", ()):
                if form == "sql":
                    yield how, name
                    continue
                tables = list(self._called(path, form, name))
                yield from ((how, table["name"]) for table in tables)
                if form == "hole" and not tables:
                    self._complain(path, line, f"SQL on '{name}', which is no table of the schema files")

    def _called(self, path: str, form: str, name: str) -> Iterator[Mapping[str, Any]]:
        """Yield the tables that a use's name leads to; see ``uses``."""
        if form == "key":
            yield from (table for (_, variable), table in self._tables.items() if variable == name)
            return
        places = [(path, name)]
        if form == "with":
            places = [
                (at, target)
                for at, found in self._scans.items()
                for relation, target in found.get("relations", ())
                if relation == name
            ]
        for at, variable in places:
            table = self._table_of(at, variable)
            if table is not None:
                yield table[1]

    def _table_of(self, path: str, variable: str) -> tuple[str, dict[str, Any]] | None:
        """Find a table and its file by the name that a file has for it.

        A package of the same repository is not followed, so what is imported out of the tree is the
        only table of its name, if there is one.
        """
        declared = self._modules.declaration(path, variable)
        if declared is not None:
            return (declared[0], self._tables[declared]) if declared in self._tables else None
        head, _, member = variable.partition(".")
        imported = self._modules.imported(path, head)
        name = member or (imported[1] if imported is not None else "")
        found = [(at, table) for (at, own), table in self._tables.items() if own == name]
        return found[0] if len(found) == 1 else None

    def facts(self, uses: TableUses | None = None) -> Iterator[Fact]:
        """Make the facts of every table, with its uses where they are given."""
        for path, found in self._scans.items():
            for table in found.get("tables", ()):
                yield from self._table_facts(path, table, {} if uses is None else uses.attrs(table["name"]))

    def _table_facts(self, path: str, table: Mapping[str, Any], used: Mapping[str, Attr]) -> Iterator[Fact]:
        columns = self._resolved(path, table)
        names = {prop: self._name(column) for prop, (_, column) in columns.items()}
        keys = _Keys()
        for extra in table["extras"]:
            listed = [
                names.get((member or "").rpartition(".")[2], "(expression)") for member in extra["columns"]
            ]
            what = str(extra["what"]).rpartition(".")[2]
            if what in ("index", "uniqueIndex") and extra.get("name"):
                yield _index_fact(path, table["name"], extra, listed)
            elif what == "foreignKey":
                own = {str(member).rpartition(".")[0] for member in extra["columns"]}
                for name, target in zip(listed, extra.get("foreignColumns", ()), strict=False):
                    head, _, prop = (target or "").rpartition(".")
                    to = f"{table['var']}.{prop}" if head in own else target or ""
                    found = self._target(path, to, extra["line"])
                    keys.change(name, references=found, on_delete=extra.get("on_delete"))
            elif not keys.add(what, listed) and what != "check":
                added = f"'{what}'" if what else "something"
                message = f"'{table['name']}' adds {added}, which is no index and no key that is read"
                self._complain(path, extra["line"], message)
        yield make_fact(
            f"table:{table['name']}", Place(path=path, line=table["line"]), {**keys.of_table, **used}
        )
        for prop, (origin, column) in columns.items():
            attrs = {**self._column_attrs(origin, column), **keys.of_columns.get(names[prop], {})}
            at = Place(path=column.get("at", origin), line=column["line"])
            yield make_fact(f"column:{table['name']}.{names[prop]}", at, attrs)

    def _column_attrs(self, path: str, column: Column) -> dict[str, Attr]:
        kind = column.get("type") or self._kind(path, str(column["builder"]))
        references = column.get("references")
        attrs: dict[str, Attr] = {
            "type": kind,
            "mode": column.get("mode"),
            "not_null": column.get("not_null", False),
            "primary_key": column.get("primary_key", False),
            "unique": column.get("unique", False),
            "references": None if references is None else self._target(path, references, column["line"]),
            "on_delete": column.get("on_delete"),
            "has_default": column.get("has_default", False),
        }
        if "default" in column:
            attrs["default"] = column["default"]
        if column.get("generated"):
            attrs["generated"] = True
        return attrs

    def _kind(self, path: str, written: str) -> str:
        """Name the SQL type, through an import under another name."""
        builder = written.rpartition(".")[2]
        entry = self._modules.imported(path, written.partition(".")[0])
        if entry is not None and "." not in written:
            builder = entry[1]
        return "integer" if builder == "int" else builder

    def _target(self, path: str, written: str, line: int) -> str:
        """Follow ``users.id`` to ``users.id`` as SQL names them."""
        variable, _, prop = written.rpartition(".")
        found = self._table_of(path, variable) if variable else None
        if found is None:
            self._complain(path, line, f"a reference to '{written}', which is no table of the schema files")
            return ""
        at, table = found
        column = self._resolved(at, table).get(prop)
        if column is None:
            self._complain(path, line, f"a reference to '{written}', which is no column of '{table['name']}'")
            return ""
        return f"{table['name']}.{self._name(column[1])}"

    def _name(self, column: Column) -> str:
        return str(column.get("name") or sql_name(column["prop"], self._casing))

    def _resolved(self, path: str, table: Mapping[str, Any]) -> dict[str, tuple[str, Column]]:
        key = (path, f"{table['line']}:{table['name']}")
        if key not in self._columns:
            self._columns[key] = dict(self._spread(path, table["columns"], _DEPTH))
        return self._columns[key]

    def _spread(
        self, path: str, columns: list[Column], depth: int
    ) -> Iterator[tuple[str, tuple[str, Column]]]:
        """Yield columns by their key with the file that declares them, spreads laid out."""
        for column in columns:
            if "spread" in column or "made_by" in column:
                yield from self._shared(path, column, depth)
            elif column.get("strange"):
                self._complain(path, column["line"], "a column in a shape that is not known")
            elif str(column["builder"]).rpartition(".")[2] in BUILDERS or self._is_core(path, column):
                if "unnamed" in column and not column.get("name"):
                    self._complain(path, column["line"], "a column whose name is not written out")
                yield column["prop"], (path, column)
            else:
                yield from self._shared(path, {**column, "made_by": column["builder"]}, depth)

    def _is_core(self, path: str, column: Column) -> bool:
        entry = self._modules.imported(path, str(column["builder"]).partition(".")[0])
        return "core" in column or (entry is not None and entry[0].startswith("drizzle-orm"))

    def _shared(self, path: str, column: Column, depth: int) -> Iterator[tuple[str, tuple[str, Column]]]:
        written = column.get("spread") or column["made_by"]
        found = self._modules.declaration(path, written) if depth else None
        shared = self._scans.get(found[0], {}).get("shared", {}).get(found[1]) if found else None
        if found is not None and "spread" in column and isinstance(shared, list):
            yield from self._spread(found[0], shared, depth - 1)
        elif found is not None and "spread" not in column and isinstance(shared, dict):
            own = {key: value for key, value in column.items() if key not in ("builder", "made_by")}
            made = {**shared, **own, "at": column.get("at", path)}
            maker = self._kind(found[0], str(shared["builder"]))
            if maker in _MAKERS:  # what it makes has another name than it has itself
                made.update(name=own.get("name"), type=shared.get("name") or found[1])
            if maker in _MAKERS or "unnamed" not in shared:
                made.pop("unnamed", None)  # what a helper is given is no name, unless it makes one of it
            elif "unnamed" in own:
                made["name"] = own.get("name")
            yield from self._spread(found[0], [made], depth - 1)
        else:
            self._complain(path, column["line"], f"columns out of '{written}', which cannot be followed")

    def _complain(self, path: str, line: int, message: str) -> None:
        self.problems.append(Problem.of_code(Place(path=path, line=line), message))
