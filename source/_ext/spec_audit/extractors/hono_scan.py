"""One file's scan for the ``hono`` extractor: its module's names, constants, functions and routers.

Every file of the tree may matter, since a route's path, its router, its middleware or the role
that it asks for can come from anywhere; but only a file that looks like it builds routers pays
for the whole reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.constant_scan import constant_of, top_constants
from spec_audit.extractors.expressions import FUNCTIONS, Encoded, text_of, unwrap
from spec_audit.extractors.grammars import grammar_of, query
from spec_audit.extractors.hono_calls import Calls, Word, top_functions
from spec_audit.extractors.hono_routers import RouterReader
from spec_audit.extractors.modules import DEFAULT, scan_module
from spec_audit.extractors.scopes import MODULE, Scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile

_BUILDS_ROUTERS = re.compile(
    rb"\bHono\b|\bfrom\s+['\"](?:@hono/|hono['\"/])|\.(?:route|use|basePath)\("
    rb"|\.(?:get|post|put|delete|patch|options|all)\(\s*['\"`][/*]"
)
_HONO_MODULE = re.compile(r"hono(?:/.*)?$|@hono/")
_WORD = re.compile(r"[A-Za-z][\w-]*$")


def scan_file(file: SourceFile) -> dict[str, Any] | None:
    """Read one file; None when nothing in it can matter."""
    grammar = grammar_of(file.path)
    if grammar not in ("typescript", "tsx"):
        return None
    root = file.tree.root_node
    scan = scan_module(root)
    words = _words(root, grammar)
    if _BUILDS_ROUTERS.search(file.source):
        _read_routers(root, grammar, scan, words)
    else:
        _read_rest(root, scan, words)
    return scan or None


def _words(root: Node, grammar: str) -> list[Word]:
    from tree_sitter import QueryCursor

    found = []
    for _pattern, captures in QueryCursor(query(grammar, "hono_words.scm")).matches(root):
        callee, word = captures["callee"][0], text_of(captures["word"][0])[1:-1]
        if _WORD.match(word):
            found.append((callee.start_byte, text_of(callee), word))
    return found


def _read_rest(root: Node, scan: dict[str, Any], words: list[Word]) -> None:
    """Read what other files may need of one that builds no router: words and constants."""
    if words:
        calls = Calls(words, (), {})
        inside = {name: calls.inside(node) for name, node in top_functions(root)}
        functions = {name: one for name, one in inside.items() if one[0]}
        if functions:
            scan["functions"] = functions
    constants = top_constants(root)
    if constants:
        scan["constants"] = {str(MODULE): constants}


@dataclass(slots=True, kw_only=True)
class _Captures:
    """What the query finds in one file, sorted out."""

    ops: list[tuple[Node, Node]] = field(default_factory=list)
    values: list[tuple[Node, Node, bool]] = field(default_factory=list)
    functions: list[Node] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    results: list[Node] = field(default_factory=list)
    calls: list[tuple[Node, Node]] = field(default_factory=list)
    created: list[Node] = field(default_factory=list)

    def add(self, nodes: Mapping[str, Node]) -> None:
        """Sort in one match, its nodes by the names of their captures."""
        if "op" in nodes:
            self.ops.append((nodes["op"], nodes["method"]))
        elif "call" in nodes:
            self.calls.append((nodes["call"], nodes["callee"]))
        elif "value" in nodes:
            constant = "kind" in nodes and nodes["kind"].type == "const"
            self.values.append((nodes["name"], nodes["value"], constant))
        elif "result" in nodes:
            self.results.append(nodes["result"])
        elif "new" in nodes:
            self.created.append(nodes["new"])
        else:
            self.functions.append(nodes["function"])
            if "function_name" in nodes:
                self.names[nodes["function"].start_byte] = text_of(nodes["function_name"])


def _capture(root: Node, grammar: str) -> _Captures:
    from tree_sitter import QueryCursor

    found = _Captures()
    for _pattern, captures in QueryCursor(query(grammar, "hono.scm")).matches(root):
        found.add({name: nodes[0] for name, nodes in captures.items()})
    found.values.sort(key=lambda one: one[0].start_byte)
    for name, value, _constant in found.values:
        if unwrap(value).type in FUNCTIONS:
            found.names[unwrap(value).start_byte] = text_of(name)
    return found


def _read_routers(root: Node, grammar: str, scan: dict[str, Any], words: list[Word]) -> None:
    """Read all of a file that builds routers."""
    found = _capture(root, grammar)
    calls = Calls(words, [(callee.start_byte, text_of(callee)) for _call, callee in found.calls], found.names)
    scopes = Scopes(found.functions)
    imports = scan.get("imports", {})
    reader = RouterReader(scopes=scopes, calls=calls, classes=_classes(imports), imports=imports)
    wanted = _wanted(found.ops, scan)
    for name, value, _constant in found.values:
        reader.declare(name, value, wanted=text_of(name) in wanted)
    reader.read_ops(found.ops)
    reader.read_applications([call for call, _callee in found.calls])
    reader.read_results(found.results)
    _read_default(root, reader, scan)
    reader.claim(found.created)

    constants: dict[str, dict[str, Encoded]] = {}
    for name, value, constant in found.values:
        encoded = constant_of(value) if constant else None
        if encoded is not None:
            constants.setdefault(str(scopes.at(name.start_byte)), {})[text_of(name)] = encoded
    functions = {name: inside for name, node in top_functions(root) if any(inside := calls.inside(node))}
    parts = {
        "constants": constants,
        "functions": functions,
        "routers": reader.finished(),
        "names": reader.module_names(),
        "factories": reader.factories,
    }
    scan.update({key: value for key, value in parts.items() if value})
    if reader.routers:
        scan["scopes"] = {str(scope): parent for scope, parent in scopes.parents.items()}


def _classes(imports: dict[str, list[str]]) -> frozenset[str]:
    """Name the classes whose objects are routers: Hono's own, under whatever name."""
    return frozenset(
        {
            local
            for local, (module, name) in imports.items()
            if name.endswith("Hono") and _HONO_MODULE.match(module)
        }
    )


def _wanted(ops: Iterable[tuple[Node, Node]], scan: dict[str, Any]) -> frozenset[str]:
    """Name what is used like a router, so that what gives it its value is worth a look."""
    wanted = set(scan.get("exports", {}).values())
    for call, method in ops:
        callee = call.child_by_field_name("function")
        receiver = callee.child_by_field_name("object") if callee else None
        if receiver is not None and unwrap(receiver).type == "identifier":
            wanted.add(text_of(unwrap(receiver)))
        if text_of(method) == "route":
            holder = call.child_by_field_name("arguments")
            wanted.update(
                text_of(one) for one in holder.named_children if one.type == "identifier"
            ) if holder else None
    return frozenset(wanted)


def _read_default(root: Node, reader: RouterReader, scan: dict[str, Any]) -> None:
    """Note the router that a default export is, and the names that stand in one that is more."""
    for node in root.children:
        value = node.child_by_field_name("value") if node.type == "export_statement" else None
        if value is None:
            continue
        handle = reader.handle(value)
        if handle is not None:
            reader.names[MODULE, DEFAULT] = handle
        scan["served"] = sorted(set(_names_in(value)))


def _names_in(node: Node) -> Iterable[str]:
    if node.type in ("identifier", "shorthand_property_identifier"):
        yield text_of(node)
    elif node.type not in FUNCTIONS:
        for child in node.named_children:
            yield from _names_in(child)
