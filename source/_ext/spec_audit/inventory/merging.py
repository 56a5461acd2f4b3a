"""One set of facts out of several sources: who wins, and where two sources differ.

A fact is what the first source that tells of it says. A later source says the same or is a
problem, unless it was made to be held against another (option ``compare``): then what it says
otherwise is noted on the first one's fact, in the attribute ``differs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from spec_audit.extractors.base import make_fact
from spec_audit.model.facts import Attr, Fact
from spec_audit.model.problem import DUPLICATE, Problem

DIFFERS = "differs"
DECLARED_IN = "declared_in"
_NOT_COMPARED = frozenset({DIFFERS, DECLARED_IN, "mode", "generated", "default", "read", "written"})


class Part(NamedTuple):
    """What one source gave: the extractor's name, its facts, and whose facts it is held against."""

    extractor: str
    facts: Sequence[Fact]
    compare: str = ""


def merge_facts(parts: Iterable[Part]) -> tuple[dict[str, Fact], list[Problem], dict[str, int]]:
    """Merge the parts in their order; facts by key, problems, and counts by name."""
    facts: dict[str, Fact] = {}
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for part in parts:
        if part.compare:
            base = {key: fact for key, fact in facts.items() if owners[key] == part.compare}
            marked = hold_against(base, part)
            counts["differences"] = counts.get("differences", 0) + sum(
                len(_list_of(fact.attrs.get(DIFFERS))) for fact in marked
            )
            for fact in marked:
                facts[fact.key] = fact
                owners.setdefault(fact.key, part.extractor)
            continue
        for fact in part.facts:
            first = facts.setdefault(fact.key, fact)
            owners.setdefault(fact.key, part.extractor)
            if first.digest != fact.digest:
                message = f"{fact.key} is declared twice and not alike; the first stands at {first.place}"
                problems.append(Problem(rule=DUPLICATE, place=fact.place, message=message))
    return facts, problems, counts


def hold_against(base: Mapping[str, Fact], part: Part) -> list[Fact]:
    """Give the facts of ``base`` that a part speaks of otherwise, marked, and those it alone has.

    Only kinds that the part speaks of at all are held against it. A fact that follows one that
    is missing as a whole (a column of a table) is not marked as missing once more.
    """
    theirs = {fact.key: fact for fact in part.facts}
    kinds = {fact.kind for fact in theirs.values()}
    marked: list[Fact] = []
    for key, fact in base.items():
        other = theirs.get(key)
        if other is not None:
            differs = _differences(fact.attrs, other.attrs, part.extractor)
        elif fact.kind in kinds and (fact.parent is None or fact.parent in theirs):
            differs = [f"not in {part.extractor}"]
        else:
            continue
        if differs:
            marked.append(make_fact(key, fact.place, {**fact.attrs, DIFFERS: list(differs)}))
    for key, fact in theirs.items():
        if key not in base:
            marked.append(make_fact(key, fact.place, {**fact.attrs, DECLARED_IN: part.extractor}))
    return marked


def _differences(ours: Mapping[str, Attr], theirs: Mapping[str, Attr], where: str) -> list[str]:
    names = sorted((ours.keys() | theirs.keys()) - _NOT_COMPARED)
    return [
        f"{name}: {_shown(ours.get(name))} here, {_shown(theirs.get(name))} in {where}"
        for name in names
        if (ours.get(name) or None) != (theirs.get(name) or None)
    ]


def _shown(value: Attr) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(_shown(one) for one in value) or "none"
    return str(value) if value else "none"


def _list_of(value: Attr) -> Sequence[Attr]:
    return value if isinstance(value, list) else ()
