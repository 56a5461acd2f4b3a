"""Numbers without a name that the configuration gives one, found by what they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Problem
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from spec_audit.extractors.limits.arithmetic import Number

_FIELDS = ("name", "file", "symbol", "at", "unit", "occurrence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """One configured literal.

    ``symbol`` is what the number stands in, empty for anywhere in the file; ``at`` are anchors,
    in their order; ``unit`` is None to guess it; ``occurrence`` picks one of several that fit,
    counted from 1 in the order of the text, where 0 asks for one value only.
    """

    name: str
    file: str
    symbol: str
    at: tuple[str, ...]
    unit: str | None
    occurrence: int


def read_literals(tables: Iterable[Any], problems: list[Problem]) -> Iterator[Literal]:
    """Read the configured tables; one that cannot be used becomes a problem."""
    for table in tables:
        at = table.get("at", ()) if isinstance(table, Mapping) else ()
        anchors = tuple(at) if isinstance(at, list) else (at,) if isinstance(at, str) else ()
        fault = _fault(table, anchors)
        if fault:
            message = f"an entry of the option 'literals' {fault}: {table}"
            problems.append(Problem(rule="empty-source", place=Place(path=""), message=message))
            continue
        yield Literal(
            name=table["name"],
            file=table["file"],
            symbol=table.get("symbol", ""),
            at=anchors,
            unit=table.get("unit"),
            occurrence=table.get("occurrence", 0),
        )


def _fault(table: object, anchors: Sequence[object]) -> str:
    if not isinstance(table, Mapping):
        return "is no table"
    unknown = sorted(set(table) - set(_FIELDS))
    if unknown:
        return f"has the unknown key '{unknown[0]}'"
    for field in ("name", "file"):
        if not isinstance(table.get(field), str) or not table[field]:
            return f"lacks '{field}'"
    if not anchors or not all(isinstance(anchor, str) for anchor in anchors):
        return "lacks 'at', the anchors of the number"
    if not isinstance(table.get("occurrence", 0), int):
        return "has an 'occurrence' that is no whole number"
    return ""


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
    where = f"{literal.file}#{literal.symbol}" if literal.symbol else literal.file
    said = f"is one of {', '.join(map(str, values))}" if values else "is not there"
    problems.append(
        Problem(
            rule="empty-source",
            place=Place(path=literal.file, line=fitting[0][1] if fitting else 0),
            message=f"the number for limit:{literal.name} {said}: {' > '.join(literal.at)} in {where}",
        )
    )
    return None


def _is_inside(symbol: str, wanted: str) -> bool:
    return not wanted or symbol == wanted or symbol.startswith(f"{wanted}.")


def _in_order(wanted: Sequence[str], anchors: Sequence[str]) -> bool:
    """Whether all wanted anchors occur among a number's, in this order."""
    rest = iter(anchors)
    return all(any(anchor == one for anchor in rest) for one in wanted)
