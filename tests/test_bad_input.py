"""Bad input: one clear message with its place, exit 2 (or a finding, exit 1), never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spec_audit.cli import main


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        file = root / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    return change


def _remove(name: str) -> Callable[[Path], None]:
    return lambda root: (root / name).unlink()


def _truncate(root: Path) -> None:
    data = (root / "lock.json").read_bytes()
    (root / "lock.json").write_bytes(data[: len(data) // 2])


def _latin(root: Path) -> None:
    file = root / "specs/loans.md"
    file.write_bytes(file.read_bytes().replace(b"A slip of paper.", b"A slip of p\xe4per."))


def _empty_specs(root: Path) -> None:
    for file in (root / "specs").glob("*.md"):
        file.unlink()


UNREADABLE = {
    "broken TOML": (_edit("spec-audit.toml", 'folder = "specs"', "folder = specs"), "spec-audit.toml:2"),
    "an unknown key": (_edit("spec-audit.toml", "lock =", "lokc ="), "spec-audit.toml:5"),
    "an unknown table": (_edit("spec-audit.toml", "[beans]", "[peas]"), "spec-audit.toml:9"),
    "a wrong type": (_edit("spec-audit.toml", 'folder = "specs"', "folder = 7"), "spec-audit.toml:2"),
    "a date in quotes": (_edit("spec-audit.toml", "2999-12-31", '"2999-12-31"'), "spec-audit.toml:20"),
    "an exception to no rule": (
        _edit("spec-audit.toml", 'rule = "unowned-fact"', 'rule = "unowned"'),
        "no rule",
    ),
    "a severity of no rule": (
        _edit("spec-audit.toml", "[beans]", '[severities]\nunowned = "error"\n\n[beans]'),
        "spec-audit.toml:10",
    ),
    "a severity that is none": (
        _edit("spec-audit.toml", "[beans]", '[severities]\nunowned-fact = "fatal"\n\n[beans]'),
        "spec-audit.toml:10",
    ),
    "a subject with three stars": (
        _edit("spec-audit.toml", "table:audit_log", "table:***"),
        "spec-audit.toml:17",
    ),
    "a missing lock": (_remove("lock.json"), "lock.json"),
    "a truncated lock": (_truncate, "lock.json:"),
    "a lock of another format": (_edit("lock.json", '"format": 1', '"format": 2'), "lock.json:1"),
    "a fact without a key": (_edit("lock.json", '"key": "table:loans", ', ""), "lock.json:"),
    "a spec that is not UTF-8": (_latin, "specs/loans.md:58"),
    "an empty specs folder": (_empty_specs, "specs"),
}

FINDINGS = {
    "an option that does not exist": (_edit("specs/loans.md", ":tier: 1", ":teir: 1"), "specs/loans.md:7"),
    "brackets around a list": (_edit("specs/loans.md", "open, late", "[open, late]"), "specs/loans.md:82"),
    "a glob that cannot be": (
        _edit("specs/loans.md", "table:loans, enum", "table:l[o]ans, enum"),
        "specs/loans.md:16",
    ),
}


@pytest.mark.parametrize(("change", "place"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_not_checked(
    change: Callable[[Path], None], place: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(project)
    settings = str(project / "spec-audit.toml")
    assert main(["check", "--config", settings]) == 2
    shown = capsys.readouterr()
    assert place in shown.err
    assert shown.err.endswith("not checked: what is named above could not be read\n")
    assert "Traceback" not in shown.err
    assert shown.out == ""
    assert main(["check", "--config", settings, "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "not-checked"
    assert told["findings"]


@pytest.mark.parametrize(("change", "place"), FINDINGS.values(), ids=FINDINGS)
def test_what_is_written_wrongly_is_a_finding(
    change: Callable[[Path], None], place: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(project)
    assert main(["check", "--config", str(project / "spec-audit.toml")]) == 1
    assert f"{place}: error: " in capsys.readouterr().out


def test_a_missing_configuration_is_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "there is no spec-audit.toml" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["chekc"], ["check", "--format", "xml"], ["matrix", "owners"]])
def test_bad_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: spec-audit" in capsys.readouterr().err


def test_a_clean_project_exits_with_0(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", str(project / "spec-audit.toml"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == 1
    assert told["verdict"] == "pass"
    assert told["counts"]["excused"] == 1
