"""The object directives: each registers a need, and shows the object compactly in the text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx_needs.api import InvalidNeedException, add_need
from sphinx_needs.need_item import NeedItemSourceDirective

from spec_audit.case.evidence import resolve_evidence
from spec_audit.case.ownership import name_claim
from spec_audit.sphinx_ext.frames import OBJECT, Maker, Parts, frame
from spec_audit.sphinx_ext.options import AnyOption
from spec_audit.sphinx_ext.pages import spec_view
from spec_audit.sphinx_ext.pieces import (
    Content,
    FindLink,
    Link,
    Piece,
    build_nodes,
    join,
    link_to,
    write_html,
)
from spec_audit.sphinx_ext.state import RunState
from spec_audit.vocabulary import KIND_BY_DIRECTIVE, KINDS, FieldSpec, Kind

NEEDS_FIELDS = {field.name: field.is_list for kind in KINDS for field in kind.fields}
_BADGES = frozenset({"handling", "status", "tier"})
_LABELS = {"tracked_by": "tracked by", "source": "code", "nobody": "covered by nobody"}
MOST_SHOWN = 6
"""A longer list is folded, so that the text around it can be read."""


class ObjectDirective(SphinxDirective):
    """One object of a spec. Its options are those of its dataclass."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Register the need, and build the box: its title and its text, the rest when it is written."""
        self.name = self.name.lower()  # docutils takes any case; that it is wrong is a finding
        identity = self.options.get("id", "")
        title = self.arguments[0] if self.arguments else identity
        registered = self._register(identity, title)
        box = frame(kind=OBJECT, directive=self.name, identity=identity, options=dict(self.options))
        box["targets"] = [
            one
            for field, value in _fields(box)
            if field.form in {"links", "evidence", "beans"}
            for one in _split(value)
        ]
        if identity:
            box["ids"].append(identity)
        self.set_source_info(box)
        box += nodes.strong("", title)
        box += [nodes.inline("", value) for field, value in _fields(box) if not field.is_list]
        self.state.nested_parse(self.content, self.content_offset, box)
        card = [spec_view(view="card", argument=identity)] if self.name == "spec" else []
        return [*registered, box, *card]

    def _register(self, identity: str, title: str) -> list[nodes.Node]:
        """Hand the object to sphinx-needs without its own rendering.

        Lists are handed over as lists, and what is not given as empty: sphinx-needs copies its
        own defaults deeply, for every field of every need.
        """
        options: dict[str, Any] = {
            name: _split(self.options.get(name, "")) if is_list else self.options.get(name, "")
            for name, is_list in NEEDS_FIELDS.items()
        }
        options["status"] = options.get("status") or None
        source = NeedItemSourceDirective(
            docname=self.env.docname,
            lineno=self.lineno,
            lineno_content=self.content_offset + 1,
            parser_lineno=self.lineno,
        )
        try:
            return list(
                add_need(
                    app=self.env.app,
                    state=self.state,
                    need_source=source,
                    need_type=self.name,
                    title=title,
                    id=identity,
                    content=self.content,
                    tags=[],
                    links=[],
                    parent_needs=[],
                    constraints=[],
                    hide=True,
                    **options,
                )
            )
        except InvalidNeedException:
            # What makes a need invalid (no id, a duplicate) is a finding of the rules already.
            return []


def _weave(state: RunState, node: frame, find: FindLink) -> Parts:
    kind = KIND_BY_DIRECTIVE[node["directive"]]
    identity = f' id="{escape(node["identity"])}"' if node["identity"] else ""
    fields: list[str | int] = []
    folded = ""
    number = 0
    for field, value in _fields(node):
        count = len(_split(value)) if field.is_list else 0
        if count > MOST_SHOWN:
            values = write_html(_values(state, node, field, value), find)
            folded += (
                f'<details class="spec-fields"><summary>{write_html(_label(field), find)} {count}</summary>'
                f'<p class="{_class(field)}">{values}</p></details>\n'
            )
            continue
        fields.append(f'<span class="{_class(field)}">{write_html(_label(field), find)} ')
        if field.is_list:
            fields.append(write_html(_values(state, node, field, value), find))
        else:
            number += 1
            fields.append(number)
        fields.append("</span> ")
    opening = f'<div class="spec-object spec-{kind.directive} docutils container"{identity}>\n'
    return (
        f'{opening}<p class="spec-head">{write_html(_before(kind), find)}',
        0,
        f"{write_html(_after(kind, node), find)}</p>\n",
        -(number + 1),
        *(('<p class="spec-fields">', *fields, "</p>\n") if fields else ()),
        f"{folded}</div>\n",
    )


def _build(state: RunState, node: frame, find: FindLink) -> list[nodes.Node]:
    kind = KIND_BY_DIRECTIVE[node["directive"]]
    title, *rest = node.children
    head = nodes.paragraph("", "", nodes.target("", "", ids=node["ids"]), classes=["spec-head"])
    head += [*build_nodes(_before(kind), find), title, *build_nodes(_after(kind, node), find)]
    last = nodes.paragraph(classes=["spec-fields"])
    for field, value in _fields(node):
        part = nodes.inline(classes=_class(field).split())
        part += [*build_nodes(_label(field), find), nodes.Text(" ")]
        part += build_nodes(_values(state, node, field, value), find) if field.is_list else rest.pop(0)
        last += [part, nodes.Text(" ")]
    box = nodes.container(classes=["spec-object", f"spec-{kind.directive}"])
    box += [head, *rest, *([last] if last.children else ())]
    return [box]


MAKER = Maker(weave=_weave, build=_build)


def _before(kind: Kind) -> Content:
    return (Piece(content=kind.title, tag="span", classes="spec-kind"), " ")


def _after(kind: Kind, node: frame) -> Content:
    """Give what follows the title: the badges and the id."""
    out: list[str | Piece] = []
    for field in kind.fields:
        value = node["options"].get(field.name, "").strip()
        if value and field.name in _BADGES:
            label = f"tier {value}" if field.name == "tier" else value
            out += [" ", Piece(content=label, tag="span", classes=f"spec-badge spec-is-{value}")]
    identity = node["identity"]
    if identity:
        out += [" ", Piece(content=identity, classes="spec-id", link=Link(address=f"#{identity}"))]
    return tuple(out)


def _fields(node: frame) -> Iterator[tuple[FieldSpec, str]]:
    """Yield the fields that the author filled in and that are no badge, with their values.

    Those that are sentences are children of the frame, in this order, right after the title.
    """
    for field in KIND_BY_DIRECTIVE[node["directive"]].fields:
        value = node["options"].get(field.name, "").strip()
        if value and field.name not in _BADGES:
            yield field, value


def _class(field: FieldSpec) -> str:
    return f"spec-field spec-field-{field.name}"


def _label(field: FieldSpec) -> Piece:
    return Piece(content=_LABELS.get(field.name, field.name), tag="span", classes="spec-field-name")


def _split(value: str) -> list[str]:
    return [one for one in (part.strip() for part in value.split(",")) if one]


def _values(state: RunState, node: frame, field: FieldSpec, value: str) -> Content:
    return join(
        (_value(state, node, field, one, number) for number, one in enumerate(_split(value), 1)), ", "
    )


def _value(state: RunState, node: frame, field: FieldSpec, value: str, number: int) -> str | Piece:
    if field.name == "claims":
        return Piece(content=value, tag="code", anchor=name_claim(node["identity"], number))
    if field.form == "links":
        one, home = (state.audit.case.objects.get(name) for name in (value, node["identity"]))
        shown = one.title if one else value
        if one and (home is None or home.spec != one.spec):
            shown += f" ({state.audit.case.titles[one.spec]})"
        classes = "spec-ref" if one else "spec-ref spec-wrong"
        return Piece(content=shown, tag="span", classes=classes, target=value)
    if field.form == "evidence":
        path, _, symbol = value.partition("#")
        shown = f"{path.rpartition('/')[2]} {symbol}".strip()
        link = link_to(state.evidence_url(value), value)
        is_dead = resolve_evidence(value, state.inventory).place is None
        return Piece(
            content=shown, tag="code", classes="spec-code spec-wrong" if is_dead else "spec-code", link=link
        )
    if field.form == "beans":
        classes = "spec-ref" if value in state.audit.case.beans else "spec-wrong"
        return Piece(content=value, tag="span", classes=classes, target=value)
    return Piece(content=value, tag="code") if field.form in {"patterns", "states"} else value
