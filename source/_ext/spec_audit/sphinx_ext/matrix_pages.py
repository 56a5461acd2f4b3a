"""Matrices on pages: the directive, the addresses of what cells lead to, and the pages of long ones.

A matrix is written as one piece of HTML, because docutils takes seconds for what takes
milliseconds so; other builders get a plain table of the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.matrices import MATRICES
from spec_audit.matrices.grid import (
    BeanTarget,
    CodeTarget,
    FactTarget,
    GapTarget,
    Grid,
    GridRow,
    MentionTarget,
    RowsTarget,
    SpecTarget,
    Target,
)
from spec_audit.sphinx_ext.beans import bean_source
from spec_audit.sphinx_ext.builders import address_from, writes_html
from spec_audit.sphinx_ext.matrix_html import Address, render_part, render_rows, row_id, split_rows
from spec_audit.sphinx_ext.pages import find_view, notes_of, spec_view
from spec_audit.sphinx_ext.spots import find_spot
from spec_audit.sphinx_ext.state import gap_id, mention_id, state_of
from spec_audit.sphinx_ext.tables import build_table
from spec_audit.writers.grid import say_mark

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

SCRIPT = "matrix.js"
VIEW = "matrix"


class spec_matrix(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A matrix, the findings or a card as one piece of HTML, in ``html``.

    It is no raw node, because Sphinx would put the words of its cells into the search index, each
    grown together with the next; the search leads to the specs instead, which say more.
    """


def visit_matrix(translator: HTML5Translator, node: spec_matrix) -> None:
    """Write the piece as it is."""
    translator.body.append(node["html"])


def depart_matrix(translator: HTML5Translator, node: spec_matrix) -> None:
    """Nothing is left to close."""


class MatrixDirective(SphinxDirective):
    """Shows a matrix by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, which is filled when the pages are written."""
        name = self.arguments[0]
        if name not in MATRICES:
            raise self.error(f"there is no matrix '{name}'; the matrices are: {', '.join(MATRICES)}")
        return [spec_view(view=VIEW, argument=name)]


def render_matrix(app: Sphinx, docname: str, name: str) -> list[nodes.Node]:
    """Build the first part of a matrix, or what other builders than HTML can show of all of it."""
    grid = state_of(app).grid(name)
    if not writes_html(app):
        return [_plain(grid)]
    return [spec_matrix(html=_part(app, docname, grid, 0))]


def collect_parts(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages of all parts of a matrix but its first, which stands where the author put it."""
    for docname, name in _places(app):
        grid = state_of(app).grid(name)
        parts = _rows(app, docname, grid)
        for number in range(1, len(parts)):
            title = f"{grid.title}, part {number + 1} of {len(parts)}"
            body = f"<section><h1>{title}</h1>{_part(app, docname, grid, number)}</section>"
            page = _part_name(docname, name, number)
            yield page, {"title": title, "body": body}, "page.html"


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on the pages that hold a matrix, and nowhere else."""
    del pagename, templatename, doctree
    if 'class="spec-matrix-box"' in context.get("body", ""):
        app.add_js_file(SCRIPT, loading_method="defer")


def addresses(app: Sphinx, docname: str) -> Address:  # noqa: C901 - one case for each kind of target
    """Make the function that gives the address of a target, as seen from a page."""
    state = state_of(app)
    documents = state.documents
    place_on = address_from(app, docname)
    # Of two pages with the same matrix the first, as everywhere.
    places = {name: page for page, name in reversed(_places(app))}
    gaps = find_view(app.env, "gaps")

    def address(target: Target) -> str:
        match target:
            case SpecTarget():
                return place_on(documents[target.spec], target.id)
            case FactTarget():
                spot = find_spot(state, target.key)
                return place_on(spot.document, spot.anchor) if spot and spot.document else ""
            case MentionTarget():
                return place_on(documents[target.spec], mention_id(target.key))
            case GapTarget():
                return place_on(gaps, gap_id(target.key)) if gaps is not None else ""
            case CodeTarget():
                return state.code_url(target.place)
            case RowsTarget():
                if target.matrix not in places:
                    return ""
                page = place_on(places[target.matrix])
                return page + _filter(target) if writes_html(app) and "#" not in page else page
            case BeanTarget():
                bean = state.audit.case.beans.get(target.id)
                if bean and target.text:
                    return bean_source(app, docname, bean)
                return place_on(places["beans"], row_id(bean.id)) if bean and "beans" in places else ""

    return address


def _filter(target: RowsTarget) -> str:
    """Write a filter as the query that the script reads."""
    chosen = {"spec": target.spec, "kind": target.kind, "relation": target.relation}
    return f"?{urlencode({name: value for name, value in chosen.items() if value})}"


def _places(app: Sphinx) -> list[tuple[str, str]]:
    """List the pages that hold a matrix, each with the matrix's name."""
    return [
        (page, argument)
        for page, notes in sorted(notes_of(app.env).items())
        for name, argument in notes.views
        if name == VIEW
    ]


_ROWS: WeakKeyDictionary[Sphinx, dict[tuple[str, str], list[Sequence[str]]]] = WeakKeyDictionary()


def _rows(app: Sphinx, docname: str, grid: Grid) -> list[Sequence[str]]:
    """Write the rows of a matrix once in a run, part by part."""
    written = _ROWS.setdefault(app, {})
    if (docname, grid.name) not in written:
        written[docname, grid.name] = split_rows(render_rows(grid, addresses(app, docname)))
    return written[docname, grid.name]


def _part_name(docname: str, name: str, number: int) -> str:
    folder = docname.rpartition("/")[0]
    return f"{folder}/{name}-{number + 1}".lstrip("/")


def _part(app: Sphinx, docname: str, grid: Grid, number: int) -> str:
    parts = _rows(app, docname, grid)
    here = docname if number == 0 else _part_name(docname, grid.name, number)
    pages = [docname, *(_part_name(docname, grid.name, other) for other in range(1, len(parts)))]
    links = [app.builder.get_relative_uri(here, page) for page in pages]
    return render_part(grid, parts[number], number, links, addresses(app, docname))


def _name(row: GridRow) -> nodes.Text:
    return nodes.Text(f"{row.title} ({row.key})" if row.title else row.key)


def _plain(grid: Grid) -> nodes.table:
    return build_table(
        (grid.row_title, *grid.columns),
        (
            [
                nodes.inline("", "", nodes.target("", "", ids=[row_id(row.key)]), _name(row)),
                *(
                    nodes.Text(", ".join(say_mark(mark) for mark in row.cells.get(column, ())))
                    for column in grid.columns
                ),
            ]
            for row in grid.rows
        ),
    )
