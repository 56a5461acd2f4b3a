"""One spec document to the model: its headings, its objects, its mentions, in one pass.

The reader judges nothing but the form; every mistake of form is kept with its line and the
rule that will report it, so that one bad option hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spec_audit.model.finding import Mistake
from spec_audit.model.objects import AutoDoc, Mention, Ref, Refs, Section, Spec, SpecObject
from spec_audit.readers.blocks import (
    Block,
    Code,
    Container,
    Directive,
    Heading,
    Prose,
    scan,
)
from spec_audit.readers.lines import Line, read_lines
from spec_audit.readers.objects import ObjectReader
from spec_audit.readers.options import split_options
from spec_audit.readers.slips import (
    BARE_FENCE,
    NEED_ROLE,
    ROLES,
    fills,
    lost_directive,
    misspelt_directive,
    misspelt_role,
    section_within,
    taken_too_much,
)
from spec_audit.vocabulary import (
    AUTO_BY_NAME,
    FACT_ROLES,
    HIDING_DIRECTIVES,
    KIND_BY_DIRECTIVE,
    RAW_DIRECTIVES,
    AutoDirective,
    Kind,
)

_ROLE = re.compile(
    r"\{(?P<role>[A-Za-z]+)\}(?P<ticks>`+)(?P<text>(?s:.+?))(?P=ticks)(?!`)|(?P<code>`+).+?(?P=code)(?!`)"
    r"|(?P<lost>:[a-z]+:|\{[a-z]+\} *)(?=`)"
)
_TARGET = re.compile(r".*<(?P<key>[^<>]+)>\s*$")


def read_spec(path: str, text: str) -> tuple[Spec, tuple[Mistake, ...]]:
    """Read one document: the spec, and the mistakes of form in it."""
    name = path.rpartition("/")[2].removesuffix(".md")
    reading = _Reading(reader=ObjectReader(path=path, spec=name))
    reading.document(read_lines(text))
    reading.note_merge_marks(text)
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
            links=tuple(reading.links),
        ),
        tuple(reading.reader.mistakes),
    )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The state of one document's reading.

    ``content_lines`` are those of the blocks that say something, by which a section is not empty.
    ``within`` is the id of the object whose text is read, empty outside of all; ``around`` the directive
    whose body is, and ``depth`` in how many bodies that lies. ``unclosed_lines`` are those of which it
    was reported that what begins there has no end.
    """

    reader: ObjectReader
    title: Ref | None = None
    summary: Refs = ()
    headings: list[Heading] = field(default_factory=list)
    content_lines: list[int] = field(default_factory=list)
    objects: list[SpecObject] = field(default_factory=list)
    autodocs: list[AutoDoc] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    links: list[Ref] = field(default_factory=list)
    within: str = ""
    around: Directive | None = None
    depth: int = 0
    unclosed_lines: set[int] = field(default_factory=set)

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
                self.prose(Prose(lines=((block.line, block.text),)))
                continue
            if under_title and isinstance(block, Container) and block.is_quote:
                self.summary = tuple(
                    Ref(text=text.strip(), line=number) for number, text in block.body if text.strip()
                )
            under_title = False
            if fills(block):
                self.content_lines.append(block.line)
            self.block(block)

    def note_merge_marks(self, text: str) -> None:
        """Tell of a merge that was not brought to its end: both sides stand in the text, and count."""
        if "\n<<<<<<< " in text and "\n>>>>>>> " in text:
            line = text.count("\n", 0, text.index("\n<<<<<<< ")) + 2
            told = "a merge left its marks here, so both of its sides are read"
            hint = "keep one side, and take out the lines of '<', '=' and '>'"
            self.reader.note_mistake("unread-spec", self.reader.spec, line, told, hint)

    def close_sections(self) -> Iterator[Section]:
        """Make the sections, each with whether anything stands in it."""
        for index, heading in enumerate(self.headings):
            end = next((one.line for one in self.headings[index + 1 :] if one.level <= heading.level), None)
            filled = any(heading.line < line and (end is None or line < end) for line in self.content_lines)
            yield Section(title=heading.text, level=heading.level, line=heading.line, empty=not filled)

    def blocks(self, lines: tuple[Line, ...]) -> None:
        self.depth += 1
        for block in scan(lines):
            self.block(block)
        self.depth -= 1

    def block(self, block: Block) -> None:
        if isinstance(block, Prose):
            self.prose(block)
        elif isinstance(block, Container):
            self.blocks(block.body)
        elif isinstance(block, Directive) and block.name:
            self.directive(block)
        elif isinstance(block, Directive):
            self.division(block)
        elif isinstance(block, Code):
            self.code(block)

    def code(self, block: Code) -> None:
        """Look for what was not meant to be code: it would be lost without a word."""
        what, end = {"<!--": ("comment", "-->"), "<": ("HTML", "its end tag")}.get(
            block.mark, ("code", block.mark)
        )
        hint = f"close it with {end}"
        if not block.closed:
            self.unclosed(block.line, f"the {what} that begins here is never closed", what, hint)
            self.go_on(block.body)
        elif block.mark and (at := taken_too_much(block)) is not None:
            line = block.body[at][0]
            self.unclosed(
                block.line, f"the {what} that begins here is not closed before line {line}", what, hint
            )
            self.go_on(block.body[1:] if block.mark[0] == "<" else block.body)
        elif not block.mark:
            for number, text in block.body:
                self.lost(number, text)

    def division(self, block: Directive) -> None:
        """Read a fence of colons without a directive: most were meant to be one, or to close one."""
        if not block.argument:
            told = "these colons close nothing, and open a block of their own"
            self.unclosed(block.line, told, ":::", "take the line out, or close with it what stands open")
        self.lost(block.line, f"{block.mark}{block.argument}")
        self.inside(block, self.blocks if block.argument else self.go_on, block.body)

    def inside(
        self, block: Directive, read: Callable[[tuple[Line, ...]], None], lines: tuple[Line, ...]
    ) -> None:
        """Read some lines of a directive's body."""
        around, self.around = self.around, block
        read(lines)
        self.around = around

    def go_on(self, lines: tuple[Line, ...]) -> None:
        """Read what something unclosed has taken, so that one slip does not hide all that follows."""
        self.blocks(lines) if self.depth else self.document(lines)

    def unclosed(
        self,
        line: int,
        told: str,
        subject: str,
        hint: str = "close it with a line of as many marks as opened it",
    ) -> None:
        if line not in self.unclosed_lines:
            self.unclosed_lines.add(line)
            self.reader.note_mistake("unclosed-directive", subject, line, told, hint)

    def lost(self, line: int, text: str) -> None:
        """Tell of a line that names a directive of ours and opens none."""
        if name := lost_directive(text):
            self.reader.note_mistake(
                "unknown-directive",
                name,
                line,
                f"'{text.strip()}' opens no directive, so nothing in it counts",
                f"write ':::{{{name}}}' without a blank before or in it, and the title behind it",
            )

    def prose(self, block: Prose) -> None:
        may_hold_roles = False
        for line, text in block.lines:
            if text[:1] in ":." and text:
                self.lost(line, text)
            may_hold_roles = may_hold_roles or "{" in text or ":`" in text
        if may_hold_roles:
            whole = "\n".join([text for _, text in block.lines])
            for found in _ROLE.finditer(whole):
                self.role(found, block.lines[whole.count("\n", 0, found.start())][0])

    def role(self, found: re.Match[str], line: int) -> None:
        """Keep what a role names; it may go on behind the end of a line, and its name be in capitals."""
        role = (found["role"] or "").lower()
        text = " ".join((found["text"] or "").split())
        target = _TARGET.match(text)
        name = target["key"].strip() if target else text
        if role in FACT_ROLES:
            self.mentions.append(Mention(text=FACT_ROLES[role] + name, line=line, within=self.within))
        elif role == NEED_ROLE:
            self.links.append(Ref(text=name.partition(".")[0], line=line))
        elif role and (meant := misspelt_role(role)):
            told = f"there is no role '{role}', so what it names is text"
            self.reader.note_mistake("unknown-directive", role, line, told, f"write {{{meant}}}")
        elif (lost := (found["lost"] or "").strip(":{} ")) in ROLES:
            told = f"'{found['lost']}' makes no role here, so what it names is text"
            self.reader.note_mistake("unknown-directive", lost, line, told, f"write {{{lost}}}`...`")

    def directive(self, block: Directive) -> None:
        name = block.name
        if name.lower() in HIDING_DIRECTIVES:
            told = f"'{name}' brings in text that is not read here"
            self.reader.note_mistake(
                "hidden-text", name, block.line, told, "write the text into the spec itself"
            )
        if name.lower() in RAW_DIRECTIVES:
            return
        if name not in KIND_BY_DIRECTIVE and name not in AUTO_BY_NAME:
            name = misspelt_directive(name)
            if not name:
                self.inside(block, self.blocks, split_options(block.body).rest)
                return
            told = f"there is no directive '{block.name}', so nothing in it counts"
            self.reader.note_mistake("unknown-directive", block.name, block.line, told, f"write {{{name}}}")
        self.ours(block, KIND_BY_DIRECTIVE.get(name), AUTO_BY_NAME.get(name))

    def ours(self, block: Directive, kind: Kind | None, auto: AutoDirective | None) -> None:
        """Read an object or a table, of whose body only as much is its own as its author can have meant."""
        end = self.end_of(block)
        block, beyond = block._replace(body=block.body[:end]), block.body[end:]
        options = split_options(block.body)
        within = self.within
        if kind:
            one = self.reader.read_object(block, kind, options)
            self.objects.append(one)
            self.within = one.id
        elif auto:
            self.autodocs.append(self.reader.read_autodoc(block, auto, options))
        self.inside(block, self.blocks, options.rest)
        self.within = within
        if beyond:
            rest = beyond[1:] if BARE_FENCE.fullmatch(beyond[0][1]) else beyond
            self.inside(block, self.go_on, rest)

    def end_of(self, block: Directive) -> int:
        """Find where the body of an object or a table ends; tell of one that goes too far."""
        heading = section_within(block.body)
        if block.closed and heading is None:
            return len(block.body)
        outer = self.around
        if not block.closed and outer and outer.mark == block.mark:
            told = f"what begins here is not closed before the {block.name} of line {block.line}"
            self.unclosed(outer.line, told, outer.name or ":::")
            return len(block.body)
        told = f"the {block.name} that begins here is never closed"
        if block.closed and heading is not None:
            told = f"the {block.name} that begins here is not closed before line {block.body[heading][0]}"
        self.unclosed(block.line, told, block.name)
        bare = next((at for at, (_, text) in enumerate(block.body) if BARE_FENCE.fullmatch(text)), None)
        ends = [at for at in (heading, bare) if at is not None]
        return min(ends, default=len(block.body))
