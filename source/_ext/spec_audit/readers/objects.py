"""One directive to one object or autodoc block: its options by the vocabulary, its mistakes by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from spec_audit.model.finding import Defect, Mistake
from spec_audit.model.objects import AutoDoc, Meaning, Ref, Refs, SpecObject
from spec_audit.model.pattern import PatternError, parse_pattern
from spec_audit.model.place import Place
from spec_audit.readers.blocks import Directive
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

    def read_object(
        self, block: Directive, kind: Kind, options: OptionBlock, section: str
    ) -> SpecObject | None:
        """Read one object; None when it has no id to be known by."""
        values: dict[str, Any] = {}
        given: dict[str, Option] = {}
        self._unread(block, options)
        for option in options.options:
            given[option.name] = option
            spec = kind.field(option.name)
            if option.name == "id":
                continue
            if spec is None:
                known = ", ".join(["id", *(one.name for one in kind.fields)])
                self.note_mistake(
                    "unknown-option",
                    f"{kind.directive}.{option.name}",
                    option.line,
                    f"'{option.name}' is no option of {kind.directive}",
                    f"its options are: {known}",
                )
            else:
                values[spec.attribute] = self._field_value(spec, option)
        identity = given["id"].text if "id" in given else ""
        if not _ID.fullmatch(identity) or not identity.startswith(kind.prefix):
            self.note_mistake(
                "bad-id",
                identity or f"{self.spec}:{block.argument}",
                given["id"].line if "id" in given else block.line,
                f"'{identity}' is no id for a {kind.directive}"
                if identity
                else f"the {kind.directive} has no id",
                ("" if identity else "write ':id: ID' right under the opening line; ")
                + f"an id is {kind.prefix} and then capital letters, digits and '_'",
            )
            if not identity:
                return None
        return kind.cls(
            id=identity,
            title=block.argument,
            spec=self.spec,
            place=self._place(block.line),
            section=section,
            **values,
        )

    def _field_value(self, spec: FieldSpec, option: Option) -> Refs | Ref | None:
        if not spec.is_list:
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
            return Ref(text=text, line=option.line) if text else None
        values = option.values()
        if option.text.startswith("["):
            self.note_mistake(
                "bad-list",
                f"{spec.name}={option.text}",
                option.line,
                f"'{option.text}' is written with brackets, which are taken apart silently",
                "write a list as 'A, B', without brackets",
            )
            # What is meant inside of the brackets is clear, so that one mistake makes one finding.
            values = tuple(Ref(text=one.text.strip("[] "), line=one.line) for one in values)
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

    def read_autodoc(
        self, block: Directive, auto: AutoDirective, options: OptionBlock, section: str
    ) -> AutoDoc:
        """Read one autodoc block."""
        self._unread(block, options)
        given = {option.name: option for option in options.options}
        known = ("initial", "terminal") if auto.name == "autostates" else ()
        for name, option in given.items():
            if name not in known:
                self.note_mistake(
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
            self.note_mistake(
                "bad-pattern", auto.name, block.line, f"{auto.name} names no facts", "name them behind it"
            )
        meanings = tuple(
            Meaning(names=tuple(re.findall(r"`([^`]+)`", found["names"])), line=number)
            for number, text in options.rest
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
            section=section,
        )

    def _unread(self, block: Directive, options: OptionBlock) -> None:
        for number, text in options.unread:
            self.note_mistake(
                "unread-option",
                f"{block.name}: {text.strip()}",
                number,
                f"'{text.strip()}' is no option line that can be read",
                "write ':name: value'; a value that goes on begins its line with ':' and two blanks",
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
