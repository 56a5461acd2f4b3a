"""How the first line of each kind of block looks, in MyST's dialect of CommonMark."""

from __future__ import annotations

import re
from string import ascii_letters, digits

FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,}|:{3,})\s*(?P<info>(?:.*\S)?)\s*$")
DIRECTIVE = re.compile(r"\{(?P<name>[^}\s]+)\}\s*(?P<argument>.*)")
HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*?))??(?:[ \t]+#+)?[ \t]*$")
SETEXT = re.compile(r" {0,3}(?P<mark>=+|-+)[ \t]*$")
BREAK = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
QUOTE = re.compile(r" {0,3}> ?")
ITEM = re.compile(r"(?P<indent> {0,3})(?P<mark>[-+*]|[0-9]{1,9}[.)])(?P<gap> *)(?P<rest>.*)$")
HTML_SPAN = re.compile(
    r" {0,3}<(?:(?P<comment>!--)|(?P<verbatim>script|pre|style|textarea)(?=[\s>]|$))", re.IGNORECASE
)
HTML_BLOCK = re.compile(
    r" {0,3}</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|"
    r"details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|"
    r"header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
    r"search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)",
    re.IGNORECASE,
)
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
HTML_TAG = re.compile(
    rf" {{0,3}}(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$"
)
"""A whole tag of any name alone on its line; other than the known ones it ends no paragraph."""
MYST = re.compile(r" {0,3}(?:%|(?:\+[ \t]*){3}|\(.+\)=[ \t]*$)")
"""MyST's own one-line blocks: a comment, a break, a target."""
OPENING = frozenset(f"`~:#*-_%+(><{digits}")
"""How every line begins, behind its indent, that opens a block."""
PLAIN = frozenset(f"{ascii_letters}[|")
"""How nearly every line of prose begins; such a line can open nothing."""


def match_fence(text: str) -> re.Match[str] | None:
    """Match the opening line of a fence; one of backticks has none behind them."""
    fence = FENCE.match(text)
    if fence and fence["mark"][0] == "`" and "`" in fence["info"]:
        return None
    return fence


def begins_item(item: re.Match[str], *, in_paragraph: bool) -> bool:
    """Whether a line that looks like a list item is one; a paragraph is not broken by all."""
    if item["rest"] and not item["gap"]:
        return False
    if not in_paragraph:
        return True
    return bool(item["rest"]) and (not item["mark"][0].isdigit() or item["mark"][:-1] == "1")


def opens_block(text: str) -> bool:
    """Whether a line opens a block of its own, and so ends the paragraph of a container."""
    if text.lstrip(" ")[:1] not in OPENING:
        return False
    item = ITEM.match(text)
    return bool(
        match_fence(text)
        or HEADING.match(text)
        or BREAK.match(text)
        or MYST.match(text)
        or QUOTE.match(text)
        or (item and begins_item(item, in_paragraph=False))
        or HTML_SPAN.match(text)
        or HTML_BLOCK.match(text)
    )
