"""Name the limits, join those that agree, and look up the configured literals."""

from __future__ import annotations

import re
from posixpath import splitext
from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.base import Extraction, Scan, make_fact, place_name
from spec_audit.extractors.limits.literals import Literal, find_literal, read_literals
from spec_audit.model.pattern import glob_regex
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.extractors.limits.arithmetic import Number
    from spec_audit.model.facts import Fact

TIMERS = ("setTimeout", "setInterval", "setAlarm", "timeout")

_UPPER = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")

_UNITS = (
    (("MS", "MILLIS", "MILLISECONDS"), "ms"),
    (("S", "SEC", "SECS", "SECOND", "SECONDS"), "s"),
    (("MIN", "MINS", "MINUTES"), "min"),
    (("HOURS",), "h"),
    (("DAYS",), "d"),
    (("BYTES",), "bytes"),
    (("CHARS", "CHARACTERS"), "characters"),
)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class Limit(NamedTuple):
    """One number with a name, at one place."""

    name: str
    value: Number
    unit: str
    path: str
    line: int
    symbol: str
    is_configured: bool = False

    @property
    def where(self) -> str:
        """The place without its line."""
        return place_name(self.path, self.symbol)


def link_scans(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Name the limits, join those that agree, and look up the configured literals."""
    problems: list[Problem] = []
    limits = list(_constants(scans, source.options))
    named: set[tuple[str, int]] = set()
    for literal in read_literals(source.options.get("literals", ())):
        found = find_literal(literal, scans.get(literal.file), problems)
        if found is not None:
            limits.append(_limit_of(literal, *found))
            named.add((literal.file, found[1]))
    problems += _unmet(scans, source.options)
    return Extraction(
        facts=tuple(_facts(limits)),
        problems=tuple(problems),
        counts={
            "limits": len(limits),
            **_count(scans, named, "unnamed timers", _runs_a_timer),
            **_count(scans, named, "limits worked out", _is_of_a_constant),
        },
    )


def unit_of(name: str) -> str:
    """Guess the unit from the end of a name, in any of the usual ways to write names."""
    words = _WORD.findall(name)
    last = words[-1].upper() if len(words) > 1 else ""
    return next((unit for endings, unit in _UNITS if last in endings), "")


def _limit_of(literal: Literal, value: Number, line: int, symbol: str) -> Limit:
    return Limit(
        name=literal.name,
        value=value,
        unit=literal.unit if literal.unit is not None else unit_of(literal.name),
        path=literal.file,
        line=line,
        symbol=symbol,
        is_configured=True,
    )


def _constants(scans: Mapping[str, Scan], options: Mapping[str, Any]) -> Iterator[Limit]:
    wanted = [glob_regex(glob) for glob in options.get("names", ())]
    unwanted = [glob_regex(glob) for glob in options.get("ignore", ())]
    for path, found in sorted(scans.items()):
        for name, value, line, symbol in found.get("constants", ()):
            full = f"{symbol}.{name}" if symbol else name
            if not _UPPER.fullmatch(name) and not _matches(wanted, name, full):
                continue
            if not _matches(unwanted, name, full):
                yield Limit(name=name, value=value, unit=unit_of(name), path=path, line=line, symbol=symbol)


def _unmet(scans: Mapping[str, Scan], options: Mapping[str, Any]) -> Iterator[Problem]:
    constants = [
        (name, f"{symbol}.{name}" if symbol else name)
        for found in scans.values()
        for name, _, _, symbol in found.get("constants", ())
    ]
    for option in ("names", "ignore"):
        globs = options.get(option, ())
        met = [glob for glob in globs if any(_matches([glob_regex(glob)], *one) for one in constants)]
        yield from Problem.of_unmet(globs, met, "and no constant with a number has such a name", option)


def _matches(globs: Iterable[re.Pattern[str]], *names: str) -> bool:
    return any(glob.fullmatch(name) for glob in globs for name in names)


def _facts(limits: list[Limit]) -> Iterator[Fact]:
    """Give each group of equal limits its name: the plain one first to what the settings name, then
    to the largest.

    So one place of many that changes gets a new name, and the others keep theirs.
    """
    groups: dict[tuple[str, Number], list[Limit]] = {}
    for limit in limits:
        groups.setdefault((limit.name, limit.value), []).append(limit)
    taken: set[str] = set()
    for group in sorted(groups.values(), key=_precedence):
        first = group[0]
        key = next(name for name in _names(first) if name not in taken)
        taken.add(key)
        yield make_fact(
            f"limit:{key}",
            Place(path=first.path, line=first.line),
            {"value": first.value, "unit": first.unit},
            beside={"places": [*sorted({limit.where for limit in group})]},
        )


def _precedence(group: list[Limit]) -> tuple[bool, int, str, int]:
    is_configured = any(one.is_configured for one in group)
    return not is_configured, -len(group), group[0].path, group[0].line


def _names(limit: Limit) -> Iterator[str]:
    yield limit.name
    parts = splitext(limit.path)[0].split("/")
    for count in range(1, len(parts) + 1):
        yield f"{'/'.join(parts[-count:])}.{limit.name}"
    yield f"{'/'.join(parts)}.{limit.symbol}.{limit.name}"
    number = 2
    while True:
        yield f"{'/'.join(parts)}.{limit.symbol}.{limit.name}.{number}"
        number += 1


def _count(
    scans: Mapping[str, Scan], named: set[tuple[str, int]], what: str, counts: Callable[[list[str]], bool]
) -> Mapping[str, int]:
    """Count by place the numbers with such anchors which no literal names."""
    found: dict[str, int] = {}
    for path, one in scans.items():
        for _, line, symbol, anchors in one.get("numbers", ()):
            if (path, line) not in named and counts(anchors):
                where = f"{what}: {place_name(path, symbol)}"
                found[where] = found.get(where, 0) + 1
    return {what: sum(found.values()), **dict(sorted(found.items()))}


def _runs_a_timer(anchors: list[str]) -> bool:
    return any(anchor.partition("(")[0] in TIMERS and anchor.endswith(")") for anchor in anchors)


def _is_of_a_constant(anchors: list[str]) -> bool:
    """Whether a number goes into a constant in upper case that is no plain number itself."""
    name, _, rest = anchors[0].partition(" ") if anchors else ("", "", "")
    return rest == "=" and _UPPER.fullmatch(name) is not None
