"""Mermaid blocks that an author drew: where they stand, and what is wrong with them.

The extension sphinxcontrib.mermaid parses them and stays in charge of its options; this module
notes each block's text and line while pages are read, so that a block on a page that did not
change is reported in the next build too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from docutils import nodes

from spec_audit.pictures.fitting import fit_sequence
from spec_audit.sphinx_ext.pages import notes_of

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

EXTENSION = "sphinxcontrib.mermaid"
_FRONT_MATTER = re.compile(r"\A\s*---\s*\n(?P<body>.*?)^\s*---\s*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MermaidBlock:
    """One block: its text as it is drawn, the line of the directive, and that of its first line."""

    text: str
    line: int
    first: int
    title: str
    description: str

    def at(self, line: int) -> int:
        """The line of the document that a line of the text stands on; the directive's for line 0."""
        return self.first + line - 1 if line and self.first else self.line

    @property
    def lacks(self) -> str:
        """What a reader who does not see the picture is not told."""
        told = (("accTitle", self.title), ("accDescr", self.description))
        return " and ".join(name for name, text in told if not text)


def make_directive() -> type[Directive]:
    """Make the directive: that of sphinxcontrib.mermaid, which also keeps the line of what it holds."""
    from sphinxcontrib.mermaid import Mermaid

    class MermaidDirective(Mermaid):  # type: ignore[misc]  # sphinxcontrib.mermaid has no types
        """Builds the node, and notes where its text begins."""

        def run(self, **kwargs: object) -> list[nodes.Node]:
            found: list[nodes.Node] = super().run(**kwargs)
            for node in (part for one in found for part in one.findall() if is_block(part)):
                node.source, node.line = self.state_machine.get_source_and_line(self.lineno)
                # With an argument the text stands in a file of its own, and options put text before it.
                added = node["code"].count("\n") - "\n".join(self.content).count("\n")
                # MyST counts the lines of a directive's body from the directive on.
                is_myst = type(self.state_machine).__module__.startswith("myst_parser")
                before = self.content_offset + (self.lineno if is_myst else 0)
                node["first_line"] = 0 if self.arguments else before + 1 - added
            return found

    return MermaidDirective


def is_block(node: nodes.Node) -> TypeGuard[nodes.Element]:
    """Whether a node is one of sphinxcontrib.mermaid, which may not be installed."""
    return (
        isinstance(node, nodes.Element)
        and type(node).__name__ == "mermaid"
        and type(node).__module__ == EXTENSION
    )


def block_of(node: nodes.Element) -> MermaidBlock:
    """Read what is to be drawn from a node of sphinxcontrib.mermaid."""
    code = str(node["code"])
    front = _FRONT_MATTER.match(code)
    return MermaidBlock(
        text=fit_sequence(code),
        line=node.line or 0,
        first=int(node.get("first_line", 0)),
        title=_said(r"^\s*accTitle\s*:(.*)$", code)
        or (_said(r"^title\s*:(.*)$", front["body"]) if front else ""),
        description=_said(r"^\s*accDescr\s*(?::(.*)$|\{([^}]*)\})", code) or str(node.get("alt", "")),
    )


def _said(pattern: str, code: str) -> str:
    found = re.search(pattern, code, re.MULTILINE)
    return " ".join(next((one for one in found.groups() if one), "").split()) if found else ""


def note_blocks(app: Sphinx, doctree: nodes.document) -> None:
    """Add the blocks of a page that was just read to its notes."""
    notes_of(app.env)[app.env.docname].mermaid = [
        block_of(node) for node in doctree.findall() if is_block(node)
    ]


def all_blocks(env: BuildEnvironment) -> Iterator[tuple[str, MermaidBlock]]:
    """Yield every block with its page, in the order of the pages."""
    for docname, notes in sorted(notes_of(env).items()):
        for block in notes.mermaid:
            yield docname, block
