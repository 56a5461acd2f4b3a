"""Disorder of the code that the owning spec explains, and that another spec cannot explain for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import run_audit
from tests.rules.test_cases import SEEDS

DISORDERS = {
    "unsent-message": "message:desk-to-reader:due",
    "unhandled-message": "message:desk-to-reader:*",
    "undeclared-message": "message:desk-to-reader:due",
    "unreachable-state": "state:LoanStatus.open",
    "dead-end-state": "state:LoanStatus.returned",
    "unset-state": "state:LoanStatus.late",
    "stray-state": "enum:LoanStatus",
    "unread-table": "table:loans",
}
ITEM = """
:::{{impl}} Known disorder
:id: IMPL_KNOWN
:status: implemented
:concerns: CON_LOANS_LENDING
:facts: {0}
:source: src/loans.ts#Desk
:::
"""


@pytest.mark.parametrize("rule", DISORDERS)
def test_the_spec_that_owns_a_fact_may_explain_it(rule: str, project: Path) -> None:
    next(seed for seed in SEEDS if seed.name.startswith(f"{rule}:")).plant(project)
    assert [one.rule for one in run_audit(project).findings] == [rule]
    text = ITEM.format(DISORDERS[rule])
    other, own = project / "specs/catalog.md", project / "specs/loans.md"
    before = other.read_text("utf-8")
    other.write_text(before + text, "utf-8")
    assert rule in [one.rule for one in run_audit(project).findings]
    other.write_text(before, "utf-8")
    own.write_text(own.read_text("utf-8") + text, "utf-8")
    assert run_audit(project).findings == ()
