"""MyST text to blocks: headings, directives, quotes and prose, each with its line.

A line scanner that knows what can hide a line from the author's eye: front matter, fences of
both kinds and any length, indented code, raw HTML, and the containers (quotes and lists) that
shift what stands in them. It decides where blocks begin and end as MyST's parser does, and
does nothing else: it reads no inline markup and knows no directive's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from spec_audit.readers.lines import Line
from spec_audit.readers.marks import (
    BREAK,
    DIRECTIVE,
    HEADING,
    HTML_BLOCK,
    HTML_SPAN,
    HTML_TAG,
    ITEM,
    MYST,
    OPENING,
    PLAIN,
    QUOTE,
    SETEXT,
    begins_item,
    match_fence,
    opens_block,
)


class Heading(NamedTuple):
    """An ATX or setext heading."""

    line: int
    level: int
    text: str


class Directive(NamedTuple):
    """A fence whose info string is ``{name} argument``. ``closed`` is False at the text's end.

    A fence of colons without a name in braces is a division: markup like a directive's, with the
    name ``""`` and its info as argument.
    """

    line: int
    name: str
    argument: str
    body: tuple[Line, ...]
    closed: bool
    mark: str


class Container(NamedTuple):
    """A block quote or a list item, with its lines freed from its marks."""

    line: int
    is_quote: bool
    body: tuple[Line, ...]


class Code(NamedTuple):
    """A fence of code, indented code, raw HTML, a comment or a break: nothing in it counts.

    ``mark`` is what begins a fence or HTML; indented code and breaks have none. ``body`` is what
    stands in it, or behind the opening line of what is never closed.
    """

    line: int
    body: tuple[Line, ...] = ()
    closed: bool = True
    mark: str = ""


class Prose(NamedTuple):
    """A paragraph of running text."""

    lines: tuple[Line, ...]

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.lines[0][0]


Block = Heading | Directive | Container | Code | Prose


def scan(lines: tuple[Line, ...]) -> Iterator[Block]:
    """Yield the blocks of some lines, outermost ones only.

    What stands inside a directive or a container is not looked into: the caller scans its
    ``body`` when the body is markup.
    """
    at = 0
    paragraph: list[Line] = []
    while at < len(lines):
        number, text = lines[at]
        if text[:1] in PLAIN:
            paragraph.append(lines[at])
            at += 1
            continue
        if not text.strip():
            if paragraph:
                yield Prose(lines=tuple(paragraph))
                paragraph = []
            at += 1
            continue
        if paragraph and (setext := SETEXT.match(text)):
            joined = " ".join(one.strip() for _, one in paragraph)
            yield Heading(line=paragraph[0][0], level=1 if setext["mark"][0] == "=" else 2, text=joined)
            paragraph = []
            at += 1
            continue
        block, after = _open(lines, at, in_paragraph=bool(paragraph))
        if after > at:
            if paragraph:
                yield Prose(lines=tuple(paragraph))
                paragraph = []
            if block is not None:
                yield block
            at = after
        else:
            paragraph.append((number, text))
            at += 1
    if paragraph:
        yield Prose(lines=tuple(paragraph))


def _open(lines: tuple[Line, ...], at: int, *, in_paragraph: bool) -> tuple[Block | None, int]:
    """Read the block that the line opens: the block and the index behind it.

    The index is ``at`` itself when the line opens nothing and is prose.
    """
    number, text = lines[at]
    if text.startswith("    ") and not in_paragraph:
        after = _indented_end(lines, at)
        return Code(line=number, body=lines[at:after]), after
    if text.startswith("    ") or text.lstrip(" ")[0] not in OPENING:
        return None, at
    if fence := match_fence(text):
        return _read_fence(lines, at, fence)
    if heading := HEADING.match(text):
        marks, words = heading["marks"], heading["text"] or ""
        return Heading(line=number, level=len(marks), text=words.strip()), at + 1
    if BREAK.match(text) or MYST.match(text):
        return Code(line=number), at + 1
    if QUOTE.match(text):
        return _read_quote(lines, at)
    item = ITEM.match(text)
    if item and begins_item(item, in_paragraph=in_paragraph):
        return _read_item(lines, at, item)
    after = _html_end(lines, at, in_paragraph=in_paragraph)
    mark = "<!--" if text.lstrip(" ").startswith("<!--") else "<"
    if after > len(lines):
        return Code(line=number, body=lines[at + 1 :], closed=False, mark=mark), len(lines)
    return (Code(line=number, body=lines[at:after], mark=mark) if after > at else None), after


def _read_fence(lines: tuple[Line, ...], at: int, fence: re.Match[str]) -> tuple[Block, int]:
    mark = fence["mark"]
    indent = len(fence[0]) - len(fence[0].lstrip(" "))
    closing = re.compile(rf" {{0,3}}{mark}{mark[0]}*\s*$")
    end = at + 1
    while end < len(lines) and not (mark in lines[end][1] and closing.match(lines[end][1])):
        end += 1
    closed = end < len(lines)
    after = end + 1 if closed else end
    directive = DIRECTIVE.match(fence["info"])
    body = lines[at + 1 : end]
    if directive is None and mark[0] != ":":
        return Code(line=lines[at][0], body=body, closed=closed, mark=mark), after
    if indent:
        body = tuple((number, _unindent(text, indent)) for number, text in body)
    return (
        Directive(
            line=lines[at][0],
            name=directive["name"] if directive else "",
            argument=directive["argument"].strip() if directive else fence["info"],
            body=body,
            closed=closed,
            mark=mark,
        ),
        after,
    )


def _unindent(text: str, indent: int) -> str:
    return text[min(indent, len(text) - len(text.lstrip(" "))) :]


def _indented_end(lines: tuple[Line, ...], at: int) -> int:
    while at < len(lines) and (lines[at][1].startswith("    ") or not lines[at][1].strip()):
        at += 1
    return at


def _html_end(lines: tuple[Line, ...], at: int, *, in_paragraph: bool) -> int:
    """Find the end of the raw HTML that the line opens: the line itself when it opens none.

    It is behind the last line by one more when what is opened is never closed.
    """
    text = lines[at][1]
    if html := HTML_SPAN.match(text):
        end = "-->" if html["comment"] else f"</{html['verbatim'].lower()}>"
        while at < len(lines) and end not in lines[at][1].lower():
            at += 1
        return at + 1
    if HTML_BLOCK.match(text) or (not in_paragraph and HTML_TAG.match(text)):
        while at < len(lines) and lines[at][1].strip():
            at += 1
    return at


def _is_text(text: str) -> bool:
    return bool(text.strip()) and not opens_block(text)


def _goes_on(text: str) -> bool:
    """Whether a line behind a paragraph surely belongs to it."""
    return _is_text(text) and not SETEXT.match(text)


def _ends_in_prose(body: tuple[Line, ...]) -> bool:
    """Whether a line without a container's marks can go on with the paragraph that ends it so far."""
    if not body or not body[-1][1].strip():
        return False
    *_, last = scan(body)
    return _ends_in_prose(last.body) if isinstance(last, Container) else isinstance(last, Prose)


def _read_quote(lines: tuple[Line, ...], at: int) -> tuple[Block, int]:
    start = at
    body: list[Line] = []
    lazy = False
    while at < len(lines):
        number, text = lines[at]
        if mark := QUOTE.match(text):
            body.append((number, text[mark.end() :]))
            lazy = lazy and _goes_on(body[-1][1])
        elif _is_text(text) and (lazy or _ends_in_prose(tuple(body))):
            body.append((number, text))
            lazy = True
        else:
            break
        at += 1
    return Container(line=lines[start][0], is_quote=True, body=tuple(body)), at


def _read_item(lines: tuple[Line, ...], at: int, item: re.Match[str]) -> tuple[Block, int]:
    start = at
    marker = len(item["indent"]) + len(item["mark"])
    gap = len(item["gap"])
    indent = marker + (gap if item["rest"] and gap <= 4 else 1)
    margin = " " * indent
    first = lines[at][1][indent:]
    body: list[Line] = [(lines[at][0], first)]
    at += 1
    lazy = False
    while at < len(lines):
        number, text = lines[at]
        if text.strip() and not text.startswith(margin):
            if not (_is_text(text) and (lazy or _ends_in_prose(tuple(body)))):
                break
            lazy = True
        elif len(body) == 1 and not text.strip() and not first.strip():
            break
        else:
            text = text[indent:] if text.strip() else ""
            lazy = lazy and _goes_on(text)
        body.append((number, text))
        at += 1
    return Container(line=lines[start][0], is_quote=False, body=tuple(body)), at
