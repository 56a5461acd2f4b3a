"""What an extractor is: one file's scan, and the link that makes facts of all scans.

The two steps are apart so that a scan can be kept: it depends on one file's bytes alone,
and a file that did not change is not scanned again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar

from spec_audit.hashing import sha256
from spec_audit.model.facts import Attr, Fact, Symbol
from spec_audit.model.place import Place

if TYPE_CHECKING:
    import tree_sitter

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns
    from spec_audit.extractors.languages.python_syntax import PythonTree
    from spec_audit.extractors.options import Shape
    from spec_audit.model.problem import Problem

Made = TypeVar("Made")

Scan: TypeAlias = Any
"""What an extractor remembers of one file. Only its own ``link`` reads it, so its shape is
the extractor's business; it is kept, so it is of dicts, lists, strings, ints, bools and None."""


class SourceFile:
    """One file of the source tree: its path, its bytes, and on demand its text and syntax tree.

    The syntax tree is made once and shared by all extractors that scan the file, and so are the
    nodes that they ask for: ``asked`` are the patterns of all of them, looked for in one pass.
    A scan is kept under the file's content and ending, so it must not look at more of ``path``
    than that. ``error`` is the first line that did not parse in a tree that was asked for, else 0.
    """

    def __init__(self, path: str, data: bytes, asked: tuple[str, ...] = ()) -> None:
        self.path = path
        self.data = data
        self.error = 0
        self._asked = asked
        self._nodes: dict[str, list[tree_sitter.Node]] = {}
        self._made: dict[Callable[[SourceFile], Any], Any] = {}

    @cached_property
    def text(self) -> str:
        """The text without a byte-order mark, with line feeds only.

        Raises ``UnicodeDecodeError`` when the bytes are not UTF-8.
        """
        return self.data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def source(self) -> bytes:
        """The bytes that the syntax tree's offsets count in: ``text`` as UTF-8."""
        return self.text.encode()

    @property
    def tree(self) -> tree_sitter.Tree:
        """The syntax tree, by the file's ending (.ts, .tsx, .sh)."""
        tree, self.error = self._parsed
        return tree

    @cached_property
    def _parsed(self) -> tuple[tree_sitter.Tree, int]:
        from spec_audit.extractors.languages.grammars import parse

        tree = parse(self.path, self.source)
        if not tree.root_node.has_error:
            return tree, 0
        from spec_audit.extractors.languages.typescript.syntax import error_line

        return tree, error_line(tree)

    def once(self, make: Callable[[SourceFile], Made]) -> Made:
        """Give what a function makes of this file; it is called once, however many extractors ask."""
        if make not in self._made:
            self._made[make] = make(self)
        elif "_parsed" in self.__dict__:
            self.error = self._parsed[1]  # who shares what was made of a tree shares what did not parse
        made: Made = self._made[make]
        return made

    def nodes(self, wanted: Patterns) -> dict[str, list[tree_sitter.Node]]:
        """Give the nodes that an extractor's ``NODES`` mark in this language, by their names there."""
        from spec_audit.extractors.languages.grammars import find_nodes, patterns_for

        tree = self.tree
        own = patterns_for(self.path, wanted)
        if not all(pattern in self._nodes for pattern in own.values()):
            self._asked = tuple(dict.fromkeys([*self._asked, *own.values()]))
            self._nodes = find_nodes(self.path, tree, self._asked)
        return {name: self._nodes[pattern] for name, pattern in own.items()}

    @property
    def python(self) -> PythonTree:
        """The syntax tree of a Python file; empty when it does not parse."""
        self.error = self._python.error
        return self._python

    @cached_property
    def _python(self) -> PythonTree:
        from spec_audit.extractors.languages.python_syntax import parse_python

        return parse_python(self.text)


def place_name(path: str, symbol: str) -> str:
    """Name a place in the code as evidence does: ``path#symbol``, or the path alone."""
    return f"{path}#{symbol}" if symbol else path


class Extraction(NamedTuple):
    """What one extractor made of the tree."""

    facts: tuple[Fact, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = MappingProxyType({})
    """What was looked at, by name ("sends", "switches"), for the summary."""


class Extractor(Protocol):
    """One framework's reader. Modules are extractors: they offer these names.

    A module that asks ``SourceFile.nodes`` for nodes names them in ``NODES`` (see ``Patterns``), and a
    run asks for those of all its extractors in one query. So a pattern is a single node, or one with
    what stands right inside of it: no predicates, which call Python for each node, and nothing inside
    of calls and binary expressions, which takes as long to compile as a file to parse, and the square
    of the time in long chains. The rest is told by Python.
    """

    VERSION: int
    """Raised whenever what the module makes of a file changes, in ``scan`` or in ``link``.

    What was kept of the version before is then made anew, and a lock that it made is stale. The cache
    sees changes of this package's own modules by itself, of other packages' only by this."""

    OPTIONS: Mapping[str, Shape | type]
    """The options that its table in the configuration may hold, with their shapes."""

    @staticmethod
    def scan(file: SourceFile) -> Scan:
        """Read one file; return None when it holds nothing of interest."""

    @staticmethod
    def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
        """Make facts of the scans of all files (path -> scan, sorted by path, no Nones)."""


@cache
def _encoder() -> Callable[[object], str]:
    import json

    encoder = json.JSONEncoder(
        sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
    )
    return encoder.encode


def digest_of(*parts: Attr) -> str:
    """Digest a fact's essence: 16 hexadecimal digits, the same on every machine."""
    text = _encoder()(parts)
    return sha256(text.encode("utf-8", "surrogatepass"))[:16]


def make_fact(
    key: str, place: Place, attrs: Mapping[str, Attr], *, beside: Mapping[str, Attr] | None = None
) -> Fact:
    """Build a fact whose digest covers its key and ``attrs``, not its place.

    ``beside`` are attributes that are shown but change without the fact changing, such as the
    order number of a layer: they stay out of the digest.
    """
    return Fact(
        key=key,
        kind=key.partition(":")[0],
        path=place.path,
        line=place.line,
        digest=digest_of(key, dict(attrs)),
        attrs={**attrs, **(beside or {})},
    )
