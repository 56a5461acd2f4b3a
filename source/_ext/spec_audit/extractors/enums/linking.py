"""Merge the closed sets of all files, and say who sets which value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, digest_of, make_fact
from spec_audit.extractors.enums.checks import replay
from spec_audit.extractors.enums.merging import (
    ClosedSet,
    Declaration,
    in_order,
    merge,
    resolve,
)
from spec_audit.extractors.enums.setting import list_uses, setters_of, unmet_assignments, unmet_names
from spec_audit.extractors.languages.casing import sql_name
from spec_audit.model.pattern import matches_any
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact


def link_scans(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Merge the sets of all files and say who sets which value."""
    options = source.options
    ignored = tuple(options.get("ignore", ()))
    resolved = resolve(list(_declarations(scans, str(options.get("casing", "")))))
    declared = [one for one in resolved if not matches_any(one.name, ignored)]
    ordered = in_order(declared, tuple(options.get("prefer", ())))
    sets = merge(
        ordered,
        merge_equal=bool(options.get("merge_equal", True)),
        separate=tuple(options.get("separate", ())),
    )
    uses = list_uses(scans)
    assignments = options.get("assignments", {})
    facts: list[Fact] = []
    for name, one in sets.items():
        spec = assignments.get(name)
        setters = None if spec is None else setters_of(uses, spec)
        facts.append(_enum_fact(name, one, setters))
        facts.extend(_state_facts(name, one, setters))
    return Extraction(
        facts=tuple(facts),
        problems=(*unmet_names(options, resolved), *unmet_assignments(options, scans, uses, sets)),
        counts={
            "closed sets": len(sets),
            "closed sets without assignments": sum(name not in assignments for name in sets),
            "set declarations": len(declared),
            "sets without a name": len(declared) - sum(one.size for one in sets.values()),
        },
    )


def _declarations(scans: Mapping[str, Scan], casing: str) -> Iterator[Declaration]:
    for path, found in scans.items():
        for one in found.get("sets", ()):
            declaration = _declaration(path, one)
            table, _, column = declaration.name.rpartition(".")
            yield (
                declaration._replace(name=f"{table}.{sql_name(column, casing)}")
                if "cased" in one
                else declaration
            )
    scripts = [(path, found["steps"]) for path, found in sorted(scans.items()) if "steps" in found]
    migrations = [one for one in scripts if one[0].endswith(".sql")]
    for replayed in (migrations, *([one] for one in scripts if one not in migrations)):
        for path, one in replay(replayed):
            yield _declaration(path, one)


def _declaration(path: str, one: Mapping[str, Any]) -> Declaration:
    return Declaration(
        name=one["name"],
        form=one["form"],
        path=path,
        line=one["line"],
        values=dict(one["values"]),
        refs=tuple((name, after) for name, after in one["refs"]),
    )


def _enum_fact(name: str, one: ClosedSet, setters: Mapping[str, list[str]] | None) -> Fact:
    """Make the fact of an enum; where it is at odds with itself changes it, the places do not."""
    attrs: dict[str, Attr] = {"values": [*one.first.values]}
    essence = dict(attrs)
    if one.others:
        attrs["places"] = [f"{other.path}:{other.line}" for other in one.others]
    if one.differing:
        attrs["differs"] = [f"{other.path}:{other.line} {', '.join(other.values)}" for other in one.differing]
        essence["differs"] = [*sorted({", ".join(other.values) for other in one.differing})]
    strays = {value: places for value, places in (setters or {}).items() if value not in one.first.values}
    if strays:
        attrs["strays"] = [f"{value} {place}" for value in sorted(strays) for place in strays[value]]
        essence["strays"] = [*sorted(strays)]
    key = f"enum:{name}"
    place = Place(path=one.first.path, line=one.first.line)
    return make_fact(key, place, attrs)._replace(digest=digest_of(key, essence))


def _state_facts(name: str, one: ClosedSet, setters: Mapping[str, list[str]] | None) -> Iterator[Fact]:
    for value, line in one.first.values.items():
        attrs: dict[str, Attr] = {"enum": f"enum:{name}"}
        beside: dict[str, Attr] = {}
        if setters is not None:
            set_at = setters.get(value, [])
            attrs["set"] = bool(set_at)
            beside["set_at"] = [*set_at]
        place = Place(path=one.first.path, line=line)
        yield make_fact(f"state:{name}.{value}", place, attrs, beside=beside)
