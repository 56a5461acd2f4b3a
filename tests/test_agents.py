"""The file for coding agents holds the table as it would be written now."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec_audit.cli import main
from spec_audit.writers.agents import BEGIN, END

ROOT = Path(__file__).parent.parent


def test_the_agents_file_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agents", "--config", str(ROOT / "spec-audit.toml")]) == 0
    written = capsys.readouterr().out
    text = (ROOT / "AGENTS.md").read_text("utf-8")
    assert text[text.index(BEGIN) : text.index(END) + len(END)] + "\n" == written


def test_paths_can_be_placed_elsewhere(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agents", "--config", str(project / "spec-audit.toml"), "--base", "docs/"]) == 0
    assert "| Loans | `docs/specs/loans.md` | Lending; Reminders |" in capsys.readouterr().out
