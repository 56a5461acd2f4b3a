"""Frames: blocks whose text is parsed with the page, and whose rest is made when it is written.

Objects and tables of facts are frames. What they show of the inventory and of other pages is so
never old: a page only has to be written again when that changes, not read again. For HTML a
frame is text with the written children in between; other builders get plain nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes

from spec_audit.sphinx_ext.pieces import FindLink
from spec_audit.sphinx_ext.state import RunState

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

Parts: TypeAlias = "Sequence[str | int]"
"""HTML, and the numbers of the children that stand in between; ``-2`` is child 2 and all behind it.

How many those are is known only when they are written: a view among them becomes many nodes, or none.
"""

OBJECT = "object"
FACTS = "facts"
"""The kinds of frames: objects, and tables of facts."""

_IDS = re.compile(r' id="[^"]*"')


class frame(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A block that waits for the builder: ``kind`` names its maker, all else is the maker's."""


class slot(nodes.Part, nodes.Element):  # noqa: N801
    """Parsed text in a frame that has no form of its own; ``names`` are the rows it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes the frames of one kind: ``weave`` for HTML, ``build`` for all other builders."""

    weave: Callable[[RunState, frame, FindLink], Parts]
    build: Callable[[RunState, frame, FindLink], list[nodes.Node]]


def write_frame(translator: HTML5Translator, node: frame) -> None:
    """Write a frame as HTML; of a child that stands in it twice, only the first keeps its ids."""
    out = translator.body
    texts: list[str] = []
    for child in node.children:
        translator.body = []
        child.walkabout(translator)
        texts.append("".join(translator.body))
    translator.body = out
    for part in node["parts"]:
        if isinstance(part, str):
            out.append(part)
        elif part < 0:
            out.extend(texts[-part:])
        else:
            out.append(texts[part])
            texts[part] = _IDS.sub("", texts[part])
    raise nodes.SkipNode


def pass_slot(translator: nodes.NodeVisitor, node: slot) -> None:
    """Write nothing around a slot."""
