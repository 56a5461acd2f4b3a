"""The linters and the import contracts hold: what `make lint` runs, run with the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

COMMANDS = {
    "ruff check": ["ruff", "check", "source/_ext", "tests", "conf.py"],
    "ruff format": ["ruff", "format", "--check", "source/_ext", "tests", "conf.py"],
    "mypy": ["mypy"],
    "import contracts": ["lint-imports"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_nothing_is_left_to_mend(command: list[str]) -> None:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_long_modules_say_why() -> None:
    for file in (ROOT / "source/_ext/spec_audit").rglob("*.py"):
        lines = file.read_text("utf-8").splitlines()
        assert len(lines) <= 300 or "300 lines" in "\n".join(lines[:20]), (
            f"{file.name} has {len(lines)} lines"
        )


def test_pinned_versions_are_plain_names_and_versions() -> None:
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert line.startswith("#") or line.count("==") == 1, line
        assert "://" not in line
        assert "@" not in line
