"""ECMAScript modules: who imports what under which name, and where a name was first declared.

``scan_module`` reads one file's imports and exports; ``Modules`` follows a name through
imports, aliases, re-exports and barrels to the file that declares it. Relative imports lead
somewhere, those of packages that are named as parts of the tree, and those that begin with ``@/``, ``~/``
or ``#/``, which no package can: they are looked for in the folders around the file, the outermost first.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.typescript.syntax import string_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile

ModuleScan = Mapping[str, Any]
"""``imports``: local -> [module, name]; ``exports``: name -> local; ``from``: name -> [module, name]
for re-exports; ``stars``: modules whose every name is exported again. The name ``*`` is the module
as a whole, ``default`` its default export."""

DEFAULT = "default"
_ENDINGS = (
    ".ts",
    ".tsx",
    ".d.ts",
    ".mts",
    ".cts",
    ".js",
    ".jsx",
    ".mjs",
    *("/index.ts", "/index.tsx", "/index.js"),
)
_ALIASES = ("@/", "~/", "#/")
_SCRIPT_ENDINGS = (".js", ".mjs", ".cjs", ".jsx")
_DECLARATIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "enum_declaration",
    }
)


def scan_module(file: SourceFile) -> dict[str, Any]:
    """Give the imports and exports of one file, to which a scan may add its own."""
    return dict(file.once(_read_module))


def _read_module(file: SourceFile) -> dict[str, Any]:
    scan: dict[str, Any] = {"imports": {}, "exports": {}, "from": {}, "stars": []}
    for node in file.tree.root_node.children:
        if node.type == "import_statement":
            _read_import(node, scan["imports"])
        elif node.type == "export_statement":
            _read_export(node, scan)
    return {key: value for key, value in scan.items() if value}


def _read_import(node: Node, imports: dict[str, list[str]]) -> None:
    source = node.child_by_field_name("source")
    module = string_of(source)
    if module is None:
        return
    for clause in node.named_children:
        if clause.type != "import_clause":
            continue
        for part in clause.named_children:
            if part.type == "identifier":
                imports[text_of(part)] = [module, DEFAULT]
            elif part.type == "namespace_import" and part.named_children:
                imports[text_of(part.named_children[-1])] = [module, "*"]
            elif part.type == "named_imports":
                for name, alias in _specifiers(part):
                    imports[alias] = [module, name]


def _specifiers(holder: Node) -> Iterable[tuple[str, str]]:
    for one in holder.named_children:
        name = one.child_by_field_name("name")
        if name is not None:
            alias = one.child_by_field_name("alias")
            yield text_of(name), text_of(alias or name)


def _read_export(node: Node, scan: dict[str, Any]) -> None:
    source = node.child_by_field_name("source")
    module = string_of(source)
    for child in node.children:
        if child.type == "export_clause":
            for name, alias in _specifiers(child):
                if module is None:
                    scan["exports"][alias] = name
                else:
                    scan["from"][alias] = [module, name]
        elif child.type == "*" and module is not None:
            scan["stars"].append(module)
        elif child.type == "namespace_export" and module is not None and child.named_children:
            scan["from"][text_of(child.named_children[-1])] = [module, "*"]
    value = node.child_by_field_name("value")
    if value is not None:
        scan["exports"][DEFAULT] = text_of(value) if value.type == "identifier" else DEFAULT
    declaration = node.child_by_field_name("declaration")
    if declaration is not None:
        is_default = any(child.type == DEFAULT for child in node.children)
        for name in _declared(declaration):
            scan["exports"][DEFAULT if is_default else name] = name


def _declared(node: Node) -> Iterable[str]:
    if node.type in ("lexical_declaration", "variable_declaration"):
        for one in node.named_children:
            name = one.child_by_field_name("name")
            if name is not None and name.type == "identifier":
                yield text_of(name)
    elif node.type in _DECLARATIONS:
        name = node.child_by_field_name("name")
        if name is not None:
            yield text_of(name)


class Modules:
    """The files of one source, and the names that lead from one to another.

    ``packages`` are those of the tree itself, each with its entry file; no other leads anywhere.
    """

    def __init__(self, scans: Mapping[str, ModuleScan], packages: Mapping[str, str] | None = None) -> None:
        self._scans = scans
        self.packages = packages or {}
        self._exported: dict[tuple[str, str], tuple[str, str] | None] = {}
        self.file_of = cache(self._find_file)

    def _find_file(self, path: str, module: str) -> str | None:
        """Find the file that an import in ``path`` means; None for one that leads out of the tree."""
        if module in self.packages:
            target = self.packages[module]
        elif module.startswith("."):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), module))
        elif module.startswith(_ALIASES):
            folders = path.split("/")[:-1]
            around = ("/".join([*folders[:depth], module[2:]]) for depth in range(len(folders) + 1))
            return next((found for one in around if (found := self._file_at(one)) is not None), None)
        else:
            return None
        return self._file_at(target)

    def _file_at(self, target: str) -> str | None:
        """Find the file that a path means, which may lack its ending or be a folder's."""
        if target in self._scans:
            return target
        stem, ending = posixpath.splitext(target)
        stems = (stem, target) if ending in _SCRIPT_ENDINGS else (target,)
        return next((one + end for one in stems for end in _ENDINGS if one + end in self._scans), None)

    def entered(self) -> set[str]:
        """List the packages that some file imports or passes on, and whose entry is among the files."""
        asked = {
            module
            for scan in self._scans.values()
            for module in (
                *(one for one, _ in scan.get("imports", {}).values()),
                *(one for one, _ in scan.get("from", {}).values()),
                *scan.get("stars", ()),
            )
        }
        return {name for name in self.packages if name in asked and self.file_of("", name) is not None}

    def imported(self, path: str, name: str) -> list[str] | None:
        """Give ``[module, name]`` of an imported name, or None when the file does not import it."""
        found: list[str] | None = self._scans.get(path, {}).get("imports", {}).get(name)
        return found

    def declaration(self, path: str, name: str) -> tuple[str, str] | None:
        """Follow a name used in a file to ``(file, name)`` of its declaration.

        ``name`` may be ``space.member`` of a namespace import. A name that the file does not
        import is taken for its own; None when an import leads out of the tree.
        """
        head, _, member = name.partition(".")
        entry = self.imported(path, head)
        if entry is None:
            return path, name
        target = self.file_of(path, entry[0])
        if target is None:
            return None
        if entry[1] == "*":
            return self.export(target, member) if member else (target, "*")
        found = self.export(target, entry[1])
        return (found[0], f"{found[1]}.{member}") if found and member else found

    def export(self, path: str, name: str) -> tuple[str, str] | None:
        """Follow an exported name to its declaration, through re-exports and barrels."""
        key = (path, name)
        if key not in self._exported:
            self._exported[key] = None  # a circle of re-exports ends here
            self._exported[key] = self._follow(path, name)
        return self._exported[key]

    def _follow(self, path: str, name: str) -> tuple[str, str] | None:
        scan = self._scans.get(path, {})
        head, _, member = name.partition(".")
        local = scan.get("exports", {}).get(head)
        if local is not None:
            return self.declaration(path, f"{local}.{member}" if member else local)
        passed_on = scan.get("from", {}).get(head)
        if passed_on is not None:
            target = self.file_of(path, passed_on[0])
            if target is None:
                return None
            if passed_on[1] == "*":
                return self.export(target, member) if member else (target, "*")
            return self.export(target, f"{passed_on[1]}.{member}" if member else passed_on[1])
        for module in scan.get("stars", ()):
            target = self.file_of(path, module)
            found = self.export(target, name) if target and name != DEFAULT else None
            if found is not None:
                return found
        return None
