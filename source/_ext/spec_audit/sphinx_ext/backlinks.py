"""The way back from a fact, in the table that gives its meaning, to all that mentions it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

from spec_audit.case.mentions import Mentioned
from spec_audit.model.objects import SpecCard
from spec_audit.sphinx_ext.pieces import Content, FindLink, Link, Piece, build_nodes, join, write_html
from spec_audit.sphinx_ext.state import RunState, mention_id

FEW = 3
"""So many are shown at once; more are folded."""
MOST = 24
"""No more are named, so that a file on which a whole spec rests does not fill its page."""


def write_mentions(state: RunState, key: str, find: FindLink) -> str:
    """Write who mentions a fact; nothing when nobody does."""
    found = state.audit.case.mentions.get(key, ())
    if not found:
        return ""
    text = write_html(_names(state, key, found, find), find)
    if len(found) <= FEW:
        return f'<p class="spec-mentions">mentioned by {text}</p>\n'
    return (
        f'<details class="spec-mentions"><summary>mentioned by {len(found)}</summary>'
        f"<p>{text}</p></details>\n"
    )


def build_mentions(state: RunState, key: str, find: FindLink) -> list[nodes.Node]:
    """Build the same for other builders."""
    found = state.audit.case.mentions.get(key, ())
    text: Content = ("mentioned by ", *_names(state, key, found, find))
    return [nodes.paragraph("", "", *build_nodes(text, find))] if found else []


def _names(state: RunState, key: str, found: Sequence[Mentioned], find: FindLink) -> tuple[str | Piece, ...]:
    pieces: list[str | Piece] = [
        Piece(content=one.object.title, target=one.object.id)
        if one.object
        else Piece(content=state.audit.case.titles[one.spec], link=_text_link(state, one, key, find))
        for one in found[:MOST]
    ]
    if len(found) > MOST:
        pieces.append(f"and {len(found) - MOST} more")
    return join(pieces, ", ")


def describe_mentions(state: RunState, key: str) -> Iterable[str]:
    """Yield all that is shown of those who mention a fact."""
    for one in state.audit.case.mentions.get(key, ()):
        yield f"{one.object.id} {one.object.title}" if one.object else state.audit.case.titles[one.spec]


def _text_link(state: RunState, one: Mentioned, key: str, find: FindLink) -> Link | None:
    """Find the place where the text of a spec first names a fact, by way of the spec's own card."""
    spec = next(spec for spec in state.audit.case.specs if spec.name == one.spec)
    card = next((other for other in spec.objects if isinstance(other, SpecCard)), None)
    link = find(card.id) if card else None
    return Link(address=f"{link.address.partition('#')[0]}#{mention_id(key)}") if link else None
