"""The case that is tried: everything a rule or a matrix may look at, read and joined once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from spec_audit.case.autodoc import RenderedBlock, find_service, resolve_block
from spec_audit.case.evidence import ReviewState, hold_reviews
from spec_audit.case.machines import Machine, find_machines
from spec_audit.case.mentions import Mentioned, find_mentions
from spec_audit.case.neighbours import Neighbours
from spec_audit.case.ownership import Ownership, compute_ownership
from spec_audit.config import Config, Waiver
from spec_audit.model.bean import Bean
from spec_audit.model.finding import Mistake
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import Item, Spec, SpecObject, Transition
from spec_audit.model.review import Review
from spec_audit.vocabulary import AUTO_BY_KIND

One = TypeVar("One", bound=SpecObject)


@dataclass(frozen=True, kw_only=True)
class Case:
    """Specs, inventory, work items and settings. What follows from them is computed once."""

    config: Config
    specs: tuple[Spec, ...]
    inventory: Inventory
    beans: Mapping[str, Bean]
    agents: Mapping[str, str | None] = field(default_factory=dict)
    """The files for coding agents, by name; None for one that is not there."""
    mistakes: tuple[Mistake, ...] = ()
    reviews: tuple[Review, ...] = ()
    configuration: str = ""
    """The digest of the settings and extractors as they are now; empty when it is not known."""

    @property
    def is_stale(self) -> bool:
        """Whether the inventory was made with other settings, or by other extractors."""
        made_with = self.inventory.configuration
        return bool(made_with and self.configuration) and made_with != self.configuration

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each spec, by its name."""
        return {spec.name: spec.heading for spec in self.specs}

    @cached_property
    def ownership(self) -> Ownership:
        """Who owns what."""
        return compute_ownership(self.specs, self.inventory)

    def waiver_of(self, key: str) -> Waiver | None:
        """The exception that lets a fact be without an owner, if there is one."""
        return next((one for one in self.config.exceptions if one.fits("unowned-fact", key)), None)

    @cached_property
    def homeless(self) -> tuple[str, ...]:
        """The facts that want an owner: nobody claims them, and no exception lets them be."""
        return tuple(
            key for key, claims in self.ownership.claims.items() if not claims and not self.waiver_of(key)
        )

    @cached_property
    def neighbours(self) -> Neighbours:
        """The owned facts, by what a stray one may have in common with them."""
        return Neighbours(self.ownership, self.inventory)

    @cached_property
    def blocks(self) -> tuple[RenderedBlock, ...]:
        """All autodoc blocks with their rows."""
        service = find_service(self.inventory, self.config.specs.service)
        return tuple(
            resolve_block(one, self.inventory, service) for spec in self.specs for one in spec.autodocs
        )

    @cached_property
    def documented(self) -> Mapping[str, tuple[RenderedBlock, ...]]:
        """The blocks that show each fact, by the key of the fact that they head."""
        found: dict[str, list[RenderedBlock]] = {}
        for block in self.blocks:
            for fact in block.facts:
                found.setdefault(fact.key, []).append(block)
        return {key: tuple(blocks) for key, blocks in found.items()}

    def documenting(self, key: str) -> set[str]:
        """The specs that show a fact in a block."""
        return {block.autodoc.spec for block in self.documented.get(key, ())}

    @cached_property
    def documented_by_name(self) -> frozenset[tuple[str, str]]:
        """The facts of kinds that no block shows, each with a spec whose text names it: that will do."""
        return frozenset(
            (spec.name, ref.text)
            for spec in self.specs
            for ref in spec.mentions
            if ref.text in self.ownership.claims and self.inventory.fact(ref.text).kind not in AUTO_BY_KIND
        )

    @cached_property
    def machines(self) -> Mapping[str, Machine]:
        """The state machines that transitions speak of, by the name of their enum."""
        return find_machines(self.each(Transition), self.blocks, self.inventory)

    @cached_property
    def objects(self) -> Mapping[str, SpecObject]:
        """All objects by id; of two with the same id, the first."""
        found: dict[str, SpecObject] = {}
        for one in self.every_object():
            found.setdefault(one.id, one)
        return found

    @cached_property
    def mentions(self) -> Mapping[str, tuple[Mentioned, ...]]:
        """All that mentions each fact."""
        return find_mentions(self.specs, self.inventory)

    @cached_property
    def review_state(self) -> ReviewState:
        """What the reviews say of the objects."""
        return hold_reviews(self.objects.values(), self.inventory, self.reviews)

    @cached_property
    def explained(self) -> Mapping[str, frozenset[str]]:
        """The specs in which an edge case or a status item explains the disorder of a fact."""
        found: dict[str, set[str]] = {}
        for one in self.items():
            for ref in one.facts:
                for key in self.inventory.select(ref.text):
                    found.setdefault(key, set()).add(one.spec)
        return {key: frozenset(specs) for key, specs in found.items()}

    def every_object(self) -> Iterator[SpecObject]:
        """Yield all objects in the order of the documents, duplicates included."""
        return (one for spec in self.specs for one in spec.objects)

    def each(self, cls: type[One]) -> Iterator[One]:
        """Yield all objects of one kind."""
        return (one for one in self.every_object() if isinstance(one, cls))

    def items(self) -> Iterator[Item]:
        """Yield all edge cases and status items."""
        return (one for one in self.every_object() if isinstance(one, Item))

    def is_explained(self, key: str) -> bool:
        """Whether the spec that owns a fact explains what is wrong with it."""
        owner = self.ownership.owner(key)
        return owner is not None and owner.spec in self.explained.get(key, frozenset())
