"""How far a long command has come, told to the terminal that waits for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spec_audit.inventory.scanning import Progress


def find_progress() -> Progress | None:
    """Give what tells how far the reading has come; None where nobody watches."""
    return _show if sys.stderr.isatty() else None


def _show(done: int, total: int, what: str) -> None:
    end = "\n" if done == total else ""
    sys.stderr.write(f"\r\x1b[K{done}/{total} {what[-60:] if not end else 'done'}{end}")
