"""Two inventories held against each other: which facts came, went, changed and moved.

It knows no specs. A fact is known by its key and told apart by its digest; a line that only
shifted inside its file is nothing, and what follows a fact that moved (a column) is not named again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from spec_audit.model.facts import Attr, Fact
from spec_audit.model.inventory import Inventory


class ChangeKind(StrEnum):
    """What happened to a fact or to a piece of evidence."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """It is the same and stands in another file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One fact that is not as it was. ``key`` is the old one where a source file was renamed."""

    kind: ChangeKind
    key: str
    old: Fact | None
    new: Fact | None


def compare_facts(old: Inventory, new: Inventory, renamed: Mapping[str, str]) -> Iterator[FactChange]:
    """Yield what is different, by key; ``renamed`` is what ``renamed_files`` gives."""
    new_names = {f"file:{path}" for path in renamed.values()}
    for key in sorted({*old.keys, *new.keys}):
        before = old.fact(key) if old.has(key) else None
        after = new.fact(key) if new.has(key) else None
        if before is None:
            if key not in new_names:
                yield FactChange(kind=ChangeKind.ADDED, key=key, old=None, new=after)
        elif after is None:
            to = renamed.get(before.path) if before.kind == "file" else None
            if to is not None:
                moved = new.fact(f"file:{to}")
                yield FactChange(kind=ChangeKind.MOVED, key=key, old=before, new=moved)
            else:
                yield FactChange(kind=ChangeKind.REMOVED, key=key, old=before, new=None)
        elif before.digest != after.digest:
            yield FactChange(kind=ChangeKind.CHANGED, key=key, old=before, new=after)
        elif before.path != after.path and not _follows(old, new, before, after):
            yield FactChange(kind=ChangeKind.MOVED, key=key, old=before, new=after)


def _follows(old: Inventory, new: Inventory, before: Fact, after: Fact) -> bool:
    """Whether a fact moved only as a part of the one that it follows, as a column does."""
    parent = before.parent
    if parent is None or not old.has(parent) or not new.has(parent):
        return False
    return old.fact(parent).path == before.path and new.fact(parent).path == after.path


def renamed_files(old: Inventory, new: Inventory) -> dict[str, str]:
    """Find the source files that were renamed: old path -> new path.

    A file was renamed when it is gone and a new one holds at least half of the symbols and
    facts of the larger of the two, digest by digest; files of which nothing but the name is
    known, when the name without its folders came and went once.
    """
    gone = sorted(_files(old) - _files(new))
    come = sorted(_files(new) - _files(old))
    if not gone or not come:
        return {}
    was, is_now = _contents(old, set(gone)), _contents(new, set(come))
    pairs = sorted(
        (-score, _base(one) != _base(other), one, other)
        for one in gone
        for other in come
        if (score := _likeness(was[one], is_now[other])) >= 0.5
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, one, other in pairs:
        if one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    names = [_base(one) for one in gone], [_base(other) for other in come]
    for one in gone:
        name = _base(one)
        if not was[one] and names[0].count(name) == names[1].count(name) == 1:
            other = next(other for other in come if _base(other) == name)
            if not is_now[other]:
                found[one] = other
    return found


def hold_over(inventory: Inventory, other: Inventory, paths: frozenset[str]) -> Inventory:
    """Give an inventory in which some files are as another one knows them.

    That these files are there at all is told by the first one.
    """
    if not paths:
        return inventory
    facts = {one.key: one for one in inventory.facts if one.kind == "file" or one.path not in paths}
    for one in other.facts:
        if one.kind != "file" and one.path in paths:
            facts.setdefault(one.key, one)
    symbols = {path: found for path, found in inventory.symbols.items() if path not in paths}
    symbols |= {path: other.symbols[path] for path in sorted(paths) if path in other.symbols}
    return replace(inventory, facts=tuple(facts[key] for key in sorted(facts)), symbols=symbols)


def _files(inventory: Inventory) -> set[str]:
    return {fact.path for fact in inventory.facts if fact.kind == "file"}


def _contents(inventory: Inventory, paths: set[str]) -> dict[str, set[str]]:
    found = {path: {f"{one.name} {one.digest}" for one in inventory.symbols.get(path, ())} for path in paths}
    for fact in inventory.facts:
        if fact.path in paths and fact.kind != "file":
            found[fact.path].add(f"{fact.key} {fact.digest}")
    return found


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one), len(other)) if one else 0.0


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def describe_differences(old: Fact, new: Fact) -> str:
    """Say which attributes of a fact differ, and how."""
    names = [name for name in sorted({*old.attrs, *new.attrs}) if old.attrs.get(name) != new.attrs.get(name)]
    return "; ".join(_difference(name, old.attrs.get(name), new.attrs.get(name)) for name in names)


def _difference(name: str, old: Attr, new: Attr) -> str:
    if isinstance(old, list) and isinstance(new, list):
        words = [
            f"{word} {', '.join(_shown(one) for one in ones)}"
            for word, ones in (
                ("without", [one for one in old if one not in new]),
                ("with", [one for one in new if one not in old]),
            )
            if ones
        ]
        return f"{name}: {', '.join(words) or 'in another order'}"
    return f"{name}: {_shown(old)} -> {_shown(new)}"


def _shown(value: Attr) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_shown(one)}" for name, one in sorted(value.items())) + "}"
    return "none" if value is None or value == "" else str(value)
