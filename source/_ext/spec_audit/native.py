"""What makes CPython quick: its small modules in C in place of larger ones, and no garbage collection."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


def find_native(name: str, *modules: str) -> Any:
    """Take a function from the first module that there is; the last is always there."""
    for module in modules[:-1]:
        try:
            return getattr(import_module(module), name)
        except ImportError:
            continue
    return getattr(import_module(modules[-1]), name)


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep Python from looking for reference cycles: what is read and made has none, and it takes 5 %."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
