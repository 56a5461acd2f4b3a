"""State machines: transitions and blocks of states joined by their enum.

The rules judge them and the diagrams draw them, so that a picture and a finding cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from spec_audit.case.autodoc import RenderedBlock
from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import AutoDoc, Transition


@dataclass(slots=True, kw_only=True)
class Machine:
    """One enum that transitions speak of, with what the specs say of its values."""

    enum: Fact
    values: tuple[str, ...]
    transitions: list[Transition] = field(default_factory=list)
    blocks: list[AutoDoc] = field(default_factory=list)

    def names(self, attribute: str) -> set[str]:
        """The states that the blocks mark as ``initial`` or ``terminal``."""
        return {ref.text for block in self.blocks for ref in getattr(block, attribute)}

    def marked(self, attribute: str) -> list[str]:
        """Those of the enum's values that the blocks mark so, in its order."""
        names = self.names(attribute)
        return [value for value in self.values if value in names]

    @property
    def entered(self) -> set[str]:
        """The states that some transition enters."""
        return {ref.text for one in self.transitions for ref in one.to}

    @property
    def named(self) -> set[str]:
        """The states that some transition names; `*` names none of them."""
        return self.entered | {ref.text for one in self.transitions for ref in one.from_ if ref.text != "*"}

    @property
    def left(self) -> set[str]:
        """The states that some transition leaves for another one; `*` leaves all of them."""
        return {
            state
            for one in self.transitions
            for state in self._sources(one)
            if any(ref.text != state for ref in one.to)
        }

    def find_unreached(self) -> tuple[str, ...]:
        """Find the states to which nothing leads from where things begin, in the enum's order.

        What only they lead to is not told again: of several in a row the first, of a circle one.
        """
        reached = self._follow(self.names("initial"))
        found: list[str] = []
        for candidates in (self.named - self.entered, self.named):
            for state in self.values:
                if state in candidates - reached:
                    found.append(state)
                    reached = self._follow(reached | {state})
        return tuple(found)

    def _follow(self, reached: set[str]) -> set[str]:
        """The states that transitions lead to from these, and these."""
        size = -1
        while size != len(reached):
            size = len(reached)
            reached = reached | {
                ref.text for one in self.transitions if self._sources(one) & reached for ref in one.to
            }
        return reached

    def _sources(self, one: Transition) -> set[str]:
        names = {ref.text for ref in one.from_}
        return set(self.values) if "*" in names else names


def find_machines(
    transitions: Iterable[Transition], blocks: Iterable[RenderedBlock], inventory: Inventory
) -> Mapping[str, Machine]:
    """Join transitions and state blocks by the name of their enum."""
    machines: dict[str, Machine] = {}
    for one in transitions:
        enum = f"enum:{one.machine.text}" if one.machine else ""
        if inventory.has(enum):
            fact = inventory.fact(enum)
            machine = machines.setdefault(fact.name, Machine(enum=fact, values=values_of(fact)))
            machine.transitions.append(one)
    for block in blocks:
        for fact in block.facts if block.autodoc.directive == "autostates" else ():
            if fact.name in machines:
                machines[fact.name].blocks.append(block.autodoc)
    return machines


def values_of(enum: Fact) -> tuple[str, ...]:
    """The values of an enum, in the order in which the code declares them."""
    values = enum.attrs.get("values")
    return tuple(str(one) for one in values) if isinstance(values, list) else ()
