"""The words of a spec: object kinds, autodoc directives and the template's sections.

Declared once, for the reader, the rules, the Sphinx directives and the reference pages.
Fields are not listed here: they are the dataclasses' own.
"""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple

from spec_audit.model.objects import (
    Boundary,
    Concern,
    Edge,
    Entity,
    Flow,
    Impl,
    Interface,
    SpecCard,
    SpecObject,
    Transition,
)


class FieldSpec(NamedTuple):
    """One option of an object directive.

    ``name`` is what an author writes, ``attribute`` the dataclass's field. ``form`` is one
    of ``text``, ``links``, ``patterns``, ``states``, ``evidence``, ``beans``; ``choices``
    the closed set of a text, ``kinds`` the object kinds that a link may lead to.
    """

    name: str
    attribute: str
    form: str
    help: str
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether several values may stand in it."""
        return self.form != "text"


class Kind(NamedTuple):
    """One object kind: its directive, what people call it, its class, the prefix of its ids, its options."""

    directive: str
    title: str
    cls: type[SpecObject]
    prefix: str
    fields: tuple[FieldSpec, ...]

    def field(self, name: str) -> FieldSpec | None:
        """Find an option by the name that an author writes."""
        for one in self.fields:
            if one.name == name:
                return one
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """Its options by the names that an author writes, the id first."""
        return ("id", *(one.name for one in self.fields))

    @property
    def lists(self) -> tuple[str, ...]:
        """Those of its options that hold several values."""
        return tuple(one.name for one in self.fields if one.is_list)


def _kind(directive: str, title: str, cls: type[SpecObject], prefix: str) -> Kind:
    own = tuple(
        FieldSpec(
            name=one.name.rstrip("_"),
            attribute=one.name,
            form=one.metadata["form"],
            help=one.metadata["help"],
            choices=one.metadata.get("choices", ()),
            kinds=one.metadata.get("kinds", ()),
        )
        for one in fields(cls)
        if one.metadata
    )
    return Kind(directive=directive, title=title, cls=cls, prefix=prefix, fields=own)


KINDS: tuple[Kind, ...] = (
    _kind("spec", "Spec", SpecCard, "SPEC_"),
    _kind("concern", "Concern", Concern, "CON_"),
    _kind("boundary", "Boundary", Boundary, "BND_"),
    _kind("entity", "Entity", Entity, "ENT_"),
    _kind("transition", "Transition", Transition, "TR_"),
    _kind("interface", "Interface", Interface, "IF_"),
    _kind("flow", "Flow", Flow, "FLOW_"),
    _kind("edge", "Edge case", Edge, "EDGE_"),
    _kind("impl", "Status item", Impl, "IMPL_"),
)
"""All object kinds, in the order in which a spec shows them."""

KIND_BY_DIRECTIVE = {kind.directive: kind for kind in KINDS}
KIND_BY_CLASS = {kind.cls: kind for kind in KINDS}

STATUSES = next(one.choices for one in KIND_BY_CLASS[Impl].fields if one.name == "status")
"""The statuses of an item, in the order in which pages show them."""


SERVICE = "<service>"
"""Stands for the service of a route that a spec names without one, until the inventory is at hand."""


class AutoDirective(NamedTuple):
    """One directive that renders facts.

    Its argument lists patterns, each completed with ``prefix`` when it names no kind that
    it covers. ``rows`` are the kinds that make the rows; a row's short name is its key
    without ``prefix``, or for rows that follow another fact (a column, a state) the last
    part of the key. ``columns`` are what is shown: a heading and where it comes from,
    ``key``, ``place``, ``meaning`` or the name of an attribute.
    """

    name: str
    title: str
    prefix: str
    kinds: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


AUTO_DIRECTIVES: tuple[AutoDirective, ...] = (
    AutoDirective(
        name="autotable",
        title="Table",
        prefix="table:",
        kinds=("table", "do-table"),
        rows=("column",),
        columns=(("Column", "key"), ("Type", "type"), ("Constraints", "constraints"), ("Meaning", "meaning")),
    ),
    AutoDirective(
        name="autoroutes",
        title="Routes",
        prefix=f"route:{SERVICE}:",
        kinds=("route",),
        rows=("route",),
        columns=(("Method and path", "key"), ("Access", "access"), ("Purpose", "meaning")),
    ),
    AutoDirective(
        name="autoendpoints",
        title="Endpoints",
        prefix="endpoint:",
        kinds=("endpoint",),
        rows=("endpoint",),
        columns=(("Endpoint", "key"), ("Purpose", "meaning")),
    ),
    AutoDirective(
        name="automessages",
        title="Messages",
        prefix="message:",
        kinds=("message",),
        rows=("message",),
        columns=(
            ("Message", "key"),
            ("Declared", "declared"),
            ("Sent", "sent"),
            ("Handled", "handled"),
            ("Meaning", "meaning"),
        ),
    ),
    AutoDirective(
        name="autostates",
        title="States",
        prefix="enum:",
        kinds=("enum",),
        rows=("state",),
        columns=(("Value", "key"), ("Meaning", "meaning")),
    ),
    AutoDirective(
        name="autoenv",
        title="Environment",
        prefix="env:",
        kinds=("env",),
        rows=("env",),
        columns=(("Variable", "key"), ("Set by", "set_by"), ("Read by", "read_by"), ("Meaning", "meaning")),
    ),
    AutoDirective(
        name="autoports",
        title="Ports",
        prefix="port:",
        kinds=("port",),
        rows=("port",),
        columns=(("Service", "key"), ("Port", "value"), ("Meaning", "meaning")),
    ),
    AutoDirective(
        name="autolimits",
        title="Limits",
        prefix="limit:",
        kinds=("limit",),
        rows=("limit",),
        columns=(("Limit", "key"), ("Value", "value"), ("Meaning", "meaning")),
    ),
    AutoDirective(
        name="autoimages",
        title="Pinned versions",
        prefix="image:",
        kinds=("image",),
        rows=("image",),
        columns=(("What", "key"), ("Version", "value"), ("Meaning", "meaning")),
    ),
    AutoDirective(
        name="autocrons",
        title="Schedules",
        prefix="cron:",
        kinds=("cron",),
        rows=("cron",),
        columns=(("Schedule", "key"), ("Meaning", "meaning")),
    ),
    AutoDirective(
        name="autofiles",
        title="Source files",
        prefix="file:",
        kinds=("file",),
        rows=("file",),
        columns=(("File", "key"), ("Meaning", "meaning")),
    ),
)
AUTO_BY_NAME = {auto.name: auto for auto in AUTO_DIRECTIVES}
AUTO_BY_KIND = {kind: auto.name for auto in AUTO_DIRECTIVES for kind in auto.kinds}


FACT_ROLES = {"fact": "", "limit": "limit:"}
"""The roles that name a fact in running text, each with the prefix that it completes."""

RAW_DIRECTIVES = frozenset(
    {
        "code",
        "code-block",
        "code-cell",
        "csv-table",
        "doctest",
        "eval-rst",
        "highlight",
        "literalinclude",
        "math",
        "mermaid",
        "parsed-literal",
        "raw",
        "sourcecode",
    }
)
"""Directives whose body is not Markdown, so that nothing in it is an object."""

HIDING_DIRECTIVES = frozenset({"include", "eval-rst"})
"""Directives that bring in text which the reader does not see."""


class TemplateSection(NamedTuple):
    """A heading that every spec has, at its level."""

    title: str
    level: int


TEMPLATE: tuple[TemplateSection, ...] = (
    TemplateSection(title="Scope", level=2),
    TemplateSection(title="Boundary Rules", level=3),
    TemplateSection(title="Data Model", level=2),
    TemplateSection(title="State Machine", level=2),
    TemplateSection(title="API Contract", level=2),
    TemplateSection(title="Flows", level=2),
    TemplateSection(title="Edge Cases & Failure Modes", level=2),
    TemplateSection(title="Implementation Status", level=2),
)
"""The sections of a spec, in their order."""
