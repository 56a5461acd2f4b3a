"""Whose a fact may be that nobody owns: what is owned already, by what the two have in common.

A guess, for hints. Held against the owners of a real project, with all facts of a file taken away, it
names the right spec for more than half of them; only somebody who knows the code can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from heapq import nlargest
from math import log
from typing import NamedTuple

from spec_audit.case.ownership import Ownership
from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import Concern

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class _Owned(NamedTuple):
    """Something with a key that a concern owns, or owned: then it has no place."""

    key: str
    kind: str
    path: str
    line: int
    concern: Concern


class Neighbours:
    """What is owned, and what was owned and is gone."""

    def __init__(self, ownership: Ownership, inventory: Inventory) -> None:
        self._all = [*_owned(ownership, inventory), *_lost(ownership)]

    def nearest(self, fact: Fact, documenting: set[str]) -> Concern | None:
        """Find the concern most likely to own a fact; None when nothing is owned.

        In a spec which documents it, where there is one: that of the nearest fact of its kind, or else
        of any kind, in its file; or of what shares most words with it, rare ones counting more.
        """

        def may(one: _Owned) -> bool:
            return not documenting or one.concern.spec in documenting

        beside = [one for one in self._by_path.get(fact.path, ()) if may(one)]
        near = [one for one in beside if one.kind == fact.kind] or beside
        if near:
            return min(near, key=lambda one: abs(one.line - fact.line)).concern
        return self._likest(fact, may) or next((one.concern for one in self._all if may(one)), None)

    @cached_property
    def _by_path(self) -> Mapping[str, list[_Owned]]:
        found: dict[str, list[_Owned]] = {}
        for one in self._all:
            found.setdefault(one.path, []).append(one)
        return found

    @cached_property
    def _by_word(self) -> Mapping[str, list[int]]:
        """The owned things with a word; without words that too many share to tell anything."""
        found: dict[str, list[int]] = {}
        for number, one in enumerate(self._all):
            for word in _words(one):
                found.setdefault(word, []).append(number)
        most = 50 + len(self._all) // 50
        return {word: numbers for word, numbers in found.items() if len(numbers) <= most}

    @cached_property
    def _breadth(self) -> Mapping[int, float]:
        """How much each says in all, so that a long name does not win by its length."""
        found: dict[int, float] = {}
        for numbers in self._by_word.values():
            for number in numbers:
                found[number] = found.get(number, 0.0) + self._weight(numbers)
        return found

    def _weight(self, numbers: list[int]) -> float:
        return log(1 + len(self._all) / len(numbers)) ** 3

    def _likest(self, fact: Fact, may: Callable[[_Owned], bool]) -> Concern | None:
        """Find the concern of what shares most with a fact, the four best of each counting."""
        shared: dict[int, float] = {}
        for word in _words(fact):
            numbers = self._by_word.get(word, [])
            for number in numbers:
                shared[number] = shared.get(number, 0.0) + self._weight(numbers)
        found: dict[str, tuple[Concern, list[float]]] = {}
        for number, score in shared.items():
            concern = self._all[number].concern
            if may(self._all[number]):
                found.setdefault(concern.id, (concern, []))[1].append(
                    score / self._breadth[number] ** (1 / 3)
                )
        if not found:
            return None
        return max(found.values(), key=lambda one: _sum_best(one[1]))[0]


def _sum_best(scores: list[float]) -> float:
    return sum(score / rank for rank, score in enumerate(nlargest(4, scores), start=1))


def _owned(ownership: Ownership, inventory: Inventory) -> Iterator[_Owned]:
    for key, claims in ownership.claims.items():
        fact = inventory.fact(key)
        for claim in claims:
            yield _Owned(key=key, kind=fact.kind, path=fact.path, line=fact.line, concern=claim.concern)


def _lost(ownership: Ownership) -> Iterator[_Owned]:
    """Yield what was renamed or taken away: what is new may stand in its place."""
    for claim in ownership.dead:
        key = claim.pattern.text
        yield _Owned(key=key, kind=key.partition(":")[0], path="", line=0, concern=claim.concern)


def _words(one: Fact | _Owned) -> list[str]:
    """Split a key and a path into words, without the ends that make them many; kind and protocol are some.

    In order, so that of two that are as likely every run names the same one.
    """
    words = {word.lower().removesuffix("s") for word in _WORD.findall(f"{one.key} {one.path}")}
    return sorted(words | {f"{one.kind}:", ":".join(one.key.split(":")[:2])})
