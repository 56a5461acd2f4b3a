"""``spec-audit drift`` on a real small repository: one tree against the lock, and a range."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spec_audit.inventory.tree import GitTree
from tests.repository import SPEC, TABLES, Repository, repository

__all__ = ["repository"]

Out = pytest.CaptureFixture[str]


def line_of(text: str) -> int:
    """The line of the spec on which a text begins."""
    return next(number for number, line in enumerate(SPEC.splitlines(), 1) if line.startswith(text))


def brief(report: Any) -> list[tuple[str, str, int]]:
    return [(one["change"], one["key"], one["line"]) for one in report["changes"]]


def test_nothing_drifted(repository: Repository, capsys: Out) -> None:
    status, report = repository.drift(capsys)
    assert (status, report["verdict"], report["changes"]) == (0, "same", [])
    assert report["base"] == repository.first
    assert report["head"] == ""
    assert repository.drift(capsys, "--rev", "HEAD")[1]["head"] == repository.first


def test_reformatting_and_comments_are_no_drift(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "text().primaryKey()", "text()\n    .primaryKey( )")
    repository.edit("src/bees.ts", "export class", "// Ann\n\n\nexport class")
    repository.edit(
        "src/bees.ts", "const next = hive.frames + 1;", "const next =\n    hive.frames + 1 // more\n"
    )
    assert repository.drift(capsys)[0] == 0


def test_a_new_column_leads_to_the_block_that_lacks_its_row(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "  frames", "  colour: text(),\n  frames")
    status, report = repository.drift(capsys)
    assert status == 1
    (one,) = [change for change in report["changes"] if not change["key"].startswith("evidence:")]
    assert (one["change"], one["key"]) == ("added", "column:hives.colour")
    assert (one["owner"], one["concern"]) == ("hives", "CON_HIVES_BOXES")
    assert (one["path"], one["line"]) == ("specs/hives.md", line_of(":::{autotable}"))
    assert one["code"] == {"path": "src/tables.ts", "line": 6}
    assert one["old"] is None
    assert report["counts"] == {
        "added": 1, "removed": 0, "changed": 0, "moved": 0, "evidence": 1, "specs": 1,
    }  # fmt: skip


def test_another_default_is_told_with_both(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "frames: integer()", "frames: integer().default(8)")
    assert repository.run("inventory", "--code", str(repository.code)) == 0
    repository.edit("src/tables.ts", "default(8)", "default(10)")
    (one,) = [one for one in repository.drift(capsys)[1]["changes"] if not one["key"].startswith("evidence:")]
    assert one["message"] == "column:hives.frames changed: default: 8 -> 10"


def test_what_changed_and_what_is_gone_lead_to_their_rows(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "  frames: integer(),\n", "")
    repository.edit("src/tables.ts", "queen: text().notNull()", "queen: integer()")
    report = repository.drift(capsys)[1]
    facts = {one["key"]: one for one in report["changes"]}
    gone, changed = facts["column:hives.frames"], facts["column:hives.queen"]
    assert (gone["change"], gone["line"]) == ("removed", line_of("- `frames`"))
    assert gone["code"] == {"path": "src/tables.ts", "line": 6}
    assert (changed["change"], changed["line"]) == ("changed", line_of("- `queen`"))
    assert changed["message"] == "column:hives.queen changed: not_null: yes -> no; type: text -> integer"
    assert gone["hint"] != changed["hint"]


def test_a_new_fact_belongs_to_whom_a_glob_gives_it(repository: Repository, capsys: Out) -> None:
    new = "export const {0} = sqliteTable('{0}', {{ id: text() }});\n"
    repository.write(
        **{"src/tables.ts": TABLES + new.format("hive_parts") + new.format("wasps") + new.format("log_days")}
    )
    changes = {one["key"]: one for one in repository.drift(capsys)[1]["changes"]}
    claimed, stray, waived = (changes[f"table:{name}"] for name in ("hive_parts", "wasps", "log_days"))
    assert (claimed["owner"], claimed["line"]) == ("hives", line_of(":claims: table:hives"))
    assert (stray["owner"], stray["concern"]) == (None, None)
    assert stray["line"] == line_of(":claims: table:hives")
    assert "claim 'table:wasps' in CON_HIVES_BOXES" in stray["hint"]
    assert waived["path"] == "spec-audit.toml"
    assert "exception" in waived["hint"]
    assert changes["column:wasps.id"]["hint"] == stray["hint"], "a column is not claimed, its table is"


def test_a_renamed_file_moved(repository: Repository, capsys: Out) -> None:
    (repository.code / "src/store").mkdir()
    repository.git("mv", "src/tables.ts", "src/store/boxes.ts")
    repository.git("mv", "src/bees.ts", "src/work.ts")
    report = repository.drift(capsys)[1]
    assert {(one["change"], one["key"]) for one in report["changes"]} == {
        ("moved", "file:src/tables.ts"),
        ("moved", "file:src/bees.ts"),
        ("moved", "table:hives"),
        ("moved", "limit:MAX_FRAMES"),
        ("moved", "evidence:src/bees.ts#addFrame"),
        ("moved", "evidence:src/bees.ts#Keeper.smoke"),
        ("moved", "evidence:src/tables.ts"),
    }
    file = next(one for one in report["changes"] if one["key"] == "file:src/tables.ts")
    assert file["line"] == line_of("- `src/tables.ts`")
    assert (file["old"]["path"], file["new"]["path"]) == ("src/tables.ts", "src/store/boxes.ts")
    assert [one["line"] for one in file["leftovers"]] == [
        line_of(":  file:src/tables.ts"),
        line_of(":::{autofiles}"),
    ]
    assert file["hint"] == "mend what names the file: claims, evidence, sentences"
    cited = next(one for one in report["changes"] if one["key"] == "evidence:src/bees.ts#addFrame")
    assert cited["hint"] == "write src/work.ts#addFrame"
    assert cited["line"] == line_of(":source: src/bees.ts#addFrame")


def test_evidence_that_changed_or_is_gone(repository: Repository, capsys: Out) -> None:
    repository.edit("src/bees.ts", "hive.frames + 1", "hive.frames + 2")
    repository.edit("src/bees.ts", "smoke(hive", "fog(hive")
    repository.edit("src/bees.ts", "export class", "class Fox {\n  smoke(): void {}\n}\nexport class")
    status, report = repository.drift(capsys)
    assert status == 1
    assert brief(report) == [
        ("changed", "evidence:src/bees.ts#addFrame", line_of(":source: src/bees.ts#addFrame")),
        ("removed", "evidence:src/bees.ts#Keeper.smoke", line_of(":source: src/bees.ts#smoke")),
    ]
    assert report["changes"][0]["concern"] == "CON_HIVES_WORK"
    assert report["counts"]["changed"] == 0, "a body is no fact"


def test_a_function_that_went_to_another_file_is_found_there(repository: Repository, capsys: Out) -> None:
    text = (repository.code / "src/bees.ts").read_text()
    cut = text.index("export class")
    repository.write(**{"src/bees.ts": text[:cut], "src/keeper.ts": text[cut:]})
    report = repository.drift(capsys)[1]
    moved = next(one for one in report["changes"] if one["key"] == "evidence:src/bees.ts#Keeper.smoke")
    assert (moved["change"], moved["hint"]) == ("moved", "write src/keeper.ts#Keeper.smoke")


def test_the_folder_as_it_is_and_a_commit_are_two_things(repository: Repository, capsys: Out) -> None:
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    assert brief(repository.drift(capsys)[1])[0][:2] == ("changed", "limit:MAX_FRAMES")
    assert repository.drift(capsys, "--rev", "HEAD")[0] == 0
    repository.commit()
    assert repository.drift(capsys, "--rev", "main")[0] == 1
    assert repository.drift(capsys, "--rev", repository.first)[0] == 0


def test_a_file_that_does_not_parse_is_never_clean(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "export const hives", "<<<<<<< ours\nexport const hives")
    status, report = repository.drift(capsys)
    assert (status, report["verdict"], report["changes"]) == (2, "not-checked", [])
    named = {(one["rule"], one["path"]) for one in report["problems"]}
    assert ("unparsed-source", "src/tables.ts") in named
    assert repository.run("drift", "--code", str(repository.code)) == 2
    said = capsys.readouterr().out
    assert "src/tables.ts:" in said
    assert "not-checked" in said
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    status, report = repository.drift(capsys)
    assert (status, report["verdict"]) == (2, "not-checked")
    assert [one["key"] for one in report["changes"]] == ["limit:MAX_FRAMES"], "other files are compared"


def _nowhere(repository: Repository) -> list[str]:
    return ["--code", str(repository.root / "nowhere")]


def _no_repository(repository: Repository) -> list[str]:
    return ["--code", str(repository.project), "--rev", "HEAD"]


def _no_history(repository: Repository) -> list[str]:
    return ["--code", str(repository.project), "--range", "HEAD~1.."]


def _side_branch(repository: Repository) -> list[str]:
    repository.git("checkout", "-q", "-b", "side")
    side = repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write(**{"README.md": "Bees, bees."})
    repository.commit()
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    return ["--range", f"{side}..main"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rev", "v9"], "no revision v9"),
        (["--rev=-v"], "no revision -v"),
        (["--range", "v9..main"], "no revision v9"),
        (["--range", "main..v9"], "no revision v9"),
        (["--range", "main"], "no range"),
        (["--range", "main...v9"], "no range"),
        (["--range", "..main"], "no range"),
        (["--range", "main..main"], "holds no commit"),
        (["--limit", "3"], "--limit"),
        (_nowhere, "no such folder"),
        (_no_repository, "no git repository"),
        (_no_history, "no git repository"),
        (_side_branch, "first parents"),
    ],
)
def test_what_cannot_be_compared_is_not_checked(
    repository: Repository, capsys: Out, arguments: Any, said: str
) -> None:
    status, report = repository.drift(capsys, *(arguments(repository) if callable(arguments) else arguments))
    assert (status, report["verdict"]) == (2, "not-checked")
    (finding,) = report["findings"]
    assert said in f"{finding['path']}: {finding['message']}"
    assert finding["hint"]


def test_a_shallow_clone_has_commits_and_no_history(repository: Repository, capsys: Out) -> None:
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.commit()
    repository.commit()
    shallow = repository.root / "shallow"
    repository.git("clone", "-q", "--depth", "2", f"file://{repository.code}", str(shallow))
    status, report = repository.drift(capsys, "--code", str(shallow), "--range", "HEAD~1..HEAD")
    assert (status, report["verdict"]) == (2, "not-checked")
    assert "shallow" in report["findings"][0]["message"]
    assert repository.drift(capsys, "--code", str(shallow), "--rev", "HEAD")[0] == 1
    assert repository.drift(capsys, "--code", str(shallow), "--rev", "HEAD~5")[0] == 2


def test_a_lock_of_other_settings_is_no_base(repository: Repository, capsys: Out) -> None:
    settings = repository.project / "spec-audit.toml"
    settings.write_text(settings.read_text().replace('files = ["src/**.ts"]', 'files = ["src/*.ts"]', 1))
    status, report = repository.drift(capsys)
    assert status == 2
    assert report["findings"][0]["rule"] == "stale-inventory"


def test_a_file_that_the_repository_lacks_is_named(repository: Repository, capsys: Out) -> None:
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.commit()
    blob = repository.git("rev-parse", "HEAD:src/bees.ts")
    (repository.code / ".git/objects" / blob[:2] / blob[2:]).unlink()
    status, report = repository.drift(capsys, "--rev", "HEAD")
    assert (status, report["verdict"]) == (2, "not-checked")
    lacking = [one for one in report["problems"] if one["rule"] == "unparsed-source"]
    assert {one["path"] for one in lacking} == {"src/bees.ts"}
    assert "cannot be read" in lacking[0]["message"]


def walk(repository: Repository) -> dict[str, str]:
    """Make a history: a fact, a file that is not read, a broken file, its mending with a fact."""
    made = {"first": repository.first}
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    made["limit"] = repository.commit()
    repository.write(**{"README.md": "More bees."})
    made["readme"] = repository.commit()
    repository.edit("src/tables.ts", "  frames: integer(),\n});", "  frames: integer(),\n")
    made["broken"] = repository.commit()
    repository.edit("src/tables.ts", "  frames: integer(),\n", "  frames: text(),\n});")
    made["mended"] = repository.commit()
    repository.edit("src/bees.ts", "next = ", "  next  = ")
    made["layout"] = repository.commit()
    return made


def test_a_range_is_walked_commit_by_commit(repository: Repository, capsys: Out) -> None:
    made = walk(repository)
    status, report = repository.drift(capsys, "--range", f"{made['first']}..main")
    assert status == 2, "one commit could not be read"
    commits = {one["commit"]: one for one in report["commits"]}
    assert list(commits) == list(made.values())[1:]
    assert [one["verdict"] for one in commits.values()] == ["drift", "same", "not-checked", "drift", "same"]
    assert {one["date"] for one in commits.values()} == {"2026-03-01"}
    assert brief(commits[made["limit"]])[0][:2] == ("changed", "limit:MAX_FRAMES")
    assert commits[made["readme"]]["base"] is None, "it touched nothing, so it was not read"
    assert "src/tables.ts" in [one["path"] for one in commits[made["broken"]]["problems"]]
    assert commits[made["broken"]]["changes"] == []
    mended = commits[made["mended"]]
    assert mended["base"] == made["limit"], "the last commit that could be read"
    assert ("changed", "column:hives.frames", line_of("- `frames`")) in brief(mended)
    assert not [one for one in mended["changes"] if one["change"] == "added"]
    counts = report["counts"]
    assert (counts["commits"], counts["commits_read"], counts["commits_not_checked"]) == (5, 4, 1)
    assert (counts["commits_with_facts"], counts["changed"], counts["specs"]) == (2, 2, 1)


def test_the_status_of_a_range_is_that_of_its_worst_commit(repository: Repository, capsys: Out) -> None:
    made = walk(repository)
    assert repository.drift(capsys, "--range", f"{made['limit']}..{made['readme']}")[0] == 0
    assert repository.drift(capsys, "--range", f"{made['first']}..{made['readme']}")[0] == 1
    assert repository.drift(capsys, "--range", f"{made['mended']}..")[0] == 0
    status, report = repository.drift(capsys, "--range", f"{made['first']}..main", "--limit", "2")
    assert (status, len(report["commits"]), report["head"]) == (1, 2, made["readme"])


def test_a_range_that_starts_at_a_broken_commit_says_so(repository: Repository, capsys: Out) -> None:
    made = walk(repository)
    status, report = repository.drift(capsys, "--range", f"{made['broken']}..")
    assert status == 2
    assert [(one["commit"], one["verdict"]) for one in report["commits"]] == [
        (made["broken"], "not-checked"),
        (made["mended"], "not-checked"),
        (made["layout"], "same"),
    ]
    mended = report["commits"][1]
    assert mended["changes"] == []
    assert [(one["path"], one["message"]) for one in mended["problems"]] == [
        ("src/tables.ts", "it did not parse before, so what changed in it is not known")
    ]


def test_a_file_that_stays_broken_hides_no_other(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "  queen: text().notNull(),\n", "  queen: text(,\n")
    repository.commit()
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.commit()
    repository.edit("src/tables.ts", "  queen: text(,\n", "")
    repository.commit()
    status, report = repository.drift(capsys, "--range", f"{repository.first}..")
    assert status == 2
    broken, other, mended = report["commits"]
    assert (broken["verdict"], broken["changes"]) == ("not-checked", [])
    assert brief(other)[0][:2] == ("changed", "limit:MAX_FRAMES")
    assert (other["verdict"], other["problems"], len(other["changes"])) == ("drift", [], 1)
    assert [one[:2] for one in brief(mended) if "column" in one[1]] == [("removed", "column:hives.queen")]


def test_a_new_file_that_does_not_parse_hides_only_itself(repository: Repository, capsys: Out) -> None:
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.write(**{"src/wax.ts": "export const MAX_WAX = 3;\nexport const x = (;\n"})
    repository.commit()
    repository.write(**{"src/wax.ts": "export const MAX_WAX = 3;\n"})
    repository.commit()
    status, report = repository.drift(capsys, "--range", f"{repository.first}..")
    assert status == 2
    broken, mended = report["commits"]
    assert {one["key"] for one in broken["changes"]} == {"limit:MAX_FRAMES", "file:src/wax.ts"}
    assert broken["verdict"] == "not-checked"
    assert ("added", "limit:MAX_WAX") in [one[:2] for one in brief(mended)]
    assert mended["verdict"] == "drift"


def test_a_lock_that_could_not_read_a_file_is_no_base_for_it(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "  frames: integer(),\n", "  frames: integer(,\n")
    assert repository.run("inventory", "--code", str(repository.code), "--partial") == 2
    repository.edit("src/tables.ts", "  frames: integer(,\n", "  frames: integer(),\n")
    status, report = repository.drift(capsys)
    assert (status, report["changes"]) == (2, [])
    assert [one["path"] for one in report["problems"]] == ["src/tables.ts"]


def test_a_merge_is_one_step_of_the_main_line(repository: Repository, capsys: Out) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    status, report = repository.drift(capsys, "--range", f"{repository.first}..")
    assert status == 1
    (merge,) = report["commits"]
    assert ("changed", "limit:MAX_FRAMES") in [one[:2] for one in brief(merge)]


def test_a_problem_is_new_once(repository: Repository, capsys: Out) -> None:
    repository.git("rm", "-q", "src/tables.ts")
    repository.commit()
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.commit()
    status, report = repository.drift(capsys, "--range", f"{repository.first}..")
    assert status == 2
    first, second = report["commits"]
    assert [one["rule"] for one in first["problems"]] == ["empty-source"]
    assert first["changes"], "what is gone is named all the same"
    assert (second["verdict"], second["problems"], second["standing"]) == ("drift", [], 1)
    assert repository.run("drift", "--code", str(repository.code), "--range", f"{repository.first}..") == 2
    assert "drift: 1 change, problems as before: 1\n" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--rev", "main"], ["--range", "main~4.."]])
def test_an_unchanged_file_is_not_read_twice(
    repository: Repository, capsys: Out, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    walk(repository)
    cold = repository.drift(capsys, *arguments)

    def refuse(tree: GitTree, path: str) -> bytes:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(GitTree, "read", refuse)
    assert repository.drift(capsys, *arguments) == cold
    with pytest.raises(AssertionError, match="read again"):
        repository.drift(capsys, *arguments, "--no-cache")


def test_the_text_names_both_lines_and_the_mend(repository: Repository, capsys: Out) -> None:
    made = walk(repository)
    assert repository.run("drift", "--code", str(repository.code), "--range", f"{made['first']}..") == 2
    said = capsys.readouterr().out
    assert f"{made['limit'][:12]} 2026-03-01 drift:" in said
    assert made["readme"][:12] not in said
    assert "limit:MAX_FRAMES changed: value: 12 -> 10 [changed]" in said
    assert "see src/bees.ts:1" in said
    assert "src/tables.ts:3: it does not parse from here on [unparsed-source]" in said
    assert said.splitlines()[-1].startswith("not-checked: facts 0 added, 0 removed, 2 changed, 0 moved;")
    repository.run("drift", "--code", str(repository.code))
    assert capsys.readouterr().out.splitlines()[-1].endswith(" to the files as they are")
    lock = repository.project / "lock.json"
    lock.write_text(lock.read_text("utf-8").replace(repository.first, ""), "utf-8")
    repository.run("drift", "--code", str(repository.code))
    assert capsys.readouterr().out.endswith("; from the lock to the files as they are\n")


def test_one_of_a_thing_is_told_in_the_singular(repository: Repository, capsys: Out) -> None:
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.run("drift", "--code", str(repository.code))
    assert "; 0 pieces of evidence; 1 spec concerned; " in capsys.readouterr().out
    repository.git("commit", "-q", "-a", "-m", "fewer")
    repository.run("drift", "--code", str(repository.code), "--range", f"{repository.first}..")
    said = capsys.readouterr().out
    assert " drift: 1 change\n" in said
    assert "; 1 commit, 1 of them read, " in said
    repository.run("inventory", "--code", str(repository.code))
    said = capsys.readouterr().err
    assert "limits: 1\n" in said
    assert " symbols in " in said


def test_the_same_twice_in_another_folder(repository: Repository, capsys: Out, tmp_path: Path) -> None:
    walk(repository)
    one = repository.drift(capsys, "--range", f"{repository.first}..")
    elsewhere = tmp_path / "elsewhere.git"
    repository.git("clone", "-q", "--bare", str(repository.code), str(elsewhere))
    other = repository.drift(
        capsys, "--code", str(elsewhere), "--range", f"{repository.first}..", "--no-cache"
    )
    assert json.dumps(one) == json.dumps(other)


def test_what_has_one_cause_is_told_once_in_text(repository: Repository, capsys: Out) -> None:
    table = "export const pots = sqliteTable('pots', {\n  id: text().primaryKey(),\n  lid: text(),\n});\n"
    repository.edit("src/tables.ts", "export const hives", f"{table}export const hives")
    specs = repository.project / "specs/hives.md"
    edge = SPEC[SPEC.index(":::{edge} Smoke") :]
    again = edge.replace("EDGE_HIVES_SMOKE", "EDGE_HIVES_FOG").replace("{edge} Smoke", "{edge} Fog")
    specs.write_text(f"{SPEC}\n{again}")
    repository.edit("src/bees.ts", "calm = true", "calm = 1")
    capsys.readouterr()
    assert repository.run("drift", "--code", str(repository.code)) == 1
    said = capsys.readouterr().out.splitlines()
    claim = line_of(":claims: table:hives")
    assert f"specs/hives.md:{claim}: table:pots is new, with 2 columns [added]" in said
    assert not [one for one in said if "column:pots" in one]
    (first,) = [number for number, one in enumerate(said) if "EDGE_HIVES_SMOKE cites src/bees.ts#Kee" in one]
    assert "EDGE_HIVES_FOG cites src/bees.ts#Keeper.smoke, which has changed" in said[first + 1]
    assert said[first + 2].endswith("'spec-audit review EDGE_HIVES_SMOKE --reason TEXT', and so for each")
    assert said[first + 3] == "    see src/bees.ts:9"
    report = repository.drift(capsys)[1]
    assert {(one["key"], one["follows"]) for one in report["changes"] if "pots" in one["key"]} == {
        ("table:pots", None),
        ("column:pots.id", "table:pots"),
        ("column:pots.lid", "table:pots"),
    }


def test_a_new_file_in_which_nobody_reads_facts_is_told(repository: Repository, capsys: Out) -> None:
    settings = repository.project / "spec-audit.toml"
    before, mark, after = settings.read_text().partition('extractor = "drizzle"')
    settings.write_text(before + mark + after.replace("src/**.ts", "src/*.ts"))
    assert repository.run("inventory", "--code", str(repository.code)) == 0
    limit = "export const MAX_POTS = 3;\n"
    repository.write(**{"src/pots/lid.ts": limit, "src/pot.ts": "// Empty.\n", "src/pots/notes.md": "Pots."})
    hints = {one["key"]: one["hint"] for one in repository.drift(capsys)[1]["changes"]}
    told = "; no source of spec-audit.toml reads facts in it: extend a glob if it may declare any"
    assert hints["file:src/pots/lid.ts"].endswith(told)
    assert "no source" not in hints["file:src/pot.ts"]


def test_a_problem_of_the_settings_says_how_to_mend_it(repository: Repository, capsys: Out) -> None:
    repository.git("rm", "-q", "src/tables.ts")
    status, report = repository.drift(capsys)
    assert status == 2
    assert {one["hint"] for one in report["problems"]} == {
        "name here what the code has now, or take it out of the settings"
    }
    repository.run("drift", "--code", str(repository.code))
    said = capsys.readouterr().out.splitlines()
    (at,) = [number for number, one in enumerate(said) if one.endswith("[empty-source]")]
    assert said[at + 1] == "    name here what the code has now, or take it out of the settings"


def test_the_words_that_speak_of_what_is_gone_are_found(repository: Repository, capsys: Out) -> None:
    pots = "export const bee_pots = sqliteTable('bee_pots', { id: text().primaryKey(), jam: text() });\n"
    repository.edit("src/tables.ts", "export const hives", f"{pots}export const hives")
    assert repository.run("inventory", "--code", str(repository.code)) == 0
    specs = repository.project / "specs/hives.md"
    told = SPEC.replace(":claims: table:hives,", ":claims: table:hives, table:bee_pots,").replace(
        "The boxes.", "The boxes, and `bee_pots`.\nNo bee_pots_old, no my_bee_pots; jam is eaten."
    )
    specs.write_text(told)
    repository.edit("src/tables.ts", pots, "")
    changes = {one["key"]: one for one in repository.drift(capsys)[1]["changes"]}
    line = told.splitlines().index("The boxes, and `bee_pots`.") + 1
    assert changes["table:bee_pots"]["leftovers"] == [{"path": "specs/hives.md", "line": line}]
    assert changes["column:bee_pots.jam"]["leftovers"] == [], "jam is a word like any other"
    repository.run("drift", "--code", str(repository.code))
    assert f"    named in specs/hives.md:{line}\n" in capsys.readouterr().out


def test_after_the_lock_has_moved_an_earlier_one_still_tells(repository: Repository, capsys: Out) -> None:
    def against(base: str) -> tuple[int, Any]:
        capsys.readouterr()
        status = repository.run("drift", "--base", base, "--format", "json")
        return status, json.loads(capsys.readouterr().out)

    repository.git("init", "-q", cwd=repository.project)
    repository.git("add", "-A", cwd=repository.project)
    repository.git("commit", "-q", "-m", "specs", cwd=repository.project)
    assert against("HEAD")[0] == 0
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES = 10")
    repository.edit("src/bees.ts", "calm = true", "calm = 1")
    repository.edit("src/tables.ts", "  queen: text().notNull(),\n", "")
    assert repository.run("inventory", "--code", str(repository.code)) == 0
    specs = repository.project / "specs/hives.md"
    specs.write_text("\n\n" + SPEC.replace("- `queen`: Her name.\n", ""))
    assert repository.drift(capsys)[0] == 0, "the lock is that of the code"
    status, report = against("HEAD")
    assert status == 1
    told = {one["key"]: (one["message"], one["line"]) for one in report["changes"]}
    assert told["limit:MAX_FRAMES"][0] == "limit:MAX_FRAMES changed: value: 12 -> 10"
    assert told["evidence:src/bees.ts#Keeper.smoke"][1] == line_of(":source: src/bees.ts#smoke") + 1, (
        "as it is now"
    )
    assert "column:hives.queen" in told
    assert against("elsewhere")[0] == 2


def test_a_file_that_the_earlier_lock_could_not_read_is_not_checked(
    repository: Repository, capsys: Out
) -> None:
    repository.write(**{"src/tables.ts": f"{TABLES}<<<<<<< ours\n"})
    assert repository.run("inventory", "--code", str(repository.code), "--partial") == 2
    repository.git("init", "-q", cwd=repository.project)
    repository.git("add", "-A", cwd=repository.project)
    repository.git("commit", "-q", "-m", "specs", cwd=repository.project)
    repository.write(**{"src/tables.ts": TABLES.replace("  frames: integer(),\n", "")})
    assert repository.run("inventory", "--code", str(repository.code)) == 0
    capsys.readouterr()
    assert repository.run("drift", "--base", "HEAD") == 2
    said = capsys.readouterr().out
    assert "src/tables.ts: it did not parse before, so what changed in it is not known" in said
    assert "column:hives.frames" not in said


def test_what_changed_with_its_table_is_told_for_itself(repository: Repository, capsys: Out) -> None:
    repository.edit("src/tables.ts", "queen: text().notNull()", "queen: text()")
    repository.edit("src/tables.ts", "});", "}, (one) => [primaryKey({ columns: [one.id, one.frames] })]);")
    capsys.readouterr()
    assert repository.run("drift", "--code", str(repository.code)) == 1
    said = capsys.readouterr().out
    assert "table:hives changed" in said
    assert "column:hives.queen changed: not_null: yes -> no" in said


def test_a_line_that_names_two_things_is_told_once(repository: Repository, capsys: Out) -> None:
    pots = "export const bee_pots = sqliteTable('bee_pots', { id: text().primaryKey(), lid_no: text() });\n"
    repository.edit("src/tables.ts", "export const hives", f"{pots}export const hives")
    assert repository.run("inventory", "--code", str(repository.code)) == 0
    specs = repository.project / "specs/hives.md"
    told = SPEC.replace("The boxes.", "A form\x0cfeed.\nThe lid_no of bee_pots.\nNo more than MAX_FRAMES.")
    specs.write_text(told.replace(":claims: table:hives,", ":claims: table:hives, table:bee_pots,"))
    repository.edit("src/tables.ts", pots, "")
    repository.edit("src/bees.ts", "MAX_FRAMES = 12", "MAX_FRAMES: number = frames()")
    capsys.readouterr()
    repository.run("drift", "--code", str(repository.code))
    line = told.split("\n").index("The lid_no of bee_pots.") + 1
    out = capsys.readouterr().out
    assert "limit:MAX_FRAMES is gone" in out
    said = [one for one in out.splitlines() if one.startswith("    named in")]
    assert said == [f"    named in specs/hives.md:{line}"], "MAX_FRAMES is still a name of the code"


@pytest.mark.parametrize("wrong", [(), ("--code", ".", "--base", "HEAD"), ("--base", "HEAD", "--limit", "1")])
def test_drift_holds_one_thing_against_the_lock(repository: Repository, wrong: tuple[str, ...]) -> None:
    assert repository.run("drift", *wrong) == 2


def test_nobody_is_to_claim_what_is_gone(repository: Repository, capsys: Out) -> None:
    specs = repository.project / "specs/hives.md"
    specs.write_text(SPEC.replace("file:src/bees.ts, limit:**", "file:src/bees.ts"))
    repository.edit("src/bees.ts", "export const MAX_FRAMES = 12;", "const few = 12;")
    changes = {one["key"]: one["hint"] for one in repository.drift(capsys)[1]["changes"]}
    assert changes["limit:MAX_FRAMES"].startswith("no spec owns it, so nothing is left to do")


def test_where_nothing_is_owned_a_new_fact_stands_at_its_own_place(
    repository: Repository, capsys: Out
) -> None:
    (repository.project / "specs/hives.md").write_text("# Hives\n")
    repository.edit(
        "src/bees.ts", "export const MAX_FRAMES", "export const MAX_BEES = 3;\nexport const MAX_FRAMES"
    )
    (new,) = [one for one in repository.drift(capsys)[1]["changes"] if one["key"] == "limit:MAX_BEES"]
    assert {"path": new["path"], "line": new["line"]} == new["code"]
    assert new["hint"] == "no spec owns it; claim it in the concern that it changes with"


def test_what_names_by_its_key_what_changed_is_found(repository: Repository, capsys: Out) -> None:
    specs = repository.project / "specs/hives.md"
    told = SPEC.replace("It calms them.", "It calms them, says {fact}`column:hives.queen`.").replace(
        ":handling: handled", ":handling: handled\n:facts: column:hives.*"
    )
    specs.write_text(told)
    repository.edit("src/tables.ts", "queen: text().notNull()", "queen: integer()")
    changes = {one["key"]: one for one in repository.drift(capsys)[1]["changes"]}
    lines = [
        number
        for number, line in enumerate(told.splitlines(), 1)
        if line.startswith((":facts:", "It calms them"))
    ]
    named = [{"path": "specs/hives.md", "line": line} for line in reversed(lines)]
    assert changes["column:hives.queen"]["leftovers"] == named


def test_a_cited_file_without_symbols_is_told_when_its_text_changes(
    repository: Repository, capsys: Out
) -> None:
    repository.write(**{"src/hive.sh": "echo open\n"})
    settings = repository.project / "spec-audit.toml"
    settings.write_text(settings.read_text().replace('files = ["src/**.ts"]', 'files = ["src/**"]', 1))
    specs = repository.project / "specs/hives.md"
    specs.write_text(SPEC.replace(":  src/tables.ts\n", ":  src/tables.ts, src/hive.sh\n", 1))
    assert repository.run("inventory", "--code", str(repository.code)) == 0
    assert repository.drift(capsys)[1]["changes"] == []
    repository.write(**{"src/hive.sh": "echo closed\n"})
    (one,) = repository.drift(capsys)[1]["changes"]
    assert (one["key"], one["change"]) == ("evidence:src/hive.sh", "changed")
