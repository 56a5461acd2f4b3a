"""Door 1: the Sphinx extension. The only room that knows Sphinx, docutils and sphinx-needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from spec_audit.sphinx_ext import (
    beans,
    card,
    changes,
    diagrams,
    findings,
    gate,
    llms,
    matrix_pages,
    needs,
    not_found,
    pages,
    reference,
    review_pages,
    theme,
)
from spec_audit.sphinx_ext.autodoc import AutoDirective
from spec_audit.sphinx_ext.domain import FactRole, LimitRole, SpecDomain
from spec_audit.sphinx_ext.frames import frame, pass_slot, slot, write_frame
from spec_audit.sphinx_ext.objects import ObjectDirective
from spec_audit.sphinx_ext.weaving import FrameTransform
from spec_audit.vocabulary import AUTO_DIRECTIVES, KINDS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

VIEWS = {
    matrix_pages.VIEW: matrix_pages.render_matrix,
    "findings": findings.render_findings,
    "gaps": review_pages.render_gaps,
    "open": review_pages.render_open,
    "exceptions": review_pages.render_exceptions,
    "health": review_pages.render_health,
    "list": review_pages.render_list,
    "changes": changes.render_changes,
    card.VIEW: card.render_card,
}
"""All views by name: what pages show that is collected from all specs."""

STATIC = Path(__file__).parent / "static"
STYLE = "spec_audit.css"
SCORER = Path(__file__).parent / "scorer.js"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything; order matters only where a priority is given."""
    app.setup_extension("sphinx_needs")
    app.add_config_value(
        "spec_audit_config", "", "env", str, "The settings, relative to conf.py; else the nearest above it."
    )
    app.add_config_value("spec_audit_base", "", "", str, "An audit.json or a revision to compare with.")
    app.add_domain(SpecDomain)
    app.add_role("fact", FactRole(innernodeclass=nodes.literal))
    app.add_role("limit", LimitRole())
    app.add_node(pages.spec_view)
    app.add_node(frame, html=(write_frame, None))
    app.add_node(slot, html=(pass_slot, pass_slot))
    app.add_post_transform(FrameTransform)
    app.add_node(matrix_pages.spec_matrix, html=(matrix_pages.visit_matrix, matrix_pages.depart_matrix))
    for auto in AUTO_DIRECTIVES:
        app.add_directive(auto.name, AutoDirective)
    app.add_directive("spec-matrix", matrix_pages.MatrixDirective)
    for name in VIEWS.keys() - {matrix_pages.VIEW, card.VIEW}:
        app.add_directive(f"spec-{name}", review_pages.ViewDirective)
    app.add_directive("spec-rules", reference.RulesDirective)
    app.add_directive("spec-vocabulary", reference.VocabularyDirective)
    app.add_directive("spec-autodocs", reference.AutodocsDirective)
    app.add_directive("spec-settings", reference.SettingsDirective)
    app.add_directive("spec-cli", reference.CommandsDirective)
    app.add_directive("spec-extractors", reference.ExtractorsDirective)
    app.add_css_file(STYLE)
    app.add_js_file("scrollers.js", loading_method="defer")
    app.add_search_language(theme.QuickEnglish)
    # Before sphinx-needs reads its settings, and after it has registered its own directives.
    app.connect("config-inited", needs.configure_needs, priority=5)
    app.connect("config-inited", _add_objects, priority=900)
    app.connect("config-inited", _rank_search)
    app.connect("builder-inited", _add_static)
    app.connect("builder-inited", gate.run_audit)
    app.connect("doctree-read", pages.note_page)
    app.connect("env-get-outdated", pages.find_outdated)
    app.connect("env-purge-doc", pages.forget_page)
    app.connect("env-merge-info", pages.merge_pages)
    diagrams.register(app)
    views = pages.Views({**VIEWS, **diagrams.VIEWS})
    app.connect("env-updated", gate.compare_readers, priority=890)
    # After everything that may still have pages read again at the same event.
    app.connect("env-updated", views.find_stale, priority=900)
    app.connect("doctree-resolved", views.fill)
    app.connect("html-collect-pages", matrix_pages.collect_parts)
    app.connect("html-collect-pages", not_found.collect_not_found)
    app.connect("html-collect-pages", theme.forget_words)
    app.connect("html-page-context", matrix_pages.add_script)
    # After the theme has made what is mended.
    app.connect("html-page-context", theme.mend_page, priority=900)
    # After sphinx-needs has finished its own checks at the same event.
    app.connect("write-started", gate.report_findings, priority=900)
    app.connect("write-started", llms.write_llms)
    app.connect("write-started", beans.write_beans)
    app.connect("write-started", SpecDomain.name_labels)
    app.connect("build-finished", not_found.make_absolute)
    app.connect("build-finished", gate.close_gate)
    return {"version": "1", "env_version": 4, "parallel_read_safe": True, "parallel_write_safe": True}


def _add_objects(app: Sphinx, config: Config) -> None:
    del config
    for kind in KINDS:
        app.add_directive(kind.directive, ObjectDirective, override=True)


def _rank_search(app: Sphinx, config: Config) -> None:
    """Rank what the search finds, unless the project does that itself."""
    del app
    if not config.html_search_scorer:
        config.html_search_scorer = str(SCORER)


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path.append(str(STATIC))
