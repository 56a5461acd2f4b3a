"""What CPython has in small modules of its own, and every Python in larger ones that load slowly."""

from __future__ import annotations

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
