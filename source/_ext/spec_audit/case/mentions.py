"""Who mentions a fact: the way back from a fact to all that speaks of it.

An object mentions the facts that its options name, those that its text names by a role, and those
that stand on the lines of its evidence. A spec mentions what its text outside all objects names.
What claims a fact, or shows it in a table, is no mention: the ownership says that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from spec_audit.case.evidence import resolve_evidence
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import Spec, SpecObject, Transition
from spec_audit.model.pattern import parse_pattern, select

MOST_FACTS = 8
"""Evidence that holds more facts than these speaks of none of them in particular."""


class Mentioned(NamedTuple):
    """One that mentions a fact: an object, or with None the text of a spec."""

    spec: str
    object: SpecObject | None = None


def find_mentions(specs: tuple[Spec, ...], inventory: Inventory) -> Mapping[str, tuple[Mentioned, ...]]:
    """List by the fact's key all that mentions it, each once, in the order of the documents."""
    found: dict[str, dict[tuple[str, str], Mentioned]] = {}
    by_path: dict[str, list[tuple[int, str]]] = {}
    for fact in inventory.facts:
        by_path.setdefault(fact.path, []).append((fact.line, fact.key))
    for spec in specs:
        objects = {one.id: one for one in spec.objects}
        pairs = [(key, one) for one in spec.objects for key in _keys(one, inventory, by_path)]
        roles = [(ref.text, objects.get(ref.within)) for ref in spec.mentions if inventory.has(ref.text)]
        for key, citing in (*pairs, *roles):
            name = (spec.name, citing.id if citing else "")
            found.setdefault(key, {}).setdefault(name, Mentioned(spec=spec.name, object=citing))
    return {key: tuple(one.values()) for key, one in found.items()}


def _keys(
    one: SpecObject, inventory: Inventory, by_path: Mapping[str, list[tuple[int, str]]]
) -> Iterator[str]:
    yield from filter(inventory.has, named_keys(one, inventory))
    for ref in one.refs("source"):
        resolved = resolve_evidence(ref.text, inventory)
        if resolved.place is None:
            continue
        symbol = resolved.symbol
        lines = range(symbol.line, symbol.end_line + 1) if symbol else ()
        facts = by_path.get(resolved.place.path, ())
        held = [key for line, key in facts if line in lines]
        yield from (held if len(held) <= MOST_FACTS else ())
        file = f"file:{resolved.place.path}"
        yield from (file,) if inventory.has(file) else ()


def named_keys(one: SpecObject, inventory: Inventory) -> Iterator[str]:
    """Yield the facts that the options of an object name, also such as do not exist."""
    for ref in one.refs("facts"):
        yield from select(parse_pattern(ref.text), inventory.keys)
    if isinstance(one, Transition) and one.machine:
        yield f"enum:{one.machine.text}"
        for state in (*one.from_, *one.to):
            yield f"state:{one.machine.text}.{state.text}"
