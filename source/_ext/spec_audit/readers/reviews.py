"""The file of reviews, read strictly. One that is not there holds none.

Each review is one line: ``OBJECT."path#symbol" = { digest = "…", date = 2026-11-23, reason = "…" }``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from spec_audit.files import read_file
from spec_audit.model.finding import Finding, NotCheckedError
from spec_audit.model.place import Place
from spec_audit.model.review import Review
from spec_audit.readers.toml_lines import parse_toml

RULE = "unreadable-reviews"
_FORMS = {"digest": (str, "a text"), "date": (date, "a date like 2027-01-31"), "reason": (str, "a text")}
_HINT = "mend the line; 'spec-audit review' writes it anew"


def read_reviews(root: Path, file: str) -> tuple[Review, ...]:
    """Read all reviews, in the order of the file.

    Raises ``NotCheckedError`` with one finding for each thing that is wrong in it.
    """
    place = root / file
    try:
        data = read_file(place)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise NotCheckedError.because(
            RULE, Place(path=file), f"cannot be read: {error.strerror}", "make it a readable file"
        ) from None
    text, entries = parse_toml(data, file, RULE)
    lines = _lines_of(text)
    findings: list[Finding] = []
    reviews = tuple(_read(entries, lines, file, findings))
    if findings:
        raise NotCheckedError(tuple(findings))
    return reviews


def _read(
    data: dict[str, Any], lines: dict[tuple[str, str], int], file: str, findings: list[Finding]
) -> Iterator[Review]:
    for name, entries in data.items():
        for evidence, values in entries.items() if isinstance(entries, dict) else [("", entries)]:
            line = lines.get((name, evidence), 0)
            wrong = _complaint(values)
            if wrong:
                subject = f"{name} {evidence}".rstrip()
                place = Place(path=file, line=line)
                findings.append(Finding.error(RULE, subject, place, f"{subject}: {wrong}", _HINT))
            else:
                yield Review(object=name, evidence=evidence, line=line, **values)


def _complaint(values: Any) -> str:
    if not isinstance(values, dict):
        return "it is no review: { digest, date, reason }"
    for key in values:
        if key not in _FORMS:
            return f"a review has no '{key}'"
    for key, (kind, words) in _FORMS.items():
        if key not in values:
            return f"'{key}' is missing"
        if not isinstance(values[key], kind) or isinstance(values[key], datetime):
            return f"'{key}' must be {words}"
    return "" if values["reason"].strip() else "the reason is empty"


def _lines_of(text: str) -> dict[tuple[str, str], int]:
    """Find the line of each review, where it is written as we write it."""
    entry = re.compile(r'"?([^".]+)"?\."((?:[^"\\]|\\.)*)"\s*=')
    return {
        (found[1], found[2].replace('\\"', '"').replace("\\\\", "\\")): number
        for number, line in enumerate(text.split("\n"), start=1)
        if (found := entry.match(line))
    }
