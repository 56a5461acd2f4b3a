"""The inventory: all facts and symbols of one commit, and how to find one among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from spec_audit.model.facts import Fact, Symbol
from spec_audit.model.pattern import parse_pattern, select
from spec_audit.model.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """All facts and symbols of one commit of one source tree.

    ``facts`` are sorted by key. ``symbols`` maps a path to the symbols of that file in the
    order of their lines. ``configuration`` is the digest of the settings it was made with.
    ``problems`` are what could not be read or explained, by which it is not whole.
    """

    repository: str
    commit: str
    configuration: str
    facts: tuple[Fact, ...]
    symbols: Mapping[str, tuple[Symbol, ...]]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys, sorted."""
        return tuple(self._by_key)

    @cached_property
    def _by_key(self) -> Mapping[str, Fact]:
        return {fact.key: fact for fact in self.facts}

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """The key of the fact that each fact follows, by its own; itself when it follows none."""
        found: dict[str, str] = {}
        for fact in self.facts:
            parent = fact.parent
            found[fact.key] = parent if parent is not None and parent in self._by_key else fact.key
        return found

    @cached_property
    def _children(self) -> Mapping[str, tuple[Fact, ...]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            if self.heads[fact.key] != fact.key:
                found.setdefault(self.heads[fact.key], []).append(fact)
        return {key: tuple(sorted(facts, key=lambda one: one.line)) for key, facts in found.items()}

    def symbols_named(self, path: str, name: str) -> tuple[Symbol, ...]:
        """The symbols of a file with this full name or, when there are none, ending in it."""
        names = self._names.get(path)
        if names is None:
            names = self._names[path] = _index_names(self.symbols.get(path, ()))
        return names.get(name) or names.get(f".{name}", ())

    @cached_property
    def _names(self) -> dict[str, dict[str, tuple[Symbol, ...]]]:
        """The symbols of the files that were asked for, by their names."""
        return {}

    def has(self, key: str) -> bool:
        """Whether there is a fact of this key."""
        return key in self._by_key

    def has_file(self, path: str) -> bool:
        """Whether anything is known of a file: that it is there, or what it holds."""
        return path in self.symbols or self.has(f"file:{path}")

    def select(self, pattern: str) -> Iterator[str]:
        """Yield the keys that a pattern means, ``!`` left aside. Raises ``PatternError`` for none."""
        return select(parse_pattern(pattern), self.keys)

    def fact(self, key: str) -> Fact:
        """The fact of a key. Raises ``KeyError`` when there is none."""
        return self._by_key[key]

    def facts_in(self, path: str) -> tuple[Fact, ...]:
        """The facts that a file declares."""
        return self._by_path.get(path, ())

    @cached_property
    def _by_path(self) -> Mapping[str, tuple[Fact, ...]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.path, []).append(fact)
        return {path: tuple(facts) for path, facts in found.items()}

    def children(self, key: str) -> tuple[Fact, ...]:
        """The facts that follow one, in the order in which the code declares them."""
        return self._children.get(key, ())


def _index_names(symbols: Iterable[Symbol]) -> dict[str, tuple[Symbol, ...]]:
    """Map to symbols their full names, and what these end in from each dot on."""
    names: dict[str, tuple[Symbol, ...]] = {}
    for one in symbols:
        starts = [0, *(at for at, char in enumerate(one.name) if char == ".")]
        for start in starts:
            ending = one.name[start:]
            names[ending] = (*names.get(ending, ()), one)
    return names
