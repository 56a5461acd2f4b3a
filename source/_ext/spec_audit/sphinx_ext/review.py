"""The review directives: matrices, findings and exceptions, as pages.

A matrix is written as one piece of HTML, because docutils takes seconds for what takes
milliseconds so; other builders get a plain table of the same words.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.config import Waiver
from spec_audit.matrices import MATRICES
from spec_audit.matrices.grid import Grid, GridRow, Mark
from spec_audit.model.finding import Finding
from spec_audit.sphinx_ext.domain import reference_object
from spec_audit.sphinx_ext.state import RunState, state_of
from spec_audit.sphinx_ext.tables import build_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SYMBOLS = {
    "owns": "●",
    "contests": "✖",
    "documents": "≡",
    "trespasses": "▲",
    "excludes": "→",
    "refers": "·",
    "hands over": "→",
    "leaves open": "∅",
}
"""What a cell shows beside the word, so that colour is never alone."""


class ReviewDirective(SphinxDirective):
    """What all review directives share: they depend on everything that is audited."""

    def state_of_run(self) -> RunState:
        """Find the audit, and note that this page must be read again when any of it changes."""
        state = state_of(self.env.app)
        for name in state.all_dependencies:
            self.env.note_dependency(name)
        return state


class matrix(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A matrix that waits for the builder: its name is in ``name``."""


class MatrixDirective(ReviewDirective):
    """Shows a matrix by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, which is filled when the pages are written."""
        self.state_of_run()
        name = self.arguments[0]
        if name not in MATRICES:
            raise self.error(f"there is no matrix '{name}'; the matrices are: {', '.join(MATRICES)}")
        return [matrix(name=name)]


def fill_matrices(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the placeholders by what the builder can show."""
    for node in list(doctree.findall(matrix)):
        state = state_of(app)
        grid = MATRICES[node["name"]](state.audit.case)
        if app.builder.format == "html":
            node.replace_self(nodes.raw("", _html(app, state, grid, docname), format="html"))
        else:
            node.replace_self(_plain(grid))


def _html(app: Sphinx, state: RunState, grid: Grid, docname: str) -> str:
    pages = {
        spec: app.builder.get_relative_uri(docname, document) for spec, document in state.documents.items()
    }
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in grid.columns)
    rows = "".join(_html_row(state, grid, row, pages) for row in grid.rows)
    return (
        f'<div class="spec-scroll" role="region" tabindex="0" aria-label="{escape(grid.title)} matrix">'
        f'<table class="spec-matrix spec-matrix-{grid.name}"><caption>{escape(grid.title)}: '
        f"{len(grid.rows)} rows</caption>"
        f'<thead><tr><th scope="col">{escape(grid.row_title)}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _html_row(state: RunState, grid: Grid, row: GridRow, pages: dict[str, str]) -> str:
    url = state.code_url(row.place) if row.place else pages.get(row.key, "")
    label = f'<a href="{escape(url)}"><code>{escape(row.key)}</code></a>' if url else escape(row.key)
    cells = "".join(
        f"<td>{''.join(_html_mark(mark, pages) for mark in row.cells.get(column, ()))}</td>"
        for column in grid.columns
    )
    orphan = ' class="spec-orphan"' if grid.name == "ownership" and row.owner is None else ""
    return f'<tr{orphan} id="{_row_id(row)}"><th scope="row">{label}</th>{cells}</tr>'


def _row_id(row: GridRow) -> str:
    return "row-" + "".join(char if char.isalnum() else "-" for char in row.key)


def _html_mark(mark: Mark, pages: dict[str, str]) -> str:
    word = mark.relation.value
    href = f"{pages[mark.spec]}#{mark.anchor}" if mark.anchor else pages[mark.spec]
    return (
        f'<a class="spec-mark spec-{word.replace(" ", "-")}" href="{escape(href)}"'
        f' title="{escape(str(mark.place))}">'
        f'<span aria-hidden="true">{SYMBOLS[word]}</span> {escape(mark.label or word)}</a> '
    )


def _plain(grid: Grid) -> nodes.table:
    return build_table(
        (grid.row_title, *grid.columns),
        (
            [
                nodes.Text(row.key),
                *(
                    nodes.Text(
                        ", ".join(one.label or one.relation.value for one in row.cells.get(column, ()))
                    )
                    for column in grid.columns
                ),
            ]
            for row in grid.rows
        ),
    )


class FindingsDirective(ReviewDirective):
    """Shows all findings that stand, or says that there are none."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        audit = self.state_of_run().audit
        if not audit.findings:
            return [nodes.paragraph("", "There are none: every rule that ran is content.")]
        return [
            build_table(
                ("Place", "Rule", "Finding", "How to mend it"), (_finding_row(one) for one in audit.findings)
            )
        ]


def _finding_row(finding: Finding) -> list[nodes.Node]:
    return [
        nodes.literal("", str(finding.place)),
        nodes.Text(f"{finding.rule} ({finding.severity.value})"),
        nodes.Text(finding.message),
        nodes.Text(finding.hint),
    ]


class ExceptionsDirective(ReviewDirective):
    """Shows all exceptions with their reasons, and what each excuses."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        state = self.state_of_run()
        if not state.config.exceptions:
            return [nodes.paragraph("", "There are none.")]
        rows = (
            self._row(waiver, state.audit.excused.get(index, ()))
            for index, waiver in enumerate(state.config.exceptions)
        )
        return [build_table(("Rule", "Subject", "Excuses", "Reason", "Bean", "Until"), rows)]

    def _row(self, waiver: Waiver, excused: tuple[Finding, ...]) -> list[nodes.Node]:
        return [
            nodes.literal("", waiver.rule),
            nodes.literal("", waiver.subject),
            nodes.Text(str(len(excused))),
            nodes.Text(waiver.reason),
            nodes.Text(waiver.bean),
            nodes.Text(str(waiver.until or "")),
        ]


class SpecsDirective(ReviewDirective):
    """The list of all specs: title, summary, what each owns."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        state = self.state_of_run()
        case = state.audit.case
        owned: dict[str, int] = {}
        for key in case.ownership.claims:
            claim = case.ownership.owner(key)
            if claim:
                owned[claim.spec] = owned.get(claim.spec, 0) + 1
        rows: list[list[nodes.Node]] = []
        for spec in case.specs:
            title = spec.title.text if spec.title else spec.name
            card = next((one for one in spec.objects if one.id.startswith("SPEC_")), None)
            link = reference_object(card.id, title, self.env.docname) if card else nodes.Text(title)
            rows.append(
                [
                    link,
                    nodes.Text(" ".join(ref.text for ref in spec.summary)),
                    nodes.Text(str(owned.get(spec.name, 0))),
                    nodes.Text(str(len(spec.objects))),
                ]
            )
        return [build_table(("Spec", "What it covers", "Facts owned", "Objects"), iter(rows))]
