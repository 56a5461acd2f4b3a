"""Drift of a source tree against the lock, or commit by commit over a stretch of its history.

What cannot be read is named and never passes for unchanged. What stands in a file that does not
parse is not compared: it may still be there. A walk compares nothing at a commit that breaks a
file, since other files lose facts with it (routes that are mounted in it), and holds the next one
against the last that was whole; a file that stays broken then blinds the walk to itself alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from spec_audit.case import Case
from spec_audit.config import Config
from spec_audit.drift import Drift, find_drift
from spec_audit.drift.facts import hold_over
from spec_audit.inventory.cache import ScanCache
from spec_audit.inventory.history import Commit, History
from spec_audit.inventory.scanning import Progress
from spec_audit.inventory.taking import Taken, take_inventory
from spec_audit.inventory.tree import GitTree, SourceTree
from spec_audit.inventory.walk_cache import WalkCache
from spec_audit.model.inventory import Inventory
from spec_audit.model.pattern import select_paths
from spec_audit.model.place import Place
from spec_audit.model.problem import UNPARSED, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One inventory held against another, and what was not readable in it.

    ``drift`` is None where nothing could be compared. ``problems`` are those that were not there
    before; ``standing`` counts the ones that were, which the earlier commit was not checked for.
    """

    drift: Drift | None
    problems: tuple[Problem, ...] = ()
    standing: int = 0

    @property
    def verdict(self) -> str:
        """``same``, ``drift`` or ``not-checked``, the last where nothing was compared or a problem is new."""
        if self.drift is None or self.problems:
            return "not-checked"
        return "drift" if self.drift.changes else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One commit of a walk. ``held`` is None where it touched no file that is configured."""

    commit: Commit
    held: Held | None

    @property
    def verdict(self) -> str:
        """What the commit did; one that touched nothing is the same."""
        return self.held.verdict if self.held else "same"


@dataclass(slots=True, kw_only=True)
class Account:
    """What a walk came to. Steps are added one by one, so that a long walk keeps none of them."""

    counts: dict[str, int] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)

    def add(self, step: Step) -> None:
        """Count one step."""
        drift = step.held.drift if step.held else None
        changes = drift.changes if drift else ()
        self._count("commits", 1)
        self._count("commits_" + step.verdict.replace("-", "_"), 1)
        self._count("commits_read", step.held is not None)
        self._count("commits_with_facts", any(one.is_fact for one in changes))
        self._count("problems", len(step.held.problems) if step.held else 0)
        for name, number in drift.counts.items() if drift else ():
            self._count(name, number)
        self.owners.update(one.owner for one in changes if one.owner is not None)

    def _count(self, name: str, number: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    @property
    def verdict(self) -> str:
        """The gravest verdict of all steps."""
        if self.counts.get("commits_not_checked"):
            return "not-checked"
        return "drift" if self.counts.get("commits_drift") else "same"

    @property
    def total(self) -> dict[str, int]:
        """All counts by name; ``specs`` are the owners of what changed, each counted once."""
        return {**dict(sorted(self.counts.items())), "specs": len(self.owners)}


def hold_tree(case: Case, tree: SourceTree, cache: ScanCache, progress: Progress | None = None) -> Held:
    """Hold the files of a tree against the case's inventory."""
    taken = _take(case.config, tree, cache, progress)
    drift, _, unseen = _compare(case, taken.inventory, _blind_files(case.inventory))
    return Held(drift=drift, problems=(*taken.problems, *unseen))


def hold_locks(case: Case, before: Inventory) -> Held:
    """Hold the case's inventory against an earlier one; the specs are those of the case."""
    drift, _, unseen = _compare(replace(case, inventory=before), case.inventory, _blind_files(before))
    return Held(drift=drift, problems=(*case.inventory.problems, *unseen))


def walk_history(
    case: Case, git_dir: str, history: History, cache: WalkCache, progress: Progress | None = None
) -> Iterator[Step]:
    """Yield the commits of a history one by one, each held against the one before it.

    The commit that the history starts from is yielded too when something in it is not readable.
    The specs are those of the case throughout; owners and lines are theirs.
    """
    before = _take_commit(case.config, git_dir, history.base.id, cache)
    last = replace(case, inventory=before.inventory)
    unread = blind = _unread(before.problems)
    if before.problems:
        yield Step(commit=history.base, held=Held(drift=None, problems=before.problems))
    known = frozenset(_without_line(one) for one in before.problems)
    for number, commit in enumerate(history.commits, start=1):
        if progress is not None:
            progress(number, len(history.commits), commit.id[:12])
        if not _touches(case.config, commit.paths):
            yield Step(commit=commit, held=None)
            continue
        cache.turn()
        taken = _take_commit(case.config, git_dir, commit.id, cache)
        fresh = tuple(one for one in taken.problems if _without_line(one) not in known)
        standing = len(taken.problems) - len(fresh)
        known = frozenset(_without_line(one) for one in taken.problems)
        broken = {path for path in _unread(taken.problems) - unread if last.inventory.has_file(path)}
        unread = _unread(taken.problems)
        if broken:
            yield Step(commit=commit, held=Held(drift=None, problems=fresh, standing=standing))
            continue
        drift, last, unseen = _compare(last, taken.inventory, blind)
        blind &= unread
        yield Step(commit=commit, held=Held(drift=drift, problems=(*fresh, *unseen), standing=standing))


def _compare(case: Case, new: Inventory, blind: frozenset[str]) -> tuple[Drift, Case, tuple[Problem, ...]]:
    """Compare all but the files that one side could not read; ``blind`` are those of the case.

    Gives the drift, the later case, and as problems the files that can be read only now.
    """
    unread = _unread(new.problems)
    seen = blind - unread
    old = hold_over(case.inventory, new, seen)
    later = replace(case, inventory=hold_over(new, old, unread))
    message = "it did not parse before, so what changed in it is not known"
    unseen = tuple(
        Problem(rule=UNPARSED, place=Place(path=path), message=message)
        for path in sorted(seen)
        if later.inventory.has_file(path)
    )
    first = case if old is case.inventory else replace(case, inventory=old)
    return find_drift(first, later), later, unseen


def _unread(problems: Sequence[Problem]) -> frozenset[str]:
    return frozenset(one.place.path for one in problems if one.rule == UNPARSED)


def _blind_files(inventory: Inventory) -> frozenset[str]:
    """Name the files that did not parse when an inventory was made."""
    told = (one.path for one in inventory.facts if one.attrs.get("parsed") is False)
    return _unread(inventory.problems).union(told)


def _touches(config: Config, paths: Sequence[str]) -> bool:
    return any(select_paths(paths, one.files, one.exclude) for one in config.sources)


def _take_commit(config: Config, git_dir: str, commit: str, cache: ScanCache) -> Taken:
    return _take(config, GitTree(git_dir, commit), cache, None)


def _take(config: Config, tree: SourceTree, cache: ScanCache, progress: Progress | None) -> Taken:
    """Take a whole inventory while its tree is open: it is read as far as somebody asks."""
    try:
        taken = take_inventory(
            tree,
            config.sources,
            repository=config.inventory.repository,
            config_path=config.path,
            cache=cache,
            progress=progress,
        )
        _ = taken.inventory
    finally:
        tree.close()
    return taken


def _without_line(problem: Problem) -> Problem:
    """Leave the line out, so that a problem that only shifted is not a new one."""
    return problem._replace(place=Place(path=problem.place.path))
