"""Specifications that cannot lie: specs held against the facts of the code.

As a Sphinx extension this module is only a door; the command line never opens it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx, importing what that takes only now."""
    from spec_audit.sphinx_ext import setup as setup_extension

    return setup_extension(app)
