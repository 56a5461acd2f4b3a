"""``spec-audit drift``: exit 0 nothing drifted, 1 something did, 2 it could not be checked."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from spec_audit.audit import load_case
from spec_audit.case import Case
from spec_audit.commands.progress import find_progress
from spec_audit.config import Config
from spec_audit.drift.walk import Account, Held, hold_locks, hold_tree, walk_history
from spec_audit.inventory.cache import ScanCache, default_place
from spec_audit.inventory.git import RULE, git_dir_of
from spec_audit.inventory.history import read_history
from spec_audit.inventory.tree import open_tree
from spec_audit.inventory.walk_cache import WalkCache
from spec_audit.model.finding import NotCheckedError
from spec_audit.model.place import Place
from spec_audit.writers.drift_json import write_drift_json, write_walk_json
from spec_audit.writers.drift_text import write_account_text, write_drift_text, write_step_text

STATUS = {"same": 0, "drift": 1, "not-checked": 2}


def run_drift(options: Namespace, config: Config) -> int:
    """Hold a tree or an earlier lock against the lock, or the commits of a range against one another."""
    case = load_case(config)
    place = None if options.no_cache else default_place(str(config.root))
    if bool(options.base) == bool(options.code):
        raise NotCheckedError.because(
            "bad-usage",
            Place(path="--base" if options.base else "--code"),
            "it takes no code" if options.base else "there is nothing to hold against the lock",
            "Name the source tree by --code DIR, or an earlier lock by --base REV.",
        )
    if options.limit and not options.range:
        raise NotCheckedError.because(
            "bad-usage", Place(path="--limit"), "it limits a range, and there is none", "Name a --range."
        )
    if options.base:
        return STATUS[_hold_locks(options, case)]
    verdict = _walk(options, case, place) if options.range else _hold(options, case, place)
    return STATUS[verdict]


def _hold(options: Namespace, case: Case, place: str | None) -> str:
    if case.is_stale:
        raise NotCheckedError.because(
            "stale-inventory",
            Place(path=case.config.inventory.lock),
            "it was made with other settings or extractors, so a difference would say nothing of the code",
            "Write it anew: spec-audit inventory --code DIR; 'drift --base REV' then tells what changed.",
        )
    tree = open_tree(Path(options.code), options.rev)
    head = "" if tree.root else tree.commit
    cache = ScanCache(place)
    held = hold_tree(case, tree, cache, find_progress())
    cache.save()
    _write(options, held, case.inventory.commit, head)
    return held.verdict


def _hold_locks(options: Namespace, case: Case) -> str:
    """Hold the lock against an earlier one; the lines are those of the specs as they are now."""
    from spec_audit.changes.base import inventory_at

    before = inventory_at(case.config, options.base)
    held = hold_locks(case, before)
    _write(options, held, before.commit, case.inventory.commit)
    if before.configuration != case.inventory.configuration:
        sys.stderr.write("the two were made with other settings or extractors: some of it may be theirs\n")
    return held.verdict


def _write(options: Namespace, held: Held, base: str, head: str) -> None:
    write = write_drift_json if options.format == "json" else write_drift_text
    sys.stdout.write(write(held, base, head))


def _walk(options: Namespace, case: Case, place: str | None) -> str:
    git_dir = git_dir_of(options.code)
    if git_dir is None:
        raise NotCheckedError.because(
            RULE,
            Place(path=options.code),
            "it is no git repository, so it has no history",
            "Name a checkout or git directory.",
        )
    history = read_history(git_dir, options.range)
    if options.limit:
        history = replace(history, commits=history.commits[: options.limit])
    cache = WalkCache(place and place + ".walk")
    steps = walk_history(case, git_dir, history, cache, find_progress())
    account = Account()
    if options.format == "json":
        head = history.commits[-1].id
        sys.stdout.write(write_walk_json(steps, account, history.base.id, head))
    else:
        for step in steps:
            account.add(step)
            sys.stdout.write(write_step_text(step))
        sys.stdout.write(write_account_text(account))
    cache.save()
    return account.verdict
