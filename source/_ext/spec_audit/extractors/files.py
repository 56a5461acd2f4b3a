"""Source files as facts: ``file:<path>``.

Attributes: ``language``, by the file's name; ``parsed``, whether it was read whole, of languages that
this package parses; and ``content``, a digest, of files whose symbols do not tell what is in them. A
file's fact changes only when it comes, goes or is renamed; what is in it is told by the other facts and
the symbols, and to what cites the file as a whole by ``content``.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile, make_fact
from spec_audit.extractors.options import Shape
from spec_audit.hashing import sha256
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from spec_audit.config import Source

VERSION = 2
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

_TOLD = frozenset({"TypeScript", "JavaScript", "Python"})
"""The languages in which a file's symbols are nearly all of it; a script of the shell may have none."""

_NAMES = ("Dockerfile", "Makefile")


def scan(file: SourceFile) -> Scan:
    """Say whether the file parses, and the digest of its text where its symbols do not stand for it."""
    # Of a path a scan may look at the ending alone, which these languages are told by.
    ending = "." + file.path.rpartition(".")[2].lower()
    text = file.data.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")
    return [_parses(file), "" if LANGUAGES.get(ending) in _TOLD else sha256(text)[:16]]


def _parses(file: SourceFile) -> bool:
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
            beside=_beside(path, content, parsed=parsed),
        )
        for path, (parsed, content) in scans.items()
    )
    return Extraction(facts=facts, counts={"files": len(facts)})


def _beside(path: str, content: str, *, parsed: bool) -> dict[str, str | bool]:
    """Describe a file; whether it parses is told only of languages that are parsed."""
    found: dict[str, str | bool] = {"language": language_of(path)}
    if found["language"] in _PARSED:
        found["parsed"] = parsed
    if content:
        found["content"] = content
    return found


def language_of(path: str) -> str:
    """Name a file's language; empty when its name does not tell."""
    name = path.rpartition("/")[2]
    named = next((one for one in _NAMES if name.startswith(one)), "")
    stem, dot, ending = name.rpartition(".")
    return named or (LANGUAGES.get(f"{dot}{ending.lower()}", "") if stem else "")
