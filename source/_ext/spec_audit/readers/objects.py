"""One directive to one object or autodoc block: its options by the vocabulary, its mistakes by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from spec_audit.model.emptiness import says_nothing
from spec_audit.model.finding import Defect, Mistake
from spec_audit.model.objects import AutoDoc, Meaning, Ref, Refs, SpecObject
from spec_audit.model.pattern import PatternError, parse_pattern
from spec_audit.model.place import Place
from spec_audit.readers.blocks import Directive
from spec_audit.readers.lines import Line
from spec_audit.readers.meant import read_meant
from spec_audit.readers.options import Option, OptionBlock
from spec_audit.vocabulary import AutoDirective, FieldSpec, Kind

_ID = re.compile(r"[A-Z][A-Z0-9_]{4,}")
_OF_SERVICE = re.compile(r"[^\s/:]+:")
_MEANING = re.compile(r"[-*] +(?P<names>`[^`]+`(?:\s*,\s*`[^`]+`)*)\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectReader:
    """Reads the directives of one document, and gathers what is wrong in them."""

    path: str
    spec: str
    mistakes: list[Mistake] = field(default_factory=list)

    def read_object(self, block: Directive, kind: Kind, options: OptionBlock) -> SpecObject:
        """Read one object; without an id it gets one that nobody can write, so that what it says counts."""
        values: dict[str, Any] = {}
        identity, line = "", block.line
        for option in self._options(block, options, kind.names, kind.lists):
            spec = kind.field(option.name)
            if spec is not None:
                read = self._read_list if spec.is_list else self._read_text
                values[spec.attribute] = read(spec, option)
            elif option.name == "id":
                identity, line = option.text, option.line
        if not _ID.fullmatch(identity) or not identity.startswith(kind.prefix):
            self.note_mistake(
                "bad-id",
                identity or f"{self.spec}:{block.argument}",
                line,
                f"'{identity}' is no id of the kind '{kind.directive}'"
                if identity
                else f"the {kind.directive} has no id",
                ("" if identity else "write ':id: ID' right under the opening line; ")
                + f"such an id is {kind.prefix} and then capital letters, digits and '_'",
            )
        return kind.cls(
            id=identity or f"{kind.prefix}?{block.line}",
            title=block.argument,
            spec=self.spec,
            place=self._place(block.line),
            **values,
        )

    def _options(
        self, block: Directive, options: OptionBlock, names: tuple[str, ...], lists: tuple[str, ...]
    ) -> tuple[Option, ...]:
        """Give the options of a directive as they were meant, and keep what is wrong with them."""
        meant, slips = read_meant(options, names, lists)
        for slip in slips:
            self.note_mistake(slip.rule, f"{block.name}.{slip.subject}", slip.line, slip.message, slip.hint)
        for option in meant:
            if option.name not in names:
                self.note_mistake(
                    "unknown-option",
                    f"{block.name}.{option.name}",
                    option.line,
                    f"'{option.name}' is no option of {block.name}",
                    f"its options are: {', '.join(names)}" if names else "it has no options",
                )
        return meant

    def _read_text(self, spec: FieldSpec, option: Option) -> Ref | None:
        text = option.text
        if spec.choices and text not in spec.choices:
            self.note_mistake(
                "bad-value",
                f"{spec.name}={text}",
                option.line,
                f"'{text}' is no {spec.name}",
                f"write one of: {', '.join(spec.choices)}",
            )
            return None
        if not text or (spec.name == "nobody" and says_nothing(text)):
            return None
        return Ref(text=text, line=option.line)

    def _read_list(self, spec: FieldSpec, option: Option) -> Refs:
        values = option.values()
        brackets = option.text.startswith("[") and option.text.endswith("]")
        if brackets or option.text.startswith("- "):
            self.note_mistake(
                "bad-list",
                f"{spec.name}={option.text}",
                option.line,
                f"'{option.text}' is written with brackets, which are taken apart silently"
                if brackets
                else f"'{option.text}' is written with dashes, which make no list here",
                "write a list as 'A, B', without brackets or dashes",
            )
            # What is meant is clear all the same, so that one mistake makes one finding.
            parts = ((line, f"{text.strip('[]').removeprefix('- ')},") for line, text in option.parts)
            values = option._replace(parts=tuple(parts)).values()
        if spec.form == "patterns":
            values = tuple(ref for ref in values if self._is_pattern(ref))
        return values

    def _is_pattern(self, ref: Ref) -> bool:
        try:
            parse_pattern(ref.text)
        except PatternError as error:
            self.note_mistake(
                "bad-pattern",
                ref.text,
                ref.line,
                str(error),
                "a pattern is a fact's key, in which '*' stays in a path segment and '**' crosses them",
            )
            return False
        return True

    def read_autodoc(self, block: Directive, auto: AutoDirective, options: OptionBlock) -> AutoDoc:
        """Read one autodoc block."""
        known = ("initial", "terminal") if auto.name == "autostates" else ()
        given = {option.name: option for option in self._options(block, options, known, known)}
        patterns = tuple(
            Ref(text=complete(auto, text.strip()), line=block.line)
            for text in block.argument.split(",")
            if text.strip()
        )
        if not patterns:
            self.note_mistake(
                "bad-pattern", auto.name, block.line, f"{auto.name} names no facts", "name them behind it"
            )
        # Another block of the same marks begins where this one was forgotten to be closed.
        lines = tuple(takewhile(lambda line: not line[1].startswith(f"{block.mark}{{"), options.rest))
        meanings = tuple(
            Meaning(
                names=tuple(re.findall(r"`([^`]+)`", found["names"])),
                line=number,
                is_blank=says_nothing(_meaning(lines, at, found.end())),
            )
            for at, (number, text) in enumerate(lines)
            if (found := _MEANING.match(text))
        )
        return AutoDoc(
            directive=auto.name,
            patterns=tuple(ref for ref in patterns if self._is_pattern(ref)),
            meanings=meanings,
            initial=given["initial"].values() if "initial" in given else (),
            terminal=given["terminal"].values() if "terminal" in given else (),
            spec=self.spec,
            place=self._place(block.line),
        )

    def note_mistake(self, rule: str, subject: str, line: int, message: str, hint: str) -> None:
        """Keep a mistake of form for the rule that will report it."""
        self.mistakes.append(
            Mistake(
                rule=rule,
                defect=Defect(subject=subject, place=self._place(line), message=message, hint=hint),
            )
        )

    def _place(self, line: int) -> Place:
        return Place(path=self.path, line=line)


def _meaning(lines: tuple[Line, ...], at: int, start: int) -> str:
    """Give what a list item says behind the names that it is about, the lines that go on included."""
    text = lines[at][1][start:]
    more = takewhile(lambda line: line[1][:1] == " ", lines[at + 1 :])
    return text if text.strip() else " ".join(line for _, line in more)


def complete(auto: AutoDirective, text: str) -> str:
    """Complete a name in an autodoc directive's argument to a pattern of a fact's key."""
    mark, name = ("!", text[1:].strip()) if text.startswith("!") else ("", text)
    if any(name.startswith(f"{kind}:") for kind in auto.kinds):
        return mark + name
    if auto.name == "autotable" and "." in name:
        return f"{mark}do-table:{name}"
    if auto.name == "autoroutes" and _OF_SERVICE.match(name):
        return f"{mark}route:{name}"
    return f"{mark}{auto.prefix}{name}"
