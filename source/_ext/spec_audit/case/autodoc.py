"""Autodoc blocks held against the inventory: which rows they show, and what each row means.

The rules report rows without a meaning and meanings without a row; the Sphinx door renders
the very same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from spec_audit.model.facts import Attr, Fact
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import AutoDoc, Meaning, Ref
from spec_audit.model.pattern import parse_pattern, select
from spec_audit.vocabulary import AUTO_BY_NAME, SERVICE, AutoDirective

ANY = "*"
"""The service of a route that may be of any."""


class Row(NamedTuple):
    """One row: a fact, or a column of a table that the code makes for itself.

    ``name`` is the shortest name that an author may use for it; ``fact`` the fact that the
    row shows, or for such a column the table's.
    """

    name: str
    fact: Fact
    attrs: Mapping[str, Attr]
    meaning: Meaning | None


class RenderedBlock(NamedTuple):
    """A block with its facts, its rows, the names that fit no row, the patterns that fit nothing,
    and the names without a service that fit routes of several, each with one route of each."""

    autodoc: AutoDoc
    facts: tuple[Fact, ...]
    rows: tuple[Row, ...]
    strays: tuple[Ref, ...]
    dead: tuple[Ref, ...]
    ambiguous: tuple[tuple[Ref, tuple[Fact, ...]], ...] = ()

    @property
    def anchor(self) -> str:
        """A name for links to the block: its directive and what it shows first."""
        patterns = self.autodoc.patterns
        words = re.sub(r"[^a-z0-9]+", "-", patterns[0].text.lower()).strip("-") if patterns else ""
        return f"{self.autodoc.directive}-{words}"


def find_service(inventory: Inventory, wanted: str) -> str:
    """Name the service of a route that is named without one: the wanted, or the only one; ``*`` for any."""
    if wanted:
        return wanted
    services = {fact.name.partition(":")[0] for fact in inventory.facts if fact.kind == "route"}
    return services.pop() if len(services) == 1 else ANY


def resolve_block(autodoc: AutoDoc, inventory: Inventory, service: str = ANY) -> RenderedBlock:
    """Find the facts that a block shows, and join its meanings to their rows.

    ``service`` is that of the routes which the block names without one.
    """
    auto = AUTO_BY_NAME[autodoc.directive]
    auto = auto._replace(prefix=auto.prefix.replace(SERVICE, service))
    refs = tuple([_name_service(ref, service) for ref in autodoc.patterns])
    chosen: dict[str, Fact] = {}
    dead: list[Ref] = []
    ambiguous: list[tuple[Ref, tuple[Fact, ...]]] = []
    for written, ref in zip(autodoc.patterns, refs, strict=True):
        pattern = parse_pattern(ref.text)
        found = [inventory.fact(key) for key in select(pattern, inventory.keys)]
        if not found:
            dead.append(ref)
        if pattern.negated:
            for fact in found:
                chosen.pop(fact.key, None)
            continue
        chosen |= {fact.key: fact for fact in found}
        routes = _one_each(found) if SERVICE in written.text else ()
        if len(routes) > 1:
            ambiguous.append((ref, routes))
    bare = [row for fact in chosen.values() for row in rows_of(auto, fact, inventory)]
    meanings, strays = _find_rows(autodoc.meanings, _aliases(auto, bare))
    return RenderedBlock(
        autodoc=autodoc._replace(patterns=refs),
        facts=tuple(chosen.values()),
        rows=tuple(row._replace(meaning=meanings.get(index)) for index, row in enumerate(bare)),
        strays=strays,
        dead=tuple(dead),
        ambiguous=tuple(ambiguous),
    )


def _name_service(ref: Ref, service: str) -> Ref:
    return ref._replace(text=ref.text.replace(SERVICE, service, 1)) if SERVICE in ref.text else ref


def _one_each(routes: list[Fact]) -> tuple[Fact, ...]:
    """Give the first route of each service, by the services' names."""
    firsts = {route.name.partition(":")[0]: route for route in reversed(routes)}
    return tuple(firsts[service] for service in sorted(firsts))


def _find_rows(
    meanings: tuple[Meaning, ...], aliases: Mapping[str, int]
) -> tuple[Mapping[int, Meaning], tuple[Ref, ...]]:
    """Give the meaning of each row by the row's number, and the names that are left over."""
    found: dict[int, Meaning] = {}
    strays: list[Ref] = []
    for meaning in meanings:
        for name in meaning.names:
            index = aliases.get(name)
            if index is None or index in found:
                strays.append(Ref(text=name, line=meaning.line))
            elif not meaning.is_blank:
                found[index] = meaning
    return found, tuple(strays)


def rows_of(auto: AutoDirective, fact: Fact, inventory: Inventory) -> Iterator[Row]:
    """Yield the rows that a directive shows of a fact, no meaning joined to them yet."""
    if auto.rows == auto.kinds:
        name = fact.key.removeprefix(auto.prefix).removeprefix(f"{fact.kind}:")
        yield Row(name=name, fact=fact, attrs=fact.attrs, meaning=None)
        return
    for child in inventory.children(fact.key):
        if child.kind in auto.rows:
            name = child.name.removeprefix(fact.name + ".")
            yield Row(name=name, fact=child, attrs=child.attrs, meaning=None)
    columns = fact.attrs.get("columns")
    if isinstance(columns, list):
        for column in columns:
            if isinstance(column, dict):
                yield Row(name=str(column["name"]), fact=fact, attrs=column, meaning=None)


def _aliases(auto: AutoDirective, rows: list[Row]) -> dict[str, int]:
    """Map every name that means exactly one row to it: short, without the kind, whole."""
    if auto.rows != auto.kinds:
        return {row.name: index for index, row in enumerate(rows)}
    found: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        key = row.fact.key
        name = key.partition(":")[2]
        for alias in {row.name, key, name, name.partition(":")[2]}:
            found.setdefault(alias, []).append(index)
    return {alias: indexes[0] for alias, indexes in found.items() if len(indexes) == 1}
