"""An audit or a matrix to a format: one format a file, each a function to text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def find_writer(name: str) -> Callable[..., str]:
    """Import the writer of findings in a format: a function of verdict, findings and counts."""
    writer: Callable[..., str] = getattr(import_module(f"spec_audit.writers.as_{name}"), f"write_{name}")
    return writer
