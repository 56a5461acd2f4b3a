"""Sphinx builds of small projects, each in a process of its own: sphinx-needs keeps state in it."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import PROJECT

CONF = """\
extensions = ["myst_parser", "sphinx_needs", "spec_audit"]
myst_enable_extensions = ["colon_fence"]
html_theme = "basic"
exclude_patterns = ["beans", "AGENTS.md", "build"]
{more}
"""

INDEX = """\
# Library

```{spec-list}
```

```{toctree}
specs/loans
specs/catalog
ownership
findings
```
"""


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a build came to."""

    status: int
    out: str
    folder: Path

    @property
    def findings(self) -> list[str]:
        """The findings of the log, without colour, in their order: place, message and rule."""
        plain = re.sub(r"\x1b\[[\d;]*m", "", self.out)
        return [line for line in plain.splitlines() if re.search(r"WARNING: .*\[spec_audit\.", line)]

    @property
    def audit(self) -> dict[str, object]:
        """What the build wrote for programs."""
        return json.loads((self.folder / "audit.json").read_text("utf-8"))

    def page(self, name: str) -> str:
        """The text of a page."""
        return (self.folder / name).read_text("utf-8")


Build = Callable[..., Built]


def write_site(root: Path) -> Path:
    """Write the small project with what Sphinx needs into a folder that is not there yet."""
    shutil.copytree(PROJECT, root)
    (root / "conf.py").write_text(CONF.format(more=""), "utf-8")
    (root / "index.md").write_text(INDEX, "utf-8")
    (root / "ownership.md").write_text("# Ownership\n\n```{spec-matrix} ownership\n```\n", "utf-8")
    (root / "findings.md").write_text("# Findings\n\n```{spec-findings}\n```\n", "utf-8")
    return root


def build_site(site: Path, *options: str, builder: str = "html") -> Built:
    """Build a site as a process, as people do."""
    folder = site / "build" / builder
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-d", str(site / "build/doctrees")]
    done = subprocess.run(
        [*command, *options, str(site), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    return Built(status=done.returncode, out=done.stdout + done.stderr, folder=folder)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of the test's own."""
    return write_site(tmp_path / "project")


@pytest.fixture
def build(site: Path) -> Build:
    """Build the site of the test."""
    return functools.partial(build_site, site)
