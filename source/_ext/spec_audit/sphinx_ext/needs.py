"""The vocabulary handed to sphinx-needs: types, fields and links, declared nowhere else.

The objects are registered there, so that ``needs.json``, ``{need}``, ``needtable`` and
``needflow`` work; how they look on the page is ``objects``' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.vocabulary import KINDS, FieldSpec, Kind

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

SILENCED = ("needs.duplicate_id", "needs.link_outgoing", "needs.create_need", "needs.link_target_type")
"""What sphinx-needs also notices; the rules report it with the line and how to mend it."""

COLORS = {
    "spec": "#d0d7de",
    "concern": "#cfe2ff",
    "boundary": "#e2d9f3",
    "entity": "#d1e7dd",
    "transition": "#fff3cd",
    "interface": "#cff4fc",
    "flow": "#d2f4ea",
    "edge": "#f8d7da",
    "impl": "#e9ecef",
}


_OWN = ("needs_fields", "needs_links", "needs_schema_definitions", "needs_schema_definitions_from_json")
"""What a project may declare itself, and have checked."""


def configure_needs(app: Sphinx, config: Config) -> None:
    """Add the object kinds to the settings of sphinx-needs, beside what the project sets."""
    del app
    # Its checks would find nothing in the object kinds, and write down how long that took.
    if not any(config[name] for name in _OWN):
        config["needs_schema_validation_enabled"] = False
    every = [field for kind in KINDS for field in kind.fields]
    links = {one.name: _describe_link(one) for one in every if one.form == "links"}
    fields = {one.name: _describe_field(one) for one in every if one.form != "links" and one.name != "status"}
    config["needs_types"] = [_describe_kind(kind) for kind in KINDS]
    config["needs_fields"] = {**fields, **config.needs_fields}
    config["needs_links"] = {**links, **config.needs_links}
    config["needs_id_regex"] = r"^[A-Z][A-Z0-9_]{4,}"
    config["needs_build_json"] = True
    config["needs_reproducible_json"] = True
    # A link says the whole title of what it leads to.
    config["needs_role_need_max_title_length"] = -1
    config.suppress_warnings = [*config.suppress_warnings, *SILENCED]


def _describe_kind(kind: Kind) -> dict[str, str]:
    return {
        "directive": kind.directive,
        "title": kind.title,
        "prefix": kind.prefix,
        "color": COLORS[kind.directive],
        "style": "node",
    }


def _describe_link(field: FieldSpec) -> dict[str, str]:
    return {"description": field.help, "outgoing": field.name, "incoming": f"{field.name} of"}


def _describe_field(field: FieldSpec) -> dict[str, Any]:
    if field.is_list:
        schema = {"type": "array", "items": {"type": "string"}}
        return {"description": field.help, "schema": schema, "default": []}
    return {"description": field.help, "schema": {"type": "string"}, "default": ""}
