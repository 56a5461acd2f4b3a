"""The tree-sitter grammars and compiled queries, each loaded once and only when needed."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tree_sitter

    Captures = dict[str, list[tree_sitter.Node]]

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

_CAPTURE = re.compile(r"@([\w.-]+)")


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
def query(grammar: str, file: str) -> tree_sitter.Query:
    """Compile the query file that lies beside the extractors, for one grammar."""
    return _compile(grammar, _text(file))


def run_queries(path: str, tree: tree_sitter.Tree, files: tuple[str, ...]) -> dict[str, Captures]:
    """Run several query files in one pass; for each, its nodes by the name of their capture.

    One whose name ends in ``_jsx`` finds nothing in a file that cannot hold JSX.
    """
    import tree_sitter

    grammar = grammar_of(path) or ""
    fitting = tuple(file for file in files if grammar == "tsx" or not file.endswith("_jsx.scm"))
    found: dict[str, Captures] = {file: {} for file in files}
    if len(fitting) == 1:
        found[fitting[0]] = tree_sitter.QueryCursor(query(grammar, fitting[0])).captures(tree.root_node)
    elif fitting:
        for name, nodes in (
            tree_sitter.QueryCursor(_family(grammar, fitting)).captures(tree.root_node).items()
        ):
            number, _, own = name.partition(".")
            found[fitting[int(number)]][own] = nodes
    return found


@cache
def _family(grammar: str, files: tuple[str, ...]) -> tree_sitter.Query:
    """Compile several files as one, each capture under the number of its file."""
    texts = [_CAPTURE.sub(rf"@{number}.\1", _text(file)) for number, file in enumerate(files)]
    return _compile(grammar, "\n".join(texts))


def _compile(grammar: str, text: str) -> tree_sitter.Query:
    import tree_sitter

    return tree_sitter.Query(_language(grammar), text)


def _text(file: str) -> str:
    return resources.files("spec_audit.extractors").joinpath(file).read_text("utf-8")
