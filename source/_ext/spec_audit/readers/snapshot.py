"""A snapshot read back from what a build or ``check --format json`` wrote.

Strict in what it accepts, and content with less than all: an ``audit.json`` of an older version
tells only some of it. What is no such file raises ``NotCheckedError``.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from spec_audit.model.finding import NotCheckedError
from spec_audit.model.place import Place
from spec_audit.model.snapshot import BoundaryState, FindingState, ItemState, Snapshot

RULE = "unreadable-base"
FORMAT = 1


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
    ownership, boundaries, status = top.get("ownership"), top.get("boundaries"), top.get("status")
    return Snapshot(
        commit=str(top.get("commit", "")),
        ownership=None if ownership is None else {key: _texts(value) for key, value in ownership.items()},
        concerns={key: str(value) for key, value in top.get("concerns", {}).items()},
        boundaries=None
        if boundaries is None
        else {
            key: BoundaryState(
                spec=str(one["spec"]),
                title=str(one["title"]),
                see=_texts(one["see"]),
                nobody=str(one["nobody"]),
            )
            for key, one in boundaries.items()
        },
        status=None
        if status is None
        else {
            key: ItemState(
                spec=str(one["spec"]),
                title=str(one["title"]),
                status=str(one["status"]),
                tracked_by=_texts(one["tracked_by"]),
            )
            for key, one in status.items()
        },
        findings=tuple(
            FindingState(
                rule=str(one["rule"]),
                subject=str(one["subject"]),
                path=str(one["path"]),
                message=str(one["message"]),
            )
            for one in top["findings"]
        ),
    )


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
