"""Amounts in words."""

from __future__ import annotations


def counted(number: int, one: str) -> str:
    """Say how many: ``1 state``, ``3 states``."""
    return f"{number} {one if number == 1 else one + 's'}"
