"""The card of a spec: what ``summary`` says of it, right under its title.

A few lines, whatever the spec holds: long lists are folded. It is written as one piece of HTML;
other builders get a plain list of definitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from spec_audit.matrices.grid import BeanTarget, CodeTarget, RowsTarget, SpecTarget
from spec_audit.model.amounts import counted
from spec_audit.model.facts import FACT_TITLES
from spec_audit.model.objects import Spec
from spec_audit.model.place import Place
from spec_audit.sphinx_ext.builders import writes_html
from spec_audit.sphinx_ext.findings import Links, findings_id
from spec_audit.sphinx_ext.matrix_html import Address
from spec_audit.sphinx_ext.matrix_pages import addresses, spec_matrix
from spec_audit.sphinx_ext.pieces import (
    Content,
    FindLink,
    Piece,
    build_nodes,
    join,
    lead,
    link_to,
    write_html,
)
from spec_audit.sphinx_ext.review_pages import view_address
from spec_audit.sphinx_ext.spots import link_from
from spec_audit.sphinx_ext.state import state_of
from spec_audit.summary import Summary, summarize

if TYPE_CHECKING:
    from sphinx.application import Sphinx

VIEW = "card"
FILES = 3
"""So many source files are shown; the rest is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the card, and what is folded under it."""

    title: str
    content: Content
    label: str = ""
    folded: tuple[Content, ...] = ()


def render_card(app: Sphinx, docname: str, identity: str) -> list[nodes.Node]:
    """Show the card of the spec whose object has this id."""
    case = state_of(app).audit.case
    one = case.objects.get(identity)
    spec = next((spec for spec in case.specs if one and spec.name == one.spec), None)
    if spec is None:
        return []
    entries = list(_entries(app, docname, spec))
    find = link_from(app, docname)
    if not writes_html(app):
        return [_plain(entries, find)]
    rows: list[str] = []
    for entry in entries:
        rows.append(f"<div><dt>{escape(entry.title)}</dt><dd>{write_html(entry.content, find)}")
        if entry.folded:
            folded = "".join(f"<li>{write_html(line, find)}</li>" for line in entry.folded)
            rows.append(f"<details><summary>{escape(entry.label)}</summary><ul>{folded}</ul></details>")
        rows.append("</dd></div>\n")
    head = f"{identity}-card"
    html = (
        f'<section class="spec-card" aria-labelledby="{head}"><h2 id="{head}">At a glance</h2>\n'
        f"<dl>{''.join(rows)}</dl></section>\n"
    )
    return [spec_matrix(html=html)]


def _plain(entries: list[Entry], find: FindLink) -> nodes.definition_list:
    table = nodes.definition_list()
    for entry in entries:
        body = nodes.definition("", nodes.paragraph("", "", *build_nodes(entry.content, find)))
        lines = [nodes.paragraph("", "", *build_nodes(line, find)) for line in entry.folded]
        if lines:
            body += nodes.bullet_list("", *(nodes.list_item("", line) for line in lines))
        table += nodes.definition_list_item("", nodes.term("", entry.title), body)
    return table


def _entries(app: Sphinx, docname: str, spec: Spec) -> Iterator[Entry]:
    summary = summarize(state_of(app).audit, spec)
    address = addresses(app, docname)
    yield Entry(title="Owns", content=_owns(spec, summary, address))
    yield _hands(app, summary, address)
    links = Links(app, docname)
    yield Entry(
        title="Health",
        content=_health(app, docname, spec, summary),
        label="what is wrong",
        folded=tuple(lead(one.message, links.place(one.place)) for one in summary.findings),
    )
    if summary.open:
        yield _open(app, docname, spec, summary)
    if summary.files:
        files = [_file(path, count, address) for path, count in summary.files]
        rest = tuple(files[FILES:])
        yield Entry(
            title="Code",
            content=join(files[:FILES], ", "),
            label=f"and {len(rest)} more",
            folded=rest,
        )


def _owns(spec: Spec, summary: Summary, address: Address) -> Content:
    """Count the facts by kind; each count leads to these facts in the ownership matrix."""
    if not summary.owned:
        return "nothing"
    parts = []
    for kind, count in summary.owned.items():
        rows = RowsTarget(matrix="ownership", spec=spec.name, kind=kind, relation="owns")
        title = FACT_TITLES.get(kind, kind)
        parts.append(lead(counted(count, title), address(rows)))
    total = sum(summary.owned.values())
    return (f"{total} facts: " if len(parts) > 1 else "", *join(parts, ", "))


def _hands(app: Sphinx, summary: Summary, address: Address) -> Entry:
    """Say how much goes to which spec, and folded what."""
    titles = state_of(app).audit.case.titles
    parts: list[str | Piece] = []
    lines: list[Content] = []
    for name, boundaries in summary.hands.items():
        shown = lead(titles[name], address(SpecTarget(spec=name)))
        parts.append(Piece(content=(f"{len(boundaries)} to ", shown)))
        given = [Piece(content=one.title, target=one.id) for one in boundaries]
        lines.append((*join(given, "; "), f" to {titles[name]}"))
    if summary.open_ended:
        parts.append(f"{len(summary.open_ended)} to nobody")
        left = [Piece(content=one.title, target=one.id) for one in summary.open_ended]
        lines.append((*join(left, "; "), " to nobody"))
    return Entry(
        title="Hands over",
        content=join(parts, ", ") if parts else "nothing",
        label="what to whom",
        folded=tuple(lines),
    )


def _health(app: Sphinx, docname: str, spec: Spec, summary: Summary) -> Content:
    parts: list[str | Piece] = []
    findings = view_address(app, docname, "findings", identity=findings_id(spec.path))
    for count, word in ((summary.errors, "error"), (summary.warnings, "warning")):
        text = counted(count, word) if count else f"no {word}s"
        link = lead(text, findings if count else "")
        parts.append(Piece(content=link, tag="span", classes="spec-wrong") if count else link)
    if summary.excused:
        parts.append(lead(f"{summary.excused} accepted", view_address(app, docname, "exceptions")))
    suspects = [Piece(content=one, target=one) for one in summary.suspects]
    parts.append(
        Piece(content=(f"{len(suspects)} suspect: ", *join(suspects, " "))) if suspects else "none suspect"
    )
    return join(parts, ", ")


def _open(app: Sphinx, docname: str, spec: Spec, summary: Summary) -> Entry:
    """Count the open items by status, and folded name them with their work items."""
    address = addresses(app, docname)
    counts = []
    lines: list[Content] = []
    beans = state_of(app).audit.case.beans
    for status, items in summary.open.items():
        rows = RowsTarget(matrix="traceability", spec=spec.name, relation=status)
        counts.append(lead(f"{len(items)} {status}", address(rows)))
        for item in items:
            tracked = [
                lead(ref.text, address(BeanTarget(id=ref.text)))
                for ref in item.tracked_by
                if ref.text in beans
            ]
            line: tuple[str | Piece, ...] = (f"{status}: ", Piece(content=item.title, target=item.id))
            lines.append((*line, " (", *join(tracked, ", "), ")") if tracked else line)
    return Entry(
        title="Open",
        content=join(counts, ", "),
        label="which, and the work items that track them",
        folded=tuple(lines),
    )


def _file(path: str, count: int, address: Address) -> Piece:
    name = Piece(content="/".join(path.split("/")[-2:]), tag="code")
    linked = Piece(content=name, link=link_to(address(CodeTarget(place=Place(path=path))), path))
    return Piece(content=(linked, f" ({count})"))
