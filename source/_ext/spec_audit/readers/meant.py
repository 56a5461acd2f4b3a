"""Options as they were meant: what a directive loses by a slip of its author, with the mistake beside it.

A value that is lost would show as other findings in other places: a claim on a line without its
colon leaves its fact without an owner. So each slip is reported once, where it stands, and what
is plainly meant is read. Names that resemble no option stay as they are, for the reader to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spec_audit.readers.lines import Line
from spec_audit.readers.marks import FENCE
from spec_audit.readers.options import Option, OptionBlock

_LOST = re.compile(r"\s*:(?P<name>[A-Za-z_-]+):(?:\s+(?P<value>.*))?$")
_BARE = re.compile(r"(?P<name>[A-Za-z_-]+)\s*:\s*(?P<value>.*)$")
_UNREAD = re.compile(r"\s*(?P<name>[A-Za-z_-]+)(?:\s*:\s*|\s+|$)(?P<value>.*)$")
_FIRST = frozenset(" :`~")
_GOES_ON = "a value that goes on begins its next line with ':' and two blanks"


class Slip(NamedTuple):
    """One mistake in how options are written: the rule that reports it, and what it says."""

    rule: str
    subject: str
    line: int
    message: str
    hint: str


def read_meant(
    block: OptionBlock, names: Sequence[str], lists: Sequence[str]
) -> tuple[tuple[Option, ...], tuple[Slip, ...]]:
    """Give the options as they were meant, each name once, and the slips in how they are written.

    ``names`` are the options of the directive, ``lists`` those of them that hold several values.
    """
    options: dict[str, Option] = {}
    slips: list[Slip] = []
    for one in block.options:
        first = options.get(one.name)
        if first is None:
            options[one.name] = one
            continue
        is_list = one.name in lists
        options[one.name] = _join(first, one) if is_list else one
        told = f"'{one.name}' stands here a second time, and what stood there first is lost"
        hint = "write it once, with all values: A, B" if is_list else "take one of the two out"
        slips.append(Slip("unread-option", one.name, one.line, told, hint))
    for slip, meant in (*_unread(block, names), *_right_behind(block, names), *_behind(block, names)):
        slips.extend([slip] if slip else [])
        if meant is not None:
            first = options.get(meant.name)
            options[meant.name] = _join(first, meant) if first and meant.name in lists else first or meant
    for one in [one for name, one in options.items() if name not in names]:
        name = resembling(one.name, names)
        if name and name not in options:
            told = f"there is no option '{one.name}' here"
            hint = f"write '{name}'; its options are: {', '.join(names)}"
            slips.append(Slip("unknown-option", one.name, one.line, told, hint))
            del options[one.name]
            options[name] = one._replace(name=name)
    return tuple(options.values()), tuple(slips)


def resembling(name: str, names: Sequence[str]) -> str:
    """Find the name that another one is misspelled from; empty where it resembles none."""
    from difflib import get_close_matches

    plain = name.lower().replace("-", "_")
    return plain if plain in names else next(iter(get_close_matches(plain, names, n=1, cutoff=0.75)), "")


def _join(first: Option, second: Option) -> Option:
    """Put the values of two options of one name behind each other, as one list."""
    *parts, (line, text) = first.parts
    return first._replace(parts=(*parts, (line, f"{text},"), *second.parts))


def _unread(block: OptionBlock, names: Sequence[str]) -> Iterator[tuple[Slip, Option | None]]:
    """Tell of the lines among the options that are none."""
    for number, text in block.unread:
        told = f"'{text.strip()}' is no option line that can be read"
        slip = Slip(
            "unread-option",
            text.strip(),
            number,
            told,
            f"write ':name: value', with blanks and no tab; {_GOES_ON}",
        )
        yield slip, _option(_UNREAD.match(text), number, names)


def _right_behind(block: OptionBlock, names: Sequence[str]) -> Iterator[tuple[Slip, Option]]:
    """Tell of the line right under the options that would be one of them, or a part of the last."""
    if not (block.options and block.rest and block.rest[0][1].strip()):
        return
    last, (number, text) = block.options[-1], block.rest[0]
    if last.text.endswith(",") or (not last.text and text.lstrip().startswith("- ")):
        size = next((at for at, (_, line) in enumerate(block.rest) if not line.strip()), len(block.rest))
        told = f"'{text.strip()}' belongs to the value of '{last.name}', and is not read as a part of it"
        slip = Slip("unread-option", last.name, number, told, f"write a list as 'A, B'; {_GOES_ON}")
        yield slip, last._replace(line=number, parts=tuple(map(_listed, block.rest[:size])))
    elif bare := _option(_BARE.match(text), number, names):
        told = f"'{text.strip()}' is text, since it does not begin with ':'"
        yield Slip("unread-option", bare.name, number, told, f"write ':{bare.name}: ...'"), bare


def _behind(block: OptionBlock, names: Sequence[str]) -> Iterator[tuple[Slip | None, Option]]:
    """Tell of options further down, which are text there: one slip for all, since one move mends them."""
    is_told = False
    for number, text in block.rest:
        if text[:1] not in _FIRST:
            continue
        if FENCE.match(text):
            return
        if lost := _option(_LOST.match(text), number, names):
            told = f"':{lost.name}:' is text here, because a blank line or other text stands before it"
            hint = "move it up to the options, which stand right under the opening line without a gap"
            yield None if is_told else Slip("unread-option", lost.name, number, told, hint), lost
            is_told = True


def _listed(line: Line) -> Line:
    text = line[1].strip()
    return (line[0], f"{text[2:]}," if text.startswith("- ") else text)


def _option(found: re.Match[str] | None, line: int, names: Sequence[str]) -> Option | None:
    if found is None or found["name"] not in names:
        return None
    value = (found["value"] or "").strip().strip("'\"")
    return Option(name=found["name"], line=line, parts=((line, value),))
