"""What a rule is: a name, a weight, and a pure function from a case to defects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from spec_audit.case import Case
from spec_audit.model.finding import Defect, Severity

Check = Callable[[Case], Iterator[Defect]]


class Rule(NamedTuple):
    """One rule. Its check's docstring is its reference page: what, why, and how to mend it."""

    id: str
    check: Check
    severity: Severity = Severity.ERROR
