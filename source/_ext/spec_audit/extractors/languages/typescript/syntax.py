"""Small questions to a TypeScript syntax tree that several extractors ask.

Every function looks at nodes only; nothing here knows what a fact is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Tree

CLOSURES = frozenset({"arrow_function", "function_expression"})
"""Functions that are handed on where they are written."""

_HOOK = re.compile(r"(?:\w+\.)?use[A-Z]")
_WRAPPERS = frozenset(
    {
        "as_expression",
        "satisfies_expression",
        "parenthesized_expression",
        "non_null_expression",
        "await_expression",
        "type_assertion",
    }
)
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_MAY_BE_NAMED = frozenset(
    {"arrow_function", "function_expression", "generator_function", "call_expression", "class", "object"}
)
_DECLARATIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "method_definition",
        "internal_module",
        "interface_declaration",
    }
)


def text_of(node: Node | None) -> str:
    """Decode a node's own text; empty for no node."""
    text = None if node is None else node.text
    return "" if text is None else text.decode()


def texts_with(pattern: re.Pattern[bytes], texts: list[Node], source: bytes) -> list[Node]:
    """Choose those of a file's literals in which a pattern is found, quotes and all."""
    if not pattern.search(source):
        return []
    return [node for node in texts if pattern.search(source, node.start_byte, node.end_byte)]


def parts_of(node: Node | None) -> list[Node]:
    """List a node's named children without the comments between them; none for no node."""
    return [] if node is None else [child for child in node.named_children if child.type != "comment"]


def first_of(node: Node | None) -> Node | None:
    """Take the first of a node's parts; None when it has none."""
    return next(iter(parts_of(node)), None)


def field_of(node: Node | None, name: str) -> Node | None:
    """Take what stands in a field of a node; None for no node, or for nothing there."""
    return None if node is None else node.child_by_field_name(name)


def parent_of(node: Node | None, *kinds: str) -> Node | None:
    """Take the node around one, if it is of one of these kinds; of any where none is named."""
    parent = None if node is None else node.parent
    return parent if parent is not None and (not kinds or parent.type in kinds) else None


def callee_name(call: Node | None) -> str:
    """Last name of what a call calls, ``insert`` of ``db.insert(users)``; empty for no call."""
    return text_of(field_of(call, "function")).rpartition(".")[2]


def line_of(node: Node) -> int:
    """Line of a node, counted from 1."""
    return node.start_point[0] + 1


def string_of(node: Node | None) -> str | None:
    """Value of a string literal or of a template without holes; None for anything else."""
    if node is None:
        return None
    kind = node.type
    if kind != "string" and (kind != "template_string" or _has_holes(node)):
        return None
    return unescape(text_of(node)[1:-1])


def _has_holes(template: Node) -> bool:
    return any(child.type == "template_substitution" for child in template.named_children)


def unescape(text: str) -> str:
    """Resolve the escape sequences of a string or template literal."""
    if "\\" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            return chr(min(int(code, 16), 0x10FFFF))
        return _SIMPLE_ESCAPES.get(match[4], match[4])

    return _ESCAPE.sub(replace, text)


def choices_of(node: Node | None) -> list[str]:
    """Literal values that an expression can have: a string, or those of its branches.

    Casts, brackets and ``await`` are seen through, branches that are no literal left out.
    """
    node = unwrap(node)
    if node is None:
        return []
    kind = node.type
    if kind == "ternary_expression":
        branches = ("consequence", "alternative")
    elif kind == "binary_expression" and text_of(node.child_by_field_name("operator")) in ("||", "??"):
        branches = ("left", "right")
    else:
        value = string_of(node)
        return [] if value is None else [value]
    return [value for branch in branches for value in choices_of(node.child_by_field_name(branch))]


@overload
def unwrap(node: Node) -> Node: ...


@overload
def unwrap(node: Node | None) -> Node | None: ...


def unwrap(node: Node | None) -> Node | None:
    """See through casts, brackets, ``!`` and ``await``; one around nothing stays as it is."""
    while node is not None and node.type in _WRAPPERS:
        inner = parts_of(node)
        if not inner:
            return node
        node = inner[-1 if node.type == "type_assertion" else 0]
    return node


def key_of(node: Node) -> str | None:
    """Name of an object's or a type's member; None when it is computed."""
    name = node.child_by_field_name("key") or node.child_by_field_name("name")
    kind = "" if name is None else name.type
    if name is None or kind == "computed_property_name":
        return None
    return (string_of(name) if kind == "string" else None) or text_of(name)


def top_values(root: Node) -> Iterator[Node]:
    """Yield the declarators of what a file's top declares with ``const`` and ``let``, exported or not."""
    for statement in root.children:
        node = statement.child_by_field_name("declaration") or statement
        if node.type == "lexical_declaration":
            yield from (one for one in node.children if one.type == "variable_declarator")


def is_const(declarator: Node) -> bool:
    """Whether what is declared never gets another value."""
    declaration = declarator.parent
    return declaration is not None and text_of(declaration.child_by_field_name("kind")) == "const"


def symbol_of(node: Node) -> str:
    """Qualified name of the innermost named thing around a node; empty at the file's top.

    A function that is the value of a constant, of a class field or of an object's member is
    named by it, through calls that only wrap it: those of a constant at the file's top, and
    hooks (``useCallback(() => ...)``). What is handed to any other call bears no name.
    """
    parts: list[str] = []
    at = node.parent
    while at is not None:
        kind = at.type
        if kind in _DECLARATIONS:
            parts.append(key_of(at) or "")
        elif kind in ("variable_declarator", "public_field_definition", "pair"):
            value = unwrap(at.child_by_field_name("value"))
            if value is not None and value.type in _MAY_BE_NAMED and _is_named_part(at, value):
                parts.append(key_of(at) or "")
        at = at.parent
    return ".".join(part for part in reversed(parts) if part)


def _is_named_part(owner: Node, value: Node) -> bool:
    if value.type in ("arrow_function", "function_expression", "generator_function", "class"):
        return True
    if value.type == "object":
        return owner.type == "variable_declarator" and _is_top(owner.parent)
    if not _is_top(owner.parent) and not _HOOK.match(text_of(value.child_by_field_name("function"))):
        return False
    arguments = value.child_by_field_name("arguments")
    return arguments is not None and any(child.type in CLOSURES for child in parts_of(arguments))


def _is_top(declaration: Node | None) -> bool:
    parent = None if declaration is None else declaration.parent
    return parent is not None and parent.type in ("program", "export_statement")


def error_line(tree: Tree) -> int:
    """Line of the first place that did not parse; 0 when all did."""
    node = tree.root_node
    if not node.has_error:
        return 0
    while True:
        for child in node.children:
            if child.is_error or child.is_missing:
                return line_of(child)
            if child.has_error:
                node = child
                break
        else:
            return line_of(node)
