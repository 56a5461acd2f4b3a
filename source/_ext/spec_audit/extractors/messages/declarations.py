"""Which messages a type declares, followed through unions, references, generics and imports."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from spec_audit.extractors.messages.schemas import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.extractors.languages.typescript.modules import Modules

_SAME = frozenset({"Partial", "Required", "Readonly", "Omit", "Pick", "NonNullable", "Simplify"})
_DEPTH = 12


class Tag(NamedTuple):
    """One literal ``type`` and the type that it stands in."""

    value: str
    path: str
    symbol: str
    line: int


class Member(NamedTuple):
    """One shape that messages have: its tags and the names of its other fields.

    No tags mean that the shape cannot be told apart from others.
    """

    tags: tuple[Tag, ...]
    fields: frozenset[str]
    path: str
    symbol: str
    line: int


class _At(NamedTuple):
    """Where a shape stands: its file, the type around it, the arguments of that type."""

    path: str
    symbol: str
    given: Mapping[str, tuple[Any, _At]] = MappingProxyType({})
    depth: int = 0


class Types(NamedTuple):
    """The types of all files, and how names lead from one to another."""

    scans: Mapping[str, Any]
    modules: Modules

    def find(self, path: str, name: str, depth: int = 0) -> tuple[str, str, Mapping[str, Any]] | None:
        """Find a type by the name that a file knows it by: its file, its name there, itself."""
        scan = self.scans.get(path)
        if scan is None or depth > _DEPTH:
            return None
        if name in scan["types"]:
            return path, name, scan["types"][name]
        if name.startswith(SCHEMA):
            return self._find_schema(path, name.removeprefix(SCHEMA), depth)
        head, _, rest = name.partition(".")
        entry = self.modules.imported(path, head) or scan.get("from", {}).get(head)
        if entry is not None:
            module, there = entry
            target = self.modules.file_of(path, module)
            wanted = ".".join(part for part in ("" if there == "*" else there, rest) if part)
            return None if target is None else self.find(target, wanted, depth + 1)
        own = scan.get("exports", {}).get(head, head)
        if own != head:
            return self.find(path, f"{own}.{rest}" if rest else own, depth + 1)
        for module in scan.get("stars", ()):
            target = self.modules.file_of(path, module)
            found = None if target is None else self.find(target, name, depth + 1)
            if found is not None:
                return found
        return None

    def _find_schema(self, path: str, name: str, depth: int) -> tuple[str, str, Mapping[str, Any]] | None:
        """Find a schema by the name of its constant; it is declared where that is."""
        found = self.modules.declaration(path, name)
        if found is None or found == (path, name):
            return None
        return self.find(found[0], f"{SCHEMA}{found[1]}", depth + 1)

    def members(self, path: str, name: str) -> list[Member] | None:
        """List the shapes of a declared type; None when the file has no such type."""
        found = self.find(path, name) or self.find(path, f"{SCHEMA}{name}")
        if found is None:
            return None
        at = _At(path=found[0], symbol=found[1].removeprefix(SCHEMA))
        return list(self._members({"ref": found[1], "args": []}, at))

    def _members(self, shape: Any, at: _At) -> Iterator[Member]:
        if shape is None or at.depth > _DEPTH:
            yield Member(tags=(), fields=frozenset(), path=at.path, symbol=at.symbol, line=0)
        elif "union" in shape:
            for one in shape["union"]:
                yield from self._members(one, at)
        elif "both" in shape:
            yield from self._both(shape["both"], at)
        elif "object" in shape:
            tags = tuple(self._tags(shape["object"], at, shape["line"]))
            yield Member(
                tags=tags,
                fields=frozenset(shape["fields"]),
                path=at.path,
                symbol=at.symbol,
                line=shape["line"],
            )
        elif "literal" in shape:
            tag = Tag(value=shape["literal"], path=at.path, symbol=at.symbol, line=shape["line"])
            yield Member(tags=(tag,), fields=frozenset(), path=at.path, symbol=at.symbol, line=tag.line)
        else:
            inner, there = self._followed(shape, at)
            yield from self._members(inner, there)

    def _both(self, parts: list[Any], at: _At) -> Iterator[Member]:
        """Combine the parts of an intersection: those with a tag bring it, all bring fields."""
        combined: list[Member] = [Member(tags=(), fields=frozenset(), path=at.path, symbol=at.symbol, line=0)]
        for part in parts:
            shapes = list(self._members(part, at))
            combined = [
                Member(
                    tags=right.tags or left.tags,
                    fields=left.fields | right.fields,
                    path=at.path,
                    symbol=at.symbol,
                    line=left.line or right.line,
                )
                for left in combined
                for right in shapes
            ]
        yield from combined

    def _followed(self, shape: Mapping[str, Any], at: _At) -> tuple[Any, _At]:
        """Take a reference's target and the place from which its own names are known."""
        name, args = shape["ref"], shape["args"]
        if name in at.given:
            inner, there = at.given[name]
            return inner, _At(path=there.path, symbol=at.symbol, given=there.given, depth=at.depth + 1)
        found = self.find(at.path, name)
        if found is None:
            if name in _SAME and args:
                return args[0], _At(path=at.path, symbol=at.symbol, given=at.given, depth=at.depth + 1)
            return None, at
        path, there_name, record = found
        given = {param: (arg, at) for param, arg in zip(record["params"], args, strict=False)}
        symbol = there_name.removeprefix(SCHEMA)
        there = _At(path=path, symbol=symbol, given=given, depth=at.depth + 1)
        return record["shape"], there

    def _tags(self, shape: Any, at: _At, line: int) -> Iterator[Tag]:
        if shape is None or at.depth > _DEPTH:
            return
        if "literal" in shape:
            yield Tag(value=shape["literal"], path=at.path, symbol=at.symbol, line=shape["line"])
        elif "union" in shape:
            for one in shape["union"]:
                yield from self._tags(one, at, line)
        elif "ref" in shape:
            inner, there = self._followed(shape, at)
            yield from self._tags(inner, there, line)
