"""The one use case: a case in, an audit out. Both doors call it and show what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from spec_audit.case import Case
from spec_audit.config import Config
from spec_audit.inventory.registry import configuration_of
from spec_audit.model.bean import Bean
from spec_audit.model.finding import Finding, NotCheckedError, Severity, Verdict
from spec_audit.model.place import Place
from spec_audit.model.review import Review
from spec_audit.native import without_collector
from spec_audit.readers.beans import read_beans
from spec_audit.readers.location import RULE as UNREADABLE_SETTINGS
from spec_audit.readers.lock import read_lock
from spec_audit.readers.reviews import read_reviews
from spec_audit.readers.specs import read_specs
from spec_audit.rules import RULES
from spec_audit.rules.exceptions import EXCEPTION_RULES, sift


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What was found. ``findings`` are sorted by place; ``excused`` are those that an
    exception accepts, by the exception's index in the configuration."""

    case: Case
    findings: tuple[Finding, ...]
    excused: Mapping[int, tuple[Finding, ...]]

    @property
    def verdict(self) -> Verdict:
        """FAIL with any error, else PASS; what could not be checked never gets this far."""
        return Verdict.FAIL if self.errors else Verdict.PASS

    @cached_property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that fail the build."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """What was looked at and what was found, by name."""
        specs = self.case.specs
        claims = [len(one) for one in self.case.ownership.claims.values()]
        return {
            "errors": len(self.errors),
            "warnings": len(self.findings) - len(self.errors),
            "excused": sum(len(found) for found in self.excused.values()),
            "specs": len(specs),
            "objects": sum(len(spec.objects) for spec in specs),
            "facts": len(self.case.inventory.facts),
            "owned": claims.count(1),
            "unowned": claims.count(0),
            "contested": len(claims) - claims.count(1) - claims.count(0),
            "unreviewed": len(self.case.review_state.unreviewed),
        }


@without_collector()
def load_case(config: Config) -> Case:
    """Read everything that the configuration names.

    Raises ``NotCheckedError`` with all that cannot be read, whatever it is of.
    """
    failures: list[Finding] = []
    inventory = reading = None
    beans: Mapping[str, Bean] = {}
    reviews: tuple[Review, ...] = ()
    with _gathering(failures):
        inventory = read_lock(config.root, config.inventory.lock)
        _refuse_other(config, inventory.repository)
    with _gathering(failures):
        reading = read_specs(config.root, config.specs.folder)
    with _gathering(failures):
        beans = read_beans(config.root, config.beans.folder)
    with _gathering(failures):
        reviews = read_reviews(config.root, config.reviews.file)
    failures.extend(_unknown_rules(config))
    if inventory is None or reading is None or failures:
        raise NotCheckedError(tuple(failures))
    return Case(
        config=config,
        specs=reading.specs,
        inventory=inventory,
        beans=beans,
        agents={name: _text(config, name) for name in config.agents.files},
        mistakes=reading.mistakes,
        reviews=reviews,
        configuration=configuration_of(config.sources),
    )


@contextmanager
def _gathering(failures: list[Finding]) -> Iterator[None]:
    """Go on when something cannot be read, so that all that cannot is told at once."""
    try:
        yield
    except NotCheckedError as error:
        failures.extend(error.findings)


def _refuse_other(config: Config, described: str) -> None:
    """Refuse the lock of another project's code."""
    wanted = config.inventory.repository
    if described and wanted and described != wanted:
        raise NotCheckedError.because(
            "unreadable-lock",
            Place(path=config.inventory.lock),
            f"it describes {described}, and the settings speak of {wanted}",
            "write it anew: spec-audit inventory --code DIR; or mend [inventory] repository",
        )


def _text(config: Config, name: str) -> str | None:
    file = config.root / name
    return file.read_text("utf-8", "replace") if file.is_file() else None


def _unknown_rules(config: Config) -> Iterator[Finding]:
    known = {rule.id for rule in RULES}
    named = [(one.rule, one.line, "severities") for one in config.severities]
    named += [(one.rule, one.line, "exceptions") for one in config.exceptions]
    for rule, line, table in named:
        if rule not in known:
            yield Finding.error(
                UNREADABLE_SETTINGS,
                f"{table}.{rule}",
                Place(path=config.path, line=line),
                f"there is no rule '{rule}' to speak of under {table}",
                "'spec-audit rules' lists them; the rules on exceptions cannot be changed",
            )


@without_collector()
def audit(case: Case, today: date) -> Audit:
    """Run every rule, sift the findings by the exceptions, and judge the exceptions."""
    severities = {one.rule: one.severity for one in case.config.severities}
    findings: list[Finding] = []
    for rule in RULES:
        severity = severities.get(rule.id, rule.severity)
        if severity is not Severity.OFF:
            findings.extend(Finding(rule.id, severity, *defect) for defect in rule.check(case))
    sieve = sift(findings, case.config, case.beans, today)
    standing = list(sieve.standing)
    for name, check in EXCEPTION_RULES.items():
        standing.extend(Finding(name, Severity.ERROR, *defect) for defect in check(sieve))
    return Audit(
        case=case,
        findings=tuple(sorted(standing, key=lambda one: one.sort_key)),
        excused=sieve.excused,
    )
