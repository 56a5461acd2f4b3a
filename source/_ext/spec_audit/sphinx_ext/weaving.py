"""The transform that makes all frames of a page, right before references are resolved."""

from __future__ import annotations

from typing import Any

from sphinx.transforms.post_transforms import SphinxPostTransform

from spec_audit.sphinx_ext import autodoc, objects
from spec_audit.sphinx_ext.builders import writes_html
from spec_audit.sphinx_ext.domain import link_from
from spec_audit.sphinx_ext.frames import FACTS, OBJECT, frame
from spec_audit.sphinx_ext.state import state_of

MAKERS = {OBJECT: objects.MAKER, FACTS: autodoc.MAKER}


class FrameTransform(SphinxPostTransform):
    """Makes frames out of the audit of this run."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Weave for HTML, build nodes for everything else."""
        del kwargs
        state = state_of(self.app)
        docname = self.env.docname
        find = link_from(self.app, docname)
        for node in list(self.document.findall(frame)):
            maker = MAKERS[node["kind"]]
            if writes_html(self.app):
                node["parts"] = maker.weave(state, node, find)
            else:
                node.replace_self(maker.build(state, node, find))
