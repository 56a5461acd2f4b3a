"""What an author meant where a document says something else: names, ends and words that are slips.

A page shows such text as code, as plain words or not at all, and an object in it would be lost
without a word. Nothing here reports; it tells the reader of documents what to report.
"""

from __future__ import annotations

import re

from spec_audit.model.emptiness import says_nothing
from spec_audit.readers.blocks import Block, Code, Container, Prose
from spec_audit.readers.lines import Line
from spec_audit.readers.marks import DIRECTIVE, FENCE, HEADING
from spec_audit.readers.meant import resembling
from spec_audit.vocabulary import AUTO_BY_NAME, FACT_ROLES, KIND_BY_DIRECTIVE, TEMPLATE

NEED_ROLE = "need"
"""The role of sphinx-needs that names an object in running text."""
ROLES = (*FACT_ROLES, NEED_ROLE)
TEMPLATE_TITLES = frozenset(section.title for section in TEMPLATE)
BARE_FENCE = re.compile(r" {0,3}(?::{3,}|`{3,}|~{3,})\s*")
_NAMES = tuple(
    re.compile(rf"\s*{form}")
    for form in (
        r"(?::{3,}|`{3,})\s*\{?\s*([\w-]+)\s*\}?",
        r":{1,2}\{([\w-]+)\}",
        r"\.\. ([\w-]+)::",
    )
)


def lost_directive(text: str) -> str:
    """Give our directive that a line names which opens none: with wrong marks, in code or as RST.

    Empty where it names none of ours.
    """
    for form in _NAMES:
        if found := form.match(text):
            name = found[1].lower()
            return name if name in KIND_BY_DIRECTIVE or name in AUTO_BY_NAME else ""
    return ""


def misspelt_directive(name: str) -> str:
    """Guess which directive of ours a name is misspelled from; empty where it is none of them.

    Other extensions have directives of their own, so only a name close to one of ours is a mistake.
    """
    ours = [one for one in (*KIND_BY_DIRECTIVE, *AUTO_BY_NAME) if abs(len(one) - len(name)) <= 2]
    return resembling(name, ours)


def misspelt_role(name: str) -> str:
    """Guess which role of ours a name is misspelled from; empty where it is none of them."""
    return resembling(name, ROLES)


def section_within(lines: tuple[Line, ...]) -> int | None:
    """Find the first heading of the template among some lines, by its index."""
    for at, (_, text) in enumerate(lines):
        if text.startswith("#") and (found := HEADING.match(text)) and found["text"] in TEMPLATE_TITLES:
            return at
    return None


def taken_too_much(block: Code) -> int | None:
    """Find what shows that code or a comment should have ended: a directive of its marks, or a section."""
    if block.mark[0] == "<":
        return section_within(block.body)
    for at, (_, text) in enumerate(block.body):
        if block.mark in text and (fence := FENCE.match(text)) and fence["mark"] == block.mark:
            return at if DIRECTIVE.match(fence["info"]) else None
    return None


def fills(block: Block) -> bool:
    """Whether a block says something in its section; a comment or a line across does not."""
    if isinstance(block, Code):
        return block.mark != "<!--" and any(text.strip() for _, text in block.body)
    if isinstance(block, Prose | Container):
        lines = block.lines if isinstance(block, Prose) else block.body
        return not says_nothing(" ".join(text for _, text in lines))
    return True
