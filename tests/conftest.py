"""What tests share: the small project, and ways to change it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from spec_audit.audit import Audit, audit, load_case
from spec_audit.readers.settings import read_settings

PROJECT = Path(__file__).parent / "project"
PACKAGE = Path(__file__).parents[1] / "source/_ext"
TODAY = date(2026, 11, 23)
GIT = """\
[user]
name = Ann
email = ann@example.org
[init]
defaultBranch = main
[safe]
directory = *
"""


def run_audit(root: Path, today: date = TODAY) -> Audit:
    """Audit a project as both doors do."""
    return audit(load_case(read_settings(root / "spec-audit.toml")), today)


@pytest.fixture(scope="session", autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests and the processes that they start have of their own: a home with git's settings and
    nobody else's, a folder for what is kept between runs, and the package of this checkout, whichever
    one is installed."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(GIT)
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith("GIT_"):  # a hook, which may have started this, would lead to its repository
                patch.delenv(name)
        patch.delenv("XDG_CONFIG_HOME", raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("SPEC_AUDIT_CACHE", str(tmp_path_factory.mktemp("kept")))
        patch.setenv("PYTHONPATH", str(PACKAGE), prepend=os.pathsep)
        yield


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the small project, which is clean until a test changes it."""
    root = tmp_path / "project"
    shutil.copytree(PROJECT, root)
    return root


@pytest.fixture
def agent_ops() -> Path:
    """The real source tree; skips where no checkout is named."""
    place = os.environ.get("AGENT_OPS")
    if not place:
        pytest.skip("AGENT_OPS names no checkout of Agent-Ops: the real tree is not tested")
    return Path(place)
