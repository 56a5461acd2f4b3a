"""The pictures that were drawn, kept by their text, so that no build draws one again.

They lie beside the doctrees, one file each, as Mermaid gave them. All are drawn in one process
before pages are written; whoever writes pages then only reads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from spec_audit.sphinx_ext.diagrams.engine import Artist, DrawingError, fingerprint


class Sketchbook:
    """The folder of pictures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made_by = fingerprint()

    def draw_missing(self, texts: Iterable[str]) -> set[str]:
        """Draw what is not there yet, failures included, and give the texts that were drawn."""
        missing = {text for text in texts if not any(file.is_file() for file in self._files(text))}
        if not missing:
            return missing
        self._folder.mkdir(parents=True, exist_ok=True)
        artist = Artist()
        try:
            for text in sorted(missing):
                picture, failure = self._files(text)
                try:
                    _write(picture, artist.draw(text))
                except DrawingError as error:
                    _write(failure, json.dumps({"message": str(error), "line": error.line}))
        finally:
            artist.close()
        return missing

    def picture(self, text: str) -> str:
        """Read a picture. Raises ``DrawingError`` when its text could not be drawn, or was not."""
        picture, failure = self._files(text)
        if picture.is_file():
            return picture.read_text("utf-8")
        if failure.is_file():
            told = json.loads(failure.read_text("utf-8"))
            raise DrawingError(told["message"], told["line"])
        raise DrawingError("it was not drawn", 0)

    def _files(self, text: str) -> tuple[Path, Path]:
        name = sha256(f"{self._made_by}\0{text}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.svg", self._folder / f"{name}.json"


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all, for another build may be reading it."""
    partial = file.with_suffix(f".{os.getpid()}")
    partial.write_text(text, "utf-8")
    partial.replace(file)
