"""What the code does with each table: the attributes ``read`` and ``written``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from spec_audit.extractors.languages.sql.uses import READ, WRITTEN
from spec_audit.model.pattern import globs_met, matches_any
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from spec_audit.extractors.base import Scan
    from spec_audit.model.facts import Attr

OPTION = "uses"
"""The option that says which files' uses count. Without it, nothing is said of any table."""


class TableUses:
    """The tables that are read and written, by the names that SQL knows, in any case."""

    def __init__(self, uses: Iterable[tuple[str, str]]) -> None:
        self._uses = {(how, name.lower()) for how, name in uses}

    def attrs(self, table: str) -> dict[str, Attr]:
        """Say of a table whether it is read and written."""
        return {how: (how, table.lower()) in self._uses for how in (READ, WRITTEN)}


def files_of_uses(scans: Mapping[str, Scan], globs: Sequence[str]) -> Mapping[str, Scan]:
    """Choose the scans of the files whose uses count."""
    return {path: found for path, found in scans.items() if matches_any(path, globs)}


def unmet_uses(scans: Mapping[str, Scan], globs: Sequence[str]) -> Iterator[Problem]:
    """Report the globs of the option that match no file with a use."""
    using = [path for path, found in scans.items() if "uses" in found]
    met = globs_met(globs, using)
    yield from Problem.of_unmet(globs, met, "and no file that it matches uses a table", OPTION)
