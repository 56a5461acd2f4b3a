"""Facts and symbols: what the code declares, as the inventory keeps it.

They are named tuples, because thousands are made in each run and a short run does not wait for
``dataclasses`` to be imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from spec_audit.model.place import Place

Attr: TypeAlias = "str | int | float | bool | list[Attr] | dict[str, Attr] | None"
"""A value that JSON can hold; each extractor documents the names it writes."""


FACT_KINDS = (
    "table",
    "column",
    "do-table",
    "index",
    "route",
    "endpoint",
    "message",
    "enum",
    "state",
    "port",
    "env",
    "cron",
    "image",
    "limit",
    "file",
)
"""All kinds of facts of the built-in extractors, in the order in which pages show them."""


def order_kinds(kinds: Iterable[str]) -> list[str]:
    """Put kinds of facts in the order in which pages show them; those of other packages come last."""
    found = set(kinds)
    return [kind for kind in FACT_KINDS if kind in found] + sorted(found.difference(FACT_KINDS))


FACT_TITLES = {
    "do-table": "Durable Object table",
    "env": "environment variable",
    "cron": "schedule",
    "image": "pinned version",
    "file": "source file",
}
"""What a kind of facts is called in a sentence, where its own name says too little."""


class Fact(NamedTuple):
    """One thing that the code declares.

    ``key`` is its stable name (``table:sessions``), ``path`` and ``line`` where the code
    declares it, ``digest`` changes exactly when the fact itself changes, ``attrs`` are what
    the extractor of its kind could tell.
    """

    key: str
    kind: str
    path: str
    line: int
    digest: str
    attrs: Mapping[str, Attr]

    @property
    def place(self) -> Place:
        """Where the code declares it."""
        return Place(path=self.path, line=self.line)

    @property
    def name(self) -> str:
        """The key without its kind: ``sessions`` of ``table:sessions``."""
        return self.key.partition(":")[2]

    @property
    def parent(self) -> str | None:
        """The key of the fact that this one follows, or None when it is claimed itself.

        A column follows its table, a state its enum, which it names in its attribute ``enum``
        because names and values may both hold dots; an index and every other fact that
        belongs to a table says so in its attribute ``table``.
        """
        if self.kind == "column":
            return "table:" + self.name.partition(".")[0]
        if self.kind == "state":
            enum = self.attrs.get("enum")
            return enum if isinstance(enum, str) else "enum:" + self.name.rpartition(".")[0]
        table = self.attrs.get("table")
        return f"table:{table}" if isinstance(table, str) else None


class Symbol(NamedTuple):
    """A named function, method, class, constant or request handler of the code.

    ``name`` is qualified inside its file (``SessionAgentDO.alarm``). ``digest`` covers the
    syntax tree without comments and layout, so that reformatting changes nothing.
    """

    path: str
    name: str
    kind: str
    line: int
    end_line: int
    digest: str
