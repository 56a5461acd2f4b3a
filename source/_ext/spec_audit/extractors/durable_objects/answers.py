"""What statements answer: whether they do, with an error or not, and by which method of the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS, arguments_of
from spec_audit.extractors.languages.typescript.syntax import parts_of, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from tree_sitter import Node

_ENDS = frozenset({"return_statement", "throw_statement", "break_statement", "continue_statement"})
_NOTHING = frozenset(
    {"break_statement", "continue_statement", "throw_statement", "empty_statement", "comment"}
)
_FIRST_ERROR = 400


def ends(node: Node) -> bool:
    """Whether a statement never lets what follows it run."""
    if node.type in _ENDS:
        return True
    if node.type == "statement_block":
        inner = parts_of(node)
        return bool(inner) and ends(inner[-1])
    if node.type == "if_statement":
        body, other = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        return body is not None and other is not None and ends(body) and all(map(ends, other.named_children))
    return False


def answers(statements: Iterable[Node]) -> bool:
    """Whether statements can give anything but an error."""
    nodes = list(statements)
    returns = [one for node in nodes for one in _returns(node)]
    if returns:
        return any(one.named_children and not is_failure(one.named_children[0]) for one in returns)
    return any(node.type not in _NOTHING for node in nodes)


def is_failure(node: Node) -> bool:
    """Whether an expression is a response with a status of 400 or more."""
    node = unwrap(node)
    if node.type not in ("new_expression", "call_expression"):
        return False
    arguments = arguments_of(node)
    options = unwrap(arguments[-1]) if arguments else None
    if options is None or options.type != "object":
        return False
    for pair in options.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and text_of(key) == "status" and value.type == "number":
            return text_of(value).isdigit() and int(text_of(value)) >= _FIRST_ERROR
    return False


def _returns(node: Node) -> Iterator[Node]:
    """Yield the return statements of a statement, those of functions inside it left out."""
    if node.type == "return_statement":
        yield node
    elif node.type not in FUNCTIONS:
        for child in node.named_children:
            yield from _returns(child)


def called(node: Node, members: Container[str]) -> str | None:
    """Name the method of the class that a node calls, or passes on as ``this.name``."""
    if node.type == "call_expression":
        node = unwrap(node.child_by_field_name("function") or node)
    if node.type != "member_expression":
        return None
    owner, member = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or member is None or owner.type != "this":
        return None
    name = text_of(member)
    return name if name in members else None


def returned(node: Node, members: Container[str]) -> Iterator[str]:
    """Yield the methods whose result statements give back, through wrappers and closures."""
    if node.type != "return_statement" and ("statement" in node.type or node.type.endswith("declaration")):
        for one in _returns(node):
            yield from returned(one, members)
        return
    stack = list(node.named_children) if node.type == "return_statement" else [node]
    while stack:
        one = stack.pop()
        name = called(one, members)
        if name is not None:
            yield name
        elif one.type != "statement_block":
            stack.extend(one.named_children)
