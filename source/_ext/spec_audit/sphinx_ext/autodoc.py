"""The autodoc directives: mechanics out of the inventory, meanings out of the spec, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.case.autodoc import RenderedBlock, Row
from spec_audit.model.facts import Attr
from spec_audit.model.place import Place
from spec_audit.sphinx_ext.backlinks import build_mentions, write_mentions
from spec_audit.sphinx_ext.domain import show_limit
from spec_audit.sphinx_ext.frames import FACTS, Maker, Parts, frame, slot
from spec_audit.sphinx_ext.options import AnyOption
from spec_audit.sphinx_ext.pages import spec_view
from spec_audit.sphinx_ext.pieces import Content, FindLink, Link, Piece, build_nodes, link_to, write_html
from spec_audit.sphinx_ext.state import RunState, state_of
from spec_audit.sphinx_ext.tables import write_head
from spec_audit.vocabulary import AUTO_BY_NAME


class AutoDirective(SphinxDirective):
    """Shows the facts that its argument names."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Keep the meanings for the rows, and leave the table to the writing of the page."""
        state = state_of(self.env.app)
        if state.block_at(self.env.docname, self.lineno) is None:
            raise self.error(f"{self.name} shows nothing here: only the text of a spec is held against facts")
        parsed = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        enums = state.drawn_enums(self.env.docname, self.lineno)
        table = frame(kind=FACTS, docname=self.env.docname, lineno=self.lineno, targets=(), enums=enums)
        self.set_source_info(table)
        rest: list[nodes.Node] = []
        for child in parsed.children:
            if isinstance(child, nodes.bullet_list):
                table += _take_meanings(child)
            if not isinstance(child, nodes.bullet_list) or child.children:
                rest.append(child)
        return [*rest, *(spec_view(view="states", argument=enum) for enum in enums), table]


def _take_meanings(items: nodes.bullet_list) -> list[slot]:
    """Take those items out of a list that give names a meaning."""
    found: list[slot] = []
    for item in list(items.children):
        names = _take_names(item)
        if names:
            items.remove(item)
            found.append(slot("", *item.children, names=names))
    return found


def _take_names(item: nodes.Node) -> list[str]:
    """Take off a list item the names that it begins with and the colon; none where it has no such."""
    first = item.children[0] if item.children else None
    if not isinstance(first, nodes.paragraph):
        return []
    names: list[str] = []
    for at, part in enumerate(first.children):
        if isinstance(part, nodes.literal):
            names.append(part.astext())
            continue
        head, colon, tail = part.astext().partition(":")
        if not names or not isinstance(part, nodes.Text) or head.strip(" ,"):
            return []
        if colon:
            first[: at + 1] = [nodes.Text(tail.lstrip())]
            return names
    return []


def _weave(state: RunState, node: frame, find: FindLink) -> Parts:
    block = state.block_at(node["docname"], node["lineno"])
    if block is None:
        return ()
    auto = AUTO_BY_NAME[block.autodoc.directive]
    meanings = _meanings(node)
    name = escape(block.anchor)
    # The inner wrapper is furo's, which wraps only tables that are nodes.
    opening = (
        f'<div class="spec-block docutils container" id="{name}">\n'
        '<div class="table-wrapper docutils container">\n'
        f'<table class="spec-facts spec-{auto.name} docutils align-default">\n'
    )
    parts: list[str | int] = [opening]
    if auto.rows != auto.kinds:
        parts.append(_caption(state, block, find, name))
    parts.append(f"{write_head(heading for heading, _ in auto.columns)}<tbody>\n")
    for number, row in enumerate(block.rows):
        parts.append(f'<tr class="row-{"odd" if number % 2 else "even"}">')
        for heading, source in auto.columns:
            if source == "meaning":
                meaning = _meaning(row, meanings)
                mentions = write_mentions(state, row.fact.key, find) if row.fact.kind in auto.rows else ""
                parts += ["<td>", *(() if meaning is None else (meaning,)), f"{mentions}</td>\n"]
            else:
                parts.append(_write_cell(state, row, heading, source, find))
        parts.append("</tr>\n")
    parts.append("</tbody>\n</table>\n</div>\n</div>\n")
    return parts


def _write_cell(state: RunState, row: Row, heading: str, source: str, find: FindLink) -> str:
    """Write a cell that the code fills."""
    # Said again where a narrow screen shows the row as lines.
    about = f' data-head="{heading}"'
    if source == "key":
        about = f' id="{state.anchors[row.fact.key]}"' if _is_own(row) else ""
    return f"<td{about}><p>{write_html(_cell(state, row, source), find)}</p></td>\n"


def _caption(state: RunState, block: RenderedBlock, find: FindLink, name: str) -> str:
    """Write the names of the facts with their anchors, and the links to them."""
    anchors = "".join(f'<span id="{one}"></span>' for one in _anchors(state, block))
    return (
        f'<caption>{anchors}<span class="caption-text">{write_html(_title(state, block), find)}</span>'
        f'<a class="headerlink" href="#{name}" title="Link to this table">¶</a>'
        f"{''.join(write_mentions(state, fact.key, find) for fact in block.facts)}</caption>\n"
    )


def _build(state: RunState, node: frame, find: FindLink) -> list[nodes.Node]:
    block = state.block_at(node["docname"], node["lineno"])
    if block is None:
        return []
    auto = AUTO_BY_NAME[block.autodoc.directive]
    meanings = _meanings(node)
    table = nodes.table(classes=["spec-facts", f"spec-{auto.name}", "colwidths-auto"], ids=[block.anchor])
    if auto.rows != auto.kinds:
        table["ids"] += _anchors(state, block)
        table += nodes.title("", "", *build_nodes(_title(state, block), find))
    group = nodes.tgroup(cols=len(auto.columns))
    table += group
    group += [nodes.colspec(colwidth=50 if source == "meaning" else 20) for _, source in auto.columns]
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", heading)) for heading, _ in auto.columns))
    group += nodes.thead("", head)
    body = nodes.tbody()
    group += body
    for row in block.rows:
        line = nodes.row()
        for _, source in auto.columns:
            if source == "meaning":
                meaning = _meaning(row, meanings)
                shown = [] if meaning is None else [one.deepcopy() for one in node.children[meaning].children]
                mentions = build_mentions(state, row.fact.key, find) if row.fact.kind in auto.rows else []
                line += nodes.entry("", *shown, *mentions)
            else:
                line += nodes.entry("", _build_cell(state, row, source, find))
        body += line
    return [table]


def _build_cell(state: RunState, row: Row, source: str, find: FindLink) -> nodes.paragraph:
    marks = [state.anchors[row.fact.key]] if source == "key" and _is_own(row) else []
    return nodes.paragraph(
        "", "", nodes.target("", "", ids=marks), *build_nodes(_cell(state, row, source), find)
    )


MAKER = Maker(weave=_weave, build=_build)


def _meanings(node: frame) -> dict[str, int]:
    """Number the slots by the names that they begin with."""
    slots = enumerate(node.findall(slot))
    return {name: number for number, one in slots for name in one["names"]}


def _meaning(row: Row, meanings: Mapping[str, int]) -> int | None:
    names = row.meaning.names if row.meaning else ()
    return next((meanings[name] for name in names if name in meanings), None)


def _is_own(row: Row) -> bool:
    """Whether a row is a fact of its own, and no column of a table that the code makes for itself."""
    return "columns" not in row.fact.attrs


def _anchors(state: RunState, block: RenderedBlock) -> list[str]:
    """List the ids of the facts that a table heads; an index has no row, and leads to its table."""
    found: list[str] = []
    for fact in block.facts:
        indexes = (one for one in state.inventory.children(fact.key) if one.kind == "index")
        found += [state.anchors[one.key] for one in (fact, *indexes)]
    return found


def _title(state: RunState, block: RenderedBlock) -> Content:
    out: list[str | Piece] = [Piece(content=", ".join(fact.name for fact in block.facts[:3]), tag="code")]
    for fact in block.facts:
        link = _code_link(state, fact.place)
        if link:
            out += [" ", Piece(content="source", classes="spec-source", link=link)]
    return tuple(out)


def _code_link(state: RunState, place: Place) -> Link | None:
    return link_to(state.code_url(place), str(place))


def _cell(state: RunState, row: Row, source: str) -> Content:
    if source == "key":
        return Piece(content=row.name, tag="code", link=_code_link(state, row.fact.place))
    if source == "constraints":
        return tuple(_constraints(row.attrs))
    if source == "value" and row.fact.kind == "limit":
        return show_limit(row.attrs)
    return _show(row.attrs, source)


def _constraints(attrs: Mapping[str, Attr]) -> Iterator[str | Piece]:
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
    yield ", ".join(words)
    default = str(attrs.get("default", "digest "))
    # Only a plain value tells a reader anything, no expression's digest.
    if attrs.get("has_default") and not default.startswith("digest "):
        yield " "
        yield Piece(content=default or repr(default), tag="code")
    target = attrs.get("references")
    if isinstance(target, str):
        yield (", " if words else "") + "references "
        yield Piece(content=target, tag="span", classes="spec-ref", target=f"column:{target}")
        if attrs.get("on_delete"):
            yield f" (on delete {attrs['on_delete']})"


def _show(attrs: Mapping[str, Attr], name: str) -> str:
    value = attrs.get(name)
    if name == "access" and attrs.get("role"):
        return f"{value}, {attrs['role']}"
    if name == "type" and attrs.get("mode"):
        return f"{value} ({attrs['mode']})"
    lacking = attrs.get("undeclared_in")
    if name == "declared" and isinstance(lacking, list):
        return f"yes, but not in {', '.join(map(str, lacking))}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(str(one).partition("#")[0].rpartition("/")[2] for one in value))
    return "" if value is None else str(value)
