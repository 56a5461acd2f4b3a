"""Mermaid blocks drawn when the pages are written: inline SVG, no script, no network.

Mermaid itself runs inside this process; a drawing is kept by its text beside the doctrees,
so that a second build draws nothing anew. Colours are the theme's variables, so that light,
dark and print follow. A block that Mermaid refuses is shown as text, and fails the build.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)
VERSION = "3"

_INK = "var(--color-foreground-primary)"
_LINE = "var(--color-foreground-border)"
_PAPER = "var(--color-background-primary)"
_SOFT = "var(--color-background-secondary)"
_COLORS = {
    "#333333": _INK,
    "#333": _INK,
    "#131300": _INK,
    "black": _INK,
    "#000": _INK,
    "#666": _LINE,
    "#9370db": _LINE,
    "#aaaa33": _LINE,
    "#ececff": _SOFT,
    "#eaeaea": _SOFT,
    "#f4f4f4": _SOFT,
    "#edf2ae": _SOFT,
    "#fff5ad": _SOFT,
    "#ffffde": _SOFT,
    "#e8e8e8": _PAPER,
    "rgba(232,232,232, 0.8)": _PAPER,
    "rgba(232, 232, 232, 0.5)": _PAPER,
    "white": _PAPER,
}
_NAMED = "|".join(map(re.escape, _COLORS))
_COLOR = re.compile(
    rf"(?P<name>fill|stroke|background-color|color):\s*(?P<value>{_NAMED})(?=[;}}!\s])", re.IGNORECASE
)


def draw_mermaid(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace every Mermaid block of a page by its drawing; builders other than html keep the block."""
    if app.builder.format != "html" or "sphinxcontrib.mermaid" not in app.extensions:
        return
    from sphinxcontrib.mermaid import mermaid  # type: ignore[import-not-found,import-untyped,unused-ignore]

    for number, node in enumerate(list(doctree.findall(mermaid)), start=1):
        text = str(node["code"])
        svg = _kept(Path(app.doctreedir), text)
        if not svg:
            _warn("this diagram cannot be drawn", node)
            node.replace_self(nodes.literal_block(text, text))
            continue
        if "accTitle" not in text:
            _warn("this diagram has no accTitle", node)
        identity = f"diagram-{number}"
        title = re.search(r"<title[^>]*>([^<]*)</title>", svg)
        label = title[1] if title else escape(docname)
        head = f'<div class="spec-drawing" role="region" tabindex="0" aria-label="{label}">'
        html = f"{head}{_scope(svg, identity)}</div>"
        node.replace_self(nodes.raw("", html, format="html"))


def _scope(svg: str, identity: str) -> str:
    """Give every id of a drawing the drawing's own in front, so that a page holds none twice."""
    svg = svg.replace("my-svg", identity)
    for name in sorted(set(re.findall(r'\bid="([^"]+)"', svg))):
        if identity not in name:
            svg = svg.replace(f'id="{name}"', f'id="{identity}-{name}"')
            svg = svg.replace(f"url(#{name})", f"url(#{identity}-{name})")
            svg = svg.replace(f'href="#{name}"', f'href="#{identity}-{name}"')
    return svg


def _warn(message: str, node: nodes.Node) -> None:
    LOGGER.warning(message, location=node, type="spec_audit", subtype="diagram")


def drop_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the scripts that would draw in the reader's browser off the page: nothing is left to draw."""
    del pagename, templatename, doctree
    if "sphinxcontrib.mermaid" in app.extensions:
        files = context.get("script_files", [])
        context["script_files"] = [one for one in files if "mermaid" not in str(one) and "d3" not in str(one)]


def _kept(folder: Path, text: str) -> str:
    """Draw a text, or take the drawing that was made of it before; empty when it cannot be drawn."""
    name = hashlib.sha256(f"{VERSION}\n{text}".encode()).hexdigest()[:24]
    file = folder / "drawings" / f"{name}.svg"
    if file.is_file():
        return file.read_text("utf-8")
    svg = _draw(text)
    if svg:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(svg, "utf-8")
    return svg


def _draw(text: str) -> str:
    import mermaidx  # type: ignore[import-not-found,import-untyped,unused-ignore]

    try:
        svg = str(mermaidx.render(text).svg())
    except Exception as error:  # noqa: BLE001 - whatever Mermaid throws, the text is shown instead
        LOGGER.warning("Mermaid says: %s", error, type="spec_audit", subtype="diagram")
        return ""
    svg = _COLOR.sub(lambda found: f"{found['name']}:{_COLORS[found['value'].lower()]}", svg)
    # A family holds quotes in the style sheet and none in a style attribute.
    svg = re.sub(r"font-family:\s*\"[^;}]*", "font-family:inherit", svg)
    return re.sub(r"font-family:[^;}\"]*", "font-family:inherit", svg)
