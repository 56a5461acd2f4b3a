"""Source files as facts: ``file:<path>``.

Attributes: ``language``, by the file's name, and ``parsed``, whether it was read whole, of
languages that this package parses. A file's fact changes only when it comes, goes or is renamed; what
is in it is told by the other facts and the symbols.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile, make_fact
from spec_audit.extractors.options import Shape
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from spec_audit.config import Source

VERSION = 1
OPTIONS: Mapping[str, Shape] = {}

LANGUAGES = {
    ".ts": "TypeScript",
    ".mts": "TypeScript",
    ".cts": "TypeScript",
    ".tsx": "TypeScript",
    ".js": "JavaScript",
    ".jsx": "JavaScript",
    ".mjs": "JavaScript",
    ".cjs": "JavaScript",
    ".py": "Python",
    ".sh": "Shell",
    ".sql": "SQL",
    ".json": "JSON",
    ".toml": "TOML",
    ".yml": "YAML",
    ".yaml": "YAML",
    ".md": "Markdown",
    ".html": "HTML",
    ".css": "CSS",
}
"""Language by ending; a name that begins with Dockerfile or Makefile tells by itself."""

_PARSED = frozenset({"TypeScript", "JavaScript", "Python", "Shell"})
"""The languages whose files are parsed; of the others nobody expects it."""

_NAMES = ("Dockerfile", "Makefile")


def scan(file: SourceFile) -> Scan:
    """Say whether the file parses; None (left out) never, so that every file is a fact."""
    from spec_audit.extractors.languages.grammars import grammar_of

    try:
        if grammar_of(file.path) is not None:
            return not file.tree.root_node.has_error
        if file.path.endswith(".py"):
            return not file.python.error
    except UnicodeDecodeError as error:
        file.error = file.data.count(b"\n", 0, error.start) + 1
    return False


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:  # noqa: ARG001 - it has no options
    """Make one fact of each file."""
    facts = tuple(
        make_fact(
            f"file:{path}",
            Place(path=path, line=0),
            {},
            beside=_beside(path, parsed=parsed),
        )
        for path, parsed in scans.items()
    )
    return Extraction(facts=facts, counts={"files": len(facts)})


def _beside(path: str, *, parsed: bool) -> dict[str, str | bool]:
    """Describe a file; whether it parses is told only of languages that are parsed."""
    language = language_of(path)
    return {"language": language, "parsed": parsed} if language in _PARSED else {"language": language}


def language_of(path: str) -> str:
    """Name a file's language; empty when its name does not tell."""
    name = path.rpartition("/")[2]
    named = next((one for one in _NAMES if name.startswith(one)), "")
    stem, dot, ending = name.rpartition(".")
    return named or (LANGUAGES.get(f"{dot}{ending.lower()}", "") if stem else "")
