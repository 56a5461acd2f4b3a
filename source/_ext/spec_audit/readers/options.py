"""The options of a directive: ``:key: value`` lines or a ``---`` block, in MyST's dialect.

Both are a small subset of YAML: plain, quoted, literal and folded values, and comments.
Every value keeps the line on which it stands, also when a list goes on over several lines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spec_audit.model.objects import Ref
from spec_audit.readers.lines import Line

_KEY = re.compile(r"(?P<key>'[^']*'|\"[^\"]*\"|[^\s:#'\"][^:]*?)\s*:(?: +(?P<value>.*)|[ \t]*)$")
_BLOCK = re.compile(r"[|>][-+]?(?:\s+#.*)?")
_COMMENT = re.compile(r"#(?<!\S#).*$")


class Option(NamedTuple):
    """One option: its name, the line of its name, and its value's parts with their lines."""

    name: str
    line: int
    parts: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The whole value on one line."""
        return " ".join([part for _, part in self.parts if part])

    def values(self) -> tuple[Ref, ...]:
        """Split the value at commas, each piece with the line where it begins."""
        pieces: list[Ref] = []
        pending, begun = "", self.line
        for number, part in self.parts:
            for index, bit in enumerate(part.split(",")):
                if index and pending:
                    pieces.append(Ref(text=pending, line=begun))
                    pending = ""
                if not pending:
                    begun = number
                pending = f"{pending} {bit}".strip()
        if pending:
            pieces.append(Ref(text=pending, line=begun))
        return tuple(pieces)


class OptionBlock(NamedTuple):
    """The options of one directive, what follows them, and the lines that make no sense."""

    options: tuple[Option, ...]
    rest: tuple[Line, ...]
    unread: tuple[Line, ...]


def split_options(body: tuple[Line, ...]) -> OptionBlock:
    """Take the option block off a directive's body."""
    if body and body[0][1].startswith("---"):
        end = next((i for i in range(1, len(body)) if body[i][1].startswith("---")), len(body))
        return _block(_dedent(body[1:end]), body[end + 1 :])
    lines: list[Line] = []
    for number, text in body:
        stripped = text.lstrip()
        if not stripped.startswith(":") or stripped.startswith(":::"):
            break
        lines.append((number, stripped[1:]))
    return _block(tuple(lines), body[len(lines) :])


def _dedent(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    indents = [len(text) - len(text.lstrip()) for _, text in lines if text.strip()]
    indent = min(indents, default=0)
    return tuple((number, text[indent:]) for number, text in lines)


def _block(lines: tuple[Line, ...], rest: tuple[Line, ...]) -> OptionBlock:
    options: list[Option] = []
    unread: list[Line] = []
    at = 0
    while at < len(lines):
        number, text = lines[at]
        at += 1
        if text.lstrip()[:1] in {"", "#"}:
            continue
        found = None if text[0].isspace() else _KEY.match(text)
        if found is None:
            unread.append((number, text))
            continue
        more = at
        while more < len(lines) and not lines[more][1][:1].strip():
            more += 1
        parts = _value(number, (found["value"] or "").strip(), lines[at:more])
        if parts is None:
            unread.append((number, text))
        else:
            options.append(Option(name=found["key"].strip("'\""), line=number, parts=parts))
        at = more
    return OptionBlock(options=tuple(options), rest=rest, unread=tuple(unread))


def _value(number: int, first: str, more: tuple[Line, ...]) -> tuple[Line, ...] | None:
    """Read a value's parts, or None when it is quoted in a way that is not read here."""
    if first.startswith(("|", ">")) and _BLOCK.fullmatch(first):
        return tuple((line, text.strip()) for line, text in more)
    if first.startswith(("'", '"')):
        quote = first[0]
        body, end = first[1:-1], first[-1:]
        if more and any(text.strip() for _, text in more):
            return None
        if len(first) < 2 or end != quote or "\\" in body:
            return None
        return ((number, body.replace("''", "'") if quote == "'" else body),)
    return tuple([(line, _uncomment(text)) for line, text in ((number, first), *more)])


def _uncomment(text: str) -> str:
    return (_COMMENT.sub("", text) if "#" in text else text).strip()
