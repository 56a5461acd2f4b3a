"""What a diagram is: Mermaid text, the words that name it, and a table that says the same.

The text holds links in a form of its own, a target's kind and name, because only the door that
shows the diagram knows where things lie.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

from spec_audit.model.objects import SpecObject

PREFIX = "spec-audit/"
"""What the address of a link begins with until the door gives it a real one."""


class TargetKind(StrEnum):
    """What a part of a diagram leads to."""

    OBJECT = "object"
    """An object, by its id."""
    FACT = "fact"
    """A fact, by its key."""
    SPEC = "spec"
    """A whole spec, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a part of a diagram leads."""

    kind: TargetKind
    name: str

    @property
    def link(self) -> str:
        """The address that stands for it in the text of a diagram, in which no ``%`` may stand."""
        return f"{PREFIX}{self.kind.value}/{quote(self.name, safe='').replace('%', '=')}"


def read_link(link: str) -> Target | None:
    """Read a target back from its address; None for an address that is none of ours."""
    kind, slash, name = link.removeprefix(PREFIX).partition("/")
    if not link.startswith(PREFIX) or not slash or kind not in set(TargetKind):
        return None
    return Target(kind=TargetKind(kind), name=unquote(name.replace("=", "%")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A piece of text that may lead somewhere; ``code`` for names out of the code."""

    text: str
    target: Target | None = None
    code: bool = False


Phrase = tuple[Word, ...]
"""What stands in one cell of a table, or in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One diagram.

    ``text`` is empty where there is nothing to draw. ``legend`` says what the numbers in
    the picture stand for, from 1 on; ``remark`` says what the picture leaves out. ``columns`` and
    ``rows`` are the table.
    """

    title: str
    description: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Phrase, ...], ...]
    legend: Phrase = ()
    remark: Phrase = ()


def object_word(text: str, identity: str) -> Word:
    """Name an object and lead to it."""
    return Word(text=text, target=Target(kind=TargetKind.OBJECT, name=identity))


def object_words(objects: Iterable[SpecObject]) -> Phrase:
    """Name several objects, each leading to itself."""
    return joined([object_word(one.title, one.id) for one in objects], "; ")


def fact_word(text: str, key: str) -> Word:
    """Name a fact and lead to where its meaning stands."""
    return Word(text=text, target=Target(kind=TargetKind.FACT, name=key), code=True)


def spec_word(text: str, name: str) -> Word:
    """Name a spec and lead to it."""
    return Word(text=text, target=Target(kind=TargetKind.SPEC, name=name))


def plain(text: str) -> Phrase:
    """Say something that leads nowhere; nothing for no text."""
    return (Word(text=text),) if text else ()


def joined(words: list[Word], between: str = ", ") -> Phrase:
    """Put words in a row."""
    found: list[Word] = []
    for word in words:
        found += [Word(text=between), word] if found else [word]
    return tuple(found)
