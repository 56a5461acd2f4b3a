"""Bad input: one clear message with its place, exit 2 (or a finding, exit 1), never a traceback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from itertools import product
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
    "a fact of another kind than its key": (
        _edit("lock.json", '"key": "table:loans", "kind": "table"', '"key": "table:loans", "kind": "tables"'),
        "lock.json:",
    ),
    "an enum whose values are none": (
        _edit("lock.json", '["open", "late", "returned"]', "null"),
        "lock.json:",
    ),
    "a spec that is not UTF-8": (_latin, "specs/loans.md:58"),
    "an empty specs folder": (_empty_specs, "specs"),
}


def _link_to_nowhere(root: Path) -> None:
    (root / "specs/lost.md").symlink_to("nowhere")


def _nest(root: Path) -> None:
    file = root / "specs/loans.md"
    fences = "".join(f"{':' * (3 + depth)}{{note}}\n" for depth in range(500, 0, -1))
    file.write_text(file.read_text("utf-8") + "\n" + fences, "utf-8")


UNREADABLE |= {
    "a severity that is a list": (
        _edit("spec-audit.toml", "[beans]", '[severities]\nunowned-fact = ["off"]\n\n[beans]'),
        "spec-audit.toml:10",
    ),
    "a list nested too deeply": (
        _edit("spec-audit.toml", "[specs]", f"a = {'[' * 5000}{']' * 5000}\n[specs]"),
        "spec-audit.toml: error: is nested too deeply",
    ),
    "settings that are not UTF-8": (
        lambda root: (root / "spec-audit.toml").write_bytes(b"# one\n# \xe4\n"),
        "spec-audit.toml:2",
    ),
    "a lock without a name": (_edit("spec-audit.toml", '"lock.json"', '""'), "spec-audit.toml:5"),
    "a lock with a name that cannot be": (
        _edit("spec-audit.toml", '"lock.json"', '"a\\u0000b"'),
        "spec-audit.toml:5",
    ),
    "a folder without a name": (_edit("spec-audit.toml", '"specs"', '""'), "spec-audit.toml:2"),
    "an address that cannot be filled in": (
        _edit("spec-audit.toml", "{commit}", "{branch}"),
        "spec-audit.toml:7",
    ),
    "sources that are no tables": (
        _edit("spec-audit.toml", "[specs]", 'sources = ["files"]\n[specs]'),
        "write [[sources]]",
    ),
    "exceptions that are one table": (
        _edit("spec-audit.toml", "[[exceptions]]", "[exceptions]"),
        "spec-audit.toml:15: error: 'exceptions' must be a list of tables",
    ),
    "a table that is a word": (
        _edit("spec-audit.toml", "[specs]", 'reviews = "reviews.toml"\n[specs]'),
        "spec-audit.toml:1: error: 'reviews' must be a table",
    ),
    "severities that are a word": (
        _edit("spec-audit.toml", "[specs]", 'severities = "off"\n[specs]'),
        "spec-audit.toml:1: error: 'severities' must be a table",
    ),
    "settings without an inventory": (
        _edit("spec-audit.toml", "[inventory]", "[views]"),
        "spec-audit.toml: error: the table [inventory] is missing",
    ),
    "the lock of another repository": (
        _edit("lock.json", '"example/library"', '"example/museum"'),
        "lock.json: error: it describes example/museum",
    ),
    "a lock with an endless number": (_edit("lock.json", '"line": ', f'"line": {"9" * 5000}'), "lock.json:1"),
    "problems that are no list": (
        _edit("lock.json", '"configuration": ""', '"configuration": "",\n"problems": {}'),
        "lock.json:5: error: 'problems' must be a list",
    ),
    "a problem without a place": (
        _edit("lock.json", '"configuration": ""', '"configuration": "",\n"problems": [{"rule": "a"}]'),
        "lock.json:5: error: problems[0] lacks 'path'",
    ),
    "a spec that is a link to nowhere": (_link_to_nowhere, "specs/lost.md"),
    "a spec nested too deeply": (_nest, "specs/loans.md: error: is nested too deeply"),
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


BAD_USAGE: list[list[str]] = [
    [],
    ["chekc"],
    ["check", "--format", "xml"],
    ["check", "--config", ""],
    ["matrix", "owners"],
    ["inventory", "--code", ""],
    ["drift", "--code", ""],
    ["drift", "--code", ".", "--rev", "A", "--range", "A..B"],
    ["drift", "--code", ".", "--range", "A..B", "--limit", "0"],
]


@pytest.mark.parametrize("arguments", BAD_USAGE, ids=" ".join)
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


def test_the_settings_are_those_of_the_nearest_folder_above(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "specs/deep").mkdir()
    monkeypatch.chdir(project / "specs/deep")
    assert main(["check"]) == 0


def test_settings_need_not_name_the_repository(project: Path) -> None:
    _edit("spec-audit.toml", 'repository = "example/library"\n', "")(project)
    assert main(["check", "--config", str(project / "spec-audit.toml")]) == 0


def test_every_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    told = {line.split()[0]: line.split(None, 2)[1:] for line in capsys.readouterr().out.splitlines()}
    assert told["closed-bean"][0] == "warning"
    assert told["dead-claim"] == ["error", "A claim that matches no fact."]
    assert told["expired-exception"] == ["error", "An exception whose date has passed."]
    assert main(["rules", "dead-claim"]) == 0
    assert "Mend the pattern, or take the claim out" in capsys.readouterr().out
    assert main(["rules", "dead-claims"]) == 2


def test_a_matrix_is_printed_as_it_is_asked_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--config", str(project / "spec-audit.toml")]
    assert main(["matrix", "ownership", *settings]) == 0
    assert json.loads(capsys.readouterr().out)["specs"] == ["catalog", "loans"]
    assert main(["matrix", "ownership", *settings, "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith(",owner,concern,catalog,loans")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""], ids=["with a mark", "without"])
@pytest.mark.parametrize("name", ["spec-audit.toml", "specs/loans.md"])
def test_a_byte_order_mark_and_carriage_returns_change_nothing(mark: bytes, name: str, project: Path) -> None:
    file = project / name
    file.write_bytes(mark + file.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["check", "--config", str(project / "spec-audit.toml")]) == 0


def _make_socket(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(file))  # its whole path may be too long for one


ODD_FILES: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a socket": _make_socket,
    "a folder": Path.mkdir,
    "a link to nowhere": lambda file: file.symlink_to("nowhere"),
    "a device": lambda file: file.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *product(["specs/odd.md", "lock.json", "spec-audit.toml", "beans/shop-9999--odd.md"], ODD_FILES),
        ("reviews.toml", "a pipe"),
    ],
)
def test_what_is_no_file_is_told_and_not_waited_for(
    name: str,
    kind: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project)
    (project / name).unlink(missing_ok=True)
    ODD_FILES[kind](project / name)
    assert main(["check", "--config", "spec-audit.toml"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"{name}: error: ")
    assert "None" not in shown


def test_all_that_cannot_be_read_is_told_at_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    names = ["lock.json", "specs/odd.md", "beans/shop-9999--odd.md"]
    for name in names:
        (project / name).unlink(missing_ok=True)
        (project / name).mkdir()
    assert main(["check"]) == 2
    told = [line.partition(": error: ")[0] for line in capsys.readouterr().err.splitlines()]
    assert [name for name in told if name in names] == names


def test_a_pipe_below_the_specs_is_not_waited_for(project: Path) -> None:
    (project / "specs/deeper").mkdir()
    os.mkfifo(project / "specs/deeper/odd.md")
    assert main(["check", "--config", str(project / "spec-audit.toml")]) == 1


def test_what_is_nested_too_deeply_below_the_specs_is_a_finding(project: Path) -> None:
    _nest(project)
    (project / "specs/deeper").mkdir()
    (project / "specs/loans.md").rename(project / "specs/deeper/loans.md")
    assert main(["check", "--config", str(project / "spec-audit.toml")]) == 1


def test_an_inventory_waits_for_no_settings(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(project / "odd.toml")
    assert main(["inventory", "--code", ".", "--config", str(project / "odd.toml")]) == 2
    assert "odd.toml: error: cannot be read: it is a pipe or a device" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", ".", "specs", "nosuch.toml"])
def test_settings_that_are_no_file_are_not_checked(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    try:
        status = main(["check", "--config", name])
    except SystemExit as end:
        status = end.code  # type: ignore[assignment]
    assert status == 2
    assert not capsys.readouterr().err.startswith(": ")


@pytest.mark.parametrize("output", ["specs", "lock.json/deeper", "/dev/full"])
def test_an_inventory_that_cannot_be_written_is_told(
    output: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    settings = project / "spec-audit.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[[sources]]\nextractor = "files"\nfiles = ["**"]\n')
    assert main(["inventory", "--code", ".", "--output", output, "--no-cache"]) == 2
    assert "not checked: " in capsys.readouterr().err


def test_an_inventory_of_nothing_is_not_taken(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (project / "lock.json").read_bytes()
    settings = str(project / "spec-audit.toml")
    assert main(["inventory", "--config", settings, "--code", str(project)]) == 2
    assert "there is no [[sources]]" in capsys.readouterr().err
    assert (project / "lock.json").read_bytes() == before


def test_a_stop_by_hand_is_not_clean(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("spec_audit.audit.load_case", stop)
    assert main(["check", "--config", str(project / "spec-audit.toml")]) == 2
    assert capsys.readouterr().err == "\nnot checked: stopped\n"


@pytest.mark.parametrize(
    "command",
    [
        *(f"check {output}" for output in ("> /dev/full", ">&-", ">&- 2>&-", "> /dev/full 2> /dev/full")),
        "check | exec true",
        "check --format json >&-",
        "matrix ownership > /dev/full",
        "agents >&-",
        "--help > /dev/full",
        "check --help >&-",
    ],
)
def test_an_answer_that_nobody_gets_is_none(command: str, project: Path) -> None:
    if command.endswith("true"):
        # Enough findings that they do not fit into a pipe.
        lines = "".join(f":::{{concern}} {number}\n:id: x{number}\n:::\n\n" for number in range(2000))
        with (project / "specs/loans.md").open("a", encoding="utf-8") as file:
            file.write("\n" + lines)
    done = _run_in_shell(command, project)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.stderr.count("\n") == ("2>" not in command and "|" not in command)


@pytest.mark.parametrize(
    ("command", "status"),
    [("check --config nosuch.toml", 2), ("check --nosuch", 2), ("check", 0), ("inventory --code .", 2)],
)
def test_messages_that_nobody_gets_change_no_status(command: str, status: int, project: Path) -> None:
    assert _run_in_shell(f"{command} 2> /dev/full", project).returncode == status
    assert _run_in_shell(f"{command} 2>&-", project).returncode == status


def test_what_writes_a_file_needs_no_output(project: Path) -> None:
    settings = project / "spec-audit.toml"
    settings.write_text(
        settings.read_text("utf-8") + '\n[[sources]]\nextractor = "files"\nfiles = ["**.md"]\n'
    )
    done = _run_in_shell("inventory --code . --no-cache --output new.json >&-", project)
    assert done.returncode == 0, done.stderr
    assert json.loads((project / "new.json").read_bytes())["facts"]
    assert _run_in_shell("inventory --code . --no-cache --output - >&-", project).returncode == 2


def _run_in_shell(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    command = f'set -o pipefail; "{sys.executable}" -m spec_audit.cli {command}'
    return subprocess.run(
        ["bash", "-c", command],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_name_that_is_no_text_can_be_told(project: Path) -> None:
    odd = os.fsencode(project / "specs") + b"/\xff.md"
    with open(odd, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"# Odd\n")
    done = subprocess.run(
        [sys.executable, "-m", "spec_audit.cli", "check", "--format", "json"],
        cwd=project,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode == 1, done.stderr
    assert any("\udcff" in one["path"] for one in json.loads(done.stdout)["findings"])


def test_a_mistake_of_the_program_is_no_finding() -> None:
    script = "from spec_audit import cli; cli.main = lambda: 1 // 0; cli.run()"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.endswith("ZeroDivisionError: integer division or modulo by zero\n")
