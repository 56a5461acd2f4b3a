"""What pages show of other pages, and when a page must be written again because of it.

A directive that collects from all specs leaves a placeholder, a *view*, which is filled when the
page is written. A link shows another page's title and address. Neither is seen by Sphinx, which
reads a page again only when its own text changes. So this module keeps a fingerprint of all that
a page shows of others, and has every page written again whose fingerprint is another: not one
more, and not one less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes
from sphinx_needs.roles.need_ref import NeedRef

from spec_audit.case.evidence import resolve_evidence
from spec_audit.hashing import checksum
from spec_audit.sphinx_ext.backlinks import describe_mentions
from spec_audit.sphinx_ext.builders import is_book
from spec_audit.sphinx_ext.frames import FACTS, frame
from spec_audit.sphinx_ext.spots import find_spot
from spec_audit.sphinx_ext.state import RunState, mention_id, state_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from spec_audit.sphinx_ext.diagrams.blocks import MermaidBlock

RenderView: TypeAlias = "Callable[[Sphinx, str, str], list[nodes.Node]]"
"""Builds what a view shows: from the application, the page that it stands on, and its argument."""


class spec_view(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A view that waits for the builder: its name is in ``view``, its argument in ``argument``."""


@dataclass(slots=True, kw_only=True)
class PageNotes:
    """What one page shows of others, and others of it.

    ``targets`` are the ids, keys and pieces of evidence that it links to, in their order. ``blocks``
    are the lines of its tables of facts, each with the enums that are drawn above it.
    ``shows_needs`` says that it may show anything of any object, and ``explains_rules`` that
    findings can link to the sections of the rules on it. ``mermaid`` are the diagrams that its author
    drew; they are its own text, and so no part of what it shows of others.
    """

    views: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, None] = field(default_factory=dict)
    blocks: dict[int, list[str]] = field(default_factory=dict)
    shows_needs: bool = False
    explains_rules: bool = False
    mermaid: list[MermaidBlock] = field(default_factory=list, repr=False)


_SOURCE = ""
"""Where the fingerprint of all that pages are made of is kept, beside those of the pages."""

_Rendered = dict[tuple[str, str, str], list[nodes.Node]]
_RENDERED: WeakKeyDictionary[Sphinx, _Rendered] = WeakKeyDictionary()


def kept_in(env: BuildEnvironment, name: str) -> dict[str, Any]:
    """What is kept from build to build under a name, which nobody else gives."""
    found: dict[str, Any] = vars(env).setdefault(f"spec_audit_{name}", {})
    return found


def notes_of(env: BuildEnvironment) -> dict[str, PageNotes]:
    """The notes of all pages, kept from build to build."""
    return kept_in(env, "pages")


def find_view(env: BuildEnvironment, name: str, argument: str | None = None) -> str | None:
    """Find the first page that shows a view; with any argument when none is named."""
    for page, notes in sorted(notes_of(env).items()):
        if any(view == name and argument in {None, given} for view, given in notes.views):
            return page
    return None


def note_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a page that was just read shows of others, and mark where it first names a fact."""
    notes = PageNotes()
    for node in list(doctree.findall(nodes.Element)):
        if isinstance(node, spec_view):
            notes.views.append((node["view"], node["argument"]))
        elif isinstance(node, frame):
            notes.targets.update(dict.fromkeys(node["targets"]))
            if node["kind"] == FACTS:
                notes.blocks[node["lineno"]] = node["enums"]
        elif isinstance(node, addnodes.pending_xref):
            _note_reference(notes, node)
        elif isinstance(node, nodes.section):
            notes.explains_rules |= any(one.startswith("rule-") for one in node["ids"])
        elif isinstance(node, NeedRef):
            notes.targets[node["reftarget"].partition(".")[0]] = None
        elif type(node).__module__.startswith("sphinx_needs."):
            notes.shows_needs = True
    notes_of(app.env)[app.env.docname] = notes


def _note_reference(notes: PageNotes, node: addnodes.pending_xref) -> None:
    if node.get("refdomain") != "spec":
        return
    key = node["reftarget"]
    if node["reftype"] in {"fact", "limit"} and key not in notes.targets:
        _mark(node, mention_id(key))
    notes.targets[key] = None


def _mark(node: nodes.Element, identity: str) -> None:
    """Give the place of a node an id: its own, or that of the section whose title it stands in."""
    parent = node.parent
    if isinstance(parent, nodes.title):
        parent.parent["ids"].append(identity)
    elif parent is not None:
        parent.insert(parent.index(node), nodes.target("", "", ids=[identity]))


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop the notes of a page that goes or is read again."""
    del app
    notes_of(env).pop(docname, None)


def find_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """List the pages to be read again: those whose tables show other enums than when they were read."""
    state = state_of(app)
    return [
        docname
        for docname, notes in notes_of(env).items()
        if docname not in added | changed | removed
        and any(state.drawn_enums(docname, line) != enums for line, enums in notes.blocks.items())
    ]


def merge_pages(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Take over the notes that another process made."""
    del app
    theirs = notes_of(other)
    notes_of(env).update({docname: theirs[docname] for docname in docnames if docname in theirs})


class Views:
    """All views by name, and what has Sphinx write again the pages that show them."""

    def __init__(self, views: Mapping[str, RenderView]) -> None:
        self._views = views

    def find_stale(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """List the pages whose fingerprint changed, and keep the new ones for the next build."""
        if is_book(app):
            return []
        notes = notes_of(env)
        builder = app.builder.name
        kept: dict[str, dict[str, str]] = kept_in(env, "fingerprints")
        before = kept.get(builder, {})
        shared = _digest([*_navigation(env)])
        # Nothing can have changed on any page while all that pages are made of is the same.
        source = _digest([shared, state_of(app).digest, *(f"{name} {notes[name]}" for name in sorted(notes))])
        if before.get(_SOURCE) == source:
            return []
        now = {
            docname: _digest([shared, *self._parts(app, docname, notes.get(docname, PageNotes()))])
            for docname in sorted(env.found_docs)
        }
        kept[builder] = {**now, _SOURCE: source}
        return [docname for docname, digest in now.items() if before.get(docname) != digest]

    def fill(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Replace the placeholders of a page."""
        for node in list(doctree.findall(spec_view)):
            rendered = self._render(app, docname, node["view"], node["argument"])
            # A page that shows a view twice has it rendered twice: nodes have one parent.
            del _RENDERED[app][docname, node["view"], node["argument"]]
            node.replace_self([_scrolling(one) for one in rendered])

    def _parts(self, app: Sphinx, docname: str, notes: PageNotes) -> Iterable[str]:
        for name, argument in notes.views:
            for one in self._render(app, docname, name, argument):
                yield from _describe_node(one)
        state = state_of(app)
        yield from (f"{target} {describe_target(state, target)}" for target in notes.targets)
        if not state.audit.case.beans.keys().isdisjoint(notes.targets):
            yield f"rows of work items on {find_view(app.env, 'matrix', 'beans')}"
        if notes.blocks:
            yield f"{state.config.inventory.url} {state.inventory.commit}"
        for line in notes.blocks:
            yield from _describe_block(state, docname, line)
        if notes.shows_needs:
            yield from map(repr, state.audit.case.objects.values())

    def _render(self, app: Sphinx, docname: str, name: str, argument: str) -> list[nodes.Node]:
        rendered = _RENDERED.setdefault(app, {})
        key = (docname, name, argument)
        if key not in rendered:
            rendered[key] = self._views[name](app, docname, argument)
        return rendered[key]


def describe_target(state: RunState, target: str) -> str:
    """Say what a page shows of an object, a fact, a piece of evidence or a work item that it names."""
    bean = state.audit.case.beans.get(target)
    if bean is not None:
        return bean.title
    spot = find_spot(state, target)
    if spot is None:
        return f"{state.evidence_url(target)} {resolve_evidence(target, state.inventory).place}"
    place = f"{spot.document}#{spot.anchor} {spot.url} {spot.hint}"
    return f"{place} {state.inventory.fact(target).digest}" if state.inventory.has(target) else place


def _describe_node(root: nodes.Node) -> Iterable[str]:
    """Yield all that nodes hold and how they hang together, in a quarter of the time of ``pformat``."""
    for node in root.findall():
        if isinstance(node, nodes.Element):
            yield f"{node.tagname} {len(node.children)} {node.attributes}"
        else:
            yield node.astext()


def _describe_block(state: RunState, docname: str, line: int) -> Iterable[str]:
    """Yield all that a table of facts shows, and what the links in it lead to on the site and in the code."""
    block = state.block_at(docname, line)
    if block is None:
        return
    yield block.anchor
    for fact in block.facts:
        yield f"{state.anchors[fact.key]} {fact.path} {fact.line}"
        yield from describe_mentions(state, fact.key)
        yield from (state.anchors[one.key] for one in state.inventory.children(fact.key))
    for row in block.rows:
        names = row.meaning.names if row.meaning else ()
        fact = row.fact
        yield from describe_mentions(state, fact.key)
        yield f"{row.name} {row.attrs} {names} {state.anchors[fact.key]} {fact.path} {fact.line}"
        target = row.attrs.get("references")
        if isinstance(target, str):
            yield describe_target(state, f"column:{target}")


def _navigation(env: BuildEnvironment) -> Iterable[str]:
    """What every page shows: the titles of all pages, and how they hang together."""
    yield from (f"{docname} {title.astext()}" for docname, title in sorted(env.titles.items()))
    yield from (f"{docname} {pages}" for docname, pages in sorted(env.toctree_includes.items()))


def _digest(parts: Iterable[str]) -> str:
    return checksum("\0".join(parts).encode())


def _scrolling(node: nodes.Node) -> nodes.Node:
    """Give a table the wrapper in which it scrolls; the theme wraps only what was there before."""
    return nodes.container("", node, classes=["table-wrapper"]) if isinstance(node, nodes.table) else node
