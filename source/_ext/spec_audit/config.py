"""The one configuration, as both doors see it. ``readers.settings`` reads it from TOML.

Everything particular to a project stands here. Each setting is declared once, with its
meaning, its form and its default; the reader and the reference page are derived from that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from spec_audit.model.finding import Severity
from spec_audit.model.pattern import glob_regex


def _setting(form: str, help: str, default: Any = MISSING) -> Any:  # noqa: A002 - the metadata's own word
    """Declare a setting; without a default it is required.

    ``form`` is one of text, path (not empty), url (with places to fill in), glob, texts, globs
    (lists of them), date, and table (free).
    """
    metadata = {"form": form, "help": help}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Specs:
    """Where the specs lie, and what they leave unsaid."""

    folder: str = _setting(
        "path",
        "Folder of the specs, relative to this file: each `*.md` right in it is a spec, none deeper.",
        "source/specs",
    )
    service: str = _setting(
        "text",
        "The service that is meant where `{autoroutes}` names a route without one; "
        "empty for any, which is a finding where routes of several fit.",
        "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InventorySettings:
    """Where the inventory lies and which code it describes."""

    lock: str = _setting("path", "The lock file, relative to this file.")
    repository: str = _setting("text", "Name of the code's repository, `owner/name`.", "")
    url: str = _setting(
        "url",
        "Address of a line of the code, with `{commit}`, `{path}` and `{line}`; empty for no links.",
        "",
    )


def _unknown_line(setting: tuple[str | int, ...]) -> int:  # noqa: ARG001 - it knows of none
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One use of an extractor: which files it reads and how.

    ``line_of`` finds the line of a setting in it (``("options", "entry")``), or of the nearest
    thing around it; 0 where that cannot be told.
    """

    extractor: str = _setting("text", "Name of the extractor.")
    files: tuple[str, ...] = _setting("globs", "Globs of the files it reads, relative to the source tree.")
    exclude: tuple[str, ...] = _setting("globs", "Globs of the files it leaves out.", ())
    options: Mapping[str, Any] = _setting("table", "Options of this extractor.", {})
    line_of: Callable[[tuple[str | int, ...]], int] = field(default=_unknown_line, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beans:
    """Where the work items lie."""

    folder: str = _setting(
        "path",
        "Folder of the work items, relative to this file: one Markdown file each, named `<id>--<words>.md`.",
        ".beans",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """The files that point coding agents at the specs."""

    files: tuple[str, ...] = _setting("texts", "Files that must name every spec.", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """Where it is kept what was reviewed."""

    file: str = _setting(
        "text", "File of the reviews, relative to this file; 'spec-audit review' writes it.", "reviews.toml"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One accepted finding. ``line`` is where it stands in the configuration."""

    rule: str = _setting("text", "The rule whose finding is accepted.")
    subject: str = _setting("glob", "The finding's subject; `*` and `**` as in claims.")
    reason: str = _setting("text", "Why it is accepted.", "")
    bean: str = _setting("text", "The work item that tracks it.", "")
    until: date | None = _setting("date", "The last day on which it holds.", None)
    line: int = 0

    def fits(self, rule: str, subject: str) -> bool:
        """Whether it speaks of this finding."""
        return rule == self.rule and (
            subject == self.subject or glob_regex(self.subject).fullmatch(subject) is not None
        )

    def is_over(self, today: date) -> bool:
        """Whether it has ended."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """The severity that a project gives a rule, and the line that says so."""

    rule: str
    severity: Severity
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of one project: ``root`` is the folder of the file, ``path`` its name there."""

    root: Path
    path: str
    inventory: InventorySettings
    specs: Specs = field(default_factory=Specs)
    beans: Beans = field(default_factory=Beans)
    agents: Agents = field(default_factory=Agents)
    reviews: ReviewSettings = field(default_factory=ReviewSettings)
    sources: tuple[Source, ...] = ()
    exceptions: tuple[Waiver, ...] = ()
    severities: tuple[RuleSetting, ...] = ()


TABLES: Mapping[str, type] = {
    "inventory": InventorySettings,
    "specs": Specs,
    "beans": Beans,
    "agents": Agents,
    "reviews": ReviewSettings,
}
"""The tables that stand once in the file."""

LISTS: Mapping[str, type] = {"sources": Source, "exceptions": Waiver}
"""The tables that stand as often as needed, each as ``[[name]]``."""
