"""Findings: what is wrong, how bad it is, where, and how to mend it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from spec_audit.model.place import Place


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The build fails."""
    WARNING = "warning"
    """The build passes; the finding is shown."""
    OFF = "off"
    """The rule does not run."""


class Defect(NamedTuple):
    """What a rule saw: a finding before it has a rule's name and a severity.

    ``subject`` names what is concerned (a fact key, an object id, a document's section) and
    stays the same when lines move; exceptions are matched against it. ``related`` are the
    other places: the rival claim, the line of the code.
    """

    subject: str
    place: Place
    message: str
    hint: str
    related: tuple[Place, ...] = ()


class Mistake(NamedTuple):
    """A defect that a reader saw while reading, under the rule that will report it."""

    rule: str
    defect: Defect


class Finding(NamedTuple):
    """A defect, field by field, behind the rule that found it and the severity that the settings give it."""

    rule: str
    severity: Severity
    subject: str
    place: Place
    message: str
    hint: str
    related: tuple[Place, ...] = ()

    @classmethod
    def error(cls, rule: str, subject: str, place: Place, message: str, hint: str) -> Finding:
        """Build one that no setting makes lighter: something could not be read or done."""
        return cls(rule, Severity.ERROR, subject, place, message, hint)

    @property
    def sort_key(self) -> tuple[str, int, str, str, str]:
        """The order in which findings are shown: by place, then rule, then subject."""
        return (self.place.path, self.place.line, self.rule, self.subject, self.message)


class Verdict(StrEnum):
    """What a check says as a whole."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    NOT_CHECKED = "not-checked"
    """Something could not be read, so nothing may be called clean."""


class NotCheckedError(Exception):
    """Input that cannot be read at all; carries one finding for each reason."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))
        self.findings = findings

    @classmethod
    def because(cls, rule: str, place: Place, message: str, hint: str) -> NotCheckedError:
        """Build the error for a single reason."""
        return cls((Finding.error(rule, place.path, place, message, hint),))
