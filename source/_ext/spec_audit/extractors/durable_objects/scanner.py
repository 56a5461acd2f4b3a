"""One file's scan for the ``durable_objects`` extractor.

For every class and top-level function (an *owner*) that may belong to a Durable Object: its endpoints,
the SQL that makes its tables, the keys that it reads and writes, and to whom it hands its storage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.durable_objects.keys import STORAGE_METHODS, note_call, note_storage
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.languages.sql.uses import STORAGE, text_around, uses_of
from spec_audit.extractors.languages.typescript.bindings import Names, names_of
from spec_audit.extractors.languages.typescript.constants import top_constants
from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS, Encoded, encode, text_parts
from spec_audit.extractors.languages.typescript.modules import scan_module
from spec_audit.extractors.languages.typescript.scopes import MODULE, Scopes, top_functions
from spec_audit.extractors.languages.typescript.syntax import field_of, line_of, parent_of, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile
    from spec_audit.extractors.languages.grammars import Patterns

NODES: Patterns = {
    "typescript": {
        "class": "[(class_declaration) (abstract_class_declaration) (class)] @",
        "call": "(call_expression) @",
        "new": "(new_expression) @",
        "local": "(variable_declarator) @",
    }
}
"""What is looked for in a file of Durable Objects and of what they keep."""

_RELEVANT = re.compile(rb"DurableObject|pathname|SqlStorage|\.storage\b|\.exec\(|CREATE\s+(?:TABLE|VIRTUAL)")
_SQL = re.compile(rb"\bsql\b")
_SCHEMA = re.compile(
    rb"\b(?:CREATE\s+(?:TEMP\w*\s+)?(?:UNIQUE\s+)?(?:TABLE|INDEX|VIRTUAL\s+TABLE)"
    rb"|ALTER\s+TABLE|DROP\s+(?:TABLE|INDEX))\b",
    re.IGNORECASE,
)
_EXTENDED = re.compile(rb"\bextends\s+(\w+)")
_BASES = re.compile(r"(?:@cloudflare/[\w-]+|agents|partyserver)(?:/.*)?")
"""Packages whose classes are made to be extended to Durable Objects."""
_HANDED = re.compile(r"\b(?:sql|storage|ctx|state)\b")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_STORAGES = frozenset({"storage", "kv"})
_NAMES = frozenset({"identifier", "property_identifier"})
_CLIMB = 12


def scan_file(file: SourceFile) -> dict[str, Any] | None:
    """Read one file; None when nothing in it can matter."""
    if not is_typescript(file.path):
        return None
    root = file.tree.root_node
    scan = scan_module(file)
    constants = top_constants(root)
    if constants:
        scan["constants"] = {str(MODULE): constants}
    source = file.source
    if _RELEVANT.search(source) or (b"sql" in source and _SQL.search(source)):
        _read_owners(file, root, scan)
    return scan or None


def _read_owners(file: SourceFile, root: Node, scan: dict[str, Any]) -> None:
    found = file.nodes(NODES)
    imports = scan.get("imports", {})
    bases = {local for local, (module, _name) in imports.items() if _BASES.fullmatch(module)}
    owners = [(node, _read_class(node, bases)) for node in found["class"]]
    owners += [(node, {"name": name, "line": line_of(node)}) for name, node in top_functions(root)]
    owners.sort(key=lambda pair: pair[0].start_byte)
    finder = _Finder(owners)
    names = names_of(found["local"])
    for node in (*found["call"], *found["new"]):
        owner = finder.at(node.start_byte)
        if owner is not None:
            _note_call(owner, node, names)
    loose = list(_schemas(file.source, root, finder))
    if loose:
        scan["schemas"] = loose
    queries = list(_queries(file, finder))
    if queries:
        scan["queries"] = queries
    known = {one["name"] for one in (*loose, *queries)} | set(scan.get("imports", {}))
    kept = []
    for node, owner in owners:
        text = text_of(node)
        if owner["name"] and (len(owner) > 2 or ".exec(" in text):
            owner["uses"] = sorted(known & set(_NAME.findall(text)))
            kept.append(owner)
    if kept:
        scan["owners"] = kept


def _note_call(owner: dict[str, Any], call: Node, names: Names) -> None:
    """Note what a call or a ``new`` shows of the class or function that it stands in."""
    maker = call.child_by_field_name("constructor")
    callee = maker or unwrap(call.child_by_field_name("function"))
    if callee is None:
        return
    if callee.type == "identifier" and _HANDED.search(text_of(call.child_by_field_name("arguments"))):
        owner.setdefault("hands", []).append(text_of(callee))
    member, holder = callee.child_by_field_name("property"), callee.child_by_field_name("object")
    if member is None or holder is None or maker is not None:
        return
    note_call(owner, callee, call, names)
    method, named = text_of(member), holder.child_by_field_name("property") or holder
    if method in STORAGE_METHODS and named.type in _NAMES and text_of(named) in _STORAGES:
        note_storage(owner, call, method, names)


class _Finder:
    """Finds the innermost owner that a byte stands in."""

    def __init__(self, owners: list[tuple[Node, dict[str, Any]]]) -> None:
        self._owners = {node.start_byte: owner for node, owner in owners}
        self._scopes = Scopes(node for node, _owner in owners)

    def at(self, byte: int) -> dict[str, Any] | None:
        """Give the owner, or None at the file's top level."""
        return self._owners.get(self._scopes.start(self._scopes.at(byte)))


def _read_class(node: Node, bases: set[str]) -> dict[str, Any]:
    body = node.child_by_field_name("body")
    name = node.child_by_field_name("name")
    owner: dict[str, Any] = {"name": text_of(name), "line": line_of(node)}
    if body is None:
        return owner
    members = dict(_members(body))
    header = (node.text or b"")[: body.start_byte - node.start_byte]
    constructor = members.get("constructor")
    given = text_of(field_of(constructor, "parameters"))
    extended = _EXTENDED.search(header)
    is_one = extended is not None and extended[1].decode() in bases
    if is_one or b"DurableObject" in header or "DurableObjectState" in given:
        owner["durable"] = True
    if "fetch" in members:
        from spec_audit.extractors.durable_objects.endpoints import EndpointReader

        reader = EndpointReader(members=members)
        reader.read()
        owner["endpoints"] = reader.found
        if reader.unread:
            owner["unread"] = sorted(set(reader.unread))
    return owner


def _members(body: Node) -> Iterator[tuple[str, Node]]:
    for one in body.named_children:
        name = one.child_by_field_name("name")
        if name is None:
            continue
        if one.type == "method_definition" and one.child_by_field_name("body") is not None:
            yield text_of(name), one
        elif one.type == "public_field_definition":
            value = one.child_by_field_name("value")
            if value is not None and unwrap(value).type in FUNCTIONS:
                yield text_of(name), unwrap(value)


def _schemas(source: bytes, root: Node, finder: _Finder) -> Iterator[dict[str, Any]]:
    """Yield the SQL texts of the file's top level, and give those inside of an owner to it."""
    seen: set[int] = set()
    for match in _SCHEMA.finditer(source):
        node = text_around(root.descendant_for_byte_range(match.start(), match.start()))
        if node is None or node.id in seen or _is_said(node):
            continue
        seen.add(node.id)
        schema = {"line": line_of(node), "text": text_parts(node) or [None], "name": ""}
        loops = _loops_around(node)
        if loops:
            schema["loops"] = loops
        yield from _unless_owned("schemas", schema, node, finder)


def _queries(file: SourceFile, finder: _Finder) -> Iterator[dict[str, Any]]:
    """Yield what the SQL at the file's top reads and fills, and give the rest to the owner around it."""
    for node, use in uses_of(STORAGE, file):
        query = {"line": line_of(node), "use": list(use), "name": ""}
        yield from _unless_owned("queries", query, node, finder)


def _unless_owned(what: str, found: dict[str, Any], node: Node, finder: _Finder) -> Iterator[dict[str, Any]]:
    """Give what SQL says to the owner around it, or yield it under its constant's name."""
    owner = finder.at(node.start_byte)
    if owner is not None:
        owner.setdefault(what, []).append(found)
    else:
        yield found | {"name": _declared_name(node)}


def _is_said(node: Node) -> bool:
    """Whether a text is a message to people: an argument of the console's or of an error's."""
    call = parent_of(parent_of(node, "arguments"))
    name = text_of(field_of(call, "function") or field_of(call, "constructor"))
    return name.startswith("console.") or name.endswith("Error")


def _loops_around(node: Node) -> dict[str, Encoded]:
    """Give what the loops around a text put into its variables: ``for (const name of [...])``."""
    loops: dict[str, Encoded] = {}
    above = node.parent
    for _step in range(_CLIMB):
        if above is None or above.type in FUNCTIONS:
            break
        if above.type == "for_in_statement":
            left, right = above.child_by_field_name("left"), above.child_by_field_name("right")
            if left is not None and right is not None and left.type == "identifier":
                loops[text_of(left)] = encode(right)
        above = above.parent
    return loops


def _declared_name(node: Node) -> str:
    above: Node | None = node
    while above is not None:
        if above.type == "variable_declarator":
            name = above.child_by_field_name("name")
            return text_of(name)
        above = above.parent
    return ""
