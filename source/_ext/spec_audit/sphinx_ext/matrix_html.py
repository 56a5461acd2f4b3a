"""A matrix as HTML: one semantic table, complete without any script.

Pure text: it knows no Sphinx and no page, only how to ask for the address of a target. The
filter around the table is written too, and hidden; ``static/matrix.js`` shows it and brings it
to life. The names of classes and ``data-`` attributes are a contract with that script and with
``spec_audit.css``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from spec_audit.matrices.grid import FactTarget, Grid, GridRow, Mark, Relation, SpecTarget, Target
from spec_audit.sphinx_ext.breaks import add_breaks

Address = Callable[[Target], str]
"""Gives the address of a target on the site or in the code; empty when it has none."""

Choice = tuple[str, str, Sequence[str]]
"""What rows are filtered by: the field's name, its title, and its values."""

MANY_ROWS = 100
"""From here on browsers lay out only the rows that are on the screen."""
MOST_ROWS = 2000
MOST_BYTES = 1_000_000
"""What one page holds at the most; the search of hosting services reads no further."""


def row_id(key: str) -> str:
    """The id of a row, for links to it."""
    return "row-" + re.sub(r"[\W_]", "-", key)


def lead(html: str, address: str) -> str:
    """Make a link of some HTML where there is an address."""
    return f'<a href="{escape(address)}">{html}</a>' if address else html


def render_rows(grid: Grid, address: Address) -> list[str]:
    """Write every row of a matrix."""
    taken: dict[str, int] = {}
    rows: list[str] = []
    for row in grid.rows:
        name = row_id(row.key)
        taken[name] = taken.get(name, 0) + 1
        rows.append(_row(grid, row, name if taken[name] == 1 else f"{name}-{taken[name]}", address))
    return rows


def split_rows(rows: Sequence[str]) -> list[Sequence[str]]:
    """Split rows evenly into as few parts as keep each of them under the limits of a page."""
    size = sum(len(row.encode()) for row in rows)
    count = max(1, -(-len(rows) // MOST_ROWS), -(-size // MOST_BYTES))
    while True:
        share = max(1, -(-len(rows) // count))
        parts = [rows[at : at + share] for at in range(0, len(rows), share)] or [rows]
        if share == 1 or all(sum(len(row.encode()) for row in part) <= MOST_BYTES for part in parts):
            return parts
        count += 1


def render_part(grid: Grid, rows: Sequence[str], number: int, pages: Sequence[str], address: Address) -> str:
    """Write one part of a matrix; ``pages`` are the addresses of all its parts, ``number`` counts from 0."""
    total = f"{len(grid.rows):,} {grid.subject}".replace(",", " ")
    if len(pages) > 1:
        total += f", {len(rows)} in this part"
    return render_box(
        name=grid.name,
        title=grid.title,
        subject=grid.subject,
        total=total,
        heads=(escape(grid.row_title), *(_head(grid, column, address) for column in grid.columns)),
        rows=rows,
        choices=_choices(grid),
        buttons={"csv": "CSV", "json": "JSON"},
        classes="spec-matrix spec-long" if len(rows) > MANY_ROWS else "spec-matrix",
        before=_parts(grid, number, pages),
        data=_counts(grid),
    )


def render_box(
    *,
    name: str,
    title: str,
    subject: str,
    total: str,
    heads: Sequence[str],
    rows: Sequence[str],
    choices: Iterable[Choice],
    buttons: Mapping[str, str],
    classes: str = "spec-matrix",
    before: str = "",
    data: str = "",
) -> str:
    """Write a table that the script brings to life, from the HTML of its heads and its rows.

    ``choices`` are what its rows are filtered by, ``buttons`` the downloads by their field,
    ``subject`` what its rows count, in the plural.
    """
    identity = f"matrix-{name}"
    shown = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f'<div class="spec-matrix-box" data-matrix="{name}"{data} style="--columns:{len(heads) - 1}">'
        f"{before}{_tools(title, subject, choices, buttons)}"
        f'<div class="spec-scroll" role="region" tabindex="0" aria-labelledby="{identity}-caption">'
        f'<table class="{classes}" id="{identity}">'
        f'<caption id="{identity}-caption"><span>{escape(title)}: {total}</span></caption>'
        f"<colgroup><col><col span={len(heads) - 1}></colgroup>"
        f"<thead><tr>{shown}</tr></thead>"
        f"<tbody>\n{''.join(rows)}</tbody></table></div></div>"
    )


def _counts(grid: Grid) -> str:
    """Ask the script to count, unless the rows are the specs themselves, whose count says nothing."""
    return "" if all(row.kind == "spec" for row in grid.rows) else ' data-counts="yes"'


def _head(grid: Grid, column: str, address: Address) -> str:
    href = address(SpecTarget(spec=column)) if column in grid.specs else ""
    return lead(escape(column), href)


def _row(grid: Grid, row: GridRow, name: str, address: Address) -> str:
    data = f' data-key="{escape(row.key)}" data-kind="{escape(row.kind)}"'
    if row.owner:
        data += f' data-owner="{escape(row.owner)}"'
    if row.concern:
        data += f' data-concern="{escape(row.concern)}"'
    trouble = f" {_word(row.trouble, row.trouble, row.reason, address)}" if row.trouble else ""
    key = add_breaks(escape(row.key))
    text = escape(row.title) if row.title else f"<code>{key}</code>"
    head = lead(text, address(row.target) if row.target else "")
    if row.title:
        head += f" <small>{key}</small>"
    shown = address(FactTarget(key=row.key)) if row.mentions else ""
    if shown:
        head += f" <small>{lead(f'mentioned by {row.mentions}', shown)}</small>"
    cells = "".join(f"<td>{_cell(row.cells.get(column, ()), address)}</td>" for column in grid.columns)
    return f'<tr id="{name}"{data}><th scope="row">{head}{trouble}</th>{cells}</tr>\n'


def _cell(marks: Sequence[Mark], address: Address) -> str:
    """Write plain marks one by one, and marks with a label under their relation's word."""
    parts = [_plain(mark, address) for mark in marks if not mark.label]
    relations = dict.fromkeys(mark.relation for mark in marks if mark.label)
    for relation in relations:
        labels = "".join(_label(mark, address) for mark in marks if mark.label and mark.relation is relation)
        parts.append(f'<div><b data-r="{relation}">{relation}</b>{labels}</div>')
    return "".join(parts)


def _plain(mark: Mark, address: Address) -> str:
    text = mark.relation.value if mark.count is None else f"{mark.count} {mark.relation}"
    if mark.count == 0:
        return f'<b data-r="{mark.relation}" data-none>{text}</b>'
    return _word(mark.relation, text, mark.target, address)


def _word(relation: str, text: str, target: Target | None, address: Address) -> str:
    href = address(target) if target else ""
    if href:
        return f'<a data-r="{relation}" href="{escape(href)}">{text}</a>'
    return f'<b data-r="{relation}">{text}</b>'


def _label(mark: Mark, address: Address) -> str:
    href = address(mark.target) if mark.target else ""
    text = escape(mark.label)
    note = f" <small>{_note(mark, address)}</small>" if mark.note else ""
    return (
        f'<p><a href="{escape(href)}">{text}</a>{note}</p>' if href else f"<p><span>{text}</span>{note}</p>"
    )


def _note(mark: Mark, address: Address) -> str:
    if not mark.leads:
        return escape(mark.note)
    found = zip(mark.note.split(", "), map(address, mark.leads), strict=True)
    return ", ".join(lead(escape(text), href) for text, href in found)


def _parts(grid: Grid, number: int, pages: Sequence[str]) -> str:
    if len(pages) == 1:
        return ""
    links = "".join(
        f'<a href="{escape(page)}"{" aria-current=page" if index == number else ""}>part {index + 1}</a> '
        for index, page in enumerate(pages)
    )
    return (
        f'<nav class="spec-parts" aria-label="Parts of the {escape(grid.title)} matrix">'
        f"The matrix is too long for one page: {links}</nav>"
    )


def _choices(grid: Grid) -> Iterator[Choice]:
    kinds = dict.fromkeys(row.kind for row in grid.rows)
    seen = {mark.relation for _, _, mark in grid.marks()}
    troubles = dict.fromkeys(row.trouble for row in grid.rows if row.trouble)
    specs = [column for column in grid.columns if column in grid.specs]
    yield "spec", "Spec", specs or list(dict.fromkeys(row.owner for row in grid.rows if row.owner))
    yield "kind", "Kind", tuple(kinds)
    yield "relation", "Relation", (*troubles, *(relation for relation in Relation if relation in seen))


def _tools(title: str, subject: str, choices: Iterable[Choice], buttons: Mapping[str, str]) -> str:
    """Write the filter, hidden until the script works."""
    downloads = "".join(
        f'<button type="button" name="{field}">{label}</button> ' for field, label in buttons.items()
    )
    return (
        f'<form class="spec-tools" hidden aria-label="Filter of the {escape(title)} matrix">'
        '<label>Text <input type="search" name="q" autocomplete="off" spellcheck="false"></label>'
        f"{''.join(_choice(*choice) for choice in choices)}"
        f'<button type="reset">Show all</button> {downloads}'
        '<button type="button" name="link">Copy link</button>'
        f'<output data-subject="{escape(subject)}"></output></form>'
    )


def _choice(name: str, title: str, values: Sequence[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    if options.count("<option>") < 2:
        return ""
    return f'<label>{title} <select name="{name}"><option value="">any</option>{options}</select></label>'
