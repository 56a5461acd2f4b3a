"""Who sets a value: the assignments of all files, as far as the configuration lets them count.

Also what of the configuration nothing in the code answers to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.base import place_name
from spec_audit.model.pattern import globs_met, matches_any
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from spec_audit.extractors.base import Scan
    from spec_audit.extractors.enums.merging import Declaration

_FIELDS = ("keys", "within", "calls", "variables", "tables")


class Use(NamedTuple):
    """One literal that a symbol of a file gives to something; ``context`` as ``assignments`` tells it."""

    path: str
    symbol: str
    value: str
    context: str


Uses = Mapping[str, Mapping[str, Sequence[Use]]]
"""The assignments of all files by their form, and by any name that an option may call them."""


def list_uses(scans: Mapping[str, Scan]) -> Uses:
    """Look through the assignments of all files once, whatever they will be asked for."""
    uses: dict[str, dict[str, list[Use]]] = {"member": {}, "variable": {}, "argument": {}, "sql": {}}
    for path, one in scans.items():
        for form, name, value, context, symbol in one.get("assigned", ()):
            use = Use(path, symbol, value, context)
            for called in _calls(name, value, context) if form == "argument" else (name,):
                uses[form].setdefault(called, []).append(use)
    return uses


def setters_of(uses: Uses, spec: Mapping[str, Any]) -> dict[str, list[str]]:
    """Map each value to the symbols that the configured assignments show setting it."""
    found: dict[str, set[str]] = {}
    for path, symbol, value, _ in _fitting(uses, spec):
        if "files" not in spec or matches_any(path, spec["files"]):
            found.setdefault(value, set()).add(place_name(path, symbol))
    return {value: sorted(places) for value, places in found.items()}


def _fitting(uses: Uses, spec: Mapping[str, Any]) -> Iterator[Use]:
    within, tables = spec.get("within"), spec.get("tables", ())
    for name in spec.get("keys", ()):
        yield from (one for one in uses["member"].get(name, ()) if within is None or one.context in within)
        yield from (one for one in uses["sql"].get(name, ()) if one.context in tables)
    for form, names in (("variable", "variables"), ("argument", "calls")):
        for name in spec.get(names, ()):
            yield from uses[form].get(name, ())


def _calls(name: str, value: str, context: str) -> set[str]:
    """Give the ways in which the option ``calls`` may name the call around an argument."""
    place, _, first = context.partition(":")
    return {name, f"{name}@{place}"} if value == first else {name, f"{name}@{place}", f"{name}:{first}"}


def unmet_names(options: Mapping[str, Any], declared: Iterable[Declaration]) -> Iterator[Problem]:
    """Report globs that no declared set answers to."""
    sets = list(declared)
    for option, told in (
        ("prefer", "and no file that it matches declares a set"),
        ("ignore", "and no set has such a name"),
        ("separate", "and no set has such a name"),
    ):
        globs = options.get(option, ())
        texts = {one.path if option == "prefer" else one.name for one in sets}
        yield from Problem.of_unmet(globs, globs_met(globs, texts), told, option)


def unmet_assignments(
    options: Mapping[str, Any], scans: Mapping[str, Scan], uses: Uses, sets: Container[str]
) -> Iterator[Problem]:
    """Report assignments of no set, and names in them that no assignment of any file has."""
    assignments = options.get("assignments", {})
    yield from Problem.of_unmet(assignments, sets, "which no file declares", "assignments")
    there = _names_met(scans, uses)
    for name, spec in assignments.items():
        for field in _FIELDS:
            names = spec.get(field, ())
            known = [one for one in names if one in there[field] or _is_likely(one, there[field])]
            yield from Problem.of_unmet(names, known, "which no file has", "assignments", name, field)
        globs = spec.get("files", ())
        met = globs_met(globs, scans)
        yield from Problem.of_unmet(globs, met, "which matches no file", "assignments", name, "files")


def _is_likely(call: str, met: Container[str]) -> bool:
    """Whether ``insert(loans).values`` could stand in the code: such calls do, and ``loans`` is there."""
    maker, opened, rest = call.partition("(")
    first, closed, name = rest.partition(")")
    return bool(opened and closed) and first in met and f"{maker}(){name}" in met


def _names_met(scans: Mapping[str, Scan], uses: Uses) -> Mapping[str, set[str]]:
    """List what the fields of an assignment may name."""
    named = {name for one in scans.values() for name in one.get("named", ())}
    return {
        "keys": {*uses["member"], *uses["sql"]},
        "within": named | _contexts(uses["member"]),
        "calls": named | uses["argument"].keys(),
        "variables": {*uses["variable"]},
        "tables": named | _contexts(uses["sql"]),
    }


def _contexts(uses: Mapping[str, Iterable[Use]]) -> set[str]:
    return {one.context for listed in uses.values() for one in listed}
