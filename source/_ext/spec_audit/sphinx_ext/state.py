"""What one Sphinx run knows: the settings and the audit, made once before anything is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from spec_audit.audit import Audit
from spec_audit.case.autodoc import RenderedBlock
from spec_audit.case.evidence import resolve_evidence
from spec_audit.changes.snapshot import Snapshot
from spec_audit.config import Config
from spec_audit.diagrams import build_drawing
from spec_audit.diagrams.drawing import Drawing
from spec_audit.hashing import checksum
from spec_audit.matrices import MATRICES
from spec_audit.matrices.grid import Grid
from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass(frozen=True, kw_only=True)
class RunState:
    """The audit of this run, what it is compared with, and where things lie on the site.

    ``base`` is None when none was named, or when it cannot be read, as ``base_problem`` says.
    """

    config: Config
    audit: Audit
    source_folder: Path
    base: Snapshot | None = None
    base_problem: str = ""

    @property
    def inventory(self) -> Inventory:
        """The facts and symbols of the code."""
        return self.audit.case.inventory

    @cached_property
    def documents(self) -> Mapping[str, str]:
        """The Sphinx document of each spec, by the spec's name."""
        return {
            spec.name: Path(normpath(self.config.root / spec.path))
            .relative_to(self.source_folder)
            .with_suffix("")
            .as_posix()
            for spec in self.audit.case.specs
        }

    @cached_property
    def _blocks(self) -> Mapping[tuple[str, int], RenderedBlock]:
        blocks = self.audit.case.blocks
        return {(self.documents[one.autodoc.spec], one.autodoc.place.line): one for one in blocks}

    def block_at(self, document: str, line: int) -> RenderedBlock | None:
        """The autodoc block that begins on a line of a document."""
        return self._blocks.get((document, line))

    def drawn_enums(self, document: str, line: int) -> list[str]:
        """The enums whose states are drawn above the block that begins on a line of a document."""
        block = self.block_at(document, line)
        if block is None or block.autodoc.directive != "autostates":
            return []
        return [fact.name for fact in block.facts]

    def code_url(self, place: Place) -> str:
        """The address of a line of the code at the pinned commit; empty when none is configured."""
        template = self.config.inventory.url
        if not template:
            return ""
        url = template.format(commit=self.inventory.commit or "HEAD", path=place.path, line=place.line)
        return url if place.line else url.partition("#")[0]

    def evidence_url(self, text: str) -> str:
        """The address that a piece of evidence leads to; empty when it leads nowhere."""
        place = resolve_evidence(text, self.inventory).place
        return self.code_url(place) if place else ""

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The id of every fact on the page that documents it: its key with plain characters."""
        taken: set[str] = set()
        found: dict[str, str] = {}
        for fact in self.inventory.facts:
            slug = re.sub(r"[^a-z0-9]+", "-", fact.key.lower()).strip("-")
            if slug in taken:
                slug = f"{slug}-{fact.digest[:6]}"
            taken.add(slug)
            found[fact.key] = slug
        return found

    @cached_property
    def digest(self) -> str:
        """Changes when anything changes that the pages of this run are made of."""
        case = self.audit.case
        lock = (self.config.root / self.config.inventory.lock).read_bytes()
        read = [getattr(case, one.name) for one in fields(case) if one.name not in {"specs", "inventory"}]
        shown = map(repr, (*read, self.audit.findings, self.base, self.base_problem))
        text = "\0".join([*(f"{spec.path}\0{spec.text}" for spec in case.specs), *shown])
        return checksum(text.encode() + lock)

    def grid(self, name: str) -> Grid:
        """A matrix by its name, laid out once in a run."""
        if name not in self._grids:
            self._grids[name] = MATRICES[name](self.audit.case)
        return self._grids[name]

    @cached_property
    def _grids(self) -> dict[str, Grid]:
        return {}

    def drawing(self, name: str, argument: str) -> Drawing | None:
        """A diagram by its kind and what it is of, built once in a run; None when there is nothing of it."""
        if (name, argument) not in self._drawings:
            self._drawings[name, argument] = build_drawing(self.audit.case, name, argument)
        return self._drawings[name, argument]

    @cached_property
    def _drawings(self) -> dict[tuple[str, str], Drawing | None]:
        return {}

    def fact_document(self, fact: Fact) -> str | None:
        """The document in which a fact is shown; None when no spec documents it."""
        head = self.audit.case.ownership.heads[fact.key]
        blocks = self.audit.case.documented.get(head, ())
        return self.documents[blocks[0].autodoc.spec] if blocks else None


def mention_id(key: str) -> str:
    """The id of the place where a page first names a fact in its text.

    It follows from the key alone, because it is set when a page is read, and the inventory may
    change before the page is read again.
    """
    return "mention-" + _slug(key)


def gap_id(key: str) -> str:
    """The id of the place where it is said why no spec owns a fact."""
    return "gap-" + _slug(key)


def _slug(key: str) -> str:
    return re.sub(r"\W+", "-", key).strip("-")


_STATES: WeakKeyDictionary[Sphinx, RunState] = WeakKeyDictionary()


def set_state(app: Sphinx, state: RunState) -> None:
    """Keep the state of a run for as long as its application lives."""
    _STATES[app] = state


def state_of(app: Sphinx) -> RunState:
    """The state of a run."""
    return _STATES[app]
