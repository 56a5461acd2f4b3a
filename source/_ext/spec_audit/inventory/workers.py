"""Work spread over the machine's processors, where that can be done and is worth it.

The tree-sitter binding holds Python's lock, so threads gain nothing. Processes are forked, which
costs next to nothing and hands them all that was read; where there is no fork, or something else
runs in this process, everything is done here. The results are the same.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, cast

Made = TypeVar("Made")

_MOST = 4
"""How many processes work at once."""

_NUMBER = 4
"""Bytes of a number in the queue."""

_PIPE = 4096 // _NUMBER
"""How many numbers every pipe takes at once."""


def spread(count: int, work: Callable[[int], Made], *, together: bool) -> Iterator[tuple[int, Made]]:
    """Do the pieces of work from 0 to ``count``; yield each one's number and result as they come in.

    ``together`` says whether other processes are worth their start. Each process takes the next piece
    when it is free, so what takes long should come early. Results are of what ``marshal`` takes.
    """
    others = _processors() - 1 if together else 0
    if not others:
        for number in range(count):
            yield number, work(number)
        return
    queue = _Queue(count)
    children = [_Child(queue, work) for _ in range(others)]
    left = set(range(count))
    for number in queue:
        yield number, work(number)
        left.discard(number)
    for child in children:
        for number, made in child.collect():
            yield number, made
            left.discard(number)
    for number in sorted(left):  # of a child that came to grief
        yield number, work(number)


def _processors() -> int:
    threads = sys.modules.get("threading")  # where nobody imported it there is but one
    if sys.platform != "linux" or (threads is not None and threads.active_count() > 1):
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


class _Queue:
    """Numbers in a pipe that several processes read: each is given to one of them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._step = count // _PIPE + 1
        self._pipe, into = os.pipe()
        for first in range(0, count, self._step):
            os.write(into, first.to_bytes(_NUMBER, "big"))
        os.close(into)

    def __iter__(self) -> Iterator[int]:
        while taken := os.read(self._pipe, _NUMBER):
            first = int.from_bytes(taken, "big")
            yield from range(first, min(first + self._step, self._count))
        os.close(self._pipe)


class _Child:
    """A forked process that works off a queue and sends its results back through a pipe."""

    def __init__(self, queue: _Queue, work: Callable[[int], Any]) -> None:
        self._pipe, sender = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(sender)
            return
        status = 1
        try:
            os.close(self._pipe)
            with open(sender, "wb") as pipe:  # noqa: PTH123 - a descriptor, no path
                pipe.write(marshal.dumps([(number, work(number)) for number in queue]))
            status = 0
        finally:
            os._exit(status)  # never back into the code that called

    def collect(self) -> Iterable[tuple[int, Any]]:
        """Wait for the results; none when the child came to grief."""
        with open(self._pipe, "rb") as pipe:  # noqa: PTH123
            sent = pipe.read()
        _, status = os.waitpid(self._pid, 0)
        sound = marshal.loads(sent) if not status else []  # noqa: S302 - from our own child
        return cast("list[tuple[int, Any]]", sound)
