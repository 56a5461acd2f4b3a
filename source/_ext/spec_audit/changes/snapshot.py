"""A snapshot: what a review compares of two audits, and nothing that only shifts lines.

It is taken of an audit, or read back from what a build or ``check --format json`` wrote: strict in
what is accepted, and content with less than all, for an older version tells only some of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NoReturn, TypeVar

from spec_audit.audit import Audit
from spec_audit.changes.evidence import EvidenceState, describe_evidence
from spec_audit.model.finding import NotCheckedError
from spec_audit.model.objects import Boundary, Item
from spec_audit.model.place import Place

RULE = "unreadable-base"
FORMAT = 1


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
    orphan, two or more for a contested one. ``concerns`` maps a concern to its spec. ``evidence``
    holds the objects that cite any which leads somewhere.
    """

    commit: str
    ownership: Mapping[str, tuple[str, ...]] | None
    concerns: Mapping[str, str]
    boundaries: Mapping[str, BoundaryState] | None
    status: Mapping[str, ItemState] | None
    evidence: Mapping[str, EvidenceState] | None
    findings: tuple[FindingState, ...]


def take_snapshot(found: Audit) -> Snapshot:
    """Keep of an audit what a review compares."""
    case = found.case
    ownership = case.ownership.claims
    return Snapshot(
        commit=case.inventory.commit,
        ownership={key: tuple(claim.concern.id for claim in claims) for key, claims in ownership.items()},
        concerns={claim.concern.id: claim.spec for claims in ownership.values() for claim in claims},
        boundaries={
            one.id: BoundaryState(
                spec=one.spec,
                title=one.title,
                see=tuple(ref.text for ref in one.see),
                nobody=one.nobody.text if one.nobody else "",
            )
            for one in case.each(Boundary)
        },
        status={one.id: _item(one) for one in case.items()},
        evidence=describe_evidence(case),
        findings=tuple(
            FindingState(rule=one.rule, subject=one.subject, path=one.place.path, message=one.message)
            for one in found.findings
        ),
    )


def _item(one: Item) -> ItemState:
    return ItemState(
        spec=one.spec,
        title=one.title,
        status=one.stage.text if one.stage else "",
        tracked_by=tuple(ref.text for ref in one.tracked_by),
    )


State = TypeVar("State", BoundaryState, ItemState, FindingState)
_LISTS = frozenset({"see", "tracked_by"})


def read_snapshot(data: bytes, name: str) -> Snapshot:
    """Read the bytes of an ``audit.json``; ``name`` is what to call it where it is wrong.

    Raises ``NotCheckedError`` for what is no such file.
    """
    try:
        top = json.loads(data)
    except (ValueError, RecursionError) as error:
        _refuse(name, f"it is no JSON: {error}")
    if not isinstance(top, dict) or top.get("format") != FORMAT or "verdict" not in top:
        _refuse(name, f"it is no audit.json of format {FORMAT}")
    if top["verdict"] == "not-checked":
        _refuse(name, "what it tells of could not be checked")
    try:
        return _snapshot(top)
    except (AttributeError, KeyError, TypeError):
        _refuse(name, "its parts are not those of an audit.json")


def _snapshot(top: dict[str, Any]) -> Snapshot:
    ownership = top.get("ownership")
    return Snapshot(
        commit=str(top.get("commit", "")),
        ownership=None if ownership is None else {key: _texts(value) for key, value in ownership.items()},
        concerns={key: str(value) for key, value in top.get("concerns", {}).items()},
        boundaries=_states(BoundaryState, top.get("boundaries")),
        status=_states(ItemState, top.get("status")),
        evidence=_evidence(top.get("evidence")),
        findings=tuple(_state(FindingState, one) for one in top["findings"]),
    )


def _evidence(listed: dict[str, Any] | None) -> dict[str, EvidenceState] | None:
    if listed is None:
        return None
    return {
        key: EvidenceState(
            text=str(one["text"]),
            pieces={name: str(digest) for name, digest in one["pieces"].items()},
            reviewed=_texts(one["reviewed"]),
        )
        for key, one in listed.items()
    }


def _states(cls: type[State], listed: dict[str, Any] | None) -> dict[str, State] | None:
    return None if listed is None else {key: _state(cls, one) for key, one in listed.items()}


def _state(cls: type[State], one: dict[str, Any]) -> State:
    """Read what every field of a state wants: a text, or several."""
    names = [field.name for field in fields(cls)]
    values: dict[str, Any] = {name: _texts(one[name]) if name in _LISTS else str(one[name]) for name in names}
    return cls(**values)


def _texts(value: Any) -> tuple[str, ...]:
    """Read one text, a list of them, or nothing."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _refuse(name: str, message: str) -> NoReturn:
    raise NotCheckedError.because(
        RULE,
        Place(path=name),
        message,
        "name an audit.json that a build wrote, or a revision of this repository",
    ) from None
