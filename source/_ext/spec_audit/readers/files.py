"""The bytes of a file that somebody else may have put there: read at once, or refused, never waited for."""

from __future__ import annotations

import errno
import os
import stat


def read_file(file: str | os.PathLike[str]) -> bytes:
    """Read a regular file. Raises ``OSError`` for any other kind, also for one that nobody writes to."""
    with open(file, "rb", opener=_open) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device", os.fspath(file))
        return opened.read()


def _open(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
