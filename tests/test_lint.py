"""The linters and the import contracts hold: what `make lint` runs, run with the tests."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

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


def test_every_file_of_the_package_is_packed() -> None:
    """Who installs the package has what is named here; a checkout has everything, and hides a gap."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    package = ROOT / "source/_ext/spec_audit"
    globs = ["**/*.py", *settings["tool"]["setuptools"]["package-data"]["spec_audit"]]
    packed = {file for glob in globs for file in package.glob(glob)}
    there = {file for file in package.rglob("*") if file.is_file()}
    files = {file for file in there if "__pycache__" not in file.parts}
    assert len(files) > 200
    assert files == packed


def test_pinned_versions_are_plain_names_and_versions() -> None:
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert line.startswith("#") or line.count("==") == 1, line
        assert "://" not in line
        assert "@" not in line


def test_pinned_versions_suit_every_python_that_the_package_names() -> None:
    """A pin that wants a later patch release breaks the first command on a machine with an older one."""
    oldest = Version(
        tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"][2:]
    )
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        name, _, pinned = line.partition("==")
        if line.startswith("#"):
            continue
        if metadata.version(name) != pinned:
            continue  # another version is installed here; the set-up by `make` has this one
        python = SpecifierSet(metadata.metadata(name).json.get("requires_python", ""))
        assert python.contains(f"{oldest}.0"), f"{line} wants Python {python}"
