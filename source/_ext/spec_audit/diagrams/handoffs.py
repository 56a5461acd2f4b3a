"""The map of hand-offs: which spec leaves what to which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spec_audit.case import Case
from spec_audit.diagrams.drawing import Drawing, Phrase, object_word, object_words, plain, spec_word
from spec_audit.diagrams.labels import link
from spec_audit.model.amounts import counted
from spec_audit.model.objects import Boundary, Concern

COLUMNS = ("From", "To", "What is left to the other")

_HandOffs = Mapping[tuple[str, str], list[Boundary]]


def build_map(case: Case) -> Drawing:
    """Draw all specs, with one line between two of which one leaves something to the other."""
    found: dict[tuple[str, str], list[Boundary]] = {}
    nobody: dict[str, list[Boundary]] = {}
    for boundary in case.each(Boundary):
        if boundary.nobody is not None:
            nobody.setdefault(boundary.spec, []).append(boundary)
        for ref in boundary.see:
            target = case.objects.get(ref.text)
            if isinstance(target, Concern) and target.spec != boundary.spec:
                found.setdefault((boundary.spec, target.spec), []).append(boundary)
    titles = case.titles
    order = _by_givers(titles, found)
    return Drawing(
        title="Who leaves what to whom",
        description=(
            f"{counted(len(titles), 'spec')}, and {counted(sum(map(len, found.values())), 'hand-off')}"
            " between them. A number with an arrow down counts what the upper spec leaves to the lower one,"
            " a number with an arrow up what the lower leaves to the upper."
        ),
        text="\n".join(_lines(order, titles, found)) + "\n" if found else "",
        columns=COLUMNS,
        rows=tuple(_rows(order, titles, found, nobody)),
    )


def _by_givers(titles: Mapping[str, str], found: _HandOffs) -> list[str]:
    """Sort the specs by what they give more than they take, so that most arrows lead down."""
    gives = dict.fromkeys(titles, 0)
    for (source, to), boundaries in found.items():
        gives[source] += len(boundaries)
        gives[to] -= len(boundaries)
    return sorted(titles, key=lambda name: (-gives[name], name))


def _lines(order: Sequence[str], titles: Mapping[str, str], found: _HandOffs) -> Iterator[str]:
    yield "flowchart TB"
    ids = {name: f"s{index}" for index, name in enumerate(order)}
    for name, identity in ids.items():
        yield f'  {identity}["{link(spec_word(titles[name], name))}"]'
    for index, upper in enumerate(order):
        for lower in order[index + 1 :]:
            down, up = found.get((upper, lower), []), found.get((lower, upper), [])
            counts = [f"{_count(some)}{way}" for some, way in ((down, "↓"), (up, "↑")) if some]
            if counts:
                arrow = "<-->" if down and up else "-->" if down else "---"
                yield f'  {ids[upper]} {arrow}|"{" ".join(counts)}"| {ids[lower]}'


def _count(boundaries: Sequence[Boundary]) -> str:
    return link(object_word(str(len(boundaries)), boundaries[0].id))


def _rows(
    order: Sequence[str], titles: Mapping[str, str], found: _HandOffs, nobody: Mapping[str, list[Boundary]]
) -> Iterator[tuple[Phrase, ...]]:
    for source in order:
        giver = (spec_word(titles[source], source),)
        for to in order:
            if (source, to) in found:
                yield giver, (spec_word(titles[to], to),), object_words(found[source, to])
        if source in nobody:
            yield giver, plain("nobody"), object_words(nobody[source])
