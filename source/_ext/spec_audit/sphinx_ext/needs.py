"""The vocabulary handed to sphinx-needs: types, fields and links, declared nowhere else.

The objects are registered there, so that ``needs.json``, ``{need}``, ``needtable`` and
``needflow`` work; how they look on the page is ``objects``' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.vocabulary import KINDS

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


def configure_needs(app: Sphinx, config: Config) -> None:
    """Add the object kinds to the settings of sphinx-needs, beside what the project sets."""
    del app
    add: dict[str, Any] = {
        "needs_types": [
            {
                "directive": kind.directive,
                "title": kind.title,
                "prefix": kind.prefix,
                "color": COLORS[kind.directive],
                "style": "node",
            }
            for kind in KINDS
        ]
    }
    fields: dict[str, Any] = {}
    links: dict[str, Any] = {}
    for kind in KINDS:
        for field in kind.fields:
            if field.form == "links":
                links[field.name] = {
                    "description": field.help,
                    "outgoing": field.name,
                    "incoming": f"{field.name} of",
                }
            elif field.is_list:
                fields[field.name] = {
                    "description": field.help,
                    "schema": {"type": "array", "items": {"type": "string"}},
                    "default": [],
                }
            elif field.name != "status":
                fields[field.name] = {"description": field.help, "schema": {"type": "string"}, "default": ""}
    add["needs_fields"] = {**fields, **config.needs_fields}
    add["needs_links"] = {**links, **config.needs_links}
    add["needs_id_regex"] = r"^[A-Z][A-Z0-9_]{4,}"
    add["needs_build_json"] = True
    add["needs_reproducible_json"] = True
    # A link says the whole title of what it leads to.
    add["needs_role_need_max_title_length"] = -1
    # Its checks would find nothing in the object kinds, and write down how long that took.
    own = ("needs_fields", "needs_links", "needs_schema_definitions", "needs_schema_definitions_from_json")
    if not any(config[name] for name in own):
        add["needs_schema_validation_enabled"] = False
    for name, value in add.items():
        config[name] = value
    config.suppress_warnings = [*config.suppress_warnings, *SILENCED]
