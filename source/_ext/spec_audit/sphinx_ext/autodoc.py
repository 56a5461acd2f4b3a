"""The autodoc directives: mechanics out of the inventory, meanings out of the spec, in one table."""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.autodoc import RenderedBlock, Row
from spec_audit.model.facts import Attr
from spec_audit.sphinx_ext.domain import reference_object, show_limit
from spec_audit.sphinx_ext.options import AnyOption
from spec_audit.sphinx_ext.pages import spec_view
from spec_audit.sphinx_ext.state import RunState, state_of
from spec_audit.vocabulary import AUTO_BY_NAME


class AutoDirective(SphinxDirective):
    """Renders the facts that its argument names."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Build the text above the table, and the table."""
        state = state_of(self.env.app)
        for name in state.dependencies:
            self.env.note_dependency(name)
        block = self._block(state)
        if block is None:
            return []
        parsed = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        meanings, rest = _take_meanings(parsed)
        table = _table(state, block, meanings, self.env.docname)
        self.set_source_info(table)
        # Not on the table itself: a theme that wraps tables gives the wrapper the table's ids as well.
        shown = nodes.container("", table, ids=[block.anchor], classes=["spec-block"])
        enums = (fact.name for fact in block.facts if self.name == "autostates")
        return [*rest, *(spec_view(view="states", argument=enum) for enum in enums), shown]

    def _block(self, state: RunState) -> RenderedBlock | None:
        """Find the block that the one reader made of this directive, by its line."""
        document = self.env.docname
        for block in state.audit.case.blocks:
            place = block.autodoc.place
            if state.documents[block.autodoc.spec] == document and place.line == self.lineno:
                return block
        return None


def _take_meanings(parsed: nodes.Element) -> tuple[dict[str, list[nodes.Node]], list[nodes.Node]]:
    """Split the parsed body: each list item's text by the names it begins with, and the rest."""
    meanings: dict[str, list[nodes.Node]] = {}
    rest: list[nodes.Node] = []
    for child in parsed.children:
        if not isinstance(child, nodes.bullet_list):
            rest.append(child)
            continue
        for item in child.children:
            first = item.children[0] if item.children else None
            if not isinstance(first, nodes.paragraph):
                continue
            names: list[str] = []
            while first.children:
                part = first.children[0]
                if isinstance(part, nodes.literal):
                    names.append(part.astext())
                    first.remove(part)
                    continue
                head, colon, tail = (
                    part.astext().partition(":") if isinstance(part, nodes.Text) else ("", "", "")
                )
                if head.strip(" ,"):
                    break
                first.remove(part)
                if colon:
                    first.insert(0, nodes.Text(tail.lstrip()))
                    break
            for name in names:
                meanings[name] = list(item.children)
    return meanings, rest


def _table(
    state: RunState, block: RenderedBlock, meanings: Mapping[str, list[nodes.Node]], document: str
) -> nodes.table:
    auto = AUTO_BY_NAME[block.autodoc.directive]
    caption = ", ".join(fact.name for fact in block.facts[:3]) if auto.rows != auto.kinds else ""
    table = nodes.table(classes=["spec-facts", f"spec-{auto.name}", "colwidths-auto"])
    if caption:
        title = nodes.title("", "")
        title += nodes.literal("", caption)
        for fact in block.facts:
            title["ids"].append(state.anchors[fact.key])
            # An index has no row of its own; a link to it leads to its table.
            parts = (one for one in state.inventory.children(fact.key) if one.kind == "index")
            title["ids"] += [state.anchors[one.key] for one in parts]
            url = state.code_url(fact.place)
            if url:
                title += nodes.Text(" ")
                title += nodes.reference(
                    "",
                    "source",
                    refuri=url,
                    reftitle=str(fact.place),
                    internal=False,
                    classes=["spec-source"],
                )
        table += title
    group = nodes.tgroup(cols=len(auto.columns))
    table += group
    for _, source in auto.columns:
        group += nodes.colspec(colwidth=50 if source == "meaning" else 20)
    head = nodes.row()
    for heading, _ in auto.columns:
        head += nodes.entry("", nodes.paragraph("", heading))
    group += nodes.thead("", head)
    body = nodes.tbody()
    group += body
    for row in block.rows:
        line = nodes.row()
        for _, source in auto.columns:
            line += _entry(state, row, source, meanings, document)
        body += line
    return table


def _entry(
    state: RunState, row: Row, source: str, meanings: Mapping[str, list[nodes.Node]], document: str
) -> nodes.entry:
    entry = nodes.entry()
    if source == "meaning":
        names = row.meaning.names if row.meaning else ()
        for name in names:
            if name in meanings:
                entry += [part.deepcopy() for part in meanings[name]]
                break
        return entry
    paragraph = nodes.paragraph()
    if source == "key":
        literal = nodes.literal("", row.name)
        url = state.code_url(row.fact.place)
        paragraph += (
            nodes.reference("", "", literal, refuri=url, reftitle=str(row.fact.place), internal=False)
            if url
            else literal
        )
        if "columns" not in row.fact.attrs:
            entry["ids"].append(state.anchors[row.fact.key])
    elif source == "constraints":
        paragraph += _constraints(row.attrs, document)
    elif source == "value" and row.fact.kind == "limit":
        paragraph += nodes.Text(show_limit(row.attrs))
    else:
        paragraph += nodes.Text(_show(row.attrs, source))
    entry += paragraph
    return entry


def _constraints(attrs: Mapping[str, Attr], document: str) -> list[nodes.Node]:
    words = [
        word
        for name, word in (
            ("primary_key", "primary key"),
            ("not_null", "not null"),
            ("unique", "unique"),
            ("has_default", "default"),
        )
        if attrs.get(name)
    ]
    parts: list[nodes.Node] = [nodes.Text(", ".join(words))]
    target = attrs.get("references")
    if isinstance(target, str):
        parts.append(nodes.Text((", " if words else "") + "references "))
        parts.append(reference_object(f"column:{target}", target, document))
        if attrs.get("on_delete"):
            parts.append(nodes.Text(f" (on delete {attrs['on_delete']})"))
    return parts


def _show(attrs: Mapping[str, Attr], name: str) -> str:
    value = attrs.get(name)
    if name == "access" and attrs.get("role"):
        return f"{value}, {attrs['role']}"
    if name == "type" and attrs.get("mode"):
        return f"{value} ({attrs['mode']})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(str(one).partition("#")[0].rpartition("/")[2] for one in value))
    return "" if value is None else str(value)
