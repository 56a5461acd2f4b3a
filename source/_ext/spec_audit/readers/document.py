"""One spec document to the model: its headings, its objects, its mentions, in one pass.

The reader judges nothing but the form; every mistake of form is kept with its line and the
rule that will report it, so that one bad option hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from spec_audit.model.finding import Mistake
from spec_audit.model.objects import AutoDoc, Mention, Ref, Refs, Section, Spec, SpecObject
from spec_audit.readers.blocks import Block, Container, Directive, Heading, Line, Prose, read_lines, scan
from spec_audit.readers.objects import ObjectReader
from spec_audit.readers.options import split_options
from spec_audit.vocabulary import (
    AUTO_BY_NAME,
    FACT_ROLES,
    HIDING_DIRECTIVES,
    KIND_BY_DIRECTIVE,
    RAW_DIRECTIVES,
    TEMPLATE,
)

_ROLE = re.compile(
    r"\{(?P<role>[a-z]+)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?!`)|(?P<code>`+).+?(?P=code)(?!`)"
)
_TARGET = re.compile(r".*<(?P<key>[^<>]+)>\s*$")
_TEMPLATE_TITLES = frozenset(section.title for section in TEMPLATE)


def read_spec(path: str, text: str) -> tuple[Spec, tuple[Mistake, ...]]:
    """Read one document: the spec, and the mistakes of form in it."""
    name = path.rpartition("/")[2].removesuffix(".md")
    reading = _Reading(reader=ObjectReader(path=path, spec=name))
    reading.document(read_lines(text))
    return (
        Spec(
            name=name,
            path=path,
            title=reading.title,
            summary=reading.summary,
            sections=tuple(reading.close_sections()),
            objects=tuple(reading.objects),
            autodocs=tuple(reading.autodocs),
            mentions=tuple(reading.mentions),
            text=text,
        ),
        tuple(reading.reader.mistakes),
    )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The state of one document's reading."""

    reader: ObjectReader
    section: str = ""
    title: Ref | None = None
    summary: Refs = ()
    headings: list[Heading] = field(default_factory=list)
    content_lines: list[int] = field(default_factory=list)
    objects: list[SpecObject] = field(default_factory=list)
    autodocs: list[AutoDoc] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    within: str = ""

    def document(self, lines: tuple[Line, ...]) -> None:
        """Read the blocks of the document itself, where alone headings make sections."""
        under_title = False
        for block in scan(lines):
            if isinstance(block, Heading):
                under_title = block.level == 1 and self.title is None
                if under_title:
                    self.title = Ref(text=block.text, line=block.line)
                else:
                    self.headings.append(block)
                if block.text in _TEMPLATE_TITLES:
                    self.section = block.text
                elif block.level <= 2:
                    self.section = ""
                continue
            if under_title and isinstance(block, Container) and block.is_quote:
                self.summary = tuple(
                    Ref(text=text.strip(), line=number) for number, text in block.body if text.strip()
                )
            under_title = False
            self.content_lines.append(block.line)
            self.block(block)

    def close_sections(self) -> Iterator[Section]:
        """Make the sections, each with whether anything stands in it."""
        for index, heading in enumerate(self.headings):
            end = next((one.line for one in self.headings[index + 1 :] if one.level <= heading.level), None)
            filled = any(heading.line < line and (end is None or line < end) for line in self.content_lines)
            yield Section(title=heading.text, level=heading.level, line=heading.line, empty=not filled)

    def blocks(self, lines: tuple[Line, ...]) -> None:
        for block in scan(lines):
            self.block(block)

    def block(self, block: Block) -> None:
        if isinstance(block, Prose):
            self.prose(block)
        elif isinstance(block, Container):
            self.blocks(block.body)
        elif isinstance(block, Directive):
            self.directive(block)

    def prose(self, block: Prose) -> None:
        for line, text in block.lines:
            if "{" not in text:
                continue
            for found in _ROLE.finditer(text):
                prefix = FACT_ROLES.get(found["role"] or "")
                if prefix is None:
                    continue
                target = _TARGET.match(found["text"])
                key = prefix + (target["key"] if target else found["text"]).strip()
                self.mentions.append(Mention(text=key, line=line, within=self.within))

    def directive(self, block: Directive) -> None:
        kind = KIND_BY_DIRECTIVE.get(block.name)
        auto = AUTO_BY_NAME.get(block.name)
        if (kind or auto) and not block.closed:
            self.reader.note_mistake(
                "unclosed-directive",
                block.name,
                block.line,
                f"the {block.name} that begins here is never closed",
                "close it with a line of as many colons as opened it",
            )
        if block.name in HIDING_DIRECTIVES:
            self.reader.note_mistake(
                "hidden-text",
                block.name,
                block.line,
                f"'{block.name}' brings in text that is not read here",
                "write the text into the spec itself",
            )
        if block.name in RAW_DIRECTIVES:
            return
        if not (kind or auto) and (meant := _meant(block.name)):
            self.reader.note_mistake(
                "unknown-directive",
                block.name,
                block.line,
                f"there is no directive '{block.name}', so nothing in it counts",
                f"write {{{meant}}}",
            )
        options = split_options(block.body)
        around = self.within
        if kind:
            one = self.reader.read_object(block, kind, options, self.section)
            self.objects.append(one)
            self.within = one.id
        elif auto:
            self.autodocs.append(self.reader.read_autodoc(block, auto, options, self.section))
        self.blocks(options.rest)
        self.within = around


def _meant(name: str) -> str:
    """Guess which directive of ours a name is misspelled from; empty where it is none of them.

    Other extensions have directives of their own, so only a name close to one of ours is a mistake.
    """
    from difflib import get_close_matches

    ours = [one for one in (*KIND_BY_DIRECTIVE, *AUTO_BY_NAME) if abs(len(one) - len(name)) <= 2]
    return next(iter(get_close_matches(name.lower(), ours, n=1, cutoff=0.75)), "")
