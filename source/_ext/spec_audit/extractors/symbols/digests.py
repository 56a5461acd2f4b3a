"""Digests over syntax: what a formatter may change in TypeScript changes none of them.

Comments, white space, the kind of quotes, semicolons, trailing commas, a leading ``|`` of a union,
brackets that mean nothing (see ``brackets``; also those around the one parameter of an arrow) and
quotes around plain keys are left out; the order and text of all other tokens is not.

The syntax tree says where strings of text, regular expressions and the like stand; between them
the text is cut into tokens by one regular expression, since to visit every node would take longer
than to parse.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from spec_audit.extractors.symbols.brackets import are_idle
from spec_audit.hashing import sha256

if TYPE_CHECKING:
    from tree_sitter import Node

Edit = tuple[int, int, bytes]
"""A stretch of bytes and the tokens that stand for it."""

Nodes = Mapping[str, list["Node"]]

_TOKEN = re.compile(
    rb"""
        (?:
            (
                [A-Za-z0-9_$\x80-\xff]++
                | [^A-Za-z0-9_$\x80-\xff\t\n\v\f\r\x20;/+\-"']
                | \+\+?
                | --?
                | /(?!/|\*.*?\*/)
                | "[^"\\]*+(?:\\.[^"\\]*+)*+"
                | '[^'\\]*+(?:\\.[^'\\]*+)*+'
                | ["']
            )
            | //[^\n]*
            | /\*.*?\*/
        )
        [\t\n\v\f\r\x20;]*+
        | [\t\n\v\f\r\x20;]++
    """,
    re.DOTALL | re.VERBOSE,
)
"""A token, if there is one, and the blanks behind it.

What comes most often is tried first, by classes that are spelled out: with a backslash and a letter for
them it takes twice as long.
"""
_MIXED = re.compile(rb""""[^"]*'|'[^']*"|\\['"]""")
_PLAIN_KEY = re.compile(rb"""["']([A-Za-z_$][\w$]*)["']""")
_LAST_COMMA = re.compile(rb" ,(?= [)\]}>])")
_LONE_PARAMETER = re.compile(rb"\( ([\w$]+) \) = >")
_LEADING_BAR = re.compile(
    rb"[|&] (?:(?<=[=:(<,>\[?] [|&] )|(?<= as [|&] )|(?<= extends [|&] )|(?<= satisfies [|&] ))"
)
_STATEMENT = re.compile(rb"\b(?:if|while|switch|with)\s*\Z")


def find_edits(nodes: Nodes, source: bytes) -> list[Edit]:
    """List what the tokens' expression cannot read or must not keep, by where it begins."""
    edits: list[Edit] = []
    for name, rewrite in _REWRITES.items():
        stretches = [(node.start_byte, node.end_byte) for node in nodes.get(name, ())]
        edits += [(start, end, rewrite(source[start:end])) for start, end in stretches]
    for node in nodes["new"]:
        maker = node.child_by_field_name("constructor")
        if maker is not None and maker.type == "identifier" and not node.child_by_field_name("arguments"):
            edits.append((maker.start_byte, maker.end_byte, (maker.text or b"") + b" ( )"))
    for node in nodes["shape"]:
        commas = node.children if b"," in source[node.start_byte : node.end_byte] else ()
        edits += [(one.start_byte, one.end_byte, b"") for one in commas if one.type == ","]
    for node in nodes["template"]:
        edits += _template_edits(node, source)
    for node in nodes["brackets"]:
        start, end = node.start_byte, node.end_byte
        if not _STATEMENT.search(source, max(0, start - 8), start) and are_idle(node, source):
            edits.append((start, start + 1, b""))
            edits.append((end - 1, end, b""))
    edits.sort()
    return edits


def _template_edits(node: Node, source: bytes) -> Iterable[Edit]:
    """Keep a template's text as it is; what it interpolates is code like all other."""
    start = node.start_byte
    for child in node.named_children:
        if child.type == "template_substitution":
            yield start, child.start_byte, source[start : child.start_byte]
            start = child.end_byte
    yield start, node.end_byte, source[start : node.end_byte]


def _plain_number(text: bytes) -> bytes:
    whole, point, part = text.lower().partition(b".")
    part = part.rstrip(b"0") if part.isdigit() else part
    return (whole or b"0") + (b"." + part if point and part else b"")


def _plain_key(text: bytes) -> bytes:
    key = _PLAIN_KEY.fullmatch(text)
    return key[1] if key else _tokens(text)


_REWRITES: Mapping[str, Callable[[bytes], bytes]] = {
    "raw": lambda text: text,
    "blank": lambda _: b"",
    "words": lambda text: b" ".join(text.split()),
    "key": _plain_key,
    "signature": _plain_key,
    "number": _plain_number,
}
"""The tokens of a captured stretch."""


class Tokens:
    """The tokens of one file, cut so that those of any of its spans can be put together."""

    def __init__(self, source: bytes, edits: Iterable[Edit], cuts: Iterable[int]) -> None:
        fixed: dict[int, Edit] = {}
        points = set(cuts)
        end = 0
        for edit in edits:
            if edit[0] >= end:  # what stands inside of a kept stretch is kept with it
                fixed[edit[0]] = edit
                points.update(edit[:2])
                end = edit[1]
        self._points = sorted(points | {0, len(source)})
        self._pieces = [
            fixed[start][2] if start in fixed else _tokens(source[start:stop])
            for start, stop in pairwise(self._points)
        ]

    def digest(self, start: int, end: int) -> str:
        """Digest the tokens of a span whose ends are among the cuts.

        From then on the digest stands for the span, so that spans must be asked for from the
        inner ones to the outer ones, and each byte is read once.
        """
        first, last = bisect_left(self._points, start), bisect_left(self._points, end)
        text = b" ".join([b"", *filter(None, self._pieces[first:last]), b""])
        digest = sha256(_settle(text))[:16]
        self._pieces[first:last] = [digest.encode(), *[b""] * (last - first - 1)]
        return digest


def _tokens(code: bytes) -> bytes:
    if code.isspace():
        return b""
    tokens = filter(None, _TOKEN.findall(code))
    if b"'" in code and _MIXED.search(code):
        return b" ".join([_requoted(token) if token[0] in b"'\"" else token for token in tokens])
    return b" ".join(tokens).replace(b"'", b'"')


def _requoted(token: bytes) -> bytes:
    inner = token[1:-1].replace(b"\\'", b"'").replace(b'\\"', b'"')
    return b'"' + inner.replace(b'"', b'\\"') + b'"'


def _settle(text: bytes) -> bytes:
    """Take out of a stream of tokens what only layout puts there."""
    text = _LAST_COMMA.sub(b"", text).replace(b' { " " }', b"")
    if b" | " in text or b" & " in text:
        text = _LEADING_BAR.sub(b"", text)
    if b") = >" in text:
        text = _LONE_PARAMETER.sub(rb"\1 = >", text)
    return text
