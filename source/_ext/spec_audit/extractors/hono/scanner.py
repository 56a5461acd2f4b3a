"""One file's scan for the ``hono`` extractor: its module's names, constants, functions and routers.

Every file of the tree may matter, since a route's path, its router, its middleware or the role
that it asks for can come from anywhere; but only a file that looks like it builds routers pays
for the whole reading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.hono.calls import Calls, Word
from spec_audit.extractors.hono.routers import OPS, RouterReader
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.typescript.constants import constant_of, top_constants
from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS, Encoded, arguments_of, name_of
from spec_audit.extractors.languages.typescript.modules import DEFAULT, scan_module
from spec_audit.extractors.languages.typescript.scopes import MODULE, Scopes, top_functions
from spec_audit.extractors.languages.typescript.syntax import field_of, parent_of, string_of, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile
    from spec_audit.extractors.languages.grammars import Patterns

NODES: Patterns = {
    "typescript": {
        "call": "(call_expression) @",
        "new": "(new_expression) @",
        "declaration": "[(lexical_declaration) (variable_declaration)] @",
        "function": "[(function_declaration) (arrow_function) (function_expression) (method_definition)] @",
        "return": "(return_statement) @",
    }
}
"""What is looked for in a file that builds routers."""

_ROUTER_SIGNS = (b"Hono", b"hono", b"next()", b".route(", b".use(", b".basePath(")
_ROUTE = re.compile(rb"\.(?:get|post|put|delete|patch|options|all)\(\s*['\"`][/*]")
_HONO_MODULE = re.compile(r"hono(?:/.*)?$|@hono/")
_LAST_WORD = re.compile(rb"""(['"])([A-Za-z][\w-]*)\1\s*,?\s*\)""")
_BARE_CALL = re.compile(rb"(?:^|[^.\w$])[A-Za-z_$][\w$]*\($")


def scan_file(file: SourceFile) -> dict[str, Any] | None:
    """Read one file; None when nothing in it can matter."""
    if not is_typescript(file.path):
        return None
    root = file.tree.root_node
    scan = scan_module(file)
    loads = [module for node in root.children if (module := _loaded(node)) is not None]
    if loads:
        scan["loads"] = loads
    words = _words(file, root)
    source = file.source
    if any(sign in source for sign in _ROUTER_SIGNS) or _ROUTE.search(source):
        _read_routers(file, root, scan, words)
    else:
        _read_rest(root, scan, words)
    return scan or None


def _loaded(statement: Node) -> str | None:
    """Name the module that a statement loads, also one that it takes no name from."""
    if statement.type not in ("import_statement", "export_statement"):
        return None
    types_alone = any(child.type == "type" for child in statement.children)
    return None if types_alone else string_of(statement.child_by_field_name("source"))


def _words(file: SourceFile, root: Node) -> list[Word]:
    """Find calls that end in a plain word: two arguments or more, or a plain function's only one."""
    found = []
    source = file.source
    for match in _LAST_WORD.finditer(source):
        before = source[max(0, match.start() - 80) : match.start()].rstrip()
        if not before.endswith(b",") and not _BARE_CALL.search(before):
            continue
        word = parent_of(root.descendant_for_byte_range(match.start(2), match.start(2)), "string")
        call = parent_of(parent_of(word, "arguments"))
        name = name_of(unwrap(field_of(call, "function")))
        if call is not None and name is not None:
            found.append((call.start_byte, name.rpartition(".")[2], match[2].decode()))
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
    for node in _default_exports(root):
        scan["served"] = sorted(set(_names_in(node)))


class _Found:
    """What stands in the tree of one file, sorted out."""

    def __init__(self, created: list[Node]) -> None:
        self.ops: list[tuple[Node, Node]] = []
        self.values: list[tuple[Node, Node, bool]] = []
        self.functions: list[Node] = []
        self.names: dict[int, str] = {}
        self.results: list[Node] = []
        self.calls: list[tuple[Node, Node]] = []
        self.created = created

    def add_call(self, call: Node) -> None:
        """Sort in a call: of a method that routers have, of a plain function or a member of one name."""
        inner = unwrap(call.child_by_field_name("function"))
        index = field_of(inner, "index")
        if index is not None and (string_of(index) or "get") in OPS and index.type != "number":
            self.ops.append((call, index))
        if inner is None or inner.type not in ("identifier", "member_expression"):
            return
        member = inner.child_by_field_name("property")
        owner = inner.child_by_field_name("object")
        if member is not None and text_of(member) in OPS:
            self.ops.append((call, member))
        if owner is None or owner.type == "identifier":
            self.calls.append((call, inner))

    def add_declaration(self, declaration: Node) -> None:
        """Sort in what a declaration gives to plain names."""
        constant = text_of(declaration.child_by_field_name("kind")) == "const"
        for one in declaration.named_children:
            name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
            if name is not None and value is not None and name.type == "identifier":
                self.values.append((name, value, constant))
                if unwrap(value).type in FUNCTIONS:
                    self.names[unwrap(value).start_byte] = text_of(name)

    def add_function(self, function: Node) -> None:
        """Sort in a function, with its name and with what a short one gives back."""
        self.functions.append(function)
        name = function.child_by_field_name("name")
        if name is not None and function.type == "function_declaration":
            self.names[function.start_byte] = text_of(name)
        body = function.child_by_field_name("body") if function.type == "arrow_function" else None
        if body is not None and body.type != "statement_block":
            self.results.append(body)


def _sort_nodes(file: SourceFile) -> _Found:
    nodes = file.nodes(NODES)
    found = _Found(nodes["new"])
    for call in nodes["call"]:
        found.add_call(call)
    for function in nodes["function"]:
        found.add_function(function)
    for declaration in nodes["declaration"]:
        found.add_declaration(declaration)
    for one in nodes["return"]:
        found.results += one.named_children[:1]
    found.values.sort(key=lambda one: one[0].start_byte)
    return found


def _read_routers(file: SourceFile, root: Node, scan: dict[str, Any], words: list[Word]) -> None:
    """Read all of a file that builds routers."""
    found = _sort_nodes(file)
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
        scan["scopes"] = {str(scope): parent for scope, parent in enumerate(scopes.parents)}


def _classes(imports: dict[str, list[str]]) -> frozenset[str]:
    """Name the classes whose objects are routers: Hono's own, under whatever name."""
    return frozenset(
        local
        for local, (module, name) in imports.items()
        if name.endswith("Hono") and _HONO_MODULE.match(module)
    )


def _wanted(ops: Iterable[tuple[Node, Node]], scan: dict[str, Any]) -> frozenset[str]:
    """Name what is used like a router, so that what gives it its value is worth a look."""
    wanted = set(scan.get("exports", {}).values())
    for call, method in ops:
        receiver = unwrap(field_of(call.child_by_field_name("function"), "object"))
        used = [receiver] if method.type == "property_identifier" else []
        if text_of(method) == "route":
            used += arguments_of(call)
        wanted.update(text_of(one) for one in used if one is not None and one.type == "identifier")
    return frozenset(wanted)


def _read_default(root: Node, reader: RouterReader, scan: dict[str, Any]) -> None:
    """Note the router that a default export is, and the names that stand in one that is more."""
    for value in _default_exports(root):
        handle = reader.handle(value)
        if handle is not None:
            reader.names[MODULE, DEFAULT] = handle
        scan["served"] = sorted(set(_names_in(value)))


def _default_exports(root: Node) -> Iterable[Node]:
    for node in root.children:
        value = node.child_by_field_name("value") if node.type == "export_statement" else None
        if value is not None:
            yield value


def _names_in(node: Node, *, called: bool = False) -> Iterable[str]:
    """Name what stands in an expression; in its functions only what answers a request there."""
    called = called or node.type in FUNCTIONS
    if node.type in ("identifier", "shorthand_property_identifier") and not called:
        yield text_of(node)
    elif node.type == "member_expression" and text_of(node.child_by_field_name("property")) == "fetch":
        yield text_of(node.child_by_field_name("object"))
    else:
        for child in node.named_children:
            yield from _names_in(child, called=called)
