"""Drift as JSON, format 1: of one tree, or of the commits of a range."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from spec_audit.drift import Drift
from spec_audit.drift.change import Change
from spec_audit.drift.walk import Account, Held, Step
from spec_audit.model.problem import Problem

FORMAT = 1


def write_drift_json(held: Held, base: str, head: str) -> str:
    """Write one comparison; ``head`` is empty for files that no commit has."""
    data = {
        "format": FORMAT,
        "verdict": held.verdict,
        "base": base,
        "head": head,
        "changes": _changes(held.drift),
        "problems": [_problem(one) for one in held.problems],
        "counts": dict(held.drift.counts) if held.drift else {},
    }
    return _encode(data)


def write_walk_json(steps: Iterable[Step], account: Account, base: str, head: str) -> str:
    """Write a walk, adding its steps to ``account``."""
    commits: list[dict[str, object]] = []
    for step in steps:
        account.add(step)
        commits.append(_commit(step))
    data = {
        "format": FORMAT,
        "verdict": account.verdict,
        "base": base,
        "head": head,
        "commits": commits,
        "counts": account.total,
    }
    return _encode(data)


def _encode(data: Mapping[str, object]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _commit(step: Step) -> dict[str, object]:
    held = step.held or Held(drift=None)
    return {
        "commit": step.commit.id,
        "date": step.commit.date,
        "verdict": step.verdict,
        "base": held.drift.base if held.drift else None,
        "changes": _changes(held.drift),
        "problems": [_problem(one) for one in held.problems],
        "standing": held.standing,
    }


def _changes(drift: Drift | None) -> list[dict[str, object]]:
    return [_change(one) for one in (drift.changes if drift else ())]


def _change(one: Change) -> dict[str, object]:
    return {
        "change": one.kind.value,
        "key": one.key,
        "follows": one.follows,
        "owner": one.owner,
        "concern": one.concern,
        **one.place._asdict(),
        "code": one.code._asdict(),
        "old": one.old._asdict() if one.old else None,
        "new": one.new._asdict() if one.new else None,
        "message": one.message,
        "hint": one.hint,
        "leftovers": [at._asdict() for at in one.leftovers],
    }


def _problem(one: Problem) -> dict[str, object]:
    return {"rule": one.rule, **one.place._asdict(), "message": one.message, "hint": one.hint}
