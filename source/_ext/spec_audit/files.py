"""Files that others may put there, read or write meanwhile: read at once or refused, written whole or not."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress


def read_file(file: str | os.PathLike[str]) -> bytes:
    """Read a regular file. Raises ``OSError`` for any other kind, also for one that nobody writes to."""
    with open(file, "rb", opener=_open) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device", os.fspath(file))
        return opened.read()


def write_file(file: str | os.PathLike[str], parts: Iterable[bytes], *, mode: int = 0o777) -> None:
    """Write a file in one step, and its folder, with this mode, where there is none; a link is followed.

    Raises ``OSError`` that names the file, and leaves no part of it behind.
    """
    place = os.path.realpath(file)
    partial = f"{place}.{os.getpid()}"
    os.makedirs(os.path.dirname(place), mode=mode, exist_ok=True)  # noqa: PTH103, PTH120 - pathlib costs its import
    try:
        with open(partial, "wb") as made:  # noqa: PTH123
            made.writelines(parts)
        os.replace(partial, place)  # noqa: PTH105
    except BaseException as error:
        with suppress(OSError):
            os.unlink(partial)  # noqa: PTH108
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, os.fspath(file)) from None
        raise


def _open(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
