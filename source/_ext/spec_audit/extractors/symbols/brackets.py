"""Brackets around an expression of TypeScript that mean nothing, because it binds as it would without.

Formatters add and remove them. What stands right before and right after says how tightly the
expression would have to bind: brackets are dropped only where that is known and enough, so that
a doubt leaves them where they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec_audit.extractors.languages.typescript.syntax import parts_of

if TYPE_CHECKING:
    from tree_sitter import Node

_TIGHT = 20
_UNARY = 15
_PREFIX = 14
"""What stands behind a prefix must bind tighter than this: another prefix may."""
_BINARY = {
    **dict.fromkeys(("||", "??"), 4),
    "&&": 5,
    "|": 6,
    "^": 7,
    "&": 8,
    **dict.fromkeys(("==", "!=", "===", "!=="), 9),
    **dict.fromkeys(("<", ">", "<=", ">=", "in", "instanceof"), 10),
    **dict.fromkeys(("<<", ">>", ">>>"), 11),
    **dict.fromkeys(("+", "-"), 12),
    **dict.fromkeys(("*", "/", "%"), 13),
    "**": 14,
}
_KINDS = {
    "sequence_expression": 1,
    "assignment_expression": 2,
    "augmented_assignment_expression": 2,
    "arrow_function": 2,
    "yield_expression": 2,
    "ternary_expression": 3,
    "as_expression": 10,
    "satisfies_expression": 10,
    "unary_expression": _UNARY,
    "await_expression": _UNARY,
    "update_expression": 16,
    **dict.fromkeys(
        [
            "identifier",
            "this",
            "super",
            "string",
            "template_string",
            "regex",
            "array",
            "object",
            "true",
            "false",
            "null",
            "undefined",
            "call_expression",
            "member_expression",
            "subscript_expression",
            "non_null_expression",
            "jsx_element",
            "jsx_self_closing_element",
            "jsx_fragment",
        ],
        _TIGHT,
    ),
    "number": _UNARY,
}
_LOGICAL = frozenset({"&&", "||", "??"})
_BEFORE_WORDS = {
    **dict.fromkeys(("return", "throw", "case", "yield", "of", "default", "else", "do"), 1),
    **dict.fromkeys(("typeof", "await", "void", "delete"), _PREFIX),
    **dict.fromkeys(("in", "instanceof"), 10),
}
_AFTER_WORDS = dict.fromkeys(("in", "instanceof", "as", "satisfies"), 10)
_BEFORE = re.compile(
    rb"(?:(?<![\w$.])([a-z]+)|(\.\.\.|=>|\$\{|===?|!==?|<<|>>>?|\*\*|&&|\|\||\?\?|[-+*/%&|^<>=!~?:,;(\[{}]))\Z"
)
_AFTER = re.compile(
    rb"(?:([a-z]+)(?![\w$])|(\?\.|===?|!==?|=>|<<|>>>?|<=|>=|\*\*|&&|\|\||\?\?|\+\+|--|[^\w\s$]))"
)
_GAP = re.compile(rb"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_ENDS_OPERAND = re.compile(rb"[\w$)\]\"'`]\s*[-+]\s*\Z")
_OPENS = frozenset({"...", "=>", "${", "=", "?", ":", ",", ";", "(", "[", "{", "}"})
_CLOSES = frozenset({":", ",", ";", ")", "]", "}", '"', "'", "@", "#"})
_STATEMENT_STARTS = frozenset({"=>", ";", "{", "}", "default", "else", "do"})
_STARTS = (b"{", b"function", b"class", b"async function")
_FAR, _NEAR = 240, 16


def are_idle(node: Node, source: bytes) -> bool:
    """Whether a ``parenthesized_expression`` or ``parenthesized_type`` could lose its brackets."""
    inner = node
    while inner.type in ("parenthesized_expression", "parenthesized_type"):
        held = parts_of(inner)
        if len(held) != 1:
            return False
        inner = held[0]
    if node.type == "parenthesized_type":
        return inner.type in ("type_query", "type_identifier", "predefined_type", "generic_type")
    strength, operator = _strength(inner)
    start, end = node.start_byte, node.end_byte
    before, left = _before(source[max(0, start - _FAR) : start].rstrip()[-_NEAR:])
    gap = _GAP.match(source, end)
    after, right = _after(source[gap.end() : gap.end() + _NEAR] if gap else b"")
    if before is None or after is None or (operator in _LOGICAL and not _may_mix(operator, (before, after))):
        return False
    if right == _TIGHT and b"?." in source[start:end]:
        return False
    if before in _STATEMENT_STARTS and (inner.text or b"").startswith(_STARTS):
        return False
    return (strength > left or (operator in _LOGICAL and operator == before)) and strength >= right


def _strength(node: Node) -> tuple[int, str]:
    """Tell how tightly an expression binds; 0 for kinds that are not known."""
    if node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        name = operator.type if operator is not None else ""
        return _BINARY.get(name, 0), name
    if node.type == "new_expression" and node.child_by_field_name("arguments") is not None:
        return _TIGHT, ""
    return _KINDS.get(node.type, 0), ""


def _may_mix(operator: str, around: tuple[str, str]) -> bool:
    """``??`` must not meet the other two without brackets."""
    others = {one for one in around if one in _LOGICAL}
    return not others or ("??" in others) == (operator == "??")


def _before(text: bytes) -> tuple[str | None, int]:
    found = _BEFORE.search(text)
    if found is None:
        return None, 0
    if found[1]:
        word = found[1].decode()
        return (word, _BEFORE_WORDS[word]) if word in _BEFORE_WORDS else (None, 0)
    sign = found[2].decode()
    if sign in _OPENS:
        return sign, 1
    if sign in "!~" or (sign in "+-" and not _ENDS_OPERAND.search(text)):
        return sign, _PREFIX
    if sign == "**":  # of several, the last binds first
        return sign, _BINARY[sign] - 1
    return (None, 0) if sign == ">" else (sign, _BINARY[sign])


def _after(text: bytes) -> tuple[str | None, int]:
    found = _AFTER.match(text)
    if found is None:  # a name of the next statement, or the end of the file
        return "", 0
    if found[1]:
        word = found[1].decode()
        return word, _AFTER_WORDS.get(word, 0)
    sign = found[2].decode("latin-1")
    if sign in _CLOSES:
        return sign, 0
    if sign == "?":
        return sign, 4
    if sign == "**":  # no prefix may stand before it without brackets
        return sign, _UNARY + 1
    return sign, _BINARY.get(sign, _TIGHT)
