"""Places that tell messages apart: switches, chains of comparisons, look-ups and tables of functions.

A record is ``{"symbol", "subject", "cases": {value: line}, "unknown": [line], "line",
"form"}``; ``unknown`` are cases that are no literal. The subject is what the ``type`` is asked
of (``msg``), also through casts, optional chains, a variable that holds the type and a
destructured one. A comparison counts when it lets the message in (``===``) or turns all
others away (``!==`` before a return). A table is an object literal that holds functions under
the names of types; its subject is written ``{}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.bindings import Names, bound
from spec_audit.extractors.languages.typescript.syntax import (
    CLOSURES,
    key_of,
    line_of,
    parts_of,
    symbol_of,
    text_of,
    unwrap,
)
from spec_audit.extractors.messages.lookups import read_lookups
from spec_audit.extractors.messages.values import literal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from spec_audit.extractors.messages.lookups import Question

_COMPARISONS = frozenset({"===", "==", "!==", "!="})
_LEAVES = frozenset({"return_statement", "continue_statement", "throw_statement", "break_statement"})


def read_switches(
    nodes: Mapping[str, list[Node]], names: Names, root: Node, source: bytes
) -> list[dict[str, Any]]:
    """List the switches and the like of a file, those on the same subject of a symbol as one."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for form, node, subject, cases in (
        *_questions(nodes, names),
        *read_lookups(root, source, names, _subject),
        *(("table", one, "{}", _entries(one)) for one in _tables([*nodes["member"], *nodes["method"]])),
    ):
        key = (form, symbol_of(node), subject)
        if key not in found:
            found[key] = {"form": form, "symbol": key[1], "subject": subject, "line": line_of(node)}
            found[key] |= {"cases": {}, "unknown": []}
        for value, line in cases:
            if value is None:
                found[key]["unknown"].append(line)
            else:
                found[key]["cases"].setdefault(value, line)
    return sorted(found.values(), key=lambda one: (one["line"], one["form"], one["subject"]))


def _questions(nodes: Mapping[str, list[Node]], names: Names) -> Iterator[Question]:
    """Yield the switches and the comparisons."""
    for node in nodes["switch"]:
        subject = _subject(node.child_by_field_name("value"), names)
        if subject is not None:
            yield "switch", node, subject, _cases(node)
    for node in nodes["binary"]:
        for subject, value in _asked(node, names):
            yield "chain", node, subject, [(value, line_of(node))]


def _tables(functions: list[Node]) -> list[Node]:
    """List the objects that hold functions, in the order of the text."""
    owners = {owner.id: owner for one in functions if (owner := one.parent) is not None}
    return sorted((one for one in owners.values() if one.type == "object"), key=lambda one: one.byte_range)


def _subject(node: Node | None, names: Names) -> str | None:
    node = unwrap(node)
    if node is None:
        return None
    if node.type == "member_expression":
        if text_of(node.child_by_field_name("property")) != "type":
            return None
        return _plain(node.child_by_field_name("object"))
    if node.type == "identifier":
        return _held(node, names)
    return None


def _plain(node: Node | None) -> str:
    """Write an expression without casts, brackets and optional chains."""
    node = unwrap(node)
    if node is None:
        return ""
    if node.type == "member_expression":
        inner = _plain(node.child_by_field_name("object"))
        return f"{inner}.{text_of(node.child_by_field_name('property'))}"
    return " ".join(text_of(node).split())


def _held(node: Node, names: Names) -> str | None:
    """Find whose ``type`` a variable holds: ``const kind = msg.type`` or ``const {type} = msg``."""
    for binding in bound(node, names):
        value = unwrap(binding.child_by_field_name("value"))
        if value is not None and value.type == "member_expression":
            return _subject(value, names)
    if text_of(node) != "type":
        return None
    at = node.parent
    while at is not None:
        for child in parts_of(at) if at.type == "statement_block" else ():
            for declarator in parts_of(child) if child.type == "lexical_declaration" else ():
                pattern = declarator.child_by_field_name("name")
                if pattern is not None and pattern.type == "object_pattern" and _takes_type(pattern):
                    return _plain(declarator.child_by_field_name("value"))
        at = at.parent
    return None


def _takes_type(pattern: Node) -> bool:
    return any(
        child.type == "shorthand_property_identifier_pattern" and text_of(child) == "type"
        for child in parts_of(pattern)
    )


def _asked(comparison: Node, names: Names) -> list[tuple[str, str | None]]:
    """Tell whose ``type`` a comparison asks for and for which; at most one pair, none of a sum."""
    operator = comparison.child_by_field_name("operator")
    if operator is None or operator.type not in _COMPARISONS:
        return []
    left, right = comparison.child_by_field_name("left"), comparison.child_by_field_name("right")
    for asked, given in ((left, right), (right, left)):
        value = literal_of(given)
        subject = _subject(asked, names) if value is not None or _is_constant(given) else None
        if subject is not None and _lets_in(comparison):
            return [(subject, value)]
    return []


def _cases(switch: Node) -> list[tuple[str | None, int]]:
    body = switch.child_by_field_name("body")
    cases = [one for one in parts_of(body) if one.type == "switch_case"]
    return [(literal_of(case.child_by_field_name("value")), line_of(case)) for case in cases]


def _entries(table: Node) -> list[tuple[str | None, int]]:
    """List the functions of an object literal that has at least two, all of them by name."""
    entries = [
        (key_of(member), line_of(member))
        for member in parts_of(table)
        if member.type == "method_definition" or _is_function(member.child_by_field_name("value"))
    ]
    return [*entries] if len(entries) > 1 else []


def _is_function(node: Node | None) -> bool:
    node = unwrap(node)
    return node is not None and node.type in CLOSURES


def _is_constant(node: Node | None) -> bool:
    """Whether this looks like a named constant (``Kinds.PING``) that stands for a literal."""
    node = unwrap(node)
    if node is None or node.type != "member_expression":
        return False
    return text_of(node.child_by_field_name("object"))[:1].isupper()


def _lets_in(comparison: Node) -> bool:
    operator = text_of(comparison.child_by_field_name("operator"))
    if operator.startswith("="):
        return True
    at = comparison.parent
    while at is not None and at.type in ("parenthesized_expression", "binary_expression"):
        at = at.parent
    if at is None or at.type != "if_statement":
        return False
    body = at.child_by_field_name("consequence")
    if body is not None and body.type == "statement_block":
        body = parts_of(body)[-1] if parts_of(body) else None
    return body is not None and body.type in _LEAVES
