"""``llms.txt``: where a coding agent that is given the site's address finds the specs as text.

It lists each spec with its source as Markdown, which costs an agent a tenth of what the page does,
and with the titles of what it covers. The form is that of https://llmstxt.org.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spec_audit.model.objects import Concern
from spec_audit.sphinx_ext.state import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder


def write_llms(app: Sphinx, builder: Builder) -> None:
    """Write the file before Sphinx copies what ``html_extra_path`` names: a project's own one wins."""
    if builder.name in {"html", "dirhtml"}:
        Path(app.outdir, "llms.txt").write_text("\n".join(_lines(app)) + "\n", "utf-8")


def _lines(app: Sphinx) -> Iterator[str]:
    state = state_of(app)
    root = f"{app.config.html_baseurl.rstrip('/')}/" if app.config.html_baseurl else ""
    counts = state.audit.counts
    code = f"{state.inventory.repository or 'the code'} at commit {state.inventory.commit or 'unknown'}"
    yield f"# {app.config.html_title}"
    yield ""
    yield (
        f"> The specs of {code}, held against what that code declares:"
        f" {counts['owned']} of {len(state.audit.case.ownership.claims)} facts have an owner;"
        f" errors that stand: {counts['errors']}."
    )
    yield ""
    yield "## Specs"
    yield ""
    for spec in state.audit.case.specs:
        covers = "; ".join(one.title for one in spec.objects if isinstance(one, Concern))
        address = root + _source(app, state.documents[spec.name])
        yield f"- [{spec.heading}]({address}): {covers}"
    yield ""
    yield "## For programs"
    yield ""
    yield f"- [Findings and matrices]({root}audit.json): what the audit found, and who owns which fact"
    yield f"- [Objects]({root}needs.json): every rule, edge case and status item with its links"


def _source(app: Sphinx, document: str) -> str:
    """The address of a page's source from the root of the site, or of the page where none is published."""
    if not app.config.html_copy_source:
        return app.builder.get_target_uri(document)
    source = document + Path(app.env.doc2path(document)).suffix
    suffix = app.config.html_sourcelink_suffix
    return f"_sources/{source}{'' if source.endswith(suffix) else suffix}"
