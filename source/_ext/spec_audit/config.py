"""The one configuration, read from a TOML file by both doors.

Everything particular to a project stands here; an unknown key, a wrong type or a value
that cannot be is refused with the file, the line and the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from spec_audit.model.finding import NotCheckedError, Severity
from spec_audit.model.place import Place

DEFAULT_NAME = "spec-audit.toml"


def _field(help: str, default: Any = MISSING) -> Any:  # noqa: A002 - the metadata's own word
    """Declare a setting with its meaning; without a default it is required."""
    if default is MISSING:
        return field(metadata={"help": help})
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True, kw_only=True)
class Specs:
    """Where the specs lie."""

    folder: str = _field("Folder of the specs, relative to the configuration.", "source/specs")


@dataclass(frozen=True, slots=True, kw_only=True)
class InventorySettings:
    """Where the inventory lies and which code it describes."""

    lock: str = _field("The lock file, relative to the configuration.")
    repository: str = _field("Name of the code's repository, `owner/name`.", "")
    url: str = _field(
        "Address of a line of the code, with {commit}, {path} and {line}; empty for no links.", ""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One use of an extractor: which files it reads and how."""

    extractor: str = _field("Name of the extractor.")
    files: tuple[str, ...] = _field("Globs of the files that it reads, relative to the source tree.")
    exclude: tuple[str, ...] = _field("Globs of files that it leaves out.", ())
    options: Mapping[str, Any] = field(
        default_factory=dict, metadata={"help": "Options of this extractor."}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beans:
    """Where the work items lie."""

    folder: str = _field("Folder of the work items, relative to the configuration.", ".beans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """The files that point coding agents at the specs."""

    files: tuple[str, ...] = _field("Files that must name every spec.", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One accepted finding."""

    rule: str = _field("The rule whose finding is accepted.")
    subject: str = _field("Subject of the finding; `*` and `**` as in claims.")
    reason: str = _field("Why it is accepted.", "")
    bean: str = _field("The work item that tracks it.", "")
    until: date | None = _field("The day after which it no longer holds.", None)
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of one project. ``root`` is the folder of the file, ``path`` its name there."""

    root: Path
    path: str
    specs: Specs
    inventory: InventorySettings
    sources: tuple[Source, ...] = ()
    beans: Beans = Beans()
    agents: Agents = Agents()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    exceptions: tuple[Waiver, ...] = ()
