"""Diagrams on pages: drawn when the site is built, as inline SVG, without a script or a network.

Two kinds meet here: Mermaid blocks that an author drew, and diagrams that are made of the case.
Both are drawn once, by their text, before any page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.diagrams import NAMES
from spec_audit.sphinx_ext.diagrams import blocks, gallery, views

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

STYLE = "spec_audit_diagrams.css"
VIEWS = {name: views.render_diagram(name) for name in NAMES}
"""The views that are diagrams, by name."""


def register(app: Sphinx) -> None:
    """Register the directives and handlers; after the views' own, whose notes of a page these add to."""
    app.add_node(views.picture)
    for name in NAMES:
        app.add_directive(f"spec-{name}", views.DiagramDirective)
    app.add_css_file(STYLE)
    # After all extensions are loaded, in whatever order the project names them.
    app.connect("config-inited", _take_over, priority=900)
    app.connect("doctree-read", blocks.note_blocks)
    # After the page's views and blocks are noted.
    app.connect("doctree-read", gallery.draw_ahead, priority=900)
    app.connect("env-updated", gallery.draw_all, priority=950)
    # After the views are filled, which put pictures into pages.
    app.connect("doctree-resolved", gallery.fill_pictures, priority=900)
    app.connect("build-finished", gallery.close_gallery)


def _take_over(app: Sphinx, config: Config) -> None:
    """Have sphinxcontrib.mermaid load no script: nothing of what it parses is left to draw in a browser."""
    if blocks.EXTENSION in app.extensions:
        app.add_directive("mermaid", blocks.make_directive(), override=True)
        config["mermaid_output_format"] = "svg"
