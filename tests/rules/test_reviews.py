"""The rules on reviews beyond their seeded cases: what they leave alone, and what they cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from spec_audit.config import Source
from spec_audit.inventory.registry import BUILTIN, configuration_of, find_extractor
from tests.conftest import run_audit

LINE = '{0}."{1}" = {{ digest = "{2}", date = 2026-10-01, reason = "Read." }}\n'
NOW, THEN = "0123456789abcdef", "fedcba9876543210"


def rules_of(project: Path) -> list[tuple[str, str]]:
    return [(one.rule, one.subject) for one in run_audit(project).findings]


def test_what_is_as_it_was_is_not_suspect(project: Path) -> None:
    (project / "reviews.toml").write_text(LINE.format("TR_LOANS_LATE", "src/loans.ts#tick", NOW))
    assert rules_of(project) == []


def test_every_piece_of_evidence_is_suspect_for_itself(project: Path) -> None:
    spec = project / "specs/loans.md"
    spec.write_text(spec.read_text().replace("#tick\n", "#tick,\n:  src/loans.ts#print\n"))
    (project / "reviews.toml").write_text(
        LINE.format("TR_LOANS_LATE", "src/loans.ts#tick", NOW)
        + LINE.format("TR_LOANS_LATE", "src/loans.ts#print", THEN)
    )
    assert rules_of(project) == [("suspect-object", "TR_LOANS_LATE src/loans.ts#print")]


def test_an_object_without_evidence_has_no_review_to_keep(project: Path) -> None:
    (project / "reviews.toml").write_text(LINE.format("CON_LOANS_LENDING", "src/loans.ts#tick", NOW))
    assert rules_of(project) == [("stray-review", "CON_LOANS_LENDING src/loans.ts#tick")]


def test_nothing_is_unreviewed_unless_a_project_asks(project: Path) -> None:
    audit = run_audit(project)
    assert audit.findings == ()
    assert audit.counts["unreviewed"] == 10


def test_an_exception_can_accept_a_suspect(project: Path) -> None:
    (project / "reviews.toml").write_text(LINE.format("TR_LOANS_LATE", "src/loans.ts#tick", THEN))
    settings = project / "spec-audit.toml"
    settings.write_text(
        settings.read_text()
        + '\n[[exceptions]]\nrule = "suspect-object"\nsubject = "TR_LOANS_LATE *"\n'
        + 'reason = "Being rewritten."\nbean = "shop-0002"\n'
    )
    assert "suspect-object" in {rule for rule, _ in rules_of(project)}, "a slash ends what one star means"
    settings.write_text(settings.read_text().replace("LATE *", "LATE **"))
    assert rules_of(project) == []


def test_a_lock_that_does_not_say_its_settings_is_not_stale(project: Path) -> None:
    settings = project / "spec-audit.toml"
    settings.write_text(settings.read_text() + '\n[[sources]]\nextractor = "files"\nfiles = ["**"]\n')
    assert rules_of(project) == []


def test_versions_are_read_without_importing_the_extractors() -> None:
    sources = [Source(extractor=name, files=("**",)) for name in BUILTIN]
    program = (
        "import sys\n"
        "from spec_audit.config import Source\n"
        "from spec_audit.inventory.registry import BUILTIN, configuration_of\n"
        "print(configuration_of([Source(extractor=name, files=('**',)) for name in BUILTIN]))\n"
        "print(*(name for name in ('tree_sitter', *BUILTIN.values()) if name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    digest, imported = done.stdout.splitlines()
    assert imported == ""
    versions = [getattr(find_extractor(name), "VERSION", None) for name in BUILTIN]
    assert all(isinstance(version, int) for version in versions)

    class Importing:
        """A cache that holds nothing, so that the modules themselves are asked."""

        def get(self, key: str) -> None:
            return None

        def put(self, key: str, value: object) -> None:
            pass

    assert configuration_of(sources, Importing()) == digest  # type: ignore[arg-type]


def test_settings_may_hold_what_json_cannot() -> None:
    from datetime import date

    made = [
        configuration_of([Source(extractor="files", files=("**",), options={"since": [date(2026, 1, day)]})])
        for day in (1, 2)
    ]
    assert made[0] != made[1]
