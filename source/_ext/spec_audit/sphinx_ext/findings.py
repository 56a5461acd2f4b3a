"""The view of the findings: a table that is filtered by spec, rule and severity like a matrix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from spec_audit.matrices.grid import CodeTarget, SpecTarget
from spec_audit.model.finding import Finding, Severity
from spec_audit.model.place import Place
from spec_audit.sphinx_ext import pieces
from spec_audit.sphinx_ext.breaks import add_breaks
from spec_audit.sphinx_ext.builders import address_from, writes_html
from spec_audit.sphinx_ext.matrix_html import lead, render_box
from spec_audit.sphinx_ext.matrix_pages import addresses, spec_matrix
from spec_audit.sphinx_ext.pages import notes_of
from spec_audit.sphinx_ext.pieces import build_nodes
from spec_audit.sphinx_ext.state import state_of
from spec_audit.sphinx_ext.tables import build_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HEADS = ("Place", "Severity", "Rule", "Finding", "How to mend it")


def render_findings(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Show all findings that stand, or say that there are none."""
    del argument
    found = state_of(app).audit.findings
    if not found:
        return [nodes.paragraph("", "There are none: every rule that ran is content.")]
    links = Links(app, docname)
    if not writes_html(app):
        return [_table(links, found)]
    return [spec_matrix(html=_html(links, found))]


class Links:
    """Where findings lead to from one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        notes = sorted(notes_of(app.env).items())
        self._rules = next((page for page, one in notes if one.explains_rules), None)
        self._page = address_from(app, docname)
        self._address = addresses(app, docname)
        self._state = state_of(app)
        case = self._state.audit.case
        self.specs = {spec.path: spec.name for spec in case.specs}
        # What of a spec's text can be led to, by its line.
        self._spots: dict[str, list[tuple[int, str]]] = {spec.path: [] for spec in case.specs}
        for one in case.objects.values():
            self._spots[one.place.path].append((one.place.line, one.id))
        for block in case.blocks:
            self._spots[block.autodoc.place.path].append((block.autodoc.place.line, block.anchor))

    def rule(self, rule: str) -> str:
        """The address of what is said of a rule."""
        return self._page(self._rules, f"rule-{rule}") if self._rules else ""

    def place(self, place: Place) -> str:
        """The address where a place is to be seen: on the spec's page what stands there, or in the code."""
        spec = self.specs.get(place.path)
        if spec is not None:
            before = [spot for spot in self._spots[place.path] if spot[0] <= place.line]
            return self._address(SpecTarget(spec=spec, id=max(before)[1] if before else ""))
        return self._address(CodeTarget(place=place)) if self._state.inventory.has_file(place.path) else ""


def _html(links: Links, found: Sequence[Finding]) -> str:
    specs = links.specs
    rows = []
    seen: set[str] = set()
    for number, one in enumerate(found, 1):
        path = one.place.path
        anchor = "" if path in seen else f'<span id="{findings_id(path)}"></span>'
        seen.add(path)
        owner = f' data-owner="{escape(specs[path])}"' if path in specs else ""
        rows.append(
            f'<tr id="row-{number}" data-key="{escape(str(one.place))}" data-kind="{one.rule}"{owner}>'
            f'<th scope="row">{anchor}{_head(links, one)}</th>'
            f'<td><b data-r="{one.severity}">{one.severity}</b></td>'
            f"<td><p>{lead(one.rule, links.rule(one.rule))}</p></td>"
            f"<td><p>{escape(one.message)}{_related(links, one)}</p></td>"
            f"<td><p>{escape(one.hint)}</p></td></tr>\n"
        )
    choices = (
        ("spec", "Spec", sorted({specs[one.place.path] for one in found if one.place.path in specs})),
        ("kind", "Rule", sorted({one.rule for one in found})),
        ("relation", "Severity", [one for one in Severity if any(one is each.severity for each in found)]),
    )
    return render_box(
        name="findings",
        title="Findings",
        subject="findings",
        total=str(len(rows)),
        heads=HEADS,
        rows=rows,
        choices=choices,
        buttons={"csv": "CSV"},
    )


def _table(links: Links, found: Sequence[Finding]) -> nodes.table:
    """Build what other builders than HTML show: the same words, links and anchors."""
    rows: list[list[nodes.Node]] = []
    seen: set[str] = set()
    for one in found:
        place = nodes.inline()
        if one.place.path not in seen:
            seen.add(one.place.path)
            place += nodes.target("", "", ids=[findings_id(one.place.path)])
        place += build_nodes(pieces.lead(str(one.place), links.place(one.place)))
        rule = nodes.inline("", "", *build_nodes(pieces.lead(one.rule, links.rule(one.rule))))
        message = nodes.inline("", one.message)
        for other in one.related:
            message += build_nodes(("; see ", pieces.lead(str(other), links.place(other))))
        rows.append([place, nodes.Text(one.severity.value), rule, message, nodes.Text(one.hint)])
    return build_table(HEADS, rows)


def findings_id(path: str) -> str:
    """The id of the first finding of a file."""
    return "findings-" + re.sub(r"[^a-z0-9]+", "-", path.lower())


def _head(links: Links, one: Finding) -> str:
    place = f"<code>{add_breaks(escape(str(one.place)))}</code>"
    head = lead(place, links.place(one.place))
    return f"{head} <small>{add_breaks(escape(one.subject))}</small>"


def _related(links: Links, one: Finding) -> str:
    return "".join(f"; see {lead(escape(str(place)), links.place(place))}" for place in one.related)
