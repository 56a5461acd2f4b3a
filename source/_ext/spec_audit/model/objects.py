"""Specs and the objects in them, as an author wrote them, each value with its line.

Every object kind is one dataclass, and every field that an author can write is declared
here once, with its meaning; the vocabulary, the reader, the Sphinx directives and the
reference pages are derived from these declarations. What else there is, is a named tuple:
thousands of them are made in each run, and they are made and declared in a third of the time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from spec_audit.model.place import Place


class Ref(NamedTuple):
    """One value of an option: its text and the line on which the option stands."""

    text: str
    line: int


Refs = tuple[Ref, ...]


class Mention(NamedTuple):
    """A fact that a text names by a role; ``within`` is the id of the object whose text it is."""

    text: str
    line: int
    within: str = ""


def _links(help: str, *kinds: str) -> Any:  # noqa: A002 - the metadata's own word
    """Declare a list of ids of objects of these kinds (of any kind when none is named)."""
    return field(default=(), metadata={"form": "links", "help": help, "kinds": kinds})


def _list(form: str, help: str) -> Any:  # noqa: A002
    """Declare a list of values separated by commas or line ends."""
    return field(default=(), metadata={"form": form, "help": help})


def _one(help: str, *choices: str) -> Any:  # noqa: A002
    """Declare a single value, of a closed set when choices are given."""
    return field(default=None, metadata={"form": "text", "help": help, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecObject:
    """What all objects have: an id, a title, the name of the spec that they stand in, and their place."""

    id: str
    title: str
    spec: str
    place: Place

    def at(self, line: int) -> Place:
        """Place another line of the same document."""
        return Place(path=self.place.path, line=line)

    def refs(self, attribute: str) -> Refs:
        """Give the values of a list that not every kind has; none where there is no such list."""
        values: Refs = getattr(self, attribute, ())
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecCard(SpecObject):
    """The spec itself: one for each document, under its one-line summary."""

    tier: Ref | None = _one("How soon the subsystem deserved its spec, 1 being first.", "1", "2", "3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern(SpecObject):
    """One thing that the spec owns, with the facts that it claims."""

    claims: Refs = _list("patterns", "Keys or globs of the facts that it owns; `!` takes some out again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary(SpecObject):
    """One thing that the spec does not cover, and the concern of another spec that does."""

    see: Refs = _links("The concern, in another spec, that covers it.", "concern")
    nobody: Ref | None = _one("Why nothing covers it, where nothing does; instead of `see`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(SpecObject):
    """One thing that the subsystem keeps or passes on: a record, a key, a document."""

    facts: Refs = _list("patterns", "Keys or globs of the facts that it speaks of.")
    concerns: Refs = _links("The concerns that it belongs to.", "concern")
    source: Refs = _list("evidence", "Where the code shows it: `path#symbol`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(SpecObject):
    """One change of state, with what sets it off and what must hold for it."""

    machine: Ref | None = _one("The enum whose values are the states.")
    from_: Refs = _list("states", "The states that it leaves; `*` for any.")
    to: Refs = _list("states", "The state that it enters.")
    trigger: Ref | None = _one("What sets it off.")
    guard: Ref | None = _one("What must hold for it to happen.")
    source: Refs = _list("evidence", "The function that makes it: `path#symbol`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface(SpecObject):
    """One contract with a neighbour: a group of routes, a protocol, an internal call."""

    facts: Refs = _list("patterns", "Keys or globs of the facts that it speaks of.")
    concerns: Refs = _links("The concerns that it belongs to.", "concern")
    source: Refs = _list("evidence", "Where the code shows it: `path#symbol`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(SpecObject):
    """One key operation, step by step."""

    concerns: Refs = _links("The concerns that it runs through.", "concern")
    facts: Refs = _list("patterns", "Keys or globs of the facts that it speaks of.")
    source: Refs = _list("evidence", "The functions that it runs through: `path#symbol`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(SpecObject):
    """One edge case or failure, and what the code does about it."""

    affects: Refs = _links("The objects that it strikes.")
    handling: Ref | None = _one("How far the code handles it.", "handled", "partial", "unhandled")
    facts: Refs = _list("patterns", "Keys or globs of the facts whose disorder it explains.")
    source: Refs = _list("evidence", "Where the code shows it: `path#symbol`.")
    tracked_by: Refs = _list("beans", "The work items that would mend it.")

    @property
    def stage(self) -> Ref | None:
        """How far it goes, under the one name that all items have."""
        return self.handling

    @property
    def is_open(self) -> bool:
        """Whether the code does not handle it, or not wholly."""
        return self.handling is not None and self.handling.text != "handled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impl(SpecObject):
    """One status item: what is built, and what is not."""

    status: Ref | None = _one(
        "How far it is built.",
        "implemented",
        "partial",
        "stubbed",
        "planned",
        "deferred",
        "known-issue",
    )
    concerns: Refs = _links("The concerns that it belongs to.", "concern")
    facts: Refs = _list("patterns", "Keys or globs of the facts whose disorder it explains.")
    source: Refs = _list("evidence", "Where the code shows it: `path#symbol`.")
    tracked_by: Refs = _list("beans", "The work items that track it; wanted for all that is open.")

    @property
    def stage(self) -> Ref | None:
        """How far it goes, under the one name that all items have."""
        return self.status

    @property
    def is_future(self) -> bool:
        """Whether the code is not expected to have it yet."""
        return self.status is not None and self.status.text in {"planned", "deferred"}

    @property
    def is_open(self) -> bool:
        """Whether work on it remains, which a bean must track."""
        return self.status is not None and self.status.text != "implemented"


Item: TypeAlias = Edge | Impl
"""What says how far the code goes, and which work items track the rest."""


class Meaning(NamedTuple):
    """One row of an autodoc block: the names it speaks of, at their line; blank when it says nothing."""

    names: tuple[str, ...]
    line: int
    is_blank: bool = False


class AutoDoc(NamedTuple):
    """A block that renders facts out of the inventory and gives each row its meaning.

    ``patterns`` are fact patterns already completed with the directive's kind. ``initial``
    and ``terminal`` are state names, and stand only on ``autostates``.
    """

    directive: str
    patterns: Refs
    meanings: tuple[Meaning, ...]
    initial: Refs
    terminal: Refs
    spec: str
    place: Place

    def at(self, line: int) -> Place:
        """Place another line of the same document."""
        return Place(path=self.place.path, line=line)


class Section(NamedTuple):
    """A heading and what it spans. ``empty`` means that no text and no object follows it
    before the next heading of its own level or a higher one."""

    title: str
    level: int
    line: int
    empty: bool


class Spec(NamedTuple):
    """One document: one subsystem.

    ``name`` is the file's name without its ending. ``title`` is None without a heading of
    level one; ``summary`` the lines of the quote right under the title; ``mentions`` the
    facts that its text names by a role, ``links`` the objects; ``text`` is the whole file.
    """

    name: str
    path: str
    title: Ref | None
    summary: Refs
    sections: tuple[Section, ...]
    objects: tuple[SpecObject, ...]
    autodocs: tuple[AutoDoc, ...]
    mentions: tuple[Mention, ...]
    text: str
    links: Refs = ()

    @property
    def heading(self) -> str:
        """Its title, or its name where it has none."""
        return self.title.text if self.title else self.name

    def at(self, line: int) -> Place:
        """Place a line of the document."""
        return Place(path=self.path, line=line)
