"""Draws beside a build: ``python -m spec_audit.pictures FOLDER`` draws the texts that it is sent.

Each line of its input is a text as JSON. It ends with its input. What it cannot draw or keep,
the build draws itself, and says what is wrong.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

from spec_audit.pictures.sketchbook import Sketchbook

if __name__ == "__main__":
    with closing(Sketchbook(Path(sys.argv[1]))) as book:
        for line in sys.stdin:
            book.draw(json.loads(line))
