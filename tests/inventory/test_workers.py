"""Scanning on several processors gives what scanning on one gives."""

from __future__ import annotations

import os

import pytest

from spec_audit.inventory import workers
from spec_audit.inventory.workers import Entry, Task, spread

TASKS = [Task(path=f"{n}.ts", data=b"x" * n * 10, jobs=[("symbols", f"key{n}")]) for n in range(1, 9)]


def scan(task: Task) -> list[Entry]:
    return [(key, [len(task.data), 0, ""]) for _, key in task.jobs]


@pytest.mark.parametrize("processors", [1, 2, 3])
def test_every_task_is_done_once(monkeypatch: pytest.MonkeyPatch, processors: int) -> None:
    monkeypatch.setattr(workers, "_processors", lambda tasks: processors)
    done = dict(spread(TASKS, scan))
    assert done == {task.path: scan(task) for task in TASKS}


def test_the_share_of_a_child_that_dies_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda tasks: 2)
    here = os.getpid()

    def fragile(task: Task) -> list[Entry]:
        if os.getpid() != here:
            os._exit(9)
        return scan(task)

    assert dict(spread(TASKS, fragile)) == {task.path: scan(task) for task in TASKS}


def test_little_work_starts_no_process() -> None:
    assert workers._processors(TASKS) == 1
