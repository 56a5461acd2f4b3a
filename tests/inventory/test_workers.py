"""Work on several processors gives what work on one gives."""

from __future__ import annotations

import os
import threading

import pytest

from spec_audit.inventory import workers
from spec_audit.inventory.workers import spread

DONE = {number: number * number for number in range(9)}


def square(number: int) -> int:
    return number * number


@pytest.mark.parametrize("processors", [1, 2, 3])
def test_every_piece_is_done_once(monkeypatch: pytest.MonkeyPatch, processors: int) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: processors)
    done = list(spread(len(DONE), square, together=True))
    assert len(done) == len(DONE)
    assert dict(done) == DONE


def test_more_pieces_than_a_pipe_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    done = list(spread(25_000, square, together=True))
    assert len(done) == 25_000
    assert dict(done) == {number: number * number for number in range(25_000)}


def test_what_a_child_had_that_dies_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    here = os.getpid()
    ready, go = os.pipe()

    def fragile(number: int) -> int:
        if os.getpid() != here:
            os.write(go, b"!")
            os._exit(9)
        if number == 0:
            os.read(ready, 1)  # so that the child has taken a piece
        return square(number)

    assert dict(spread(len(DONE), fragile, together=True)) == DONE


def test_other_processes_work_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    here = os.getpid()
    from_here, to_child = os.pipe()
    from_child, to_here = os.pipe()

    def meet(_: int) -> int:
        """Go on when the other process is at work as well."""
        is_here = os.getpid() == here
        os.write(to_child if is_here else to_here, b"!")
        os.read(from_child if is_here else from_here, 1)
        return os.getpid()

    assert len({process for _, process in spread(2, meet, together=True)}) == 2


def test_little_work_starts_no_process() -> None:
    assert {process for _, process in spread(9, lambda _: os.getpid(), together=False)} == {os.getpid()}


def test_beside_another_thread_no_process_is_forked() -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    assert workers._processors() == 1
    over.set()
    other.join()
