"""The views of the page of changes: what came, went and changed since the base of this build."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from docutils import nodes

from spec_audit.changes import Area, Change, Turn, compare_snapshots
from spec_audit.changes.snapshot import Snapshot, take_snapshot
from spec_audit.matrices.grid import CodeTarget, SpecTarget
from spec_audit.sphinx_ext.matrix_pages import addresses
from spec_audit.sphinx_ext.pieces import Content, Piece, lead
from spec_audit.sphinx_ext.state import state_of
from spec_audit.sphinx_ext.tables import show_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SIGNS = {Turn.ADDED: "+", Turn.REMOVED: "\N{MINUS SIGN}", Turn.CHANGED: "≠"}
"""What stands beside the word, so that the eye finds it."""


def render_changes(app: Sphinx, docname: str, argument: str) -> list[nodes.Node]:
    """Show the changes of one area, or without an argument what is compared with what."""
    state = state_of(app)
    if state.base is None:
        return [nodes.paragraph("", "Nothing was compared." if argument else _why_none(app))]
    found = compare_snapshots(state.base, take_snapshot(state.audit))
    if not argument:
        return _summary(app, state.base, found)
    changes = found[Area(argument)]
    if changes is None:
        return [nodes.paragraph("", "The base does not tell of it: an older version wrote it.")]
    if not changes:
        return [nodes.paragraph("", "Nothing changed.")]
    rows = (_row(app, docname, one) for one in changes)
    return [show_table(app, ("What", "Subject", "Before", "Now"), rows, "spec-stacked", "spec-changes")]


def _why_none(app: Sphinx) -> str:
    problem = state_of(app).base_problem
    if problem:
        name = app.config.spec_audit_base
        return f"The base {name} could not be read, so nothing is compared. {problem}."
    return "This build was given no base, so there is nothing to compare with."


def _summary(
    app: Sphinx, base: Snapshot, found: Mapping[Area, tuple[Change, ...] | None]
) -> list[nodes.Node]:
    commit = state_of(app).inventory.commit
    counts = [
        f"{sum(one.turn is turn for changes in found.values() for one in changes or ())} {turn}"
        for turn in Turn
    ]
    text = nodes.paragraph("", "Compared with ")
    text += [nodes.literal("", app.config.spec_audit_base), nodes.Text(f": {', '.join(counts)}.")]
    if base.commit and base.commit != commit:
        text += nodes.Text(f" The code moved from commit {base.commit[:12]} to {commit[:12]}.")
    return [text]


def _row(app: Sphinx, docname: str, change: Change) -> list[Content]:
    sign = Piece(content=SIGNS[change.turn], tag="span", classes=f"spec-{change.turn}")
    subject = lead(change.subject, _address(app, docname, change.subject), "code")
    return [(sign, f" {change.turn}"), subject, change.before, change.after]


def _address(app: Sphinx, docname: str, subject: str) -> str:
    """Find where the subject is to be seen now; what was removed is nowhere."""
    state = state_of(app)
    identity = subject.partition(": ")[2] or subject
    one = state.audit.case.objects.get(identity)
    if one is not None:
        return addresses(app, docname)(SpecTarget(spec=one.spec, id=one.id))
    if state.inventory.has(identity):
        return addresses(app, docname)(CodeTarget(place=state.inventory.fact(identity).place))
    return ""
