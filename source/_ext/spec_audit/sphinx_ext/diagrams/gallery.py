"""The pictures of a build: all drawn before pages are written, then set into the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.util import logging

from spec_audit.diagrams.drawing import read_link
from spec_audit.hashing import sha256
from spec_audit.inventory.cache import cache_folder
from spec_audit.pictures.ahead import Assistant
from spec_audit.pictures.engine import DrawingError
from spec_audit.pictures.sketchbook import Sketchbook
from spec_audit.sphinx_ext.builders import writes_html
from spec_audit.sphinx_ext.diagrams import blocks
from spec_audit.sphinx_ext.diagrams.views import addresses, picture, shown_drawings
from spec_audit.sphinx_ext.pages import kept_in

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER = logging.getLogger(__name__)
FOLDER = "diagrams"
"""Where pictures are kept, in the folder of all that is kept between runs."""


class Gallery:
    """What one run knows of its pictures."""

    def __init__(self) -> None:
        folder = Path(cache_folder(), FOLDER)
        self.book = Sketchbook(folder) if find_spec("mermaidx") else None
        self.assistant = Assistant(folder)
        self.broken = False


_GALLERIES: WeakKeyDictionary[Sphinx, Gallery] = WeakKeyDictionary()


def gallery_of(app: Sphinx) -> Gallery:
    """The gallery of a run."""
    if app not in _GALLERIES:
        _GALLERIES[app] = Gallery()
    return _GALLERIES[app]


def draw_ahead(app: Sphinx, doctree: nodes.document) -> None:
    """Begin to draw what a page shows as soon as it is read, while others are being read.

    Where several processes read, there is no time left over, and none of them knows all pages.
    """
    del doctree
    if not writes_html(app) or app.parallel > 1:
        return
    gallery = gallery_of(app)
    if gallery.book is not None:
        for text in gallery.book.missing(text for _, text in _shown(app, app.env.docname)):
            gallery.assistant.hand_over(text)


def _shown(app: Sphinx, docname: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts that are drawn, each with its page: those of one page, or of all."""
    for page, block in blocks.all_blocks(app.env):
        if docname in {"", page}:
            yield page, block.text
    for page, drawing in shown_drawings(app, docname):
        if drawing.text:
            yield page, drawing.text


def draw_all(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Draw what is not drawn yet, report what cannot be, and list the pages that show other pictures."""
    gallery = gallery_of(app)
    for docname, block in blocks.all_blocks(env):
        if block.lacks:
            _warn(docname, block.line, f"the diagram says no {block.lacks}: write what it shows in words")
    if not writes_html(app):
        return []
    wanted = sorted(_shown(app))
    if gallery.book is None:
        if wanted:
            LOGGER.warning(
                "mermaidx is not installed, so diagrams are shown as text: pip install mermaidx",
                type="spec_audit",
                subtype="diagram",
            )
    else:
        _draw_missing(gallery, gallery.book, [text for _, text in wanted])
        gallery.broken = False
        for docname, block in blocks.all_blocks(env):
            try:
                gallery.book.picture(block.text)
            except DrawingError as error:
                gallery.broken = True
                _warn(docname, block.at(error.line), f"the diagram cannot be drawn: {error}")
    return sorted({docname for docname, _ in wanted}) if _is_drawn_otherwise(app, env) else []


def _draw_missing(gallery: Gallery, book: Sketchbook, texts: Sequence[str]) -> None:
    """Draw from the end, while the assistant goes on from the beginning, until they meet."""
    missing = book.missing(texts)
    for text in missing:
        gallery.assistant.hand_over(text)
    for text in reversed(missing):
        book.draw(text)
    book.close()
    gallery.assistant.finish()
    if missing:
        book.forget_oldest()


def _is_drawn_otherwise(app: Sphinx, env: BuildEnvironment) -> bool:
    """Whether the pages as they were written last show what was drawn by other means than now."""
    drawn_by: dict[str, str] = kept_in(env, "drawn_by")
    book = gallery_of(app).book
    before, now = drawn_by.get(app.builder.name), book.stamp if book else ""
    drawn_by[app.builder.name] = now
    return before != now


def _warn(docname: str, line: int, message: str) -> None:
    LOGGER.warning(message, location=(docname, line), type="spec_audit", subtype="diagram")


def fill_pictures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the pictures into a page; as text where they cannot be drawn, or where no builder shows them."""
    address = addresses(app, docname)
    taken: dict[str, int] = {}

    def resolve(link: str) -> str:
        target = read_link(link)
        return address(target) if target else link

    for node in list(doctree.findall(nodes.Element)):
        if isinstance(node, picture):
            svg = _draw(app, node["text"], node["title"], node["description"], taken, resolve)
            # Without a picture there is still the table beside it.
            node.replace_self([_frame(svg, node["title"])] if svg else [])
        elif blocks.is_block(node):
            block = blocks.block_of(node)
            svg = _draw(app, block.text, block.title, block.description, taken, resolve)
            code = str(node["code"])
            node.replace_self(
                _frame(svg, block.title, node["ids"])
                if svg
                else nodes.literal_block(code, code, language="none", ids=node["ids"])
            )


def _draw(
    app: Sphinx, text: str, title: str, description: str, taken: dict[str, int], resolve: Callable[[str], str]
) -> str:
    """Draw a diagram for the page; nothing where it cannot be drawn, or where no builder would show it."""
    book = gallery_of(app).book
    if book is None or not writes_html(app):
        return ""
    try:
        drawn = book.picture(text)
    except DrawingError:
        return ""
    return drawn.place(_identity(text, taken), title=title, description=description, resolve=resolve)


def _frame(svg: str, title: str, ids: Sequence[str] = ()) -> nodes.raw:
    """Set a picture into a frame that scrolls, and that the keyboard reaches."""
    anchor = f' id="{escape(ids[0])}"' if ids else ""
    label = f"{title or 'Diagram'}, scrolls sideways where it is wide"
    return nodes.raw(
        "",
        f'<div class="spec-diagram"{anchor}>'
        f'<div class="spec-diagram-scroll" role="group" tabindex="0" aria-label="{escape(label)}">'
        f"{svg}</div></div>",
        format="html",
    )


def _identity(text: str, taken: dict[str, int]) -> str:
    """Name a picture by what it draws; a second one of the same text on a page gets a number."""
    name = f"diagram-{sha256(text.encode())[:8]}"
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"


def close_gallery(app: Sphinx, exception: Exception | None) -> None:
    """Leave no process behind, and fail the run when a diagram could not be drawn, whatever the log says."""
    gallery = gallery_of(app)
    gallery.assistant.dismiss()
    if exception is None and gallery.broken:
        app.statuscode = 1
