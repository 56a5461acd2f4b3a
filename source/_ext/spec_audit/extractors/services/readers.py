"""Ports in TypeScript and shell scripts, as records that need no syntax tree.

TypeScript: ``["proxy", port, path prefix, line, symbol]`` for an address or a ``port:`` that
stands in the handler of a route, or in a branch that asks whether a path starts with
something; ``["flag", port, option, line, symbol]`` for a command line option with a port as its default;
``["command", program, option, line, symbol]`` for a list of words that starts a program with
an option for its port. Shell: ``["variable", name, port, line]``, and ``["start", program,
name or port, line]`` for a program that is left running with a port among its words.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import (
    key_of,
    line_of,
    string_of,
    symbol_of,
    text_of,
    texts_with,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from spec_audit.extractors.languages.grammars import Patterns

PORT_NAME = re.compile(r"(?:(?P<service>\w+?)[_-])?port", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d{2,5})\b")
_HOST = re.compile(rb"(?:localhost|127\.0\.0\.1|0\.0\.0\.0):[0-9]")
_PREFIX = re.compile(r"(/[\w.-]+(?:/[\w.-]+)*)/?\**$")
_VARIABLE = re.compile(r"\$\{?(\w+)")
_PORT_FLAG = re.compile(r"--?(?:\w+-)*?\w*port|-p|--listen|--bind-addr|--bind|--address")
_ADDRESS_PORT = re.compile(r"(?:^|:)(\d{2,5})$")
_METHODS = frozenset({"all", "get", "post", "put", "patch", "delete", "use", "route", "on", "startsWith"})


NODES: Patterns = {
    "typescript": {
        "text": "[(string) (template_string)] @",
        "number": "(pair value: (number)) @",
        "flag": "(pair value: (object)) @",
        "array": "(array) @",
    },
    "bash": {
        "assignment": "(variable_assignment value: [(number) (word) (string) (raw_string)]) @",
        "command": "(command) @",
    },
}
"""What may be an address with a port, a port in an object, an option for one, or a command line; and in
a script, what gives a variable a number and what starts a program."""


def read_typescript(nodes: Mapping[str, list[Node]], source: bytes) -> list[list[Any]]:
    """List the ports of one file in the order of the text."""
    candidates = (
        (_address, texts_with(_HOST, nodes["text"], source)),
        (_number, nodes["number"] if b"port" in source else ()),
        (_flag, nodes["flag"] if b"port" in source else ()),
        (_command, nodes["array"]),
    )
    found: dict[int, list[Any]] = {}
    for reader, listed in candidates:
        for node in listed:
            record = reader(node)
            if record is not None:
                found[node.start_byte] = [*record, line_of(node), symbol_of(node)]
    return [found[at] for at in sorted(found)]


def _address(node: Node) -> list[Any] | None:
    return _proxy(node, _ADDRESS.search(text_of(node)))


def _number(pair: Node) -> list[Any] | None:
    if text_of(pair.child_by_field_name("key")) != "port":
        return None
    return _proxy(pair, re.fullmatch(r"(\d{2,5})", text_of(pair.child_by_field_name("value"))))


def _proxy(node: Node, match: re.Match[str] | None) -> list[Any] | None:
    prefix = _prefix_around(node) if match else ""
    return ["proxy", int(match[1]), prefix] if match and prefix else None


def _command(array: Node) -> list[Any] | None:
    parts = array.named_children
    if not parts or parts[0].type != "string":
        return None
    words = [string_of(child) for child in parts]
    flag = next((word for word in words[1:] if word is not None and _PORT_FLAG.fullmatch(word)), None)
    return ["command", words[0], flag] if flag is not None else None


def _flag(node: Node) -> list[Any] | None:
    """Read ``"web-port": { type: "string", default: "80" }``."""
    if not (key_of(node) or "").endswith("port"):
        return None
    settings = node.child_by_field_name("value")
    for pair in settings.named_children if settings is not None else ():
        if pair.type == "pair" and key_of(pair) == "default":
            value = pair.child_by_field_name("value")
            text = string_of(value) or text_of(value)
            if re.fullmatch(r"\d{2,5}", text):
                return ["flag", int(text), key_of(node)]
    return None


def _prefix_around(node: Node) -> str:
    """Path prefix under which a node runs: of a route's handler, or of an ``if``."""
    at = node
    while at.parent is not None:
        parent = at.parent
        call = None
        if parent.type == "arguments" and parent.parent is not None:
            call = parent.parent
        elif parent.type == "if_statement" and parent.child_by_field_name("consequence") == at:
            call = _call_in(parent.child_by_field_name("condition"))
        prefix = _prefix_of(call)
        if prefix:
            return prefix
        at = parent
    return ""


def _call_in(node: Node | None) -> Node | None:
    while node is not None and node.type != "call_expression":
        node = node.named_children[0] if node.named_children else None
    return node


def _prefix_of(call: Node | None) -> str:
    if call is None or call.type != "call_expression":
        return ""
    function = call.child_by_field_name("function")
    method = function.child_by_field_name("property") if function is not None else None
    arguments = call.child_by_field_name("arguments")
    if text_of(method) not in _METHODS or arguments is None or not arguments.named_children:
        return ""
    match = _PREFIX.fullmatch(string_of(arguments.named_children[0]) or "")
    return match[1] if match else ""


def read_bash(nodes: Mapping[str, list[Node]]) -> list[list[Any]]:
    """List the ports of one script: those that variables name, and who is started with one."""
    found: list[tuple[int, list[Any]]] = []
    for node in nodes["assignment"]:
        value = text_of(node.child_by_field_name("value")).strip("\"'")
        if re.fullmatch(r"\d{2,5}", value):
            record = ["variable", text_of(node.child_by_field_name("name")), int(value), line_of(node)]
            found.append((node.start_byte, record))
    for node in nodes["command"]:
        if _is_left_running(node):
            found.extend((node.start_byte, record) for record in _started(node))
    return [record for _, record in sorted(found, key=lambda one: one[0])]


def _is_left_running(command: Node) -> bool:
    """Whether a program runs on in the background, or in place of the script."""
    if text_of(command.child_by_field_name("name")) == "exec":
        return True
    node = command
    while node.parent is not None and node.parent.type in ("redirected_statement", "pipeline"):
        node = node.parent
    return node.next_sibling is not None and node.next_sibling.type == "&"


def _started(command: Node) -> Iterator[list[Any]]:
    words = [text_of(command.child_by_field_name("name"))]
    arguments = command.children_by_field_name("argument")
    words += [text_of(argument) for argument in arguments]
    if words[0] == "exec":
        words = words[1:]
    program = words[0].rpartition("/")[2] if words else ""
    for before, word in pairwise(words):
        bare = word.strip("\"'")
        flag, equals, rest = bare.partition("=")
        if equals and _PORT_FLAG.fullmatch(flag):
            before, bare = flag, rest  # noqa: PLW2901 - the option and its value share a word
        for name in () if "://" in bare else _VARIABLE.findall(bare):  # an address tells of another service
            yield ["start", program, name, line_of(command)]
        match = _ADDRESS_PORT.search(bare)
        if match and _PORT_FLAG.fullmatch(before):
            yield ["start", program, int(match[1]), line_of(command)]
