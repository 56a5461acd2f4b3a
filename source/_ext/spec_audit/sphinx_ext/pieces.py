"""Inline content as data, written as HTML at once or built as docutils nodes for other builders.

Sphinx and docutils walk all nodes of a page some sixty times before they write it. What no
transform needs to see (keys, types, badges, addresses) therefore stays data until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from docutils import nodes

from spec_audit.sphinx_ext.breaks import add_breaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a link leads, on the site or outside, and what it says when pointed at."""

    address: str
    hint: str = ""

    @property
    def is_external(self) -> bool:
        """Whether it leaves the site."""
        return "://" in self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text or several pieces, and how they are shown.

    ``tag`` is ``span``, ``code`` or ``strong``, or empty for nothing around the content. A piece
    leads to ``link``, or to ``target``: the id of an object or the key of a fact. ``anchor`` makes
    code on a page of HTML a place to lead to.
    """

    content: Content
    tag: str = ""
    classes: str = ""
    link: Link | None = None
    target: str = ""
    anchor: str = ""


def link_to(address: str, hint: str = "") -> Link | None:
    """Make a link, where there is an address."""
    return Link(address=address, hint=hint) if address else None


def lead(content: Content, address: str, tag: str = "") -> Piece:
    """Make something lead to an address, where there is one."""
    return Piece(content=content, tag=tag, link=link_to(address))


Content: TypeAlias = "str | Piece | tuple[str | Piece, ...]"
FindLink: TypeAlias = "Callable[[str], Link | None]"
"""Finds the link to an object or a fact, as seen from the page that is written."""


def _no_target(_: str) -> None:
    """Find no link, for pieces that name no target."""


_NODES = {"span": nodes.inline, "code": nodes.literal, "strong": nodes.strong}


def write_html(content: Content, find: FindLink = _no_target) -> str:
    """Write pieces as docutils' own writer writes their nodes."""
    if isinstance(content, str):
        return escape(content)
    if isinstance(content, tuple):
        return "".join([write_html(one, find) for one in content])
    text = write_html(content.content, find)
    classes = content.classes
    if content.tag == "code":
        text = add_breaks(text) if isinstance(content.content, str) else text
        text = text.replace(" ", '</span> <span class="pre">')
        classes = f"{classes} docutils literal notranslate".lstrip()
        anchor = f' id="{escape(content.anchor)}"' if content.anchor else ""
        text = f'<code class="{classes}"{anchor}><span class="pre">{text}</span></code>'
    elif content.tag:
        shown = f' class="{classes}"' if classes else ""
        text = f"<{content.tag}{shown}>{text}</{content.tag}>"
    link = find(content.target) if content.target else content.link
    if link is None:
        return text
    reference = f"reference {'external' if link.is_external else 'internal'}"
    if not content.tag and classes:
        reference = f"{classes} {reference}"
    hint = f' title="{escape(link.hint)}"' if link.hint else ""
    return f'<a class="{reference}" href="{escape(link.address)}"{hint}>{text}</a>'


def build_nodes(content: Content, find: FindLink = _no_target) -> list[nodes.Node]:
    """Build the nodes of pieces, for builders other than HTML."""
    if isinstance(content, str):
        return [nodes.Text(content)]
    if isinstance(content, tuple):
        return [node for one in content for node in build_nodes(one, find)]
    inner = build_nodes(content.content, find)
    if content.tag:
        text = content.content if isinstance(content.content, str) else ""
        inner = [_NODES[content.tag](text, "", *inner, classes=content.classes.split())]
    link = find(content.target) if content.target else content.link
    if link is None:
        return inner
    return [build_reference(link, *inner)]


def build_reference(link: Link, *inner: nodes.Node) -> nodes.reference:
    """Build a link around nodes."""
    node = nodes.reference("", "", *inner, internal=not link.is_external)
    if link.hint:
        node["reftitle"] = link.hint
    if link.address.startswith("#"):
        node["refid"] = link.address[1:]
    else:
        node["refuri"] = link.address
    return node


def join(pieces: Iterable[str | Piece], between: str) -> tuple[str | Piece, ...]:
    """Put a text between pieces."""
    out: list[str | Piece] = []
    for piece in pieces:
        if out:
            out.append(between)
        out.append(piece)
    return tuple(out)
