"""A snapshot: what a review compares of two audits, and nothing that only shifts lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryState:
    """One boundary: its spec, its title, the concerns that it sees, or why nobody covers it."""

    spec: str
    title: str
    see: tuple[str, ...]
    nobody: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """One status item or edge case: its spec, its title, how far it goes, what tracks it."""

    spec: str
    title: str
    status: str
    tracked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingState:
    """One finding without its line, which other edits move."""

    rule: str
    subject: str
    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What stood at one time. A part is None when the source of the snapshot does not tell it.

    ``ownership`` maps every fact that must be owned to the concerns that claim it: none for an
    orphan, two or more for a contested one. ``concerns`` maps a concern to its spec.
    """

    commit: str
    ownership: Mapping[str, tuple[str, ...]] | None
    concerns: Mapping[str, str]
    boundaries: Mapping[str, BoundaryState] | None
    status: Mapping[str, ItemState] | None
    findings: tuple[FindingState, ...] | None
