"""The drawing: Mermaid itself, run by mermaidx in this process, without a browser or a network.

One context draws all diagrams of a build. mermaidx makes a new one for each, because Mermaid
counts on in the ids of its elements; here ids are named anew anyway. And the document that it
gives Mermaid takes its time, which ``shortcuts.js`` makes shorter. Both hang on names that are
mermaidx's own: should another version of it have them no more, the drawing is slower, and nothing
else.
"""

from __future__ import annotations

import locale
import re
from pathlib import Path
from typing import Any

from spec_audit.pictures.palette import THEME

FONT_SIZE = 14
CONFIG: dict[str, Any] = {
    "theme": "base",
    "themeVariables": {**THEME, "fontSize": f"{FONT_SIZE}px", "fontFamily": "sans-serif"},
    "fontSize": FONT_SIZE,
    "securityLevel": "strict",
    # Lines drawn by hand are seeded by chance else, and straight ones are drawn by the same code.
    "handDrawnSeed": 1,
    "flowchart": {
        "curve": "monotoneY",
        "htmlLabels": True,
        "nodeSpacing": 30,
        "rankSpacing": 36,
        "wrappingWidth": 400,
    },
    "er": {"nodeSpacing": 28, "rankSpacing": 60, "fontSize": FONT_SIZE, "diagramPadding": 8},
    "kanban": {"sectionWidth": 200},
    "sequence": {
        "height": 40,
        "width": 110,
        "actorMargin": 20,
        "messageMargin": 28,
        "boxMargin": 8,
        "diagramMarginX": 8,
        "diagramMarginY": 8,
    },
}
CSS = f"svg{{font-size:{FONT_SIZE}px}}"
"""What of Mermaid's styles text is measured by. Without it mermaidx tries all of them on each text."""

SHORTCUTS = Path(__file__).with_name("shortcuts.js")
_AT_LINE = re.compile(r"(?:Parse|Lexical) error on line (\d+)")
_EXPECTED = re.compile(r"Expecting .*?, got '(?P<got>[^']*)'")
_END = "1"
"""What the parsers call the end of the text."""


class DrawingError(Exception):
    """A text that Mermaid cannot draw. ``line`` counts from 1 in the text; 0 where none is known."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Artist:
    """Draws; starts what it takes when it draws first, and must be closed."""

    def __init__(self) -> None:
        self._pen: Any = None

    def draw(self, text: str) -> str:
        """Draw a diagram as SVG, in Mermaid's own form. Raises ``DrawingError``."""
        from mermaidx.engines.quickjs_engine import MermaidRenderError

        # What measures text reads numbers as the locale writes them, and Sphinx takes over the machine's:
        # with a comma in it, pictures would come out otherwise than those of a process that did not.
        before = locale.setlocale(locale.LC_NUMERIC)
        locale.setlocale(locale.LC_NUMERIC, "C")
        try:
            if self._pen is None:
                self._pen = _make_pen()
                self._pen.start()
            return str(self._pen.render_svg(text, "base", CONFIG, CSS))
        except MermaidRenderError as error:
            raise _explain(str(error), text) from None
        finally:
            locale.setlocale(locale.LC_NUMERIC, before)

    def close(self) -> None:
        """End the thread that draws, so that none is left when Sphinx forks."""
        if self._pen is not None:
            self._pen.close()
            self._pen = None


def _make_pen() -> Any:
    from mermaidx.engines.quickjs_engine import Engine

    class _Pen(Engine):  # type: ignore[misc]  # mermaidx has no types
        _ctx: Any

        def _build_context(self) -> Any:
            context = super()._build_context()
            context.eval(SHORTCUTS.read_text("utf-8"))
            return context

        def _ensure_fresh_context(self) -> None:
            if self._ctx is None:
                self._ctx = self._build_context()

    return _Pen()


def _explain(message: str, text: str) -> DrawingError:
    """Turn Mermaid's message into one line, and its line into one of the text as it is written."""
    at = _AT_LINE.search(message)
    expected = _EXPECTED.search(message)
    if at is None:
        first = message.strip().partition("\n")[0].partition(": ")[2].rstrip(":") or message
        return DrawingError(f"Mermaid says: {first}", 0)
    kept = _lines_mermaid_counts(text)
    number = min(int(at[1]), len(kept)) - 1
    line = text.splitlines()[kept[number] - 1].strip()
    if expected is None:
        return DrawingError(f"Mermaid does not understand '{line}'", kept[number])
    if expected["got"] == _END:
        return DrawingError(f"Mermaid expects more after '{line}'", kept[number])
    return DrawingError(f"Mermaid does not expect {expected['got']} in '{line}'", kept[number])


def _lines_mermaid_counts(text: str) -> list[int]:
    """The numbers of the lines that reach Mermaid's parser: no front matter, no comments."""
    lines = text.splitlines()
    start = 0
    if lines and lines[0].strip() == "---":
        start = next((at + 1 for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    kept = [at + 1 for at in range(start, len(lines)) if not lines[at].lstrip().startswith("%%")]
    while len(kept) > 1 and not lines[kept[0] - 1].strip():
        kept.pop(0)
    return kept or [1]
