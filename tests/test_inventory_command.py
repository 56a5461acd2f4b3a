"""The command that takes an inventory: what it writes, and what it leaves as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from spec_audit.readers.lock import read_lock
from tests.repository import Repository, repository

__all__ = ["repository"]

Out = pytest.CaptureFixture[str]


def take(repository: Repository, *arguments: str) -> int:
    return repository.run("inventory", "--code", str(repository.code), *arguments)


def lock_of(repository: Repository) -> Path:
    return repository.project / "lock.json"


def checked(repository: Repository, capsys: Out) -> list[tuple[str, str, int]]:
    """What ``check`` says of the inventory itself."""
    capsys.readouterr()
    status = repository.run("check", "--format", "json")
    findings = json.loads(capsys.readouterr().out)["findings"]
    told = [one for one in findings if one["rule"] in ("unparsed-source", "incomplete-inventory")]
    assert all(one["severity"] == "error" for one in told)
    assert status == 1  # the project's spec says less than it should, whatever the inventory is like
    return [(one["rule"], one["path"], one["line"]) for one in told]


def test_a_whole_lock_is_not_replaced_by_one_with_problems(repository: Repository, capsys: Out) -> None:
    before = lock_of(repository).read_bytes()
    repository.edit("src/bees.ts", "MAX_FRAMES = 12;", "MAX_FRAMES = (;")
    assert take(repository) == 2
    assert lock_of(repository).read_bytes() == before
    told = capsys.readouterr().err
    assert "src/bees.ts:1: it does not parse from here on" in told
    assert "lock.json is whole and left as it was; --partial replaces it" in told


@pytest.mark.parametrize("where", ["empty", "another repository"])
def test_a_wrong_tree_leaves_the_lock_alone(
    where: str, repository: Repository, tmp_path: Path, capsys: Out
) -> None:
    before = lock_of(repository).read_bytes()
    other = tmp_path / "other"
    (other / "lib").mkdir(parents=True)
    if where != "empty":
        (other / "lib/moths.rb").write_text("class Moth; end\n")
    assert repository.run("inventory", "--code", str(other)) == 2
    assert lock_of(repository).read_bytes() == before
    assert "matches no file" in capsys.readouterr().err


def test_a_partial_lock_is_written_when_asked_for_and_check_is_not_green(
    repository: Repository, capsys: Out
) -> None:
    assert checked(repository, capsys) == []
    repository.edit("src/bees.ts", "MAX_FRAMES = 12;", "MAX_FRAMES = 12; send(;")
    assert take(repository, "--partial") == 2
    (problem,) = read_lock(repository.project, "lock.json").problems
    assert (problem.rule, problem.place.path, problem.place.line) == ("unparsed-source", "src/bees.ts", 1)
    assert checked(repository, capsys) == [("unparsed-source", "src/bees.ts", 1)]


def test_problems_without_a_fact_are_told_by_check_at_their_place(
    repository: Repository, capsys: Out
) -> None:
    settings = repository.project / "spec-audit.toml"
    text = settings.read_text() + '\n[[sources]]\nextractor = "limits"\nfiles = ["src/*.ts", "gone/*.ts"]\n'
    settings.write_text(text)
    assert take(repository, "--partial") == 2
    line = text.count("\n")
    assert checked(repository, capsys) == [("incomplete-inventory", "spec-audit.toml", line)]
    waiver = (
        'rule = "incomplete-inventory"\nsubject = "spec-audit.toml"\nreason = "Known."\nbean = "bees-0001"\n'
    )
    settings.write_text(f"{text}\n[[exceptions]]\n{waiver}")
    assert checked(repository, capsys) == []


def test_where_there_is_no_whole_lock_one_with_problems_is_written(
    repository: Repository, capsys: Out
) -> None:
    repository.edit("src/bees.ts", "MAX_FRAMES = 12;", "MAX_FRAMES = (;")
    lock_of(repository).unlink()
    assert take(repository) == 2
    first = lock_of(repository).read_bytes()
    assert b'"problems": [' in first
    repository.edit("src/bees.ts", "MAX_FRAMES = (;", "MAX_FRAMES = 12;\nexport const X = (;")
    assert take(repository) == 2
    assert lock_of(repository).read_bytes() != first
    repository.edit("src/bees.ts", "\nexport const X = (;", "")
    assert take(repository) == 0
    assert b'"problems"' not in lock_of(repository).read_bytes()
    assert "left as it was" not in capsys.readouterr().err


def test_a_dash_writes_to_standard_output(
    repository: Repository, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.project)
    assert take(repository, "--output", "-") == 0
    shown = capsysbinary.readouterr()
    assert shown.out == lock_of(repository).read_bytes()
    assert b"facts and" in shown.err
    assert not Path("-").exists()


@pytest.mark.parametrize("command", ["check", "drift"])
def test_a_lock_whose_sources_are_gone_is_stale(command: str, repository: Repository, capsys: Out) -> None:
    settings = repository.project / "spec-audit.toml"
    text = settings.read_text()
    settings.write_text(text[: text.index("[[sources]]")])
    code = ("--code", str(repository.code)) if command == "drift" else ()
    assert repository.run(command, *code) == (2 if command == "drift" else 1)
    shown = capsys.readouterr()
    assert "made with other settings" in shown.out + shown.err


def test_an_inventory_with_problems_goes_through_a_pipe(repository: Repository, tmp_path: Path) -> None:
    repository.edit("src/bees.ts", "MAX_FRAMES = 12;", "MAX_FRAMES = (;")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert take(repository, "--output", str(pipe)) == 2
    reader.join(60)
    assert json.loads(got[0])["problems"]


def test_a_full_disk_leaves_the_lock_alone(repository: Repository) -> None:
    lock = lock_of(repository)
    before, names = lock.read_bytes(), sorted(lock.parent.iterdir())
    repository.write(**{f"src/more{number}.ts": f"export const MAX_{number} = 1;\n" for number in range(99)})
    command = f'ulimit -f 1; "{sys.executable}" -m spec_audit.cli inventory --no-cache --code "$0"'
    done = subprocess.run(
        ["bash", "-c", command, str(repository.code)],
        cwd=repository.project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "lock.json: File too large" in done.stderr
    assert lock.read_bytes() == before
    assert sorted(lock.parent.iterdir()) == names


def test_a_damaged_cache_is_made_anew_or_thrown_away(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("SPEC_AUDIT_CACHE", str(repository.project.parent / "kept"))
    assert take(repository) == 0
    [cache] = (repository.project.parent / "kept").iterdir()
    whole = cache.read_bytes()
    repository.edit("src/bees.ts", "MAX_FRAMES = 12;", "MAX_FRAMES = 13;")
    assert take(repository, "--no-cache") == 0
    wanted = lock_of(repository).read_bytes()
    thrown = 0
    for at in range(0, len(whole), 97):
        for file in cache.parent.iterdir():
            file.unlink()
        cache.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        if take(repository) == 2:
            thrown += 1
            assert f"{cache}: error: what was kept here is damaged [damaged-cache]" in capsys.readouterr().err
            assert not cache.exists()
            assert take(repository) == 0
        assert lock_of(repository).read_bytes() == wanted
    assert thrown


def test_a_tree_without_a_commit_is_told(repository: Repository, capsys: Out) -> None:
    assert take(repository) == 0
    assert "the lock names none" not in capsys.readouterr().err
    (repository.code / ".git").rename(repository.root / "away")
    assert take(repository) == 0
    said = capsys.readouterr().err
    assert f"{repository.code} is no git checkout with a commit, so the lock names none\n" in said


def test_what_the_named_commit_does_not_hold_is_told(repository: Repository, capsys: Out) -> None:
    assert take(repository) == 0
    assert "differ" not in capsys.readouterr().err
    repository.edit("src/bees.ts", "MAX_FRAMES = 12;", "MAX_FRAMES = 13;")
    (repository.code / "src/ants.ts").write_text("export const ANTS = 1;\n")
    take(repository)
    commit = json.loads(lock_of(repository).read_text())["commit"]
    told = f"2 files differ from commit {commit[:7]}, which the lock names: src/ants.ts, src/bees.ts\n"
    assert told in capsys.readouterr().err
    take(repository, "--rev", "HEAD")
    assert "differ" not in capsys.readouterr().err


def test_a_lock_that_is_left_as_it_was_does_not_name_this_commit(repository: Repository, capsys: Out) -> None:
    assert take(repository) == 0
    repository.edit("src/bees.ts", "export class", "<<<<<<< ours\nexport class")
    capsys.readouterr()
    assert take(repository) == 2
    said = capsys.readouterr().err
    assert "is whole and left as it was" in said
    assert "which the lock names" not in said
    assert take(repository, "--partial") == 2
    assert "1 file differs from commit" in capsys.readouterr().err


def test_ends_of_lines_that_git_writes_make_no_file_another(repository: Repository, capsys: Out) -> None:
    bees = repository.code / "src/bees.ts"
    bees.write_bytes(bees.read_bytes().replace(b"\n", b"\r\n"))
    take(repository)
    assert "differ" not in capsys.readouterr().err
    bees.write_bytes(b"\r\n" + bees.read_bytes())
    take(repository)
    assert "1 file differs from commit" in capsys.readouterr().err
