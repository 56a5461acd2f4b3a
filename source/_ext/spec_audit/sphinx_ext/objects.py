"""The object directives: each registers a need, and shows the object compactly in the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx_needs.api import InvalidNeedException, add_need
from sphinx_needs.need_item import NeedItemSourceDirective

from spec_audit.sphinx_ext.domain import reference_object
from spec_audit.sphinx_ext.options import AnyOption
from spec_audit.sphinx_ext.state import RunState, state_of
from spec_audit.vocabulary import KIND_BY_DIRECTIVE, FieldSpec

_BADGES = frozenset({"handling", "status", "tier"})
_LABELS = {"tracked_by": "tracked by", "source": "code", "nobody": "covered by nobody"}


class ObjectDirective(SphinxDirective):
    """One object of a spec. Its options are those of its dataclass."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Register the need, and build the box: a head, the fields, the text."""
        state = state_of(self.env.app)
        kind = KIND_BY_DIRECTIVE[self.name]
        identity = self.options.get("id", "")
        title = self.arguments[0] if self.arguments else identity
        for name in state.dependencies:
            self.env.note_dependency(name)
        registered = self._register(identity, title)
        box = nodes.container(classes=["spec-object", f"spec-{self.name}"])
        if identity:
            box["ids"].append(identity)
        self.set_source_info(box)
        head = nodes.paragraph(classes=["spec-head"])
        head += nodes.inline("", kind.title, classes=["spec-kind"])
        head += nodes.Text(" ")
        head += nodes.strong("", title)
        for field in kind.fields:
            value = self.options.get(field.name, "").strip()
            if field.name in _BADGES and value:
                label = f"tier {value}" if field.name == "tier" else value
                head += [nodes.Text(" "), nodes.inline("", label, classes=["spec-badge", f"spec-is-{value}"])]
        head += nodes.Text(" ")
        head += nodes.reference("", identity, refid=identity, classes=["spec-id"])
        box += head
        fields = [part for field in kind.fields for part in self._field(state, field)]
        self.state.nested_parse(self.content, self.content_offset, box)
        if fields:
            box += nodes.paragraph("", "", *fields, classes=["spec-fields"])
        return [*registered, box]

    def _register(self, identity: str, title: str) -> list[nodes.Node]:
        """Hand the object to sphinx-needs without its own rendering."""
        options: dict[str, Any] = {
            field.name: self.options[field.name]
            for field in KIND_BY_DIRECTIVE[self.name].fields
            if self.options.get(field.name)
        }
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
                    hide=True,
                    **options,
                )
            )
        except InvalidNeedException:
            # What makes a need invalid (no id, a duplicate) is a finding of the rules already.
            return []

    def _field(self, state: RunState, field: FieldSpec) -> Iterator[nodes.Node]:
        value = self.options.get(field.name, "").strip()
        if not value or field.name in _BADGES:
            return
        values = [one.strip() for one in value.split(",")] if field.is_list else [value]
        part = nodes.inline(classes=["spec-field", f"spec-field-{field.name}"])
        part += nodes.inline("", _LABELS.get(field.name, field.name), classes=["spec-field-name"])
        for index, one in enumerate(one for one in values if one):
            part += nodes.Text(", " if index else " ")
            part += self._value(state, field, one)
        yield part
        yield nodes.Text(" ")

    def _value(self, state: RunState, field: FieldSpec, value: str) -> nodes.Node:
        if field.form == "links":
            return reference_object(value, value, self.env.docname)
        if field.form == "evidence":
            path, _, symbol = value.partition("#")
            shown = f"{path.rpartition('/')[2]} {symbol}".strip()
            text = nodes.literal("", shown, classes=["spec-code"])
            url = state.evidence_url(value)
            return nodes.reference("", "", text, refuri=url, reftitle=value, internal=False) if url else text
        if field.form in {"patterns", "states"}:
            return nodes.literal("", value)
        return nodes.inline("", value)
