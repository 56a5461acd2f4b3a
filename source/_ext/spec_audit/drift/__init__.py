"""Drift: what differs between the inventory that the specs were held against and another one.

Every change comes with who owns it and the line of the specs that has to be looked at. Pure:
it takes a case and an inventory, and reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from spec_audit.case import Case
from spec_audit.case.autodoc import RenderedBlock
from spec_audit.config import Source
from spec_audit.drift.change import Change
from spec_audit.drift.evidence import compare_evidence
from spec_audit.drift.facts import ChangeKind, FactChange, compare_facts, describe_differences, renamed_files
from spec_audit.drift.words import find_leftovers
from spec_audit.model.facts import Fact
from spec_audit.model.pattern import matches_any
from spec_audit.model.place import Place
from spec_audit.vocabulary import AUTO_BY_NAME

_HINTS = {
    ChangeKind.ADDED: "say here what it means",
    ChangeKind.REMOVED: "take it out here, and out of the sentences that speak of it",
    ChangeKind.CHANGED: "see whether what stands here still holds",
    ChangeKind.MOVED: "mend what names the file: claims, evidence, sentences",
}
"""What to do about a fact that a spec owns."""
_FACTLESS = frozenset({"files", "symbols"})
"""The extractors that look into a file, if at all, for no other fact than the file."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """All changes from one commit to another, sorted by the line to edit."""

    base: str
    head: str
    changes: tuple[Change, ...]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many facts of each kind of change, pieces of evidence, and specs concerned."""
        facts = [one for one in self.changes if one.is_fact]
        found = {kind.value: sum(one.kind is kind for one in facts) for kind in ChangeKind}
        found["evidence"] = len(self.changes) - len(facts)
        found["specs"] = len({one.owner for one in self.changes} - {None})
        return found


def find_drift(case: Case, later: Case) -> Drift:
    """Hold the inventory of a later case against the one of the first, and say who is concerned.

    The two differ in nothing but their inventories.
    """
    old, new = case.inventory, later.inventory
    renamed = renamed_files(old, new)
    facts = list(compare_facts(old, new, renamed))
    gone = (one.old for one in facts if one.old)
    left = {**find_leftovers(gone, new, case.specs), **_named(case, facts)}
    changes = [_fact_change(case, later, one) for one in facts]
    changes += compare_evidence(case, new, renamed)
    told = {one.place for one in changes}
    changes = [
        replace(one, leftovers=tuple(at for at in left[one.key] if at not in told))
        if one.key in left
        else one
        for one in changes
    ]
    changes.sort(key=lambda one: (one.place, one.key, one.message))
    return Drift(base=old.commit, head=new.commit, changes=tuple(changes))


def _named(case: Case, facts: Iterable[FactChange]) -> Mapping[str, tuple[Place, ...]]:
    """Find the lines that name a fact which changed, by a role or under `facts`."""
    found: dict[str, dict[Place, None]] = {one.key: {} for one in facts if one.kind is ChangeKind.CHANGED}
    for spec in case.specs if found else ():
        named = [(mention.text, mention.line) for mention in spec.mentions]
        named += [
            (key, ref.line)
            for one in spec.objects
            for ref in one.refs("facts")
            for key in case.inventory.select(ref.text)
        ]
        for key, line in named:
            if key in found:
                found[key][spec.at(line)] = None
    return {key: tuple(places) for key, places in found.items()}


def _fact_change(case: Case, later: Case, one: FactChange) -> Change:
    side = later if one.old is None else case
    head = side.inventory.fact(side.ownership.heads[one.key])
    claim = case.ownership.owner(one.key) or later.ownership.owner(one.key)
    spec = claim.spec if claim else None
    place, hint = (claim.place, _HINTS[one.kind]) if claim else _place_ownerless(case, side, head, one)
    return Change(
        kind=one.kind,
        key=one.key,
        follows=head.key if head.key != one.key else None,
        owner=spec,
        concern=claim.concern.id if claim else None,
        place=_documented(side, one.key, spec) or _documented(case, one.key, spec) or place,
        old=one.old.place if one.old else None,
        new=one.new.place if one.new else None,
        message=_message(one),
        hint=hint + _blind(case, one),
    )


def _place_ownerless(case: Case, side: Case, head: Fact, one: FactChange) -> tuple[Place, str]:
    """Say where to look when a fact changed that no spec owns, and what is to be done there."""
    waiver = case.waiver_of(head.key)
    if waiver is not None:
        place = Place(path=case.config.path, line=waiver.line)
        return place, "no spec owns it, by this exception; see whether its reason still holds"
    if one.new is None:
        return head.place, "no spec owns it, so nothing is left to do but in sentences that speak of it"
    near = case.neighbours.nearest(head, {block.autodoc.spec for block in _blocks(side, one.key)})
    if near is None:
        return head.place, "no spec owns it; claim it in the concern that it changes with"
    hint = f"no spec owns it; claim '{head.key}' in {near.id}, or in the concern that it changes with"
    return near.at(near.claims[0].line), hint


def _blind(case: Case, one: FactChange) -> str:
    """Warn of a new source file in which nobody reads facts: they could change without a word."""
    if one.kind is not ChangeKind.ADDED or one.new is None or one.new.kind != "file":
        return ""
    path, config = one.new.path, case.config
    readers = {of.extractor for of in config.sources if _takes(of, path)}
    ending = "." + path.rpartition(".")[2]
    if readers - _FACTLESS or not any(other.endswith(ending) for other in case.inventory.symbols):
        return ""
    return f"; no source of {config.path} reads facts in it: extend a glob if it may declare any"


def _takes(source: Source, path: str) -> bool:
    return matches_any(path, source.files) and not matches_any(path, source.exclude)


def _documented(case: Case, key: str, spec: str | None) -> Place | None:
    """Find the row that gives a fact its meaning, or the block that shows it or what it follows."""
    rows = list(_rows(case, key))
    places = rows or [(one.autodoc.spec, one.autodoc.place) for one in _blocks(case, key)]
    return min(places, key=lambda one: one[0] != spec)[1] if places else None


def _rows(case: Case, key: str) -> Iterator[tuple[str, Place]]:
    for block in _blocks(case, key):
        kinds = AUTO_BY_NAME[block.autodoc.directive].rows
        for row in block.rows:
            if row.fact.key == key and row.fact.kind in kinds and row.meaning is not None:
                yield block.autodoc.spec, block.autodoc.at(row.meaning.line)


def _blocks(case: Case, key: str) -> Iterator[RenderedBlock]:
    """Yield the blocks that show a fact, then those that show what it follows."""
    head = case.ownership.heads.get(key, key)
    for name in dict.fromkeys((key, head)):
        yield from case.documented.get(name, ())


def _message(one: FactChange) -> str:
    if one.old is None:
        return f"{one.key} is new"
    if one.new is None:
        return f"{one.key} is gone"
    if one.kind is ChangeKind.MOVED:
        return f"{one.key} moved from {one.old.path} to {one.new.path}"
    return f"{one.key} changed: {describe_differences(one.old, one.new) or 'in what its digest covers'}"
