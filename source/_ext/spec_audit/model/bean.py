"""Beans: the work items that open work must be tracked by."""

from __future__ import annotations

from typing import NamedTuple


class Bean(NamedTuple):
    """One work item: its id, its title and status, and the file that holds it.

    ``rivals`` are the other files that claim the same id; what they say is not read.
    """

    id: str
    title: str
    status: str
    path: str
    rivals: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether the tracker takes it for finished or given up."""
        return self.status in {"done", "completed", "scrapped"}
