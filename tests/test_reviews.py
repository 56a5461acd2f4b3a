"""Reviews from end to end: stored by name, suspect after the code changed, read anew, well again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from spec_audit.model.finding import Finding
from tests.conftest import run_audit
from tests.repository import SPEC, Repository, repository

__all__ = ["repository"]

Out = pytest.CaptureFixture[str]
STORE = "project/reviews.toml"


def review(repository: Repository, *arguments: str) -> int:
    return repository.run("review", *arguments)


def suspects(repository: Repository) -> list[Finding]:
    return [one for one in run_audit(repository.project).findings if one.rule == "suspect-object"]


def take(repository: Repository) -> None:
    assert repository.run("inventory", "--code", str(repository.code)) == 0


def store(repository: Repository) -> list[str]:
    lines = (repository.root / STORE).read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_a_review_is_one_sorted_line_for_each_piece_of_evidence(repository: Repository, capsys: Out) -> None:
    assert review(repository, "FLOW_HIVES_ADD", "EDGE_HIVES_SMOKE", "--reason", 'Read "all" of it.') == 0
    assert "2 objects, 3 pieces of evidence" in capsys.readouterr().out
    found = [
        re.fullmatch(
            r'(\w+\."[^"]+") = \{ digest = "[0-9a-f]{16}", date = \d{4}-\d\d-\d\d, reason = "(.*)" \}', line
        )
        for line in store(repository)
    ]
    assert [(one[1], one[2]) if one else None for one in found] == [
        ('EDGE_HIVES_SMOKE."src/bees.ts#Keeper.smoke"', 'Read \\"all\\" of it.'),
        ('EDGE_HIVES_SMOKE."src/tables.ts"', 'Read \\"all\\" of it.'),
        ('FLOW_HIVES_ADD."src/bees.ts#addFrame"', 'Read \\"all\\" of it.'),
    ]
    assert suspects(repository) == []


def test_what_changed_since_is_suspect_until_it_is_read_again(repository: Repository, capsys: Out) -> None:
    review(repository, "FLOW_HIVES_ADD", "EDGE_HIVES_SMOKE", "--reason", "Read.")
    repository.edit("src/bees.ts", "hive.frames + 1", "hive.frames + 2")
    assert suspects(repository) == [], "the lock has not moved yet"
    take(repository)
    (one,) = suspects(repository)
    line = SPEC.splitlines().index(":source: src/bees.ts#addFrame") + 1
    assert (one.place.path, one.place.line) == ("specs/hives.md", line)
    assert one.subject == "FLOW_HIVES_ADD src/bees.ts#addFrame"
    assert [str(place) for place in one.related] == ["src/bees.ts:3", "reviews.toml:5"]
    capsys.readouterr()
    assert review(repository, "--list") == 1
    said = capsys.readouterr().out
    assert "src/bees.ts#addFrame has changed since FLOW_HIVES_ADD" in said
    assert said.endswith("1 object is suspect, 0 not reviewed in full\n")
    others = store(repository)[:2]
    assert review(repository, "FLOW_HIVES_ADD", "--reason", "Two at a time now.") == 0
    assert suspects(repository) == []
    assert review(repository, "--list") == 0
    assert store(repository)[:2] == others, "the review of one object leaves the others alone"


def test_layout_comments_and_another_place_make_nothing_suspect(repository: Repository) -> None:
    review(repository, "FLOW_HIVES_ADD", "EDGE_HIVES_SMOKE", "--reason", "Read.")
    repository.edit("src/bees.ts", "export const MAX", "// As many as fit.\n\nexport const MAX")
    repository.edit("src/bees.ts", "const next = hive.frames + 1;", "const next =\n    hive.frames + 1;")
    take(repository)
    assert suspects(repository) == []


def test_a_file_as_a_whole_is_suspect_when_a_fact_in_it_changes(repository: Repository) -> None:
    review(repository, "EDGE_HIVES_SMOKE", "--reason", "Read.")
    repository.edit("src/tables.ts", "queen: text()", "queen: integer()")
    take(repository)
    assert [one.subject for one in suspects(repository)] == ["EDGE_HIVES_SMOKE src/tables.ts"]


def test_a_file_as_a_whole_is_suspect_when_a_function_in_it_changes(repository: Repository) -> None:
    repository.edit("src/tables.ts", "export const hives", "function wax() { return 1; }\nexport const hives")
    take(repository)
    review(repository, "EDGE_HIVES_SMOKE", "--reason", "Read.")
    repository.edit("src/tables.ts", "return 1", "return 2")
    take(repository)
    assert [one.subject for one in suspects(repository)] == ["EDGE_HIVES_SMOKE src/tables.ts"]


def test_an_object_without_a_review_is_counted_and_not_suspect(repository: Repository) -> None:
    assert run_audit(repository.project).counts["unreviewed"] == 2
    review(repository, "FLOW_HIVES_ADD", "--reason", "Read.")
    assert run_audit(repository.project).counts["unreviewed"] == 1
    (repository.project / "specs/hives.md").write_text(
        SPEC.replace(":source: src/bees.ts#addFrame", ":source: src/bees.ts#addFrame, src/bees.ts#Keeper")
    )
    assert run_audit(repository.project).counts["unreviewed"] == 2, "new evidence that nobody has read"


def test_a_review_of_an_object_replaces_what_it_no_longer_cites(repository: Repository) -> None:
    review(repository, "FLOW_HIVES_ADD", "--reason", "Read.")
    (repository.project / "specs/hives.md").write_text(
        SPEC.replace(":source: src/bees.ts#addFrame", ":source: src/bees.ts#Keeper")
    )
    strays = [one.subject for one in run_audit(repository.project).findings if one.rule == "stray-review"]
    assert strays == ["FLOW_HIVES_ADD src/bees.ts#addFrame"]
    review(repository, "FLOW_HIVES_ADD", "--reason", "Read.")
    assert len(store(repository)) == 1
    assert 'FLOW_HIVES_ADD."src/bees.ts#Keeper"' in store(repository)[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["FLOW_HIVES_ADD", "FLOW_HIVES_AD", "--reason", "Read."], "is it FLOW_HIVES_ADD"),
        (["*", "--reason", "Read."], "no object *"),
        (["FLOW_*", "--reason", "Read."], "no object FLOW_*"),
        (["POLLEN", "--reason", "Read."], "globs name nothing"),
        (["--", "--all"], "no object --all"),
        (["FLOW_HIVES_ADD", "CON_HIVES_WORK", "--reason", "Read."], "CON_HIVES_WORK has no evidence"),
        (["FLOW_HIVES_ADD"], "no reason"),
        (["FLOW_HIVES_ADD", "--reason", "  "], "no reason"),
        (["FLOW_HIVES_ADD", "--reason", "TODO"], "no reason"),
    ],
)
def test_a_review_is_refused_as_a_whole(
    repository: Repository, capsys: Out, arguments: list[str], said: str
) -> None:
    assert review(repository, *arguments) == 2
    assert said in capsys.readouterr().err
    assert not (repository.root / STORE).exists()


@pytest.mark.parametrize(
    "arguments", [[], ["--all"], ["--baseline"], ["--list", "FLOW_HIVES_ADD"], ["--reason", "Read."]]
)
def test_nothing_reviews_everything_at_once(repository: Repository, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        review(repository, *arguments)
    assert ended.value.code == 2
    assert not (repository.root / STORE).exists()


def test_evidence_that_leads_nowhere_cannot_be_reviewed(repository: Repository, capsys: Out) -> None:
    (repository.project / "specs/hives.md").write_text(SPEC.replace("bees.ts#smoke", "bees.ts#fog"))
    assert review(repository, "FLOW_HIVES_ADD", "EDGE_HIVES_SMOKE", "--reason", "Read.") == 2
    said = capsys.readouterr().err
    assert "EDGE_HIVES_SMOKE: src/bees.ts has no symbol fog" in said
    assert not (repository.root / STORE).exists()


def test_an_old_inventory_cannot_be_reviewed_against(repository: Repository, capsys: Out) -> None:
    settings = repository.project / "spec-audit.toml"
    settings.write_text(settings.read_text().replace('files = ["src/**.ts"]', 'files = ["src/*.ts"]', 1))
    assert review(repository, "FLOW_HIVES_ADD", "--reason", "Read.") == 2
    assert "other settings" in capsys.readouterr().err
    assert [one.rule for one in run_audit(repository.project).findings if one.rule == "stale-inventory"]


def test_the_file_is_where_the_settings_say(repository: Repository) -> None:
    settings = repository.project / "spec-audit.toml"
    settings.write_text(settings.read_text() + '\n[reviews]\nfile = "kept/reviewed.toml"\n')
    assert review(repository, "FLOW_HIVES_ADD", "--reason", "Read.") == 0
    assert (repository.project / "kept/reviewed.toml").is_file()
    assert not list((repository.project / "kept").glob("reviewed.toml.*"))
    assert run_audit(repository.project).counts["unreviewed"] == 1


def test_the_same_reviews_make_the_same_bytes(repository: Repository) -> None:
    review(repository, "FLOW_HIVES_ADD", "--reason", "Read.")
    review(repository, "EDGE_HIVES_SMOKE", "--reason", "Read.")
    one = (repository.root / STORE).read_bytes()
    (repository.root / STORE).unlink()
    review(repository, "EDGE_HIVES_SMOKE", "FLOW_HIVES_ADD", "EDGE_HIVES_SMOKE", "--reason", "Read.")
    assert (repository.root / STORE).read_bytes() == one


def test_an_unreadable_store_is_not_checked(repository: Repository, capsys: Out) -> None:
    (repository.root / STORE).write_text("FLOW_HIVES_ADD = 3\n")
    capsys.readouterr()
    assert repository.run("check", "--format", "json") == 2
    report: Any = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in report["findings"]] == ["unreadable-reviews"]
    assert review(repository, "FLOW_HIVES_ADD", "--reason", "Read.") == 2
    assert (repository.root / STORE).read_text() == "FLOW_HIVES_ADD = 3\n", "it is not written over"
