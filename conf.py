"""Settings of the documentation site; everything about the specs stands in spec-audit.toml."""

import gc
import os

# A build keeps nearly all that it makes, so the collector of circles looks in vain, for a fifth of
# the time. It leaves out what is loaded by now, and looks at the rest less often: 10 MB more.
gc.freeze()
gc.set_threshold(50_000, 20, 100)

project = "Agent-Ops Specs"
author = "the Agent-Ops specs' authors"
copyright = "2026, the Agent-Ops specs' authors"
extensions = [
    "myst_parser",
    "sphinx_needs",
    "sphinxcontrib.mermaid",
    "sphinx.ext.autodoc",
    "spec_audit",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_ext", "_inventory"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Agent-Ops Specs"
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
nitpicky = True
# The code's host draws its lines by script, so their anchors are not in its pages.
linkcheck_anchors_ignore_for_url = [r"https://github\.com/"]
linkcheck_timeout = 20
