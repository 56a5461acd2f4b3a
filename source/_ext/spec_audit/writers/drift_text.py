"""Drift as text for a terminal: the line to edit, what changed, the code's place, one line of account.

What has one cause is told once: the columns that came or went with their table, and the objects of a
spec that cite the same symbol, each at its line, with one hint for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spec_audit.drift.change import Change
from spec_audit.drift.facts import ChangeKind
from spec_audit.drift.walk import Account, Held, Step
from spec_audit.model.amounts import counted
from spec_audit.model.problem import Problem

_PLURAL = {"column": "columns", "index": "indexes", "state": "states"}
_TOGETHER = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED})
"""What says all of a follower when it is said of the head; what changed, each says for itself."""


def write_drift_text(held: Held, base: str, head: str) -> str:
    """Write one comparison; ``base`` is empty where the lock names no commit, ``head`` for files of none."""
    lines = [*_changes(held.drift.changes if held.drift else (), ""), *_problems(held.problems, "")]
    counts = held.drift.counts if held.drift else {}
    lines.append(f"{_account(held.verdict, counts)}; from {base[:12] or 'the lock'} to {_short(head)}")
    return "\n".join(lines) + "\n"


def write_step_text(step: Step) -> str:
    """Write one commit of a walk; nothing for one that left everything as it was."""
    held = step.held
    if held is None or step.verdict == "same":
        return ""
    changes = held.drift.changes if held.drift else ()
    found = counted(len(changes), "change")
    if held.standing:
        found += f", problems as before: {held.standing}"
    head = f"{_short(step.commit.id)} {step.commit.date} {step.verdict}: {found}"
    return "\n".join([head, *_changes(changes, "    "), *_problems(held.problems, "    ")]) + "\n"


def write_account_text(account: Account) -> str:
    """Write what a walk came to, in one line."""
    counts = account.total
    walked = f"{counted(counts.get('commits', 0), 'commit')}, {counts.get('commits_read', 0)} of them read"
    found = f"{counts.get('commits_with_facts', 0)} with changed facts"
    unread = f"{counts.get('commits_not_checked', 0)} not checked"
    return f"{_account(account.verdict, counts)}; {walked}, {found}, {unread}\n"


def _account(verdict: str, counts: Mapping[str, int]) -> str:
    facts = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("added", "removed", "changed", "moved"))
    evidence, specs = counted(counts.get("evidence", 0), "piece"), counted(counts.get("specs", 0), "spec")
    return f"{verdict}: facts {facts}; {evidence} of evidence; {specs} concerned"


def _changes(changes: Sequence[Change], indent: str) -> Iterator[str]:
    for first, *others in _gather(changes):
        followers, alike = (others, []) if first.is_fact else ([], others)
        yield f"{indent}{first.place}: {first.message}{_say_followers(followers)} [{first.kind.value}]"
        for one in alike:
            yield f"{indent}{one.place}: {one.message} [{one.kind.value}]"
        yield f"{indent}    {first.hint}{', and so for each' if alike else ''}"
        left = dict.fromkeys(str(at) for one in (first, *others) for at in one.leftovers)
        if left:
            yield f"{indent}    named in {', '.join(left)}"
        yield f"{indent}    see {first.code}"


def _gather(changes: Sequence[Change]) -> Iterable[list[Change]]:
    """Put together what has one cause, where the first of it stands."""
    heads = {(one.key, one.kind) for one in changes}
    groups: dict[tuple[str, ...], list[Change]] = {}
    for one in changes:
        if one.is_fact:
            with_it = one.follows and one.kind in _TOGETHER and (one.follows, one.kind) in heads
            cause = one.follows if one.follows and with_it else one.key
            groups.setdefault((cause, one.kind), []).append(one)
        else:
            groups.setdefault((one.key, one.kind, one.place.path), []).append(one)
    for group in groups.values():
        group.sort(key=lambda one: one.follows is not None)
    return groups.values()


def _say_followers(changes: Sequence[Change]) -> str:
    kinds = Counter(one.key.partition(":")[0] for one in changes)
    told = [f"{number} {_PLURAL.get(kind, kind) if number > 1 else kind}" for kind, number in kinds.items()]
    return f", with {' and '.join(told)}" if told else ""


def _problems(problems: Sequence[Problem], indent: str) -> Iterator[str]:
    for one in problems:
        yield f"{indent}{one.place}: {one.message} [{one.rule}]"
        yield f"{indent}    {one.hint}"


def _short(commit: str) -> str:
    return commit[:12] or "the files as they are"
