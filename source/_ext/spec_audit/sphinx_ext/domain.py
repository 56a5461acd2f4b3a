"""The domain ``spec``: objects and facts as targets, for links, search and other projects.

It keeps nothing of its own: where everything lies follows from the audit of the run, so there
is nothing to purge, to merge, or to go stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole

from spec_audit.model.facts import FACT_KINDS, FACT_TITLES, Attr
from spec_audit.sphinx_ext.pages import find_view
from spec_audit.sphinx_ext.pieces import build_reference
from spec_audit.sphinx_ext.spots import link_from
from spec_audit.sphinx_ext.state import gap_id, state_of
from spec_audit.vocabulary import KIND_BY_CLASS, KINDS

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


class FactRole(XRefRole):
    """Names a fact in running text, and links to the row that gives its meaning.

    ``kind`` is what its text leaves out; a role with one leaves its title to the writing of the page.
    """

    kind = ""

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,
        has_explicit_title: bool,  # noqa: FBT001 - Sphinx's own signature
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Complete the fact's key, and show it by its name."""
        del env
        refnode["refdomain"] = SpecDomain.name
        if self.kind:
            return title, f"{self.kind}:{target}"
        return (title if has_explicit_title else target.partition(":")[2] or target), target


class LimitRole(FactRole):
    """Shows the value of a limit, so that no number of the code is typed by hand."""

    kind = "limit"


_WORDS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_UNITS = {"milliseconds": "ms", "seconds": "s", "minutes": "min", "hours": "h", "days": "d"}
_UNITS |= {short: short for short in _WORDS}


def show_limit(attrs: Mapping[str, Attr]) -> str:
    """Write a limit's value for people: ``300000`` ms as ``5 min``, bytes with their binary unit."""
    value, unit = attrs.get("value"), str(attrs.get("unit") or "").lower()
    if not isinstance(value, int | float):
        return str(value)
    if unit in _UNITS:
        total = value * _WORDS[_UNITS[unit]]
        for word in reversed(_WORDS):
            if total and total % _WORDS[word] == 0:
                return f"{total // _WORDS[word]:g} {word}"
        return f"{value:g} {_UNITS[unit]}"
    if unit == "bytes":
        for power, word in ((20, "MiB"), (10, "KiB")):
            if value and value % (1 << power) == 0:
                return f"{int(value) >> power} {word}"
        return f"{value:,} bytes".replace(",", " ")
    text = f"{value:,}".replace(",", " ") if isinstance(value, int) else f"{value:g}"
    return f"{text} {unit}".strip()


class SpecDomain(Domain):
    """Objects by their ids, facts by their keys."""

    name = "spec"
    label = "Specifications"
    object_types = {
        **{kind.directive: ObjType(kind.title.lower(), "any") for kind in KINDS},
        **{kind: ObjType(FACT_TITLES.get(kind, kind), "fact", "any") for kind in FACT_KINDS},
    }
    roles = {"fact": FactRole(innernodeclass=nodes.literal), "limit": LimitRole(innernodeclass=nodes.inline)}

    def resolve_xref(  # type: ignore[override]  # plain text is a node as good as a reference
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> Element:
        """Resolve an id or a key; one that is not there is a finding already, and stays plain text."""
        del builder
        state = state_of(env.app)
        if typ == "limit" and not node["refexplicit"] and state.inventory.has(target):
            contnode.clear()
            contnode += nodes.Text(show_limit(state.inventory.fact(target).attrs))
        link = link_from(env.app, fromdocname)(target)
        return contnode if link is None else build_reference(link, contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Offer the target to the ``any`` role."""
        found = self.resolve_xref(env, fromdocname, builder, "any", target, node, contnode)
        return [("spec:any", found)] if isinstance(found, nodes.reference) else []

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002, FBT001, FBT002 - Sphinx's own
        """Name a kind as people do, without the domain in front."""
        del primary
        return str(type.lname)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """List everything for the search and for objects.inv.

        An object shows as sphinx-needs shows it in links, a fact without its kind, which is said
        beside it. ``static/search.js`` ranks them by these names, and takes the id out again. What
        nobody owns lies where the site says so.
        """
        state = state_of(self.env.app)
        for one in state.audit.case.objects.values():
            kind = KIND_BY_CLASS[type(one)].directive
            yield one.id, f"{one.title} ({one.id})", kind, state.documents[one.spec], one.id, 1
        ownership = state.audit.case.ownership
        gaps = find_view(self.env, "gaps")
        for fact in state.inventory.facts:
            head = ownership.heads[fact.key]
            document = state.fact_document(fact)
            if document:
                priority = 1 if head == fact.key else 2
                yield fact.key, fact.name, fact.kind, document, state.anchors[fact.key], priority
            elif gaps and ownership.claims.get(head) == ():
                yield fact.key, fact.name, fact.kind, gaps, gap_id(head), 2

    @staticmethod
    def name_labels(app: Sphinx, builder: Builder) -> None:
        """Make each object and fact a label too, for the role ``ref`` of projects without this domain.

        Sphinx follows objects.inv only in domains that the reading project has. It is done when writing
        starts, so that the stored environment keeps nothing of it.
        """
        del builder
        domains = app.env.domains
        for name, title, _, document, anchor, _ in domains["spec"].get_objects():
            label = (document, anchor, str(title))
            domains.standard_domain.labels.setdefault(name.lower(), label)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, object]) -> None:
        """Nothing is kept, so nothing is merged."""
