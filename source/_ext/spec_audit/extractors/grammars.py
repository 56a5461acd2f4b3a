"""The tree-sitter grammars and compiled queries, each loaded once and only when needed."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tree_sitter

SUFFIXES = {
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".js": "tsx",
    ".jsx": "tsx",
    ".mjs": "tsx",
    ".sh": "bash",
}
"""The grammar for each file ending."""


@cache
def _language(name: str) -> tree_sitter.Language:
    import tree_sitter

    if name == "bash":
        import tree_sitter_bash

        return tree_sitter.Language(tree_sitter_bash.language())
    import tree_sitter_typescript as grammars

    pointer = grammars.language_tsx() if name == "tsx" else grammars.language_typescript()
    return tree_sitter.Language(pointer)


@cache
def _parser(name: str) -> tree_sitter.Parser:
    import tree_sitter

    return tree_sitter.Parser(_language(name))


def grammar_of(path: str) -> str | None:
    """Name the grammar for a path, or None when there is none."""
    return SUFFIXES.get(PurePosixPath(path).suffix)


def parse(path: str, source: bytes) -> tree_sitter.Tree:
    """Parse one file. Raises ``ValueError`` when no grammar fits its ending."""
    name = grammar_of(path)
    if name is None:
        raise ValueError(f"no grammar reads {path}")
    return _parser(name).parse(source)


@cache
def query(grammar: str, *files: str) -> tree_sitter.Query:
    """Compile the query files that lie beside the extractors, as one, for one grammar."""
    import tree_sitter

    folder = resources.files(__package__)
    text = "\n".join(folder.joinpath(file).read_text("utf-8") for file in files)
    return tree_sitter.Query(_language(grammar), text)
