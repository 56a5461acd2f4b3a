"""Reads the configuration from its TOML file, strictly, and says where it is wrong.

All mistakes of a file are reported together, each with the line on which its key stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from spec_audit.config import LISTS, TABLES, Config, RuleSetting, Source, Waiver
from spec_audit.files import read_file
from spec_audit.model.finding import Finding, NotCheckedError, Severity
from spec_audit.model.place import Place
from spec_audit.readers.location import RULE
from spec_audit.readers.toml_lines import Lines, parse_toml

_FORMS = {
    "text": (str, "a text"),
    "path": (str, "the name of a file or folder"),
    "url": (str, "an address in which no other braces stand than `{commit}`, `{path}` and `{line}`"),
    "glob": (str, "a text in which `***` does not stand"),
    "texts": (list, "a list of texts"),
    "globs": (list, "a list of texts in which `***` does not stand"),
    "date": (date, "a date like 2027-01-31, without quotes"),
    "table": (dict, "a table"),
}


def read_settings(file: Path) -> Config:
    """Read one configuration file.

    Raises ``NotCheckedError`` with one finding for each thing that is wrong in it.
    """
    path = file.name or str(file)
    try:
        data = read_file(file)
    except OSError as error:
        raise NotCheckedError.because(
            RULE,
            Place(path=path),
            f"cannot be read: {error.strerror}",
            f"name the settings file itself; this was looked for at {file.absolute()}",
        ) from None
    text, values = parse_toml(data, path, RULE)
    return _Reading(file=file, text=text).build(values)


class _Reading:
    """The state of one reading: the file, its text, and what was found wrong so far."""

    def __init__(self, *, file: Path, text: str) -> None:
        self.file = file
        self.lines = _index_lines(text)
        self.all_lines = Lines(text)
        self.findings: list[Finding] = []

    def build(self, data: dict[str, Any]) -> Config:
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name in TABLES:
                values[name] = self.table(TABLES[name], value, name, 0)
            elif name in LISTS:
                values[name] = tuple(self.entries(LISTS[name], value, name))
            elif name == "severities":
                values[name] = tuple(self.severities(value))
            else:
                known = ", ".join([*TABLES, *LISTS, "severities"])
                self.wrong(name, f"unknown key '{name}'", f"the keys are: {known}", self.line(name, 0, None))
        if "inventory" not in data:
            self.wrong("inventory", "the table [inventory] is missing", "add it, with its key 'lock'", 0)
        if self.findings:
            raise NotCheckedError(tuple(self.findings))
        return Config(root=self.file.parent.resolve(), path=self.file.name, **values)

    def entries(self, cls: type, value: Any, name: str) -> Iterator[Any]:
        for index, entry in enumerate(value if isinstance(value, list) else [value]):
            if not (isinstance(value, list) and isinstance(entry, dict)):
                at = self.line(name, index, None)
                self.wrong(name, f"'{name}' must be a list of tables", f"write [[{name}]]", at)
                return
            yield self.table(cls, entry, name, index)

    def table(self, cls: type, value: Any, name: str, index: int) -> Any:
        at = self.line(name, index, None)
        if not isinstance(value, dict):
            self.wrong(name, f"'{name}' must be a table", f"write [{name}]", at)
            return None
        settings = {one.name: one for one in fields(cls) if one.metadata}
        made: dict[str, Any] = {}
        if cls is Waiver:
            made["line"] = at
        elif cls is Source:
            made["line_of"] = partial(self.all_lines.near, (name, index))
        for key, given in value.items():
            line = self.line(name, index, key)
            if key not in settings:
                known = ", ".join(settings)
                self.wrong(
                    f"{name}.{key}", f"unknown key '{key}' in [{name}]", f"the keys are: {known}", line
                )
                continue
            form = settings[key].metadata["form"]
            wanted, words = _FORMS[form]
            if _fits(form, given):
                made[key] = tuple(given) if isinstance(given, list) else given
            else:
                hint = f'write {key} = ["...", "..."]' if wanted is list else "mend the value"
                self.wrong(f"{name}.{key}", f"'{key}' in [{name}] must be {words}", hint, line)
        missing = [
            key
            for key, one in settings.items()
            if key not in value and one.default is MISSING and one.default_factory is MISSING
        ]
        for key in missing:
            self.wrong(f"{name}.{key}", f"'{key}' is missing in [{name}]", "add it", at)
        return None if self.findings else cls(**made)

    def severities(self, value: Any) -> Iterator[RuleSetting]:
        if not isinstance(value, dict):
            at = self.line("severities", 0, None)
            self.wrong("severities", "'severities' must be a table", "write [severities]", at)
            return
        for rule, word in value.items():
            line = self.line("severities", 0, rule)
            if isinstance(word, str) and word in {one.value for one in Severity}:
                yield RuleSetting(rule=rule, severity=Severity(word), line=line)
            else:
                self.wrong(
                    f"severities.{rule}", f"{word!r} is no severity", "write error, warning or off", line
                )

    def wrong(self, subject: str, message: str, hint: str, line: int) -> None:
        place = Place(path=self.file.name, line=line)
        self.findings.append(Finding.error(RULE, subject, place, message, hint))

    def line(self, table: str, index: int, key: str | None) -> int:
        """Find where a table or one of its keys stands; 0 when it is written in an unusual way."""
        return self.lines.get((table, index, key or ""), self.lines.get(("", 0, table), 0))


def _fits(form: str, given: Any) -> bool:
    """Whether a value is of the type and the form that a setting wants."""
    if not isinstance(given, _FORMS[form][0]) or isinstance(given, datetime):
        return False
    if form in {"date", "table"}:
        return True
    if form == "path" and not given:
        return False
    if form == "url" and not _is_address(str(given)):
        return False
    values = given if isinstance(given, list) else [given]
    return all(
        isinstance(one, str) and "\0" not in one and not ("glob" in form and "***" in one) for one in values
    )


def _is_address(given: str) -> bool:
    """Whether the address of a line of the code can be filled in."""
    try:
        given.format(commit="", path="", line=0)
    except (LookupError, ValueError, AttributeError, TypeError):
        return False
    return True


_HEADER = re.compile(r"\s*\[\[?\s*([\w.\"-]+)\s*\]")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")


def _index_lines(text: str) -> dict[tuple[str, int, str], int]:
    """Map every table (its name and number, key "") and every key in it to its line.

    A quick look for what every run wants; ``toml_lines`` knows each line and takes forty times as long.
    """
    found: dict[tuple[str, int, str], int] = {}
    seen: dict[str, int] = {}
    table, index = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = header[1]
            index = seen[table] = seen.get(table, -1) + 1
            found.setdefault((table, index, ""), number)
        elif key := _KEY.match(line):
            found.setdefault((table, index, key[1]), number)
    return found
