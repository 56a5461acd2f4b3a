"""Every rule finds its seeded defect, at its line, says how to mend it, and nothing else is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec_audit.diagrams import build_drawing
from spec_audit.matrices import MATRICES
from spec_audit.rules import RULES
from spec_audit.rules.exceptions import EXCEPTION_RULES
from tests.conftest import run_audit
from tests.rules.seeds import Seed, read_seeds

CASES = Path(__file__).parent / "cases"
SEEDS = [seed for file in sorted(CASES.glob("*.txt")) for seed in read_seeds(file)]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_seeded_defect_is_found_where_it_is(seed: Seed, project: Path) -> None:
    expected = seed.plant(project)
    findings = run_audit(project).findings
    assert all(one.message and one.hint for one in findings)
    said: dict[tuple[str, int, str], list[str]] = {}
    for one in findings:
        places = "".join(f"; see {place}" for place in one.related)
        key = (one.place.path, one.place.line, one.rule)
        said.setdefault(key, []).append(f"{one.message}; {one.hint}{places}")
    assert set(said) == set(expected)
    for key, words in expected.items():
        assert any(words in text for text in said[key]), said[key]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_seeded_defect_breaks_no_matrix_and_no_diagram(seed: Seed, project: Path) -> None:
    seed.plant(project)
    case = run_audit(project).case
    grids = {name: build(case) for name, build in MATRICES.items()}
    assert {name for name, grid in grids.items() if grid.rows} >= grids.keys() - {"beans"}
    drawn = [
        ("map", ""),
        ("board", ""),
        ("states", "LoanStatus"),
        *(("relations", one.name) for one in case.specs),
    ]
    assert all(build_drawing(case, *what) for what in drawn)


def test_the_project_is_clean_without_a_defect(project: Path) -> None:
    audit = run_audit(project)
    assert audit.findings == ()
    assert audit.counts["excused"] == 1


def test_a_warning_fails_nothing(project: Path) -> None:
    next(seed for seed in SEEDS if seed.name.startswith("closed-bean:")).plant(project)
    audit = run_audit(project)
    assert (audit.verdict, audit.counts["errors"], audit.counts["warnings"]) == ("pass", 0, 1)


def test_every_rule_has_a_case() -> None:
    named = {seed.name.partition(":")[0] for seed in SEEDS}
    assert {rule.id for rule in RULES} | set(EXCEPTION_RULES) == named
