"""Facts and symbols: what the code declares, as the inventory keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from spec_audit.model.place import Place

Attr: TypeAlias = "str | int | float | bool | list[Attr] | dict[str, Attr] | None"
"""A value that JSON can hold; each extractor documents the names it writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that the code declares.

    ``key`` is its stable name (``table:sessions``), ``path`` and ``line`` where the code
    declares it, ``digest`` changes exactly when the fact itself changes, ``attrs`` are what
    the extractor of its kind could tell.
    """

    key: str
    kind: str
    path: str
    line: int
    digest: str
    attrs: Mapping[str, Attr]

    @property
    def place(self) -> Place:
        """Where the code declares it."""
        return Place(path=self.path, line=self.line)

    @property
    def name(self) -> str:
        """The key without its kind: ``sessions`` of ``table:sessions``."""
        return self.key.partition(":")[2]

    @property
    def parent(self) -> str | None:
        """The key of the fact that this one follows, or None when it is claimed itself.

        A column follows its table, a state its enum, which it names in its attribute ``enum``
        because names and values may both hold dots; an index and every other fact that
        belongs to a table says so in its attribute ``table``.
        """
        if self.kind == "column":
            return "table:" + self.name.partition(".")[0]
        if self.kind == "state":
            enum = self.attrs.get("enum")
            return enum if isinstance(enum, str) else "enum:" + self.name.rpartition(".")[0]
        table = self.attrs.get("table")
        return f"table:{table}" if isinstance(table, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A named function, method, class, constant or request handler of the code.

    ``name`` is qualified inside its file (``SessionAgentDO.alarm``). ``digest`` covers the
    syntax tree without comments and layout, so that reformatting changes nothing.
    """

    path: str
    name: str
    kind: str
    line: int
    end_line: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """All facts and symbols of one commit of one source tree.

    ``facts`` are sorted by key. ``symbols`` maps a path to the symbols of that file in the
    order of their lines. ``configuration`` is the digest of the settings it was made with.
    """

    repository: str
    commit: str
    configuration: str
    facts: tuple[Fact, ...]
    symbols: Mapping[str, tuple[Symbol, ...]]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys, sorted."""
        return tuple(self._by_key)

    @cached_property
    def _by_key(self) -> Mapping[str, Fact]:
        return {fact.key: fact for fact in self.facts}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Fact, ...]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            if fact.parent is not None:
                found.setdefault(fact.parent, []).append(fact)
        return {key: tuple(sorted(facts, key=lambda one: one.line)) for key, facts in found.items()}

    def symbols_named(self, path: str, name: str) -> tuple[Symbol, ...]:
        """The symbols of a file with this full name or, when there are none, ending in it."""
        if path not in self._names:
            names: dict[str, tuple[Symbol, ...]] = {}
            for one in self.symbols.get(path, ()):
                names[one.name] = (*names.get(one.name, ()), one)
                dot = one.name.find(".")
                while dot >= 0:
                    names[one.name[dot:]] = (*names.get(one.name[dot:], ()), one)
                    dot = one.name.find(".", dot + 1)
            self._names[path] = names
        return self._names[path].get(name) or self._names[path].get(f".{name}", ())

    @cached_property
    def _names(self) -> dict[str, dict[str, tuple[Symbol, ...]]]:
        return {}

    def has(self, key: str) -> bool:
        """Whether there is a fact of this key."""
        return key in self._by_key

    def fact(self, key: str) -> Fact:
        """The fact of a key. Raises ``KeyError`` when there is none."""
        return self._by_key[key]

    def children(self, key: str) -> tuple[Fact, ...]:
        """The facts that follow one, in the order in which the code declares them."""
        return self._children.get(key, ())
