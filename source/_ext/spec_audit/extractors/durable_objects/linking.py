"""Join what the scans tell of Durable Objects: endpoints, tables, indexes and keys, by class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, make_fact
from spec_audit.extractors.durable_objects.patterns import show_path
from spec_audit.extractors.durable_objects.schema import Schema, Statement, build
from spec_audit.extractors.languages.sql.statements import split_statements
from spec_audit.extractors.languages.sql.tables import TableUses
from spec_audit.extractors.languages.typescript.constants import At, Constants
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact

STORAGE = "storage"

_READS = re.compile(r"(?:.*\.)?(?:get|read|has|load|list|peek)(?![a-z])")


def link_scans(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Make facts of every class that is a Durable Object."""
    linker = _Linker(
        constants=Constants(scans),
        classes=frozenset(source.options.get("classes", ())),
        helpers=dict(source.options.get("state_helpers", {})),
    )
    for path, scanned in scans.items():
        for owner in scanned.get("owners", ()):
            if owner.get("durable") or owner["name"] in linker.classes:
                linker.add_class(path, owner)
    counts = {
        "classes": linker.count,
        "endpoints": linker.endpoints,
        "schemas": linker.schemas,
        "keys not constant": linker.loose,
    }
    linker.problems += _unmet(source.options, linker)
    return Extraction(facts=tuple(linker.facts), problems=tuple(linker.problems), counts=counts)


def _unmet(options: Mapping[str, Any], linker: _Linker) -> Iterator[Problem]:
    classes = options.get("classes", ())
    yield from Problem.of_unmet(classes, linker.met, "and no file has this class", "classes")
    helpers = options.get("state_helpers", {})
    yield from Problem.of_unmet(helpers, linker.met, "and no Durable Object calls it", "state_helpers")
    for helper, table in helpers.items():
        if table not in linker.met:
            message = f"the option 'state_helpers' names '{table}', and no Durable Object makes this table"
            yield Problem.of_option(message, "state_helpers", helper)


class _Linker:
    """Gathers the facts of all classes."""

    def __init__(self, *, constants: Constants, classes: frozenset[str], helpers: Mapping[str, str]) -> None:
        self.constants = constants
        self.classes = classes
        self.helpers = helpers
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []
        self.met: set[str] = set()  # the names of classes, helpers and tables that there are
        self.count = 0
        self.endpoints = 0
        self.schemas = 0
        self.loose = 0

    def add_class(self, path: str, owner: Mapping[str, Any]) -> None:
        """Add one Durable Object's endpoints, tables, indexes and keys."""
        self.count += 1
        self.met.add(owner["name"])
        self._add_endpoints(path, owner)
        owners = list(self._owners(path, owner, set()))
        schema = build(one for at, part in owners for one in self._statements(at, part))
        for place, reason in schema.refused:
            self._report(place.path, place.line, f"SQLite refuses this SQL: {reason}")
        for at, part in owners:
            for line in part.get("made", ()):
                self._report(at.path, line, f"'{owner['name']}' runs SQL here that a function makes")
        self.met.update(schema.tables)
        if schema.tables:
            self._add_tables(owner["name"], schema, self._keys(owners), self._table_uses(owners))
        self._add_storage(path, owner, owners)

    def _add_endpoints(self, path: str, owner: Mapping[str, Any]) -> None:
        name = owner["name"]
        for line in owner.get("unread", ()):
            self._report(path, line, f"what '{name}' decides by the path here cannot be read")
        entries: dict[str, tuple[Place, dict[str, Attr], list[Attr]]] = {}
        for one in owner.get("endpoints", ()):
            self.endpoints += 1
            text = self.constants.text(At(path=path), ["t", one["path"]])
            place = Place(path=path, line=one["line"])
            if text is None:
                self._report(path, one["line"], f"'{name}' compares the path with what is not constant")
                continue
            key = f"endpoint:{name}:{one['method']} {show_path(one['match'], text)}"
            if key in entries:
                entries[key][2].append(str(place))
                continue
            attrs: dict[str, Attr] = {
                "handler": f"{name}.{one['handler']}",
                "match": one["match"],
                "calls": [f"{name}.{call}" for call in one["calls"]],
            }
            entries[key] = (place, attrs, [])
        self.facts += [
            make_fact(key, place, attrs, beside={"also": also} if also else None)
            for key, (place, attrs, also) in entries.items()
        ]

    def _owners(
        self, path: str, owner: Mapping[str, Any], seen: set[tuple[str, str]]
    ) -> Iterator[tuple[At, Mapping[str, Any]]]:
        """Yield a class and what it hands its storage to, at any depth."""
        if (path, owner["name"]) in seen:
            return
        seen.add((path, owner["name"]))
        yield At(path=path), owner
        for name in dict.fromkeys(owner.get("hands", ())):
            found = self.constants.modules.declaration(path, name)
            for other in self.constants.scans.get(found[0], {}).get("owners", ()) if found else ():
                if found and other["name"] == found[1] and not other.get("durable"):
                    yield from self._owners(found[0], other, seen)

    def _statements(self, at: At, owner: Mapping[str, Any]) -> Iterator[Statement]:
        """Yield the SQL of an owner: its own, and that of the constants that it uses."""
        for place, schema in self._texts_of("schemas", at, owner):
            yield from self._split(place, schema)

    def _texts_of(
        self, what: str, at: At, owner: Mapping[str, Any]
    ) -> Iterator[tuple[At, Mapping[str, Any]]]:
        """Yield SQL of one kind that an owner has: of the constants that it uses, and its own."""
        for name in owner.get("uses", ()):
            found = self.constants.modules.declaration(at.path, name)
            for text in self.constants.scans.get(found[0], {}).get(what, ()) if found else ():
                if found and text["name"] == found[1]:
                    yield At(path=found[0]), text
        yield from ((at, text) for text in owner.get(what, ()))

    def _table_uses(self, owners: list[tuple[At, Mapping[str, Any]]]) -> TableUses:
        """Join what the SQL of a class reads and fills."""
        found: set[tuple[str, str]] = set()
        for at, owner in owners:
            for place, query in self._texts_of("queries", at, owner):
                how, name = query["use"]
                if name.endswith("}"):
                    self._report(place.path, query["line"], "SQL on a table that cannot be told")
                found.add((how, name))
        return TableUses(found)

    def _split(self, at: At, schema: Mapping[str, Any]) -> Iterator[Statement]:
        self.schemas += 1
        texts = self._texts(at, schema)
        if texts is None:
            self._report(at.path, schema["line"], "SQL that makes or changes a table is not constant")
        for text in texts or ():
            for line, sql in split_statements(text):
                yield Statement(sql=sql, place=Place(path=at.path, line=schema["line"] + line - 1))

    def _texts(self, at: At, schema: Mapping[str, Any]) -> list[str] | None:
        """Give the texts that one expression has: one for each turn of the loops around it."""
        variants: list[list[Any]] = [schema["text"]]
        for name, items in schema.get("loops", {}).items():
            values = self.constants.texts(at, items)
            if values is None:
                continue
            variants = [
                [value if part == [name] else part for part in one] for one in variants for value in values
            ]
        texts = [self.constants.text(at, ["t", variant]) for variant in variants]
        return None if None in texts else [text for text in texts if text is not None]

    def _keys(self, owners: list[tuple[At, Mapping[str, Any]]]) -> dict[str, tuple[set[str], set[str]]]:
        """Give the keys read and written by helpers, by the table that they keep."""
        tables: dict[str, tuple[set[str], set[str]]] = {}
        for _at, owner in owners:
            self.met.update(owner.get("keys", ()), owner.get("loose", ()))
            for helper, keys in owner.get("keys", {}).items():
                table = self.helpers.get(helper)
                if table is not None:
                    tables.setdefault(table, (set(), set()))[0 if _READS.match(helper) else 1].update(keys)
            for helper, number in owner.get("loose", {}).items():
                self.loose += number if helper in self.helpers else 0
            for table, is_read, key in owner.get("rows", ()):
                if table in self.helpers.values():
                    tables.setdefault(table, (set(), set()))[0 if is_read else 1].add(key)
        return tables

    def _add_tables(
        self, name: str, schema: Schema, keys: Mapping[str, tuple[set[str], set[str]]], uses: TableUses
    ) -> None:
        for table, (place, attrs) in schema.tables.items():
            more = {**(_key_attributes(*keys[table]) if table in keys else {}), **uses.attrs(table)}
            self.facts.append(make_fact(f"do-table:{name}.{table}", place, {**attrs, **more}))
        for index, (place, attrs) in schema.indexes.items():
            owner_table = f"{name}.{attrs['table_name']}"
            rest = {key: value for key, value in attrs.items() if key != "table_name"}
            self.facts.append(make_fact(f"index:{index}", place, {"do_table": owner_table, **rest}))

    def _add_storage(
        self, path: str, owner: Mapping[str, Any], owners: list[tuple[At, Mapping[str, Any]]]
    ) -> None:
        read: set[str] = set()
        written: set[str] = set()
        for at, part in owners:
            for method, key in part.get("storage", ()):
                (read if method in ("get", "list") else written).add(key)
            for line in part.get("loose_keys", ()):
                message = f"a key that '{owner['name']}' keeps in its storage is not constant"
                self._report(at.path, line, message)
        if read or written:
            place = Place(path=path, line=owner["line"])
            key = f"do-table:{owner['name']}.{STORAGE}"
            self.facts.append(make_fact(key, place, _key_attributes(read, written)))

    def _report(self, path: str, line: int, message: str) -> None:
        self.problems.append(Problem.of_code(Place(path=path, line=line), message))


def _key_attributes(read: set[str], written: set[str]) -> dict[str, Attr]:
    attrs: dict[str, Attr] = {"keys": [*sorted(read | written)]}
    if written - read:
        attrs["never_read"] = [*sorted(written - read)]
    if read - written:
        attrs["never_written"] = [*sorted(read - written)]
    return attrs
