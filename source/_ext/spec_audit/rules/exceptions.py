"""Exceptions: accepted findings, and the findings about the acceptances themselves.

These rules look at what the others found, so they take the findings beside the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from spec_audit.config import Config, Waiver
from spec_audit.model.bean import Bean
from spec_audit.model.emptiness import says_nothing
from spec_audit.model.finding import Defect, Finding
from spec_audit.model.place import Place


class Sieve(NamedTuple):
    """Findings sifted by the exceptions: what stands, and what each exception excuses.

    ``excused`` holds findings by the index of the first exception that fits them.
    """

    config: Config
    beans: Mapping[str, Bean]
    today: date
    standing: tuple[Finding, ...]
    excused: Mapping[int, tuple[Finding, ...]]


def sift(findings: list[Finding], config: Config, beans: Mapping[str, Bean], today: date) -> Sieve:
    """Take out the findings that an exception excuses today; an expired one excuses nothing."""
    excused: dict[int, list[Finding]] = {}
    standing: list[Finding] = []
    for finding in findings:
        index = next(
            (
                index
                for index, one in enumerate(config.exceptions)
                if not one.is_over(today) and one.fits(finding.rule, finding.subject)
            ),
            None,
        )
        if index is None:
            standing.append(finding)
        else:
            excused.setdefault(index, []).append(finding)
    return Sieve(
        config=config,
        beans=beans,
        today=today,
        standing=tuple(standing),
        excused={index: tuple(found) for index, found in excused.items()},
    )


def expired_exception(sieve: Sieve) -> Iterator[Defect]:
    """An exception whose date has passed.

    It was meant to end, and what it excused is a finding again.

    Mend what it excused and remove it, or give it a new date on purpose.
    """
    for waiver in sieve.config.exceptions:
        if waiver.is_over(sieve.today):
            yield _defect(
                sieve, waiver, f"the exception ended on {waiver.until}", "mend what it excused, or renew it"
            )


def unused_exception(sieve: Sieve) -> Iterator[Defect]:
    """An exception that excuses nothing.

    What it excused is mended, or was never there; left in place it would hide the next one.

    Remove it.
    """
    for index, waiver in enumerate(sieve.config.exceptions):
        if index not in sieve.excused and not waiver.is_over(sieve.today):
            other = _first_of(sieve, waiver)
            told = f" that the one of line {other.line} does not" if other else ""
            hint = "remove one of the two" if other else "remove it"
            yield _defect(sieve, waiver, f"the exception excuses nothing{told}", hint)


def _first_of(sieve: Sieve, waiver: Waiver) -> Waiver | None:
    """Find the exception that excuses, before this one can, what this one would."""
    for index, found in sieve.excused.items():
        if any(waiver.fits(one.rule, one.subject) for one in found):
            return sieve.config.exceptions[index]
    return None


def unexplained_exception(sieve: Sieve) -> Iterator[Defect]:
    """An exception without a reason, or without a bean that exists.

    Nobody can judge later whether it still holds, and nobody is asked to end it.

    Write the reason, and name the bean that tracks it.
    """
    is_told = False
    for waiver in sieve.config.exceptions:
        if says_nothing(waiver.reason):
            yield _defect(sieve, waiver, "the exception has no reason", "write why it is accepted")
        if waiver.bean not in sieve.beans and not (is_told and waiver.bean):
            is_told = not sieve.beans  # then all exceptions lack theirs for one reason
            yield _defect(
                sieve,
                waiver,
                f"there is no bean {waiver.bean}" if waiver.bean else "no bean tracks the exception",
                f"name a bean under {sieve.config.beans.folder}",
            )


def _defect(sieve: Sieve, waiver: Waiver, message: str, hint: str) -> Defect:
    return Defect(
        subject=f"{waiver.rule} {waiver.subject}",
        place=Place(path=sieve.config.path, line=waiver.line),
        message=f"{message}: {waiver.rule} on {waiver.subject}",
        hint=hint,
    )


EXCEPTION_RULES = {
    "expired-exception": expired_exception,
    "unused-exception": unused_exception,
    "unexplained-exception": unexplained_exception,
}
"""The rules on exceptions by their names. They are always errors."""
