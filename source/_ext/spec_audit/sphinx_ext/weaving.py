"""The transform that makes all frames of a page, right before references are resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.transforms.post_transforms import SphinxPostTransform

from spec_audit.matrices.grid import BeanTarget
from spec_audit.sphinx_ext import autodoc, objects
from spec_audit.sphinx_ext.builders import writes_html
from spec_audit.sphinx_ext.frames import FACTS, OBJECT, frame
from spec_audit.sphinx_ext.matrix_pages import addresses
from spec_audit.sphinx_ext.pieces import FindLink, Link, link_to
from spec_audit.sphinx_ext.spots import link_from
from spec_audit.sphinx_ext.state import state_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

MAKERS = {OBJECT: objects.MAKER, FACTS: autodoc.MAKER}


class FrameTransform(SphinxPostTransform):
    """Makes frames out of the audit of this run."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Weave for HTML, build nodes for everything else."""
        del kwargs
        state = state_of(self.app)
        find = _link_from(self.app, self.env.docname)
        for node in list(self.document.findall(frame)):
            maker = MAKERS[node["kind"]]
            if writes_html(self.app):
                node["parts"] = maker.weave(state, node, find)
            else:
                node.replace_self(maker.build(state, node, find))


def _link_from(app: Sphinx, docname: str) -> FindLink:
    """Make the function that links from one page to objects and facts, and to the rows of work items."""
    find, address = link_from(app, docname), addresses(app, docname)
    beans = state_of(app).audit.case.beans

    def find_any(target: str) -> Link | None:
        if target not in beans:
            return find(target)
        return link_to(address(BeanTarget(id=target)), beans[target].title)

    return find_any
