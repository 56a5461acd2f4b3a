"""Evidence: a ``path#symbol`` of an object resolved against the inventory."""

from __future__ import annotations

from dataclasses import dataclass

from spec_audit.model.facts import Inventory, Symbol
from spec_audit.model.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a piece of evidence leads to. ``problem`` is empty when it leads to one thing."""

    place: Place | None = None
    symbol: Symbol | None = None
    problem: str = ""


def resolve_evidence(text: str, inventory: Inventory) -> Resolved:
    """Resolve ``path#symbol``, or ``path`` alone for a file as a whole.

    A symbol is named in full (``Class.method``) or, where that is clear inside the file, by
    its last part (``method``).
    """
    path, hash_mark, name = text.partition("#")
    if not inventory.has(f"file:{path}") and path not in inventory.symbols:
        return Resolved(problem=f"the inventory has no file {path}")
    if not hash_mark:
        return Resolved(place=Place(path=path))
    found = inventory.symbols_named(path, name)
    if not found:
        return Resolved(problem=f"{path} has no symbol {name}")
    if len({one.name for one in found}) > 1:
        names = ", ".join(sorted({one.name for one in found}))
        return Resolved(problem=f"{path} has more than one {name}: {names}")
    return Resolved(place=Place(path=path, line=found[0].line), symbol=found[0])
