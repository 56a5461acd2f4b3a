"""Where objects and facts are to be seen: on which page of the site, or in the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec_audit.sphinx_ext.builders import address_from
from spec_audit.sphinx_ext.pieces import FindLink, Link, link_to
from spec_audit.sphinx_ext.state import RunState, state_of
from spec_audit.vocabulary import KIND_BY_CLASS

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where an object or a fact is to be seen: on a page of the site, or in the code by ``url``."""

    document: str = ""
    anchor: str = ""
    url: str = ""
    hint: str


def find_spot(state: RunState, target: str) -> Spot | None:
    """Find an object by its id, or a fact by its key; None when it is nowhere to be seen."""
    one = state.audit.case.objects.get(target)
    if one is not None:
        hint = f"{KIND_BY_CLASS[type(one)].title}: {one.title}"
        return Spot(document=state.documents[one.spec], anchor=one.id, hint=hint)
    if not state.inventory.has(target):
        return None
    fact = state.inventory.fact(target)
    document = state.fact_document(fact)
    if document:
        return Spot(document=document, anchor=state.anchors[target], hint=target)
    url = state.code_url(fact.place)
    return Spot(url=url, hint=str(fact.place)) if url else None


def link_from(app: Sphinx, docname: str) -> FindLink:
    """Make the function that links to objects and facts from one page."""
    state = state_of(app)
    address = address_from(app, docname)

    def find(target: str) -> Link | None:
        spot = find_spot(state, target)
        if spot is None:
            return None
        return link_to(address(spot.document, spot.anchor) if spot.document else spot.url, spot.hint)

    return find
