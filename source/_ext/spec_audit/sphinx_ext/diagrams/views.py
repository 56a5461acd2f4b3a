"""Generated diagrams as views: the picture's place, its legend, and the table that says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.diagrams import NAMES
from spec_audit.diagrams.drawing import Drawing, Phrase, Target, TargetKind
from spec_audit.sphinx_ext.builders import address_from, writes_html
from spec_audit.sphinx_ext.pages import notes_of, spec_view
from spec_audit.sphinx_ext.pieces import Content, build_nodes, lead
from spec_audit.sphinx_ext.spots import link_from
from spec_audit.sphinx_ext.state import state_of
from spec_audit.sphinx_ext.tables import show_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Address = Callable[[Target], str]
"""Gives the address of a target as seen from a page; empty when it leads nowhere."""


class picture(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A generated picture that waits for the builder: ``text``, ``title`` and ``description``."""


class DiagramDirective(SphinxDirective):
    """Shows a generated diagram; each has a directive of its own, whose name is ``spec-`` and its."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, which is filled when the pages are written."""
        view = self.name.removeprefix("spec-")
        argument = self.arguments[0].strip() if self.arguments else ""
        state = state_of(self.env.app)
        if view == "states" and not state.inventory.has(f"enum:{argument}"):
            raise self.error(f"there is no enum '{argument}' whose states could be drawn")
        if view == "relations":
            here = {document: spec for spec, document in state.documents.items()}
            argument = argument or here.get(self.env.docname, "")
            if argument not in state.documents:
                named = f"there is no spec '{argument}'" if argument else "this page is no spec"
                raise self.error(f"{named}; name one of: {', '.join(state.documents)}")
        return [spec_view(view=view, argument=argument)]


def shown_drawings(app: Sphinx, docname: str) -> Iterator[tuple[str, Drawing]]:
    """Yield every drawing that a page shows, with the page; those of all pages for no name."""
    for page, notes in sorted(notes_of(app.env).items()):
        if docname not in {"", page}:
            continue
        for name, argument in notes.views:
            drawing = state_of(app).drawing(name, argument) if name in NAMES else None
            if drawing is not None:
                yield page, drawing


def render_diagram(name: str) -> Callable[[Sphinx, str, str], list[nodes.Node]]:
    """Make the function that builds what a page shows of one kind of diagram."""

    def render(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
        drawing = state_of(app).drawing(name, argument)
        if drawing is None:
            return []
        address = addresses(app, docname)
        shown: list[nodes.Node] = []
        html = writes_html(app)
        if html and drawing.text:
            shown.append(picture(text=drawing.text, title=drawing.title, description=drawing.description))
            if drawing.legend:
                shown.append(_legend(drawing, address))
        if drawing.remark:
            shown.append(
                nodes.paragraph("", "", _inline(drawing.remark, address), classes=["spec-diagram-remark"])
            )
        if drawing.rows:
            cells = ([_content(cell, address) for cell in row] for row in drawing.rows)
            table = show_table(app, drawing.columns, cells)
            shown += _folded(drawing.title, table) if html else [table]
        return shown

    return render


def addresses(app: Sphinx, docname: str) -> Address:
    """Make the function that finds where a part of a diagram leads."""
    state = state_of(app)
    on_page, find = address_from(app, docname), link_from(app, docname)

    def address(target: Target) -> str:
        if target.kind is TargetKind.SPEC:
            return on_page(state.documents[target.name]) if target.name in state.documents else ""
        link = find(target.name)
        return link.address if link else ""

    return address


def _legend(drawing: Drawing, address: Address) -> nodes.enumerated_list:
    """List what the numbers of a picture stand for; they count from one without a gap."""
    legend = nodes.enumerated_list(classes=["spec-legend"], enumtype="arabic", prefix="", suffix=".")
    for word in drawing.legend:
        legend += nodes.list_item("", nodes.paragraph("", "", _inline((word,), address)))
    return legend


def _folded(title: str, table: nodes.Node) -> list[nodes.Node]:
    summary = escape(f"{title}, as a table", quote=False)
    opened = f'<details class="spec-diagram-table"><summary>{summary}</summary>'
    return [nodes.raw("", opened, format="html"), table, nodes.raw("", "</details>", format="html")]


def _inline(phrase: Phrase, address: Address) -> nodes.inline:
    return nodes.inline("", "", *build_nodes(_content(phrase, address)))


def _content(phrase: Phrase, address: Address) -> Content:
    return tuple(
        lead(word.text, address(word.target) if word.target else "", "code" if word.code else "")
        for word in phrase
    )
