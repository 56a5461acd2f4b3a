"""The tree-sitter grammars, each loaded once and only when needed, and what is asked of their trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.machinery import PathFinder
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tree_sitter

_SUFFIXES = {
    "ts": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "tsx": "tsx",
    "js": "tsx",
    "jsx": "tsx",
    "mjs": "tsx",
    "sh": "bash",
}
"""The grammar for each file ending."""

_STRETCH = attrgetter("byte_range")

_ANDS = frozenset({"&", "&&"})
_GIVEN = "jsx_attribute"
_AROUND_TEXT = frozenset({"jsx_text", "jsx_element", "jsx_fragment"})
_MOST_ANDS = 50
"""Of how many ampersands a file may be freed; each one costs a parse."""
_MOST_TAGS = 8
"""How often a file may be freed of the types of tags; each time costs a parse."""
_VISIBLE = re.compile(rb"\S")

Patterns = Mapping[str, Mapping[str, str]]
"""What an extractor looks for: by language (``typescript``, what only ``tsx`` has, ``bash``) and by a
name of the extractor's own, a tree-sitter pattern with one ``@`` behind the node that is wanted."""


@cache
def _language(name: str) -> tree_sitter.Language:
    import tree_sitter

    if name == "bash":
        return tree_sitter.Language(_binding("tree_sitter_bash").language())
    grammars = _binding("tree_sitter_typescript")
    pointer = grammars.language_tsx() if name == "tsx" else grammars.language_typescript()
    return tree_sitter.Language(pointer)


@cache
def _binding(package: str) -> Any:
    """Load a grammar's library without its package, which imports more than half a check needs."""
    from importlib import import_module
    from importlib.util import module_from_spec

    found = PathFinder.find_spec(package)
    folders = None if found is None else found.submodule_search_locations
    spec = PathFinder.find_spec(f"{package}._binding", folders) if folders else None
    if spec is None or spec.loader is None:
        return import_module(package)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _parser(name: str) -> tree_sitter.Parser:
    import tree_sitter

    return tree_sitter.Parser(_language(name))


def grammar_of(path: str) -> str | None:
    """Name the grammar for a path, or None when there is none."""
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    return _SUFFIXES.get(ending) if stem else None


def is_typescript(path: str) -> bool:
    """Whether a path is one of TypeScript or JavaScript."""
    return grammar_of(path) in ("typescript", "tsx")


def parse(path: str, source: bytes) -> tree_sitter.Tree:
    """Parse one file. Raises ``ValueError`` when no grammar fits its ending."""
    name = grammar_of(path)
    if name is None:
        raise ValueError(f"no grammar reads {path}")
    tree = _parser(name).parse(source)
    if tree.root_node.has_error and name != "bash":
        tree, source = _parse_around_types(name, tree, source)
    return _parse_around_ands(tree, source) if name == "tsx" and tree.root_node.has_error else tree


def _parse_around_types(name: str, tree: tree_sitter.Tree, source: bytes) -> tuple[tree_sitter.Tree, bytes]:
    """Parse again without the types that a template's tag is given: the grammar knows only the plain ones.

    Blanks stand in their place, so that all else keeps its own.
    """
    for _ in range(_MOST_TAGS):
        stretches = list(_types_of_tags(tree.root_node, source))
        for start, end in stretches:
            source = source[:start] + _VISIBLE.sub(b" ", source[start:end]) + source[end:]
        if not stretches:
            break
        tree = _parser(name).parse(source)
    return tree, source


def _types_of_tags(root: tree_sitter.Node, source: bytes) -> Iterator[tuple[int, int]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        types = node.child_by_field_name("type_arguments")
        if node.type == "instantiation_expression" and types is not None:
            if source[node.end_byte :].lstrip()[:1] == b"`":
                yield types.byte_range
        elif node.has_error:
            waiting.extend(reversed(node.children))


def _parse_around_ands(tree: tree_sitter.Tree, source: bytes) -> tree_sitter.Tree:
    """Parse again without each ``&`` of JSX, where it is valid and the grammar does not know it.

    That is in its text and in the texts of attributes. A blank stands in its place, so that all else keeps
    its own; what is wrong stays wrong.
    """
    freed: list[int] = []
    for _ in range(min(source.count(b"&"), _MOST_ANDS)):
        at = _find_and(tree.root_node)
        if at is None:
            break
        freed.append(at)
        source = _with(source, at, b" ")
        tree = _parser("tsx").parse(source)
    wanting = [at for at in freed if not _is_in_text(tree.root_node, at)]
    if wanting and not tree.root_node.has_error:  # an operator that lacks what it joins is no text
        for at in wanting:
            source = _with(source, at, b"&")
        tree = _parser("tsx").parse(source)
    return tree


def _with(source: bytes, at: int, byte: bytes) -> bytes:
    return source[:at] + byte + source[at + 1 :]


def _is_in_text(root: tree_sitter.Node, at: int) -> bool:
    around = root.descendant_for_byte_range(at, at + 1)
    return around is not None and (around.type in _AROUND_TEXT or _is_in_attribute(around))


def _is_in_attribute(node: tree_sitter.Node) -> bool:
    text = node if node.type == "string" else node.parent
    return (
        text is not None and text.type == "string" and text.parent is not None and text.parent.type == _GIVEN
    )


def _find_and(node: tree_sitter.Node) -> int | None:
    """Find the first ``&`` that stands right behind a part of JSX and belongs to nothing."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        before = node.prev_sibling
        if node.type in _ANDS and before is None and node.parent is not None and node.parent.is_error:
            before = node.parent.prev_sibling
            if _is_in_attribute(node.parent):
                return node.start_byte
        if node.type in _ANDS and before is not None and before.type.startswith("jsx_"):
            return node.start_byte
        if node.has_error:
            waiting.extend(reversed(node.children))
    return None


def patterns_for(path: str, wanted: Patterns) -> Mapping[str, str]:
    """Choose the patterns for a path's language."""
    grammar = grammar_of(path) or ""
    own = wanted.get(grammar, {})
    return own if grammar != "tsx" else {**wanted.get("typescript", {}), **own}


def find_nodes(
    path: str, tree: tree_sitter.Tree, patterns: Iterable[str]
) -> dict[str, list[tree_sitter.Node]]:
    """Find the nodes that each pattern marks, in one pass over the tree.

    They come in the order of the text; of those that begin together, the shorter ones first.
    """
    import tree_sitter

    wanted = tuple(patterns)
    query = _query(grammar_of(path) or "", wanted)
    found = tree_sitter.QueryCursor(query).captures(tree.root_node)
    for nodes in found.values():  # tree-sitter gives them in the order of a set
        nodes.sort(key=_STRETCH)
    return {pattern: found.get(str(number), []) for number, pattern in enumerate(wanted)}


@cache
def _query(grammar: str, patterns: tuple[str, ...]) -> tree_sitter.Query:
    import tree_sitter

    text = "\n".join(pattern.replace("@", f"@{number}") for number, pattern in enumerate(patterns))
    return tree_sitter.Query(_language(grammar), text)
