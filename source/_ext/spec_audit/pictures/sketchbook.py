"""The pictures that were drawn, kept by their text, so that no build draws one again.

They lie outside of the project, one file each, so that a clean build draws nothing again either:
to draw takes longer than to build all else. What cannot be kept is drawn
in each build; what is damaged, or was drawn by another version of anything that draws, is drawn
anew. Those used longest ago go.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from spec_audit.files import write_file
from spec_audit.hashing import sha256
from spec_audit.pictures.engine import Artist, DrawingError
from spec_audit.pictures.picture import Picture
from spec_audit.pictures.refine import UnreadablePictureError, refine

MOST = 500
"""How many pictures are kept; one takes about 15 kB."""
DRAWN_BY = ("mermaidx", "novasvg", "quickjs-ng")


class Sketchbook:
    """The folder of pictures, and what this run knows of them. It must be closed when it has drawn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stamp = _stamp()
        self._known: dict[str, Picture] = {}
        self._broken: dict[str, DrawingError] = {}
        self._artist = Artist()

    def close(self) -> None:
        """End what draws. More can be drawn afterwards."""
        self._artist.close()

    def missing(self, texts: Iterable[str]) -> list[str]:
        """List the texts that are still to be drawn, each once, in their order."""
        return [text for text in dict.fromkeys(texts) if not self._has(text)]

    def draw(self, text: str) -> None:
        """Draw a text, unless it is drawn by now, and keep it where that is possible."""
        if self._has(text):
            return
        try:
            self._known[text] = refine(self._artist.draw(text))
        except DrawingError as error:
            self._broken[text] = error
        except UnreadablePictureError as error:
            self._broken[text] = DrawingError(f"Mermaid drew no picture: {error}", 0)
        else:
            self._keep(text)

    def picture(self, text: str) -> Picture:
        """Give a picture. Raises ``DrawingError`` when its text could not be drawn, or was not."""
        if text in self._broken:
            raise self._broken[text]
        if not self._has(text):
            raise DrawingError("it was not drawn", 0)
        return self._known[text]

    def forget_oldest(self) -> None:
        """Drop what was used longest ago; another build may be doing the same."""
        with suppress(OSError):
            kept = sorted(self.folder.iterdir(), key=lambda one: one.stat().st_mtime_ns)
            for file in kept[:-MOST]:
                file.unlink()

    def _has(self, text: str) -> bool:
        if text in self._known or text in self._broken:
            return True
        file = self._file(text)
        try:
            digest, _, kept = file.read_bytes().decode().partition("\n")
        except (OSError, UnicodeDecodeError):
            return False
        if digest != _digest(kept):
            return False
        self._known[text] = Picture(*json.loads(kept))
        with suppress(OSError):
            os.utime(file)
        return True

    def _keep(self, text: str) -> None:
        """Write a picture whole or not at all, for another build may be reading it."""
        kept = json.dumps(self._known[text])
        with suppress(OSError):
            write_file(self._file(text), [f"{_digest(kept)}\n{kept}".encode()])

    def _file(self, text: str) -> Path:
        name = _digest(f"{self.stamp}\0{text}")[:32]
        return self.folder / f"{name}.json"


def _digest(text: str) -> str:
    return sha256(text.encode())


def _stamp() -> str:
    """Describe all that a drawing depends on beside its text: who draws it, and this package."""
    found: list[str] = []
    for name in DRAWN_BY:
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    files = sorted(file for file in Path(__file__).parent.iterdir() if file.suffix in {".js", ".py"})
    return _digest("\0".join([*found, *(file.read_text("utf-8") for file in files)]))
