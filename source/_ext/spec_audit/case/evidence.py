"""Evidence: a ``path#symbol`` of an object resolved against the inventory, and held against its reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from spec_audit.hashing import sha256
from spec_audit.model.facts import Symbol
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import Refs, SpecObject
from spec_audit.model.place import Place
from spec_audit.model.review import Review


class Resolved(NamedTuple):
    """What a piece of evidence leads to. ``problem`` is empty when it leads to one thing."""

    place: Place | None = None
    symbol: Symbol | None = None
    problem: str = ""

    @property
    def lines(self) -> range:
        """The lines of the symbol; none of a file as a whole."""
        return range(self.symbol.line, self.symbol.end_line + 1) if self.symbol else range(0)

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
    if not inventory.has_file(path):
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
    symbols and the facts that it declares, and what is in it where these do not tell.
    """
    if resolved.symbol is not None:
        return resolved.symbol.digest
    assert resolved.place is not None
    path = resolved.place.path
    known = [f"{one.name} {one.digest}" for one in inventory.symbols.get(path, ())]
    facts = inventory.facts_in(path)
    known += [f"{fact.key} {fact.digest}" for fact in facts]
    known += [str(fact.attrs["content"]) for fact in facts if fact.kind == "file" and "content" in fact.attrs]
    return sha256("\n".join(sorted(known)).encode())[:16]


class Suspect(NamedTuple):
    """One piece of evidence that is not what it was when somebody reviewed it."""

    citing: SpecObject
    line: int
    resolved: Resolved
    review: Review


class ReviewState(NamedTuple):
    """What the reviews say of the objects.

    ``unreviewed`` holds, by the object's id, the evidence that nobody has reviewed; ``strays`` are
    the reviews of what no object cites. A review of evidence that leads nowhere is neither: the
    evidence is dead, which another rule says.
    """

    suspects: tuple[Suspect, ...]
    unreviewed: Mapping[str, Refs]
    strays: tuple[Review, ...]


def hold_reviews(
    objects: Iterable[SpecObject], inventory: Inventory, reviews: Iterable[Review]
) -> ReviewState:
    """Hold the evidence of all objects against what was reviewed of it."""
    held: dict[str, dict[str, Review]] = {}
    for review in reviews:
        held.setdefault(review.object, {})[review.evidence] = review
    suspects: list[Suspect] = []
    unreviewed: dict[str, Refs] = {}
    cited: set[tuple[str, str]] = set()
    for one in objects:
        refs, known = one.refs("source"), held.get(one.id, {})
        lacking = [] if known else [*refs]
        for ref in refs if known else ():
            resolved = resolve_evidence(ref.text, inventory)
            if resolved.problem:
                cited.update((one.id, name) for name in known if _may_be(ref.text, name))
            elif resolved.name not in known:
                lacking.append(ref)
            else:
                review = known[resolved.name]
                cited.add((one.id, resolved.name))
                if review.digest != evidence_digest(resolved, inventory):
                    suspects.append(Suspect(citing=one, line=ref.line, resolved=resolved, review=review))
        if lacking:
            unreviewed[one.id] = tuple(lacking)
    strays = tuple(
        review
        for name, known in held.items()
        for review in known.values()
        if (name, review.evidence) not in cited
    )
    return ReviewState(suspects=tuple(suspects), unreviewed=unreviewed, strays=strays)


def _may_be(text: str, name: str) -> bool:
    """Whether evidence that leads nowhere was written for this name."""
    path, _, symbol = text.partition("#")
    return name == text or (name.startswith(f"{path}#") and name.endswith(f".{symbol}"))
