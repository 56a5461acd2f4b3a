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

MOST_FACTS = 8
"""Evidence that holds more facts than these speaks of none of them in particular."""


class Mentioned(NamedTuple):
    """One that mentions a fact: an object, or with None the text of a spec."""

    spec: str
    object: SpecObject | None = None


def find_mentions(specs: tuple[Spec, ...], inventory: Inventory) -> Mapping[str, tuple[Mentioned, ...]]:
    """List by the fact's key all that mentions it, each once, in the order of the documents."""
    found: dict[str, dict[tuple[str, str], Mentioned]] = {}
    for spec in specs:
        objects = {one.id: one for one in spec.objects}
        pairs = [(key, one) for one in spec.objects for key in _keys(one, inventory)]
        roles = [(ref.text, objects.get(ref.within)) for ref in spec.mentions if inventory.has(ref.text)]
        for key, citing in (*pairs, *roles):
            name = (spec.name, citing.id if citing else "")
            found.setdefault(key, {}).setdefault(name, Mentioned(spec=spec.name, object=citing))
    return {key: tuple(one.values()) for key, one in found.items()}


def _keys(one: SpecObject, inventory: Inventory) -> Iterator[str]:
    yield from filter(inventory.has, named_keys(one, inventory))
    for ref in one.refs("source"):
        resolved = resolve_evidence(ref.text, inventory)
        if resolved.place is None:
            continue
        path, lines = resolved.place.path, resolved.lines
        held = [fact.key for fact in inventory.facts_in(path) if fact.line in lines]
        yield from held if len(held) <= MOST_FACTS else ()
        if inventory.has(f"file:{path}"):
            yield f"file:{path}"


def named_keys(one: SpecObject, inventory: Inventory) -> Iterator[str]:
    """Yield the facts that the options of an object name, also such as do not exist."""
    for ref in one.refs("facts"):
        yield from inventory.select(ref.text)
    if isinstance(one, Transition) and one.machine:
        yield f"enum:{one.machine.text}"
        for state in (*one.from_, *one.to):
            yield f"state:{one.machine.text}.{state.text}"
