"""Settings of the documentation site; everything about the specs stands in spec-audit.toml."""

import gc
import os
import re

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
    "sphinx_copybutton",
    "spec_audit",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_ext", "_inventory", "_static"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Agent-Ops Specs"
html_static_path = ["source/_static"]
html_use_index = False
html_favicon = "source/_static/favicon.svg"
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
# What is shown where somebody shares a page. It needs absolute addresses, so only where they are known.
if html_baseurl:
    extensions.append("sphinxext.opengraph")
    ogp_site_url = html_baseurl
    ogp_image = "_static/social-card.png"
    ogp_image_alt = "Agent-Ops Specs: specifications that cannot lie"
    ogp_social_cards = {"enable": False}
    ogp_custom_meta_tags = ['<meta name="twitter:card" content="summary_large_image">']
# "Edit this page" where the branch is known that it was built from; else the page's source is shown.
clone = re.fullmatch(
    r"(?:https://|ssh://)?(?:[^@/]*@)?(github\.com|gitlab\.com|bitbucket\.org)[:/](.+?)(?:\.git)?/?",
    os.environ.get("READTHEDOCS_GIT_CLONE_URL", ""),
)
if clone and os.environ.get("READTHEDOCS_VERSION_TYPE") == "branch":
    html_theme_options = {
        "source_repository": f"https://{clone[1]}/{clone[2]}/",
        "source_branch": os.environ["READTHEDOCS_GIT_IDENTIFIER"],
        "source_directory": "source/",
    }
nitpicky = True
# The one page of autodoc tells its types in words: no page here has any that they could lead to.
autodoc_typehints = "none"
# Nor is there an index, whose entries a second build would leave out of the search.
autodoc_default_options = {"member-order": "bysource", "no-index-entry": True}
toc_object_entries = False
# The code's host draws its lines by script, so their anchors are not in its pages.
linkcheck_anchors_ignore_for_url = [r"https://github\.com/"]
linkcheck_timeout = 20


def setup(app):
    # A file of the code is asked for once, not once for each of its lines that a page leads to:
    # a host that is asked 1,700 times in a row stops answering.
    app.connect("linkcheck-process-uri", lambda _, uri: re.sub(r"(/blob/[^#]*)#L\d+$", r"\1", uri))
