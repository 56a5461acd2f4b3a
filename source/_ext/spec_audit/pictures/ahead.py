"""A second process that draws while the build does something else.

It only fills the folder of a sketchbook: what it has not done, or could not do, the build draws
itself. So nothing that goes wrong here can change a page.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

WORTH = 3
"""From so many pictures on, a process of its own is worth its start."""


class Assistant:
    """The process, which is started when there is enough to draw, and must be finished or dismissed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handed: set[str] = set()
        self._waiting: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._failed = False

    def hand_over(self, text: str) -> None:
        """Have a text drawn, unless it was handed over before."""
        if self._failed or text in self._handed:
            return
        self._handed.add(text)
        self._waiting.append(text)
        if self._process is None and len(self._waiting) < WORTH:
            return
        try:
            self._send()
        except OSError:
            self._failed = True
            self.dismiss()

    def _send(self) -> None:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this very Python, on our own module
                [sys.executable, "-m", __package__, str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        assert self._process.stdin is not None
        for text in self._waiting:
            self._process.stdin.write(f"{json.dumps(text)}\n")
        self._process.stdin.flush()
        self._waiting.clear()

    def finish(self) -> None:
        """Wait until it has drawn all; whether it did is for the sketchbook to see."""
        if self._process is not None:
            assert self._process.stdin is not None
            with suppress(OSError):
                self._process.stdin.close()
            self._process.wait()
            self._process = None
        self._waiting.clear()

    def dismiss(self) -> None:
        """End it, done or not."""
        if self._process is not None:
            self._process.kill()
        self.finish()
