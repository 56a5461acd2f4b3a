"""Scanning spread over the machine's processors, where that can be done and is worth it.

The tree-sitter binding holds Python's lock, so threads gain nothing. Processes are forked, which
costs next to nothing and hands them the files' bytes; where there is no fork, or something else
runs in this process, everything is scanned here. The results are the same, in the same order.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

ENOUGH = 400_000
"""Bytes of source from which on another process is worth its start."""

Entry = tuple[str, list[Any]]
"""The key of a scan in the cache, and what is kept there."""


class Task(NamedTuple):
    """One file and what is wanted of it: pairs of an extractor and the key of its scan.

    ``asked`` are the patterns of all its extractors, which are looked for in one pass.
    """

    path: str
    data: bytes
    jobs: Sequence[tuple[str, str]]
    asked: tuple[str, ...] = ()


def spread(tasks: Sequence[Task], scan: Callable[[Task], list[Entry]]) -> Iterator[tuple[str, list[Entry]]]:
    """Scan all tasks; yield each path with its entries, as they come in."""
    shares = _shares(tasks, _processors(tasks))
    children = [_Child(share, scan) for share in shares[1:]]
    for task in shares[0]:
        yield task.path, scan(task)
    for child in children:
        results = child.collect()
        for task in child.share:
            yield task.path, results[task.path] if results is not None else scan(task)


def _processors(tasks: Sequence[Task]) -> int:
    if sys.platform != "linux" or sum(len(task.data) * len(task.jobs) for task in tasks) < ENOUGH:
        return 1
    import threading

    if threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), 4)


def _shares(tasks: Sequence[Task], count: int) -> list[list[Task]]:
    """Deal the tasks out so that all shares weigh about the same.

    Files of one ending stay together where that is fair, because a process compiles its query
    anew for each grammar that it meets.
    """
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        groups.setdefault(task.path.rpartition(".")[2], []).append(task)
    fair = sum(map(_weight, tasks)) / count
    shares: list[list[Task]] = [[] for _ in range(count)]
    weights = [0] * count
    for group in sorted(groups.values(), key=lambda group: (sum(map(_weight, group)), group[0].path)):
        together = sum(map(_weight, group)) <= fair / 2
        for task in sorted(group, key=lambda one: (-_weight(one), one.path)):
            lightest = count - 1 if together else weights.index(min(weights))
            shares[lightest].append(task)
            weights[lightest] += _weight(task)
    return shares


def _weight(task: Task) -> int:
    return (len(task.data) + 500) * (2 + len(task.jobs))


class _Child:
    """A forked process that scans its share and sends the entries back through a pipe."""

    def __init__(self, share: list[Task], scan: Callable[[Task], list[Entry]]) -> None:
        self.share = share
        self._pipe, sender = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(sender)
            return
        status = 1
        try:
            os.close(self._pipe)
            with open(sender, "wb") as pipe:  # noqa: PTH123 - a descriptor, no path
                pipe.write(marshal.dumps({task.path: scan(task) for task in share}))
            status = 0
        finally:
            os._exit(status)  # never back into the code that called

    def collect(self) -> dict[str, list[Entry]] | None:
        """Wait for the entries; None when the child came to grief, so that its share is still to do."""
        with open(self._pipe, "rb") as pipe:  # noqa: PTH123
            sent = pipe.read()
        _, status = os.waitpid(self._pid, 0)
        if status:
            return None
        results: dict[str, list[Entry]] = marshal.loads(sent)  # noqa: S302 - from our own child
        return results
