"""The file of reviews as text: sorted, one review a line, the same bytes for the same reviews."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from spec_audit.model.review import Review

_HEAD = """\
# What somebody has read against the code, and what the code was then. Written by
# 'spec-audit review ID --reason TEXT'. When two branches changed it, keep the lines of both.
"""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_reviews(reviews: Iterable[Review]) -> str:
    """Write the reviews, sorted by object and evidence."""
    ordered = sorted(reviews, key=lambda one: (one.object, one.evidence))
    return _HEAD + "".join(f"{_line(one)}\n" for one in ordered)


def _line(one: Review) -> str:
    values = f"digest = {_text(one.digest)}, date = {one.date.isoformat()}, reason = {_text(one.reason)}"
    name = one.object if _BARE.fullmatch(one.object) else _text(one.object)
    return f"{name}.{_text(one.evidence)} = {{ {values} }}"


def _text(value: str) -> str:
    """Write a TOML string on one line; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
