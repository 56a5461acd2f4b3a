"""Plain docutils tables, for everything that is no matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from spec_audit.sphinx_ext.breaks import add_breaks

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator


class spec_key(nodes.literal):  # noqa: N801 - docutils names nodes so
    """A key, an id or a path, which on a page of HTML may go on in the next line behind its separators."""


def write_key(translator: HTML5Translator, node: spec_key) -> None:
    """Write it as the translator writes a literal, with the breaks."""
    words = add_breaks(escape(node.astext())).replace(" ", '</span> <span class="pre">')
    translator.body.append(
        f'<code class="docutils literal notranslate"><span class="pre">{words}</span></code>'
    )
    raise nodes.SkipNode


def build_table(headings: Sequence[str], rows: Iterable[Sequence[nodes.Node]], *classes: str) -> nodes.table:
    """Build a table with one heading a column and one inline node, or one list, a cell."""
    table = nodes.table(classes=["spec-review", *classes])
    group = nodes.tgroup(cols=len(headings))
    table += group
    # Equal shares on a page; in a text file, so many characters.
    group += [nodes.colspec(colwidth=24) for _ in headings]
    head = nodes.row()
    head += [nodes.entry("", nodes.paragraph("", heading)) for heading in headings]
    group += nodes.thead("", head)
    body = nodes.tbody()
    for cells in rows:
        line = nodes.row()
        line += [nodes.entry("", _block(cell)) for cell in cells]
        body += line
    group += body
    return table


def _block(cell: nodes.Node) -> nodes.Node:
    return cell if isinstance(cell, nodes.bullet_list) else nodes.paragraph("", "", cell)


def build_link(text: str, address: str, *, code: bool = False) -> nodes.Node:
    """Build a link where there is an address, and plain text where there is none."""
    shown: nodes.Node = spec_key("", text) if code else nodes.Text(text)
    if not address:
        return shown
    return nodes.reference("", "", shown, refuri=address, internal="://" not in address)
