"""Plain tables, for everything that is no matrix.

A table of many rows is written as one piece of HTML, because Sphinx and docutils walk all nodes of a
page some sixty times; other builders get the same as nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes

from spec_audit.sphinx_ext.builders import writes_html
from spec_audit.sphinx_ext.pieces import Content, build_nodes, write_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Cell: TypeAlias = "Content | list[Content]"
"""What stands in a cell: something, or a list of things."""


def show_table(
    app: Sphinx, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *classes: str
) -> nodes.Node:
    """Show a table with one heading a column, as this builder takes it."""
    if writes_html(app):
        return nodes.raw("", _write_table(headings, rows, *classes), format="html")
    return build_table(headings, (map(_build_cell, cells) for cells in rows), *classes)


def _write_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *classes: str) -> str:
    """Write a table as docutils and the theme write ``build_table``'s."""
    body = (
        f'<tr class="row-{"odd" if number % 2 else "even"}">{"".join(map(_write_cell, cells))}</tr>\n'
        for number, cells in enumerate(rows)
    )
    return (
        '<div class="table-wrapper docutils container">\n'
        f'<table class="{" ".join(["spec-review", *classes])} docutils align-default">\n'
        f"{write_head(headings)}<tbody>\n{''.join(body)}</tbody>\n</table>\n</div>\n"
    )


def write_head(headings: Iterable[str]) -> str:
    """Write the row of headings of a table."""
    heads = "".join(f'<th class="head"><p>{escape(heading)}</p></th>\n' for heading in headings)
    return f'<thead>\n<tr class="row-odd">{heads}</tr>\n</thead>\n'


def _write_cell(cell: Cell) -> str:
    if isinstance(cell, list):
        items = "".join(f"<li><p>{write_html(one)}</p></li>\n" for one in cell)
        return f'<td><ul class="spec-plain">\n{items}</ul></td>\n'
    return f"<td><p>{write_html(cell)}</p></td>\n"


def _build_cell(cell: Cell) -> nodes.Node:
    if isinstance(cell, list):
        items = (nodes.list_item("", nodes.paragraph("", "", *build_nodes(one))) for one in cell)
        return nodes.bullet_list("", *items)
    return nodes.inline("", "", *build_nodes(cell))


def build_table(headings: Sequence[str], rows: Iterable[Iterable[nodes.Node]], *classes: str) -> nodes.table:
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
