"""Numbers without a name that the configuration gives one, found by what they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.base import place_name
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from spec_audit.extractors.limits.arithmetic import Number


class Literal(NamedTuple):
    """One configured literal.

    ``number`` is its place among the others; ``symbol`` is what the number in the code stands in,
    empty for anywhere in the file; ``at`` are anchors, in their order; ``unit`` is None to guess
    it; ``occurrence`` picks one of several that fit, counted from 1 in the order of the text, where
    0 asks for one value only.
    """

    number: int
    name: str
    file: str
    symbol: str
    at: tuple[str, ...]
    unit: str | None
    occurrence: int


def read_literals(tables: Iterable[Mapping[str, Any]]) -> Iterator[Literal]:
    """Read the configured tables."""
    for number, table in enumerate(tables):
        at = table["at"]
        yield Literal(
            number=number,
            name=table["name"],
            file=table["file"],
            symbol=table.get("symbol", ""),
            at=(at,) if isinstance(at, str) else tuple(at),
            unit=table.get("unit"),
            occurrence=table.get("occurrence", 0),
        )


def find_literal(
    literal: Literal, found: Mapping[str, Any] | None, problems: list[Problem]
) -> tuple[Number, int, str] | None:
    """Find its value, line and symbol. None, and a problem, when nothing or more than one value fits."""
    fitting = [
        (value, line, symbol)
        for value, line, symbol, anchors in (found or {}).get("numbers", ())
        if _is_inside(symbol, literal.symbol) and _in_order(literal.at, anchors)
    ]
    if literal.occurrence:
        fitting = sorted(fitting, key=lambda one: one[1])[literal.occurrence - 1 : literal.occurrence]
    values = sorted({value for value, _, _ in fitting})
    if len(values) == 1:
        return fitting[0]
    where = place_name(literal.file, literal.symbol)
    said = f"is one of {', '.join(map(str, values))}" if values else "is not there"
    message = f"the number for limit:{literal.name} {said}: {' > '.join(literal.at)} in {where}"
    problems.append(Problem.of_option(message, "literals", literal.number))
    return None


def _is_inside(symbol: str, wanted: str) -> bool:
    return not wanted or symbol == wanted or symbol.startswith(f"{wanted}.")


def _in_order(wanted: Sequence[str], anchors: Sequence[str]) -> bool:
    """Whether all wanted anchors occur among a number's, in this order."""
    rest = iter(anchors)
    return all(any(anchor == one for anchor in rest) for one in wanted)
