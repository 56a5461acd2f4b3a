"""The view of the findings: a table that is filtered by spec, rule and severity like a matrix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from spec_audit.matrices.grid import CodeTarget, SpecTarget, Target
from spec_audit.model.finding import Finding, Severity
from spec_audit.model.place import Place
from spec_audit.sphinx_ext.breaks import add_breaks
from spec_audit.sphinx_ext.builders import address_from, writes_html
from spec_audit.sphinx_ext.matrix_html import render_box
from spec_audit.sphinx_ext.matrix_pages import addresses, spec_matrix
from spec_audit.sphinx_ext.pages import notes_of
from spec_audit.sphinx_ext.state import state_of
from spec_audit.sphinx_ext.tables import build_link, build_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HEADS = ("Place", "Severity", "Rule", "Finding", "How to mend it")


def render_findings(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Show all findings that stand, or say that there are none."""
    del argument
    found = state_of(app).audit.findings
    if not found:
        return [nodes.paragraph("", "There are none: every rule that ran is content.")]
    if not writes_html(app):
        return [_table(app, docname, found)]
    return [spec_matrix(html=_html(app, docname, found))]


def _html(app: Sphinx, docname: str, found: Sequence[Finding]) -> str:
    specs = {spec.path: spec.name for spec in state_of(app).audit.case.specs}
    rows = []
    seen: set[str] = set()
    for number, one in enumerate(found, 1):
        path = one.place.path
        anchor = "" if path in seen else f'<span id="{findings_id(path)}"></span>'
        seen.add(path)
        owner = f' data-owner="{escape(specs[path])}"' if path in specs else ""
        rows.append(
            f'<tr id="row-{number}" data-kind="{one.rule}"{owner}>'
            f'<th scope="row">{anchor}{_head(app, docname, one)}</th>'
            f'<td><b data-r="{one.severity}">{one.severity}</b></td>'
            f"<td><p>{_link(one.rule, _rule_address(app, docname, one.rule))}</p></td>"
            f"<td><p>{escape(one.message)}{_related(app, docname, one)}</p></td>"
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


def _table(app: Sphinx, docname: str, found: Sequence[Finding]) -> nodes.table:
    """Build what other builders than HTML show: the same words, links and anchors."""
    rows: list[list[nodes.Node]] = []
    seen: set[str] = set()
    for one in found:
        place = nodes.inline()
        if one.place.path not in seen:
            seen.add(one.place.path)
            place += nodes.target("", "", ids=[findings_id(one.place.path)])
        place += build_link(str(one.place), _place_address(app, docname, one.place, one.subject))
        message = nodes.inline("", one.message)
        for other in one.related:
            message += [nodes.Text("; see "), build_link(str(other), _place_address(app, docname, other, ""))]
        rule = build_link(one.rule, _rule_address(app, docname, one.rule))
        rows.append([place, nodes.Text(one.severity.value), rule, message, nodes.Text(one.hint)])
    return build_table(HEADS, rows)


def findings_id(path: str) -> str:
    """The id of the first finding of a file."""
    return "findings-" + re.sub(r"[^a-z0-9]+", "-", path.lower())


def _head(app: Sphinx, docname: str, one: Finding) -> str:
    place = f"<code>{add_breaks(escape(str(one.place)))}</code>"
    address = _place_address(app, docname, one.place, one.subject)
    head = f'<a href="{escape(address)}">{place}</a>' if address else place
    return f"{head} <small>{add_breaks(escape(one.subject))}</small>"


def _related(app: Sphinx, docname: str, one: Finding) -> str:
    return "".join(
        f"; see {_link(str(place), _place_address(app, docname, place, ''))}" for place in one.related
    )


def _link(text: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def _rule_address(app: Sphinx, docname: str, rule: str) -> str:
    page = next((page for page, notes in sorted(notes_of(app.env).items()) if notes.explains_rules), None)
    return address_from(app, docname)(page, f"rule-{rule}") if page else ""


def _place_address(app: Sphinx, docname: str, place: Place, subject: str) -> str:
    """Find where a place is to be seen: on the spec's page, or in the code."""
    state = state_of(app)
    case = state.audit.case
    target: Target | None = None
    spec = next((one for one in case.specs if one.path == place.path), None)
    if spec is not None:
        one = case.objects.get(subject)
        target = SpecTarget(spec=spec.name, id=one.id if one and one.spec == spec.name else "")
    elif state.inventory.has(f"file:{place.path}"):
        target = CodeTarget(place=place)
    return addresses(app, docname)(target) if target else ""
