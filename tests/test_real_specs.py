"""Seeded defects in the real specs: each gives exactly one new error, at the right line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from spec_audit.audit import load_case
from spec_audit.cli import main
from spec_audit.model.finding import Finding
from spec_audit.model.objects import Boundary
from spec_audit.readers.settings import read_settings
from tests.conftest import run_audit

ROOT = Path(__file__).parent.parent
SPECS = ROOT / "source/specs"


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A copy of all that the audit of the real specs reads."""
    shutil.copytree(ROOT / "source/specs", tmp_path / "source/specs")
    shutil.copytree(ROOT / "source/_inventory", tmp_path / "source/_inventory")
    shutil.copytree(ROOT / ".beans", tmp_path / ".beans")
    for name in ("spec-audit.toml", "AGENTS.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


class Text:
    """One file of the copy, to be changed by its lines."""

    def __init__(self, root: Path, name: str) -> None:
        self.file = root / name
        self.lines = self.file.read_text("utf-8").split("\n")

    def find(self, pattern: str, after: int = 0) -> int:
        """Find the first line that matches, counted from 0."""
        return next(at for at in range(after, len(self.lines)) if re.search(pattern, self.lines[at]))

    def save(self) -> None:
        self.file.write_text("\n".join(self.lines), "utf-8")


Spoil = Callable[[Path], tuple[str, str, int]]
"""Makes one defect; tells the expected rule, file and line."""


def claim_removed(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/sessions.md")
    at = text.find("enum:SessionLifecycleStatus, ")
    text.lines[at] = text.lines[at].replace("enum:SessionLifecycleStatus, ", "")
    text.save()
    return "unowned-fact", "source/specs/sessions.md", text.find("^:claims:") + 1


def claim_made_twice(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/workflows.md")
    at = text.find("^:claims:")
    text.lines[at] = text.lines[at].replace(":claims:", ":claims: table:sessions,")
    text.save()
    return "contested-fact", "source/specs/workflows.md", at + 1


def dead_claim(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/integrations.md")
    at = text.find("^:claims:")
    text.lines[at] = text.lines[at].replace(":claims:", ":claims: table:nothing_of_the_kind,")
    text.save()
    return "dead-claim", "source/specs/integrations.md", at + 1


def boundary_to_nothing(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/real-time.md")
    at = text.find("^:see: ")
    text.lines[at] = ":see: CON_NOTHING_OF_THE_KIND"
    text.save()
    return "dead-boundary", "source/specs/real-time.md", at + 1


def boundary_to_itself(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/orchestrator.md")
    at = text.find("^:see: ")
    text.lines[at] = ":see: CON_ORCHESTRATOR_MEMORY"
    text.save()
    return "self-boundary", "source/specs/orchestrator.md", at + 1


def affects_removed(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/sandbox-runtime.md")
    at = text.find(r"^:affects: ")
    del text.lines[at]
    text.save()
    opener = max(line for line in range(at) if text.lines[line].startswith(":::{edge}"))
    return "orphan-edge", "source/specs/sandbox-runtime.md", opener + 1


def concerns_removed(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/auth-access.md")
    opener = text.find(r"^:::\{impl\}")
    del text.lines[text.find("^:concerns: ", opener)]
    text.save()
    return "orphan-impl", "source/specs/auth-access.md", opener + 1


def planned_without_bean(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/sandbox-images.md")
    opener = text.find(r"^:::\{impl\}")
    end = text.find("^:::$", opener)
    block = [line for line in text.lines[opener:end] if not line.startswith((":tracked_by:", ":facts:"))]
    block = [":status: planned" if line.startswith(":status:") else line for line in block]
    text.lines[opener:end] = block
    text.save()
    return "untracked-work", "source/specs/sandbox-images.md", opener + 1


def section_removed(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/workflows.md")
    del text.lines[text.find("^## Flows$")]
    text.save()
    return "missing-section", "source/specs/workflows.md", text.find("^## Edge Cases & Failure Modes$") + 1


def sections_swapped(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/integrations.md")
    first, second = text.find("^## API Contract$"), text.find("^## Flows$")
    third = text.find("^## Edge Cases")
    text.lines[first:third] = text.lines[second:third] + text.lines[first:second]
    text.save()
    return "section-order", "source/specs/integrations.md", first + 1


def exception_unused(root: Path) -> tuple[str, str, int]:
    text = Text(root, "spec-audit.toml")
    at = len(text.lines)
    bean = '"agent-ops-gp01"'
    text.lines += [
        "[[exceptions]]",
        'rule = "unowned-fact"',
        'subject = "table:x"',
        'reason = "x"',
        f"bean = {bean}",
    ]
    text.save()
    return "unused-exception", "spec-audit.toml", at + 1


def id_duplicated(root: Path) -> tuple[str, str, int]:
    text = Text(root, "source/specs/workflows.md")
    opener = text.find(r"^:::\{edge\}")
    at = text.find("^:id: ", opener)
    text.lines[at] = ":id: EDGE_SESSIONS_DUPLICATE"
    other = Text(root, "source/specs/sessions.md")
    first = other.find("^:id: EDGE_")
    text.lines[at] = other.lines[first]
    text.save()
    return "duplicate-id", "source/specs/workflows.md", opener + 1


SPOILS = [
    claim_removed,
    claim_made_twice,
    dead_claim,
    boundary_to_nothing,
    boundary_to_itself,
    affects_removed,
    concerns_removed,
    planned_without_bean,
    section_removed,
    sections_swapped,
    exception_unused,
    id_duplicated,
]


def shown(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(one.rule, one.place.path, one.place.line) for one in findings]


def test_the_real_specs_are_clean(real: Path) -> None:
    assert shown(run_audit(real).errors) == []


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_defect_in_the_real_specs_is_one_error_at_its_line(spoil: Spoil, real: Path) -> None:
    expected = spoil(real)
    assert shown(run_audit(real).errors) == [expected]


def test_an_exception_that_ends_gives_way_to_what_it_excused(real: Path) -> None:
    text = Text(real, "spec-audit.toml")
    at = text.find('^subject = "table:user_notification_preferences"')
    text.lines.insert(at + 1, "until = 2026-12-01")
    text.save()
    assert shown(run_audit(real, date(2026, 12, 1)).errors) == []
    errors = run_audit(real, date(2026, 12, 2)).errors
    assert sorted(one.rule for one in errors) == ["expired-exception", "unowned-fact"]
    assert [one.place.line for one in errors if one.rule == "expired-exception"] == [at - 1]


ASKED = {
    "sessions": (
        {"workflows", "orchestrator"},
        (
            "initializing|running|idle|hibernating|hibernated|terminated|archived|error|spawn|restor"
            "|prompt queue|idle timeout|stream|share link|child session"
        ),
    ),
    "sandbox-runtime": (
        {"sandbox-images"},
        "start.sh|gateway|9000|jwt|opencode|runner-to-session-agent|session-agent-to-runner|tunnel|warm pool",
    ),
    "real-time": (
        {"sessions", "sandbox-runtime"},
        "eventbusdo|tagged by user|message:event-bus|reconnect|twice|session state",
    ),
    "workflows": (
        {"sandbox-runtime"},
        "webhook|schedule|manual|step|approval|proposal|version|workflowexecutordo",
    ),
    "auth-access": (
        {"sandbox-runtime", "sessions"},
        "github|google|jwt|api key|role|invite|setting|admin|acting as another user",
    ),
    "orchestrator": (
        {"sessions"},
        "identity|coordinat|child session|full-text|categor|relevance|mailbox|channel",
    ),
    "integrations": (
        {"auth-access"},
        "oauth|webhook|pull request|issue|telegram|slack|linear|custom model provider",
    ),
    "sandbox-images": (
        {"sandbox-runtime"},
        "base image|images for a repository|version|modal|dockerfile|kubernetes",
    ),
}
"""What the tracker asks of each spec: whom it hands to, and what it speaks of."""


@pytest.mark.parametrize("name", ASKED)
def test_a_spec_has_the_boundaries_and_the_subjects_that_were_asked_for(name: str) -> None:
    neighbours, subjects = ASKED[name]
    case = load_case(read_settings(ROOT / "spec-audit.toml"))
    boundaries = [one for one in case.objects.values() if isinstance(one, Boundary) and one.spec == name]
    seen = {case.objects[concern.text].spec for one in boundaries for concern in one.see}
    assert neighbours - seen == set()
    text = (SPECS / f"{name}.md").read_text("utf-8").lower()
    assert [subject for subject in subjects.split("|") if subject not in text] == []


def test_the_finding_that_the_readme_shows_is_what_is_found(
    real: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = next(one for one in re.findall(r"```\n(.*?)```", readme, re.DOTALL) if "[unowned-fact]" in one)
    text = Text(real, "source/specs/sessions.md")
    at = text.find("^: .*enum:PRState, ")
    text.lines[at] = text.lines[at].replace("enum:PRState, ", "")
    text.save()
    assert main(["check", "--config", str(real / "spec-audit.toml")]) == 1
    found = capsys.readouterr().out
    claims = max(line for line in range(at) if text.lines[line].startswith(":claims:")) + 1
    # The spec's line moves with every edit above it; all else holds to the letter.
    assert found.startswith(re.sub(r"sessions\.md:\d+", f"sessions.md:{claims}", shown))
