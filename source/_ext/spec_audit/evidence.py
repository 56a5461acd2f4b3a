"""Evidence: a ``path#symbol`` of an object resolved against the inventory, and its digest."""

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

    @property
    def name(self) -> str:
        """The evidence in full, ``path#Class.method``, however short the author wrote it."""
        assert self.place is not None
        return f"{self.place.path}#{self.symbol.name}" if self.symbol else self.place.path


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


def evidence_digest(resolved: Resolved, inventory: Inventory) -> str:
    """Give the digest that changes when the evidence does.

    A symbol has its own. A file as a whole is as new as all that the inventory knows of it: its
    symbols and the facts that it declares.
    """
    if resolved.symbol is not None:
        return resolved.symbol.digest
    from hashlib import sha256

    assert resolved.place is not None
    path = resolved.place.path
    known = [f"{one.name} {one.digest}" for one in inventory.symbols.get(path, ())]
    known += [f"{fact.key} {fact.digest}" for fact in inventory.facts if fact.path == path]
    return sha256("\n".join(sorted(known)).encode()).hexdigest()[:16]
