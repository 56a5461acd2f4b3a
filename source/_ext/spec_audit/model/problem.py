"""Problems: what of the code, or of what is asked of it, an inventory could not read or explain."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from spec_audit.model.place import Place

Setting = tuple[str | int, ...]
"""Where a value stands in the settings: keys, and numbers of list entries from 0."""

UNPARSED = "unparsed-source"
"""The rule of a file that did not parse."""
EMPTY = "empty-source"
"""Of a configured source without files or facts, or a name in it that nothing answers to."""
UNEXPLAINED = "unexplained-code"
"""Of a construct of a known kind in a shape that its extractor does not know: a send, a switch, a router."""
DUPLICATE = "duplicate-fact"
"""Of two facts with one key that are not alike."""
LEFT_OUT = "left-out"
"""Of a link or a submodule that a source asks for and nothing follows."""

_HINTS = {
    UNPARSED: "mend the file; if it is valid and only the parser does not know it, accept it by an exception",
    EMPTY: "name here what the code has now, or take it out of the settings",
    UNEXPLAINED: "tell the extractor of it in the settings, or accept it by an exception",
    DUPLICATE: "make the two alike, or let one of the sources leave its file out",
    LEFT_OUT: "name what it leads to in 'files', or leave it out in 'exclude'",
}


class Problem(NamedTuple):
    """Something that could not be read or explained; ``rule`` is one of those above.

    ``setting`` says where in the source's own settings the problem stands, when it stands there
    and not in the code: ``("options", "entry")``. Its place is then found by whoever has them.
    """

    rule: str
    place: Place
    message: str
    setting: Setting = ()

    @property
    def hint(self) -> str:
        """How to mend it, by its rule."""
        return _HINTS.get(self.rule, "mend it")

    @classmethod
    def of_code(cls, place: Place, message: str) -> Problem:
        """Build the problem of code of a known kind in a shape that is not known."""
        return cls(rule=UNEXPLAINED, place=place, message=message)

    @classmethod
    def of_option(cls, message: str, *setting: str | int) -> Problem:
        """Build the problem of an option that nothing in the code answers to."""
        return cls(rule=EMPTY, place=Place(path=""), message=message, setting=("options", *setting))

    @classmethod
    def of_unmet(
        cls, names: Sequence[str] | Mapping[str, Any], met: Container[str], told: str, *setting: str | int
    ) -> Iterator[Problem]:
        """Yield a problem for each name of an option, a list or a table by name, that was not met."""
        for number, name in enumerate(names):
            if name not in met:
                spelt = ".".join(map(str, setting))
                message = f"the option '{spelt}' names '{name}', {told}"
                yield cls.of_option(message, *setting, name if isinstance(names, Mapping) else number)
