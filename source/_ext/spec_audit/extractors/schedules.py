"""Schedules of a worker: ``cron:<expression>``.

Reads the ``crons`` of a worker's settings, wrangler.toml or wrangler.jsonc, of all its environments, and
TypeScript that compares an event's ``cron`` with an expression. Attributes: ``declared``, false for an
expression that the code waits for and no trigger fires; ``handler``, the function that runs
on every schedule, as ``path#symbol``; ``handled_at``, where the code asks for this
expression by name: an empty list means that only the common path runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, SourceFile, make_fact, place_name
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.settings_syntax import (
    is_settings,
    line_matching,
    parse_settings,
    scopes_of,
)
from spec_audit.extractors.languages.typescript.syntax import (
    first_of,
    key_of,
    line_of,
    string_of,
    symbol_of,
    text_of,
    unwrap,
)
from spec_audit.extractors.options import Shape
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns
    from spec_audit.model.facts import Attr, Fact

VERSION = 4

OPTIONS: Mapping[str, Shape] = {}

NODES: Patterns = {
    "typescript": {
        "binary": "(binary_expression) @",
        "switch": "(switch_statement) @",
        "export": "(export_statement) @",
    }
}
"""Comparisons and switches on an event's cron expression, and what a worker exports."""

_EXPRESSION = re.compile(r"\S+(?: +\S+){4,5}")
_OF_EVENT = re.compile(r"(\w+)\s*(?:\?\.|!?\.)\s*cron")
_EVENTS = frozenset({"event", "controller", "evt", "e"})
_HANDLER = re.compile(rb"\bscheduled\s*[:=]?\s*(?:async\s*)?(?:function\s*)?\(\s*(\w+)")
"""A handler of schedules; its first parameter is an event, whatever it is called."""


def scan(file: SourceFile) -> Scan:
    """Read the triggers of a settings file, or the comparisons of a source file."""
    if is_settings(file.path):
        crons = [*_triggers(file)]
        return {"crons": crons} if crons else None
    if not is_typescript(file.path):
        return None
    _ = file.tree  # a file that does not parse is told even where it names no schedule
    if b"cron" not in file.source and b"scheduled" not in file.source:
        return None
    found: dict[str, Any] = _read_typescript(file)
    return {key: value for key, value in found.items() if value} or None


def _triggers(file: SourceFile) -> Iterator[list[Any]]:
    for scope in scopes_of(parse_settings(file)):
        triggers = scope.get("triggers")
        crons = triggers.get("crons") if isinstance(triggers, dict) else None
        for expression in crons if isinstance(crons, list) else ():
            quoted = rf"^(?:(?!#|//).)*[\"']{re.escape(str(expression))}[\"']"
            yield [str(expression), line_matching(file.text, quoted)]


def _read_typescript(file: SourceFile) -> dict[str, Any]:
    found = file.nodes(NODES)
    events = _EVENTS.union(name.decode() for name in _HANDLER.findall(file.source))
    handled: list[list[Any]] = []
    for node in found["binary"]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        for given, other in ((left, right), (right, left)):
            if given is not None and given.type == "string" and _is_cron(other, events):
                handled.append([string_of(given), line_of(node), symbol_of(node)])
    for node in found["switch"]:
        if _is_cron(first_of(node.child_by_field_name("value")), events):
            handled.extend(_cases(node))
    handler = next((name for node in found["export"] for name in _scheduled(node)), None)
    return {"handled": sorted(handled, key=lambda one: one[1]), "handler": handler}


def _is_cron(node: Node | None, events: frozenset[str]) -> bool:
    match = _OF_EVENT.fullmatch(text_of(node))
    return match is not None and match[1] in events


def _cases(switch: Node) -> Iterator[list[Any]]:
    body = switch.child_by_field_name("body")
    for case in body.named_children if body is not None else ():
        expression = string_of(case.child_by_field_name("value"))
        if expression is not None:
            yield [expression, line_of(case), symbol_of(switch)]


def _scheduled(export: Node) -> Iterator[str]:
    """Name the ``scheduled`` handler that a default export offers, also through a wrapper's call."""
    value = unwrap(export.child_by_field_name("value"))
    while value is not None and value.type == "call_expression":
        arguments = value.child_by_field_name("arguments")
        value = (
            unwrap(arguments.named_children[0])
            if arguments is not None and arguments.named_children
            else None
        )
    for member in value.named_children if value is not None and value.type == "object" else ():
        if member.type == "shorthand_property_identifier" and text_of(member) == "scheduled":
            yield "scheduled"
        elif member.type in ("pair", "method_definition") and key_of(member) == "scheduled":
            given = unwrap(member.child_by_field_name("value"))
            yield text_of(given) if given is not None and given.type == "identifier" else "scheduled"


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:  # noqa: ARG001 - it has no options
    """Join each expression with the places that ask for it."""
    declared: dict[str, Place] = {}
    handled: dict[str, list[tuple[str, int, str]]] = {}
    handlers: list[str] = []
    for path, found in scans.items():
        for expression, line in found.get("crons", ()):
            declared.setdefault(expression, Place(path=path, line=line))
        for expression, line, symbol in found.get("handled", ()):
            handled.setdefault(expression, []).append((path, line, symbol))
        if "handler" in found:
            handlers.append(f"{path}#{found['handler']}")
    facts = [
        _fact(expression, place, handled.get(expression, []), handlers)
        for expression, place in declared.items()
    ]
    for expression, places in handled.items():
        if expression not in declared and _EXPRESSION.fullmatch(expression):
            place = Place(path=places[0][0], line=places[0][1])
            facts.append(_fact(expression, place, places, handlers, declared=False))
    return Extraction(facts=tuple(facts))


def _fact(
    expression: str,
    place: Place,
    handled: list[tuple[str, int, str]],
    handlers: list[str],
    *,
    declared: bool = True,
) -> Fact:
    attrs: dict[str, Attr] = {
        "declared": declared,
        "handled_at": [*sorted({place_name(path, symbol) for path, _, symbol in handled})],
    }
    if handlers:
        attrs["handler"] = handlers[0]
    return make_fact(f"cron:{expression}", place, attrs)
