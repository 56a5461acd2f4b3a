"""Uses of environment variables in TypeScript, as records that need no syntax tree.

A record is ``[form, base, name, line, symbol]``. Forms: ``get`` and ``set`` (a named variable
of ``base``), ``index-get`` and ``index-set`` (``base[name]`` with a variable as the name),
``put`` (an object that belongs to ``base`` has a member of that name), ``names`` (the
member ``base`` of an object has a variable's name as its text), ``member`` (the interface
``base`` declares it; then a type and whether it is optional follow), ``extends`` (the interface
``base`` takes over the members of that name), ``call f`` (the function
``f`` is given a variable's name). ``base`` is
``process.env`` and its like, ``import.meta.env``, or the last name of anything else: which
bases count is not decided here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.environment.checked import read_checked
from spec_audit.extractors.environment.interfaces import NAME, other_members, read_heritage, read_member
from spec_audit.extractors.languages.typescript.syntax import (
    first_of,
    key_of,
    line_of,
    string_of,
    symbol_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Tree

PROCESS = ("process.env", "Bun.env", "Deno.env", "import.meta.env")
MODAL = "modal.Secret"
"""The owner of what Modal's secrets set, by a dictionary or by the keys that they must have."""
_PROCESS_TEXT = re.compile(
    r"(?:globalThis\s*\.\s*)?(process|Bun|Deno|import\s*\.\s*meta)\s*(?:\?\.|\.)\s*env"
)
_INSIDE = frozenset(
    bytes([code]) for code in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$_"
)
_QUOTES = (b"'", b'"')
_WORD = re.compile(rb"[A-Z_](?<![\w$]{2})[A-Z0-9_]++(?![a-z$])")
_OF_ENV = re.compile(rb"env\s*[!?]?\.\s*([A-Za-z_$][\w$]*)")
_INDEX = re.compile(rb"\[\s*[A-Za-z_$][\w$.]*\s*\]")
_PATTERN_PARTS = frozenset({"object_assignment_pattern", "pair_pattern"})


def read_typescript(tree: Tree, source: bytes) -> list[list[Any]]:
    """List the records of one file in the order of the text.

    The names are looked for in the text and only then in the tree: a variable's name is rare
    and easy to spell, and a query would walk every node of every file.
    """
    found: dict[tuple[int, str], list[Any]] = {}
    for start, end in _places(source):
        leaf = tree.root_node.descendant_for_byte_range(start, end)
        node = None if leaf is None else _whole(leaf)
        reader = None if node is None else _READERS.get(node.type)
        if node is None or reader is None:
            continue
        for form, base, name, *more in reader(node):
            key = (node.start_byte, f"{form} {name} {base} {node.end_byte}")
            found[key] = [form, base, name, line_of(node), symbol_of(node), *more]
    for node in other_members(tree.root_node, source):
        for form, base, name, *more in read_member(node):
            found[node.start_byte, name] = [form, base, name, line_of(node), symbol_of(node), *more]
    return [
        *(found[key] for key in sorted(found)),
        *read_checked(tree.root_node, source),
        *read_heritage(tree.root_node),
    ]


def _places(source: bytes) -> Iterator[tuple[int, int]]:
    """List where a variable's name may stand, and where an index is no literal.

    The patterns begin with a plain class of characters or a word: alternatives and boundaries of words
    would cost more than the rest of the reading.
    """
    for match in _WORD.finditer(source):
        start, end = match.span()
        before, after = source[start - 1 : start], source[end : end + 1]
        if before in _QUOTES and (
            after != before or (b"_" not in match[0] and source[end + 1 : end + 2] not in b":]")
        ):
            continue
        yield start, end
    for match in _OF_ENV.finditer(source):
        if source[match.start() - 1 : match.start()] not in _INSIDE:
            yield match.span(1)
    for match in _INDEX.finditer(source):
        if source[match.start() - 1 : match.start()] not in b" \t\n(,=:<|&":
            yield match.start(), match.start() + 1


def _whole(leaf: Node) -> Node | None:
    """Widen the leaf that spells a name to the node that uses it."""
    if leaf.type in ("object_pattern", "shorthand_property_identifier"):
        return leaf
    parent = leaf.parent
    if leaf.type == "string_fragment" and parent is not None and parent.parent is not None:
        return parent.parent
    if leaf.type in ("shorthand_property_identifier_pattern", "identifier"):
        while parent is not None and parent.type in _PATTERN_PARTS:
            parent = parent.parent
    elif parent is not None and parent.type == "pair_pattern":
        parent = parent.parent
    return parent


def _access(node: Node) -> Iterator[tuple[str, ...]]:
    name = text_of(node.child_by_field_name("property"))
    base = base_of(node.child_by_field_name("object"))
    if base and (base == "env" or NAME.fullmatch(name)):
        for form in _uses(node):
            yield form, base, name


def _index(node: Node) -> Iterator[tuple[str, ...]]:
    base = base_of(node.child_by_field_name("object"))
    index = unwrap(node.child_by_field_name("index"))
    if not base or index is None:
        return
    name = string_of(index)
    if name is not None:
        if NAME.fullmatch(name):
            for form in _uses(node):
                yield form, base, name
    elif index.type in ("identifier", "member_expression"):
        for form in _uses(node):
            yield f"index-{form}", base, text_of(index).rpartition(".")[2]


def _uses(node: Node) -> Iterator[str]:
    """Tell what is done with an access: it is read, set, or both; neither when deleted."""
    parent = node.parent
    if parent is not None and parent.child_by_field_name("left") == node:
        if parent.type in ("assignment_expression", "augmented_assignment_expression"):
            yield "set"
        if parent.type == "assignment_expression":
            return
    if parent is not None and text_of(parent.child_by_field_name("operator")) == "delete":
        return
    yield "get"


def _pattern(node: Node) -> Iterator[tuple[str, ...]]:
    """Read ``const { A, B: local, C = 'x' } = source``."""
    owner = node.parent
    if owner is None or owner.type != "variable_declarator":
        return
    base = base_of(owner.child_by_field_name("value"))
    for child in node.named_children if base else ():
        if child.type == "object_assignment_pattern":
            name = text_of(child.child_by_field_name("left"))
        elif child.type == "pair_pattern":
            name = key_of(child) or ""
        else:
            name = text_of(child)
        if NAME.fullmatch(name):
            yield "get", base, name


def _pair(node: Node) -> Iterator[tuple[str, ...]]:
    """Read a member that sets a variable, or whose text is a variable's name."""
    key, value = key_of(node), string_of(node.child_by_field_name("value"))
    if key is not None and NAME.fullmatch(key) and node.parent is not None and node.parent.type == "object":
        for owner in owners_of(node.parent):
            yield "put", owner, key
    if key is not None and value is not None and NAME.fullmatch(value):
        yield "names", key, value


def _shorthand(node: Node) -> Iterator[tuple[str, ...]]:
    if node.parent is not None and node.parent.type == "object":
        for owner in owners_of(node.parent):
            yield "put", owner, text_of(node)


def _call(arguments: Node) -> Iterator[tuple[str, ...]]:
    """Read a call that is given a variable's name."""
    texts = [string_of(argument) for argument in arguments.named_children]
    name = next((text for text in texts if text is not None and NAME.fullmatch(text)), None)
    callee = unwrap(arguments.parent and arguments.parent.child_by_field_name("function"))
    if name is None or callee is None:
        return
    if callee.type == "member_expression" and base_of(callee.child_by_field_name("object")) == "Deno.env":
        yield ("set" if base_of(callee) == "set" else "get"), "Deno.env", name
    else:
        yield f"call {base_of(callee)}", "", name


def base_of(node: Node | None) -> str:
    """Name what a variable is taken from; empty when it has no name."""
    node = unwrap(node)
    while node is not None and node.type == "binary_expression":
        node = unwrap(node.child_by_field_name("left"))
    if node is None:
        return ""
    if node.type == "identifier":
        return text_of(node)
    if node.type == "member_expression":
        match = _PROCESS_TEXT.fullmatch(text_of(node))
        if match:
            return re.sub(r"\s", "", match[1]) + ".env"
        return text_of(node.child_by_field_name("property"))
    if node.type == "call_expression":
        return base_of(node.child_by_field_name("function"))
    return ""


def owners_of(node: Node) -> list[str]:
    """Names that an object literal belongs to: a variable, a member, a call, a function.

    ``Object.assign(target, {...})`` belongs to its target, and what adds to another object by a
    spread (``{...target, NAME: value}``) to that one too.
    """
    at = node
    while at.parent is not None and at.parent.type in _TRANSPARENT:
        at = at.parent
    parent = at.parent
    if parent is None:
        return []
    name = ""
    if parent.type in ("variable_declarator", "pair", "public_field_definition"):
        name = key_of(parent) or ""
    elif parent.type == "assignment_expression":
        name = base_of(parent.child_by_field_name("left"))
    elif parent.type in ("return_statement", "arrow_function"):
        name = symbol_of(at).rpartition(".")[2]
    elif parent.type == "arguments" and parent.parent is not None:
        name = base_of(parent.parent.child_by_field_name("function"))
        if name == "assign" and parent.named_children and parent.named_children[0] != at:
            name = base_of(parent.named_children[0])
    spread = [base_of(first_of(one)) for one in node.named_children if one.type == "spread_element"]
    return [one for one in dict.fromkeys((name, *spread)) if one]


_TRANSPARENT = frozenset(
    {
        "as_expression",
        "satisfies_expression",
        "parenthesized_expression",
        "await_expression",
        "ternary_expression",
        "binary_expression",
        "spread_element",
        "object",
    }
)
_READERS = {
    "member_expression": _access,
    "subscript_expression": _index,
    "object_pattern": _pattern,
    "pair": _pair,
    "shorthand_property_identifier": _shorthand,
    "arguments": _call,
    "property_signature": read_member,
}
