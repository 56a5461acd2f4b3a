"""Resolve versions through constants of all files, and join the things of all files by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from spec_audit.extractors.base import Extraction, Scan, make_fact
from spec_audit.extractors.images.packages import is_pinned
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact

_NAME = re.compile(r"\{(\w+)\}")


class Part(NamedTuple):
    """One thing that one layer of one file installs."""

    name: str
    value: str
    installer: str
    constant: str
    path: str
    line: int
    layer: int


def link_scans(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Resolve versions through constants of all files, and join the files' things by name."""
    names: Mapping[str, str] = source.options.get("names", {})
    ignored = frozenset(source.options.get("ignore", ()))
    constants = {name: value for found in scans.values() for name, value, _ in found.get("constants", ())}
    groups: dict[str, list[Part]] = {}
    met: set[str] = set()
    problems: list[Problem] = []
    for part in [*_parts(scans, constants), *_unused(scans)]:
        if not part.name:
            place = Place(path=part.path, line=part.line)
            problems.append(Problem.of_code(place, "what this layer installs or copies is not constant"))
            continue
        met.add(part.name)
        name = names.get(part.name, part.name)
        met.add(name)
        if name and name not in ignored:
            groups.setdefault(name, []).append(part)
    layers = {path: len(found.get("layers", ())) for path, found in scans.items() if found.get("layers")}
    told = "and no image has anything by this name"
    return Extraction(
        facts=tuple(_fact(name, parts) for name, parts in sorted(groups.items())),
        problems=(
            *problems,
            *Problem.of_unmet(names, met, told, "names"),
            *Problem.of_unmet(source.options.get("ignore", ()), met, told, "ignore"),
        ),
        counts={
            "layers": sum(layers.values()),
            **{f"layers: {path}": count for path, count in layers.items()},
        },
    )


def _parts(scans: Mapping[str, Scan], constants: Mapping[str, str]) -> Iterator[Part]:
    for path, found in scans.items():
        for number, (_, _, items) in enumerate(found.get("layers", ()), 1):
            for name, version, installer, line in items:
                used = [one for one in _NAME.findall(version) if one in constants]
                yield Part(
                    name=_filled(name, constants),
                    value=_filled(version, constants),
                    installer=installer,
                    constant=used[0] if used else "",
                    path=path,
                    line=line,
                    layer=number,
                )


def _filled(text: str, constants: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: constants.get(match[1], match[0]), text)


def _unused(scans: Mapping[str, Scan]) -> Iterator[Part]:
    """List version constants that neither their own file nor another one uses."""
    used = {name for found in scans.values() for key in ("used", "imported") for name in found.get(key, ())}
    for path, found in scans.items():
        for name, value, line in found.get("constants", ()):
            if name not in used:
                yield Part(
                    name=name, value=value, installer="constant", constant="", path=path, line=line, layer=0
                )


def _fact(name: str, parts: list[Part]) -> Fact:
    """Join what the layers and files say of one thing; the first file leads, by a layer with a version."""
    versioned = {part.path for part in parts if part.value}
    leads: dict[tuple[str, str], Part] = {}
    for part in parts:
        if part.value or part.path not in versioned:
            leads.setdefault((part.path, part.value), part)
    lead, *others = leads.values()
    attrs: dict[str, Attr] = {
        "value": lead.value,
        "pinned": is_pinned(lead.value),
        "installer": lead.installer,
    }
    if lead.constant:
        attrs["constant"] = lead.constant
    differing = [f"{part.value or 'unpinned'} {part.path}" for part in others if part.value != lead.value]
    if differing:
        attrs["other_values"] = [*differing]
    beside: dict[str, Attr] = {"places": [*sorted({path for path, _ in leads})]}
    if lead.layer:
        beside["layer"] = lead.layer
    return make_fact(f"image:{name}", Place(path=lead.path, line=lead.line), attrs, beside=beside)
