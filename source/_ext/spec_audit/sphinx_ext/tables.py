"""Plain docutils tables, for everything that is no matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes


def build_table(headings: Sequence[str], rows: Iterable[Sequence[nodes.Node]]) -> nodes.table:
    """Build a table with one heading a column and one inline node, or one list, a cell."""
    table = nodes.table(classes=["spec-review"])
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
    shown: nodes.Node = nodes.literal("", text) if code else nodes.Text(text)
    if not address:
        return shown
    return nodes.reference("", "", shown, refuri=address, internal="://" not in address)
