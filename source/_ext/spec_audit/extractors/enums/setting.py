"""Who sets a value: the assignments of all files, as far as the configuration lets them count.

Also what of the configuration nothing in the code answers to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import place_name
from spec_audit.extractors.enums.merging import matches_any
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from spec_audit.extractors.base import Scan
    from spec_audit.extractors.enums.merging import Declaration

_FIELDS = ("keys", "within", "calls", "variables", "tables")


def setters_of(scans: Mapping[str, Scan], spec: Mapping[str, Any]) -> dict[str, list[str]]:
    """Map each value to the symbols that the configured assignments show setting it."""
    found: dict[str, set[str]] = {}
    for path, one in scans.items():
        if "assigned" not in one or not matches_any(path, spec.get("files", ("**",))):
            continue
        for form, name, value, context, symbol in one["assigned"]:
            if _counts(spec, form, name, value, context):
                found.setdefault(value, set()).add(place_name(path, symbol))
    return {value: sorted(places) for value, places in found.items()}


def _counts(spec: Mapping[str, Any], form: str, name: str, value: str, context: str) -> bool:
    if form == "member":
        return name in spec.get("keys", ()) and ("within" not in spec or context in spec["within"])
    if form == "variable":
        return name in spec.get("variables", ())
    if form == "sql":
        return name in spec.get("keys", ()) and context in spec.get("tables", ())
    return not _calls(name, value, context).isdisjoint(spec.get("calls", ()))


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
        met = [glob for glob in globs if any(matches_any(text, (glob,)) for text in texts)]
        yield from Problem.of_unmet(globs, met, told, option)


def unmet_assignments(
    options: Mapping[str, Any], scans: Mapping[str, Scan], sets: Container[str]
) -> Iterator[Problem]:
    """Report assignments of no set, and names in them that no assignment of any file has."""
    assignments = options.get("assignments", {})
    yield from Problem.of_unmet(assignments, sets, "which no file declares", "assignments")
    met = _names_met(scans)
    for name, spec in assignments.items():
        for field in _FIELDS:
            names = spec.get(field, ())
            known = [one for one in names if one in met[field] or _is_likely(one, met[field])]
            yield from Problem.of_unmet(names, known, "which no file has", "assignments", name, field)
        globs = spec.get("files", ())
        live = [glob for glob in globs if any(matches_any(path, (glob,)) for path in scans)]
        yield from Problem.of_unmet(globs, live, "which matches no file", "assignments", name, "files")


def _is_likely(call: str, met: Container[str]) -> bool:
    """Whether ``insert(loans).values`` could stand in the code: such calls do, and ``loans`` is there."""
    maker, opened, rest = call.partition("(")
    first, closed, name = rest.partition(")")
    return bool(opened and closed) and first in met and f"{maker}(){name}" in met


def _names_met(scans: Mapping[str, Scan]) -> Mapping[str, set[str]]:
    """List what the fields of an assignment may name."""
    met: dict[str, set[str]] = {field: set() for field in _FIELDS}
    for one in scans.values():
        for field in ("within", "calls", "tables"):
            met[field].update(one.get("named", ()))
        for form, name, value, context, _ in one.get("assigned", ()):
            if form == "argument":
                met["calls"] |= _calls(name, value, context)
            elif form == "variable":
                met["variables"].add(name)
            else:
                met["keys"].add(name)
                met["within" if form == "member" else "tables"].add(context)
    return met
