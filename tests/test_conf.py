"""The site's own settings, as they follow from where it is built."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
HOSTED = {
    "READTHEDOCS_CANONICAL_URL": "https://specs.example.org/en/latest/",
    "READTHEDOCS_GIT_CLONE_URL": "https://github.com/example/specs.git",
    "READTHEDOCS_GIT_IDENTIFIER": "next",
    "READTHEDOCS_VERSION_TYPE": "branch",
}


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name in HOSTED:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "conf.py"))


def test_on_ones_own_machine_nothing_claims_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch)
    assert found["html_baseurl"] == ""
    assert "sphinxext.opengraph" not in found["extensions"]
    assert "html_theme_options" not in found


def test_where_the_address_is_known_pages_have_social_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, **HOSTED)
    assert found["html_baseurl"] == found["ogp_site_url"] == HOSTED["READTHEDOCS_CANONICAL_URL"]
    assert "sphinxext.opengraph" in found["extensions"]
    [folder] = found["html_static_path"]
    assert (ROOT / folder / found["ogp_image"].removeprefix("_static/")).is_file()


@pytest.mark.parametrize(
    ("clone", "repository"),
    [
        ("https://github.com/example/specs.git", "https://github.com/example/specs/"),
        ("https://github.com/example/specs", "https://github.com/example/specs/"),
        ("git@github.com:example/specs.git", "https://github.com/example/specs/"),
        ("ssh://git@gitlab.com/group/part/specs.git", "https://gitlab.com/group/part/specs/"),
        ("https://robot:secret@github.com/example/specs.git", "https://github.com/example/specs/"),
        ("https://git.example.org/specs.git", None),
        ("https://notgithub.com/example/specs.git", None),
        ("", None),
    ],
)
def test_the_edit_link_leads_to_the_branch_that_was_built(
    monkeypatch: pytest.MonkeyPatch, clone: str, repository: str | None
) -> None:
    found = settings(monkeypatch, **HOSTED | {"READTHEDOCS_GIT_CLONE_URL": clone})
    options = found.get("html_theme_options", {})
    assert options.get("source_repository") == repository
    if repository:
        assert options["source_branch"] == "next"
        assert (ROOT / options["source_directory"] / "specs/sessions.md").is_file()


@pytest.mark.parametrize("kind", ["external", "tag", "unknown"])
def test_what_is_no_branch_cannot_be_edited(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    found = settings(monkeypatch, **HOSTED | {"READTHEDOCS_VERSION_TYPE": kind})
    assert "html_theme_options" not in found


def test_a_file_of_the_code_is_asked_for_once_whatever_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Callable[[None, str], str]] = []
    app = SimpleNamespace(connect=lambda event, handler: asked.append(handler))
    settings(monkeypatch)["setup"](app)
    [address] = asked
    file = "https://github.com/example/shop/blob/0123abc/src/orders.ts"
    assert address(None, f"{file}#L12") == address(None, f"{file}#L7") == file
    assert address(None, "https://example.org/page#L12") == "https://example.org/page#L12"
