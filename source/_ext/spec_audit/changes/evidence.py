"""What the objects cite, as it stood at one time, and what of it nobody has read since it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from spec_audit.case import Case
from spec_audit.case.evidence import evidence_digest, resolve_evidence
from spec_audit.hashing import sha256
from spec_audit.model.objects import SpecObject
from spec_audit.readers.lines import Line, read_lines

_FENCE = re.compile(r":{3,}|`{3,}|~{3,}")
"""What an object's directive begins with, behind the marks of the quotes and lists around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceState:
    """What one object cites: the digest of its own text, and of each piece by its name in full.

    ``reviewed`` are the pieces that somebody has read as they are.
    """

    text: str
    pieces: Mapping[str, str]
    reviewed: tuple[str, ...] = ()


def describe_evidence(case: Case) -> dict[str, EvidenceState]:
    """Say what each object cites that leads somewhere, and what its own text is."""
    lines = {spec.name: read_lines(spec.text) for spec in case.specs}
    held = {(one.object, one.evidence): one.digest for one in case.reviews}
    found: dict[str, EvidenceState] = {}
    for one in case.objects.values():
        resolved = [resolve_evidence(ref.text, case.inventory) for ref in one.refs("source")]
        pieces = {of.name: evidence_digest(of, case.inventory) for of in resolved if not of.problem}
        if pieces:
            found[one.id] = EvidenceState(
                text=sha256(_text(one, lines[one.spec]).encode())[:16],
                pieces=pieces,
                reviewed=tuple(name for name in pieces if held.get((one.id, name)) == pieces[name]),
            )
    return found


def _text(one: SpecObject, lines: tuple[Line, ...]) -> str:
    """Give the lines of an object's directive, from its opening fence to the one that closes it."""
    first = one.place.line - lines[0][0]
    opening = _FENCE.search(lines[first][1])
    assert opening is not None
    body = takewhile(lambda line: not _closes(line[1], opening), lines[first + 1 :])
    return "\n".join(text for _, text in (lines[first], *body))


def _closes(text: str, opening: re.Match[str]) -> bool:
    """Whether a line is the closing fence; one that stands in further by four is code."""
    fence, words = opening[0], text.strip(" >\t")
    if not words.startswith(fence) or words.strip(fence[0]):
        return False
    return text.index(fence) < opening.start() + 4


def find_unread(
    base: Mapping[str, EvidenceState], now: Mapping[str, EvidenceState]
) -> Iterator[tuple[str, str]]:
    """Yield the pieces of evidence that changed under an object, with its id, which nobody has read since.

    An object whose own text changed was rewritten with them, and a piece that was reviewed as it is
    was read. The same text may lead to something else now, as to the method of another class: that
    changed unless it is what stood there before, under another name.
    """
    for identity, one in now.items():
        before = base.get(identity)
        if before is None or before.text != one.text:
            continue
        gone = {digest for name, digest in before.pieces.items() if name not in one.pieces}
        for name, digest in one.pieces.items():
            was = {before.pieces[name]} if name in before.pieces else gone
            if was and digest not in was and name not in one.reviewed:
                yield identity, name
