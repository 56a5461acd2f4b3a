"""A snapshot read back from what a build or ``check --format json`` wrote.

Strict in what it accepts, and content with less than all: an ``audit.json`` of an older version
tells only some of it. What is no such file raises ``NotCheckedError``.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, NoReturn, TypeVar

from spec_audit.model.finding import NotCheckedError
from spec_audit.model.place import Place
from spec_audit.model.snapshot import BoundaryState, FindingState, ItemState, Snapshot

RULE = "unreadable-base"
FORMAT = 1

State = TypeVar("State", BoundaryState, ItemState, FindingState)
_LISTS = frozenset({"see", "tracked_by"})


def read_snapshot(data: bytes, name: str) -> Snapshot:
    """Read the bytes of an ``audit.json``; ``name`` is what to call it where it is wrong."""
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
        findings=tuple(_state(FindingState, one) for one in top["findings"]),
    )


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
