"""Spec documents to the model: the one reader that both doors use.

It reads what is written and judges nothing but its form; every mistake of form is kept with
its line and the rule that will report it, so that one bad option hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spec_audit.model.finding import Defect, Mistake, NotCheckedError
from spec_audit.model.objects import AutoDoc, Meaning, Ref, Refs, Section, Spec, SpecObject
from spec_audit.model.pattern import PatternError, parse_pattern
from spec_audit.model.place import Place
from spec_audit.readers.blocks import (
    Block,
    Container,
    Directive,
    Heading,
    Line,
    Prose,
    read_lines,
    scan,
)
from spec_audit.readers.options import Option, OptionBlock, split_options
from spec_audit.vocabulary import (
    AUTO_BY_NAME,
    FACT_ROLES,
    HIDING_DIRECTIVES,
    KIND_BY_DIRECTIVE,
    RAW_DIRECTIVES,
    TEMPLATE,
    AutoDirective,
    FieldSpec,
    Kind,
)

_ID = re.compile(r"[A-Z][A-Z0-9_]{4,}")
_MEANING = re.compile(r"[-*] +(?P<names>`[^`]+`(?:\s*,\s*`[^`]+`)*)\s*:")
_ROLE = re.compile(
    r"\{(?P<role>[a-z]+)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?!`)|(?P<code>`+).+?(?P=code)(?!`)"
)
_TARGET = re.compile(r".*<(?P<key>[^<>]+)>\s*$")
_TEMPLATE_TITLES = frozenset(section.title for section in TEMPLATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecReading:
    """What was read of all specs, and what was wrong in their form."""

    specs: tuple[Spec, ...]
    mistakes: tuple[Mistake, ...]


def read_specs(root: Path, folder: str) -> SpecReading:
    """Read all Markdown files of a folder, by name.

    Raises ``NotCheckedError`` when the folder is missing or empty, or a file in it cannot be
    read as UTF-8; one finding for each file.
    """
    files = sorted((root / folder).glob("*.md"))
    if not files:
        raise NotCheckedError.because(
            "unreadable-specs",
            Place(path=folder),
            "there are no specs in this folder" if (root / folder).is_dir() else "there is no such folder",
            "name the folder of the specs under [specs] folder",
        )
    specs: list[Spec] = []
    mistakes: list[Mistake] = []
    failures: list[NotCheckedError] = []
    for file in files:
        path = f"{folder}/{file.name}"
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = file.read_bytes()[: error.start].count(b"\n") + 1
            failures.append(_unreadable(path, line, f"is not UTF-8: byte {error.start} cannot be read"))
        except OSError as error:
            failures.append(_unreadable(path, 0, f"cannot be read: {error.strerror}"))
        else:
            spec, wrong = read_spec(path, text)
            specs.append(spec)
            mistakes.extend(wrong)
    if failures:
        raise NotCheckedError(tuple(finding for failure in failures for finding in failure.findings))
    return SpecReading(specs=tuple(specs), mistakes=tuple(mistakes))


def _unreadable(path: str, line: int, message: str) -> NotCheckedError:
    return NotCheckedError.because(
        "unreadable-specs", Place(path=path, line=line), message, "save the file as UTF-8 text"
    )


def read_spec(path: str, text: str) -> tuple[Spec, tuple[Mistake, ...]]:
    """Read one document: the spec, and the mistakes of form in it."""
    reading = _Reading(path=path, spec=path.rpartition("/")[2].removesuffix(".md"))
    reading.document(read_lines(text))
    return (
        Spec(
            name=reading.spec,
            path=path,
            title=reading.title,
            summary=reading.summary,
            sections=tuple(reading.close_sections()),
            objects=tuple(reading.objects),
            autodocs=tuple(reading.autodocs),
            mentions=tuple(reading.mentions),
            text=text,
        ),
        tuple(reading.mistakes),
    )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The state of one document's reading."""

    path: str
    spec: str
    section: str = ""
    title: Ref | None = None
    summary: Refs = ()
    headings: list[Heading] = field(default_factory=list)
    content_lines: list[int] = field(default_factory=list)
    objects: list[SpecObject] = field(default_factory=list)
    autodocs: list[AutoDoc] = field(default_factory=list)
    mentions: list[Ref] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

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
        if "{" not in block.text:
            return
        for found in _ROLE.finditer(block.text):
            prefix = FACT_ROLES.get(found["role"] or "")
            if prefix is None:
                continue
            target = _TARGET.match(found["text"])
            key = prefix + (target["key"] if target else found["text"]).strip()
            self.mentions.append(Ref(text=key, line=block.line))

    def directive(self, block: Directive) -> None:
        kind = KIND_BY_DIRECTIVE.get(block.name)
        auto = AUTO_BY_NAME.get(block.name)
        if (kind or auto) and not block.closed:
            self.mistake(
                "unclosed-directive",
                block.name,
                block.line,
                f"the {block.name} that begins here is never closed",
                "close it with a line of as many colons as opened it",
            )
        if block.name in HIDING_DIRECTIVES:
            self.mistake(
                "hidden-text",
                block.name,
                block.line,
                f"'{block.name}' brings in text that is not read here",
                "write the text into the spec itself",
            )
        if block.name in RAW_DIRECTIVES:
            return
        options = split_options(block.body)
        if kind:
            self.object(block, kind, options)
        elif auto:
            self.autodoc(block, auto, options)
        self.blocks(options.rest)

    def object(self, block: Directive, kind: Kind, options: OptionBlock) -> None:
        values: dict[str, Any] = {}
        given: dict[str, Option] = {}
        self.unread(block, options)
        for option in options.options:
            given[option.name] = option
            spec = kind.field(option.name)
            if option.name == "id":
                continue
            if spec is None:
                known = ", ".join(["id", *(one.name for one in kind.fields)])
                self.mistake(
                    "unknown-option",
                    f"{kind.directive}.{option.name}",
                    option.line,
                    f"'{option.name}' is no option of {kind.directive}",
                    f"its options are: {known}",
                )
            else:
                values[spec.attribute] = self.field_value(spec, option)
        identity = given["id"].text if "id" in given else ""
        if not _ID.fullmatch(identity) or not identity.startswith(kind.prefix):
            self.mistake(
                "bad-id",
                identity or f"{self.spec}:{block.argument}",
                given["id"].line if "id" in given else block.line,
                f"'{identity}' is no id for a {kind.directive}"
                if identity
                else f"the {kind.directive} has no id",
                f"an id is {kind.prefix} and then capital letters, digits and '_'",
            )
            if not identity:
                return
        self.objects.append(
            kind.cls(
                id=identity,
                title=block.argument,
                spec=self.spec,
                place=self.place(block.line),
                section=self.section,
                **values,
            )
        )

    def field_value(self, spec: FieldSpec, option: Option) -> Refs | Ref | None:
        if not spec.is_list:
            text = option.text
            if spec.choices and text not in spec.choices:
                self.mistake(
                    "bad-value",
                    f"{spec.name}={text}",
                    option.line,
                    f"'{text}' is no {spec.name}",
                    f"write one of: {', '.join(spec.choices)}",
                )
                return None
            return Ref(text=text, line=option.line) if text else None
        values = option.values()
        if option.text.startswith("["):
            self.mistake(
                "bad-list",
                f"{spec.name}={option.text}",
                option.line,
                f"'{option.text}' is written with brackets, which are taken apart silently",
                "write a list as 'A, B', without brackets",
            )
            # What is meant inside of the brackets is clear, so that one mistake makes one finding.
            values = tuple(Ref(text=one.text.strip("[] "), line=one.line) for one in values)
        if spec.form == "patterns":
            values = tuple(ref for ref in values if self.is_pattern(ref))
        return values

    def is_pattern(self, ref: Ref) -> bool:
        try:
            parse_pattern(ref.text)
        except PatternError as error:
            self.mistake(
                "bad-pattern",
                ref.text,
                ref.line,
                str(error),
                "a pattern is a fact's key, in which '*' stays in a path segment and '**' crosses them",
            )
            return False
        return True

    def autodoc(self, block: Directive, auto: AutoDirective, options: OptionBlock) -> None:
        self.unread(block, options)
        given = {option.name: option for option in options.options}
        known = ("initial", "terminal") if auto.name == "autostates" else ()
        for name, option in given.items():
            if name not in known:
                self.mistake(
                    "unknown-option",
                    f"{auto.name}.{name}",
                    option.line,
                    f"'{name}' is no option of {auto.name}",
                    f"its options are: {', '.join(known)}" if known else "it has no options",
                )
        patterns = tuple(
            Ref(text=complete(auto, text.strip()), line=block.line)
            for text in block.argument.split(",")
            if text.strip()
        )
        if not patterns:
            self.mistake(
                "bad-pattern", auto.name, block.line, f"{auto.name} names no facts", "name them behind it"
            )
        meanings = tuple(
            Meaning(names=tuple(re.findall(r"`([^`]+)`", found["names"])), line=number)
            for number, text in options.rest
            if (found := _MEANING.match(text))
        )
        self.autodocs.append(
            AutoDoc(
                directive=auto.name,
                patterns=tuple(ref for ref in patterns if self.is_pattern(ref)),
                meanings=meanings,
                initial=given["initial"].values() if "initial" in given else (),
                terminal=given["terminal"].values() if "terminal" in given else (),
                spec=self.spec,
                place=self.place(block.line),
                section=self.section,
            )
        )

    def unread(self, block: Directive, options: OptionBlock) -> None:
        for number, text in options.unread:
            self.mistake(
                "unread-option",
                f"{block.name}: {text.strip()}",
                number,
                f"'{text.strip()}' is no option line that can be read",
                "write ':name: value'; a value that goes on begins its line with ':' and two blanks",
            )

    def mistake(self, rule: str, subject: str, line: int, message: str, hint: str) -> None:
        self.mistakes.append(
            Mistake(
                rule=rule,
                defect=Defect(subject=subject, place=self.place(line), message=message, hint=hint),
            )
        )

    def place(self, line: int) -> Place:
        return Place(path=self.path, line=line)


def complete(auto: AutoDirective, text: str) -> str:
    """Complete a name in an autodoc directive's argument to a pattern of a fact's key."""
    mark, name = ("!", text[1:].strip()) if text.startswith("!") else ("", text)
    if any(name.startswith(f"{kind}:") for kind in auto.kinds):
        return mark + name
    if auto.name == "autotable" and "." in name:
        return f"{mark}do-table:{name}"
    return f"{mark}{auto.prefix}{name}"
