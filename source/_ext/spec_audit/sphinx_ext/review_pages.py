"""The views of the review pages that are plain tables: gaps, exceptions, and the list of specs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.matrices.grid import BeanTarget, CodeTarget, SpecTarget
from spec_audit.model.amounts import counted
from spec_audit.model.objects import Boundary, SpecCard
from spec_audit.sphinx_ext.builders import address_from
from spec_audit.sphinx_ext.findings import findings_id
from spec_audit.sphinx_ext.matrix_pages import addresses
from spec_audit.sphinx_ext.pages import find_view, spec_view
from spec_audit.sphinx_ext.pieces import Content, Piece, build_nodes, join, lead
from spec_audit.sphinx_ext.state import gap_id, state_of
from spec_audit.sphinx_ext.tables import Cell, show_table
from spec_audit.summary import summarize

if TYPE_CHECKING:
    from sphinx.application import Sphinx

UNOWNED = "unowned-fact"
"""The rule whose exceptions are the gaps."""


class ViewDirective(SphinxDirective):
    """Shows a view; each view has a directive of its own, whose name is ``spec-`` and the view's."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, which is filled when the pages are written."""
        argument = self.arguments[0] if self.arguments else ""
        return [spec_view(view=self.name.removeprefix("spec-"), argument=argument)]


def view_address(
    app: Sphinx, docname: str, view: str, argument: str | None = None, identity: str = ""
) -> str:
    """Give the address of the first page that shows a view, or of an id on it; empty when none does."""
    page = find_view(app.env, view, argument)
    return "" if page is None else address_from(app, docname)(page, identity)


def render_gaps(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Show the facts that no spec owns, each with the reason and the work item of its exception."""
    del argument
    state = state_of(app)
    address = addresses(app, docname)
    reasons = {
        one.subject: state.config.exceptions[index]
        for index, found in state.audit.excused.items()
        for one in found
        if one.rule == UNOWNED
    }
    gaps = [key for key, claims in state.audit.case.ownership.claims.items() if not claims]
    if not gaps:
        return [nodes.paragraph("", "There are none: every fact has an owner.")]
    by_reason: dict[tuple[str, str], list[str]] = {}
    for key in gaps:
        excuse = reasons.get(key)
        by_reason.setdefault((excuse.bean, excuse.reason) if excuse else ("", ""), []).append(key)
    first = {gap_id(key): key for key in reversed(gaps)}  # keys that differ in a sign alone have one id
    rows: list[list[Cell]] = []
    for (bean, reason), keys in sorted(by_reason.items()):
        facts: list[Content] = []
        for key in keys:
            place = lead(key, address(CodeTarget(place=state.inventory.fact(key).place)), "code")
            facts.append(replace(place, anchor=gap_id(key) if first[gap_id(key)] == key else ""))
        why = reason or Piece(content="Nobody said: this fails the build.", tag="strong")
        rows.append([why, facts, _bean(app, docname, bean)])
    return [show_table(app, ("Why no spec owns it", "Facts", "Work item"), rows)]


def render_open(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Show what the specs exclude and leave to nobody, with the reason."""
    del argument
    address = addresses(app, docname)
    rows: list[list[Cell]] = [
        [
            lead(one.title, address(SpecTarget(spec=one.spec, id=one.id))),
            lead(one.spec, address(SpecTarget(spec=one.spec))),
            one.nobody.text,
        ]
        for one in state_of(app).audit.case.each(Boundary)
        if one.nobody
    ]
    if not rows:
        return [nodes.paragraph("", "Nothing: whatever a spec excludes, another covers.")]
    return [show_table(app, ("What", "Excluded by", "Why nobody covers it"), rows, "spec-stacked")]


def render_exceptions(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Show all exceptions with their reasons, and what each excuses."""
    del argument
    state = state_of(app)
    if not state.config.exceptions:
        return [nodes.paragraph("", "There are none.")]
    rows: list[list[Cell]] = [
        [
            (Piece(content=waiver.rule, tag="code"), " of ", Piece(content=waiver.subject, tag="code")),
            counted(len(state.audit.excused.get(index, ())), "finding"),
            f"{waiver.reason} Until {waiver.until}." if waiver.until else waiver.reason,
            _bean(app, docname, waiver.bean),
        ]
        for index, waiver in enumerate(state.config.exceptions)
    ]
    return [show_table(app, ("Rule and subject", "Excuses", "Reason", "Work item"), rows, "spec-stacked")]


def render_health(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Say in one line how healthy the specs are, and for which commit of the code that holds."""
    del argument
    state = state_of(app)
    counts = state.audit.counts
    facts = counts["owned"] + counts["unowned"] + counts["contested"]
    inventory = state.inventory
    line: list[str | Piece] = [
        _verdict(counts["errors"], view_address(app, docname, "findings")),
        lead(f"{counts['owned']} of {facts} facts", view_address(app, docname, "matrix", "ownership")),
        f" of {inventory.repository}" if inventory.repository else "",
        f" at commit {inventory.commit[:7]}" if inventory.commit else "",
        f" have an owner among {counted(counts['specs'], 'spec')}",
        f" with {counted(counts['objects'], 'object')}",
    ]
    if counts["excused"]:
        excused = lead(counted(counts["excused"], "finding"), view_address(app, docname, "exceptions"))
        line += ["; ", excused, " accepted, each with a reason and a work item"]
    classes = ["spec-health", f"spec-health-{state.audit.verdict.value}"]
    return [nodes.paragraph("", "", *build_nodes((*line, ".")), classes=classes)]


def _verdict(errors: int, findings: str) -> Piece:
    if not errors:
        return Piece(content="Every rule holds. ", tag="strong")
    count = lead(f"{counted(errors, 'error')} to mend", findings)
    return Piece(content=(count, ". "), tag="strong", classes="spec-wrong")


def render_list(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Show all specs in the order of the navigation: title, summary, what each owns and leaves open."""
    del argument
    state = state_of(app)
    audit = state.audit
    address = addresses(app, docname)
    pages = app.env.toctree_includes.get(docname, [])
    order = {page: index for index, page in enumerate(pages)}
    shown = nodes.bullet_list(classes=["spec-list"])
    for spec in sorted(audit.case.specs, key=lambda one: order.get(state.documents[one.name], len(order))):
        card = next((one for one in spec.objects if isinstance(one, SpecCard)), None)
        found = summarize(audit, spec)
        title = lead(spec.heading, address(SpecTarget(spec=spec.name, id=card.id if card else "")))
        counts: list[str | Piece] = [
            f"{sum(found.owned.values())} facts",
            f"{len(spec.objects)} objects",
            f"{sum(map(len, found.open.values()))} open",
        ]
        if found.errors:
            wrong = view_address(app, docname, "findings", identity=findings_id(spec.path))
            error = lead(counted(found.errors, "error"), wrong)
            counts.append(Piece(content=error, tag="span", classes="spec-wrong"))
        shown += nodes.list_item(
            "",
            nodes.paragraph("", "", *build_nodes(Piece(content=title, tag="strong"))),
            nodes.paragraph("", " ".join(ref.text for ref in spec.summary)),
            nodes.paragraph("", "", *build_nodes(join(counts, " · ")), classes=["spec-counts"]),
        )
    return [shown]


def _bean(app: Sphinx, docname: str, identity: str) -> Content:
    bean = state_of(app).audit.case.beans.get(identity)
    text = f"{identity}: {bean.title}" if bean and bean.title else identity
    return lead(text, addresses(app, docname)(BeanTarget(id=identity)))
