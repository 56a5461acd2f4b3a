"""State machines: an enum's values, and the transitions between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spec_audit.case import Case
from spec_audit.case.machines import Machine
from spec_audit.diagrams.drawing import (
    Drawing,
    Phrase,
    Word,
    fact_word,
    joined,
    object_word,
    plain,
)
from spec_audit.diagrams.labels import link, wrap
from spec_audit.model.amounts import counted
from spec_audit.model.objects import Ref, Refs, Transition

ANY = "*"
FEW = 2
"""From more states than this, a transition is told in the box of the state that it enters."""
NUMBERED_FROM = 9
"""From this many transitions on, the picture holds numbers, and a legend the titles."""
COLUMNS = ("Transition", "From", "To", "Trigger", "Guard")


def build_states(case: Case, enum: str) -> Drawing | None:
    """Draw the machine of an enum; None when no transition speaks of it."""
    machine = case.machines.get(enum)
    if machine is None:
        return None
    known = set(machine.values)
    drawn = [
        one
        for one in machine.transitions
        if all(ref.text in known or ref.text == ANY for ref in one.from_) and one.to and one.from_
    ]
    numbered = len(drawn) >= NUMBERED_FROM
    picture = _Picture(machine, drawn, numbered=numbered)
    return Drawing(
        title=f"States of {enum}",
        description=_describe(machine, drawn),
        text="\n".join(picture.lines()) + "\n",
        columns=("No.", *COLUMNS) if numbered else COLUMNS,
        rows=tuple(_rows(machine, drawn, numbered=numbered)),
        legend=tuple(map(_title, drawn)) if numbered else (),
        remark=_remark(machine),
    )


class _Picture:
    """The lines of one machine's flowchart."""

    def __init__(self, machine: Machine, drawn: Sequence[Transition], *, numbered: bool) -> None:
        self._machine = machine
        self._ids = {value: f"s{index}" for index, value in enumerate(machine.values)}
        self._numbered = numbered
        self._edges: dict[tuple[str, str], list[Word]] = {}
        self._entries: dict[str, dict[str, list[Word]]] = {}
        for number, one in enumerate(drawn, 1):
            title = _title(one)
            word = Word(text=str(number), target=title.target) if numbered else title
            self._place(one, word)

    def _place(self, one: Transition, word: Word) -> None:
        sources = [ref.text for ref in one.from_]
        for ref in one.to:
            if ref.text not in self._ids:
                continue
            if len(sources) > FEW or ANY in sources:
                entry = self._entries.setdefault(ref.text, {})
                entry.setdefault(_say_sources(sources, self._machine.values), []).append(word)
                continue
            for source in sources:
                self._edges.setdefault((source, ref.text), []).append(word)

    def lines(self) -> Iterator[str]:
        """Write the flowchart: the states, where things begin, the edges, where they end."""
        machine, ids = self._machine, self._ids
        # States without lines between them would stand in one row, too wide for paper.
        yield f"flowchart {'TB' if self._edges else 'LR'}"
        for value, identity in ids.items():
            yield f'  {identity}("{self._box(value)}")'
        for index, value in enumerate(machine.marked("initial")):
            yield f"  begin{index}@{{ shape: sm-circ }}"
            yield f"  begin{index} --> {ids[value]}"
        for (source, to), words in self._edges.items():
            yield f'  {ids[source]} -->|"{self._label(words)}"| {ids[to]}'
        for index, value in enumerate(machine.marked("terminal")):
            yield f"  end{index}@{{ shape: fr-circ }}"
            yield f"  {ids[value]} --> end{index}"

    def _box(self, value: str) -> str:
        lines = [link(fact_word(value, f"state:{self._machine.enum.name}.{value}"))]
        lines += [
            f"<i>{wrap(f'from {sources}:')} {self._label(words)}</i>"
            for sources, words in self._entries.get(value, {}).items()
        ]
        return "<br>".join(lines)

    def _label(self, words: Sequence[Word]) -> str:
        if self._numbered:
            return ", ".join(link(word) for word in words)
        lines = [link(word) for word in words]
        # Where a title takes two lines, one must see where the next begins.
        bullet = "· " if len(words) > 1 and any("<br>" in line for line in lines) else ""
        return "<br>".join(bullet + line for line in lines)


def _say_sources(sources: Sequence[str], values: Sequence[str]) -> str:
    """Name many states in few words; the table names them all."""
    if ANY in sources:
        return "any state"
    others = [value for value in values if value not in sources]
    if not others:
        return "any state"
    if len(others) <= FEW + 1 and len(others) < len(sources):
        return f"any but {_or(others)}"
    if len(sources) <= FEW + 1:
        return _or(sources)
    return f"{len(sources)} of {len(values)} states"


def _or(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _describe(machine: Machine, drawn: Sequence[Transition]) -> str:
    parts = [f"{counted(len(machine.values), 'state')} and {counted(len(drawn), 'transition')}."]
    for attribute, verb in (("initial", "begins in"), ("terminal", "ends in")):
        if names := machine.marked(attribute):
            parts.append(f"It {verb} {_or(names)}.")
    return " ".join(parts)


def _remark(machine: Machine) -> Phrase:
    alone = [value for value in machine.values if value not in machine.named]
    if not alone:
        return ()
    words = [fact_word(value, f"state:{machine.enum.name}.{value}") for value in alone]
    return (Word(text="No transition names "), *joined(words), Word(text="."))


def _rows(machine: Machine, drawn: Sequence[Transition], *, numbered: bool) -> Iterator[tuple[Phrase, ...]]:
    def states(refs: Refs) -> Phrase:
        if any(ref.text == ANY for ref in refs):
            return plain("any state")
        return _values(machine, [ref.text for ref in refs])

    begin, end = machine.marked("initial"), machine.marked("terminal")
    lead: tuple[Phrase, ...] = ((),) if numbered else ()
    if begin:
        yield (*lead, plain("begins"), (), _values(machine, begin), (), ())
    for number, one in enumerate(drawn, 1):
        yield (
            *((plain(str(number)),) if numbered else ()),
            (_title(one),),
            states(one.from_),
            states(one.to),
            _said(one.trigger),
            _said(one.guard),
        )
    if end:
        yield (*lead, plain("ends"), _values(machine, end), (), (), ())


def _values(machine: Machine, names: Sequence[str]) -> Phrase:
    return joined([fact_word(name, f"state:{machine.enum.name}.{name}") for name in names])


def _title(one: Transition) -> Word:
    return object_word(one.title, one.id)


def _said(ref: Ref | None) -> Phrase:
    return plain(ref.text) if ref else ()
