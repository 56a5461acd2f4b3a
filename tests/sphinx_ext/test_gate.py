"""The gate in real builds: it holds on every build, whatever is cached, parallel or silenced."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.conftest import run_audit
from tests.sphinx_ext.conftest import CONF, Build, build_site

DEFECTS = {
    "specs/loans.md": [
        (":see: CON_CATALOG_BOOKS", ":see: CON_CATALOG_TOMES"),
        ("`status`: Where", "`state`: Where"),
    ],
    "specs/catalog.md": [(":affects: FLOW_CATALOG_ADD\n", "")],
}


def spoil(site: Path) -> None:
    for name, changes in DEFECTS.items():
        text = (site / name).read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (site / name).write_text(text, "utf-8")


def test_a_clean_project_builds(site: Path, build: Build) -> None:
    built = build("-W")
    assert built.status == 0, built.out
    assert built.findings == []
    assert built.audit["verdict"] == "pass"
    assert "spec_audit: pass: 0 errors" in built.out
    assert (built.folder / "needs.json").is_file()
    assert 'id="CON_LOANS_LENDING"' in built.page("specs/loans.html")
    assert 'href="specs/loans.html#claim-CON_LOANS_LENDING-1"' in built.page("ownership.html")


def test_both_doors_report_the_same_in_the_same_order(site: Path, build: Build) -> None:
    spoil(site)
    built = build()
    assert built.status == 1
    wanted = [f"{one.place.path}:{one.place.line}" for one in run_audit(site).errors]
    assert len(wanted) == 4
    assert [re.search(r"(specs/\w+\.md:\d+)", line)[1] for line in built.findings] == wanted
    told = [f"{one['path']}:{one['line']}" for one in built.audit["findings"]]
    assert told == wanted
    assert "CON_CATALOG_TOMES" in built.page("findings.html")


def test_a_slip_of_form_is_one_finding_at_both_doors(site: Path, build: Build) -> None:
    loans = site / "specs/loans.md"
    slips = {
        ":::{boundary} The books themselves": ":::{Boundary} The books themselves",
        ":id: CON_LOANS_REMINDERS\n": "",
        ":see: CON_CATALOG_BOOKS": ":see:\tCON_CATALOG_BOOKS",
        "Nothing counts them.\n:::\n": "Nothing counts them.\n:::\n:::\n",
        ":::{edge} The reader moves away": "::::{edge} The reader moves away",
    }
    text = loans.read_text("utf-8")
    for old, new in slips.items():
        assert old in text
        text = text.replace(old, new, 1)
    loans.write_text(text, "utf-8")
    (site / "AGENTS.md").unlink()
    built = build()
    assert built.status == 1, built.out
    assert "AGENTS.md:1: " in built.out
    assert sorted(one["rule"] for one in built.audit["findings"]) == [
        "bad-id",
        "missing-pointer",
        "unclosed-directive",
        "unclosed-directive",
        "unknown-directive",
        "unread-option",
    ]
    assert "reader-differs" not in built.out
    assert [one.rule for one in run_audit(site).errors] == [one["rule"] for one in built.audit["findings"]]


def test_a_view_within_an_object_takes_nothing_from_it(site: Path, build: Build) -> None:
    loans = site / "specs/loans.md"
    within = "A slip of paper.\n\n```{spec-relations}\n```\n\n```{spec-list}\n```\n\nIt fades.\n"
    loans.write_text(loans.read_text("utf-8").replace("A slip of paper.\n", within), "utf-8")
    built = build("-W")
    assert built.status == 0, built.out
    page = built.page("specs/loans.html")
    assert page.index("A slip of paper.") < page.index("It fades.")


def test_a_second_build_with_nothing_changed_still_fails(site: Path, build: Build) -> None:
    spoil(site)
    first, second = build(), build()
    assert (first.status, second.status) == (1, 1)
    assert first.findings == second.findings
    assert first.page("findings.html") == second.page("findings.html")


def test_parallel_reading_gives_the_same_findings(site: Path, build: Build) -> None:
    spoil(site)
    serial = build("-E")
    parallel = build("-E", "-j", "2")
    assert parallel.status == 1
    assert parallel.findings == serial.findings


def test_silencing_the_log_does_not_open_the_gate(site: Path, build: Build) -> None:
    spoil(site)
    (site / "conf.py").write_text(CONF.format(more='suppress_warnings = ["spec_audit", "*"]'), "utf-8")
    built = build()
    assert built.findings == []
    assert built.status == 1
    assert built.audit["verdict"] == "fail"


def test_other_builders_are_gated_too(site: Path, build: Build) -> None:
    spoil(site)
    assert build(builder="dummy").status == 1
    assert build(builder="needs").status == 1
    assert build(builder="text").status == 1


def test_an_edit_of_one_spec_refreshes_the_other_pages(site: Path, build: Build) -> None:
    assert build().status == 0
    loans = site / "specs/loans.md"
    loans.write_text(loans.read_text("utf-8").replace("enum:LoanStatus, ", "", 1), "utf-8")
    built = build()
    assert built.status == 1
    row = re.search(r'<tr id="row-enum-LoanStatus".*?</tr>', built.page("ownership.html"))[0]
    assert 'data-r="orphan"' in row
    assert 'data-r="owns"' not in row
    assert "enum:LoanStatus" in built.page("findings.html")
    loans.write_text(
        loans.read_text("utf-8").replace(":claims: table:loans,", ":claims: table:loans, enum:LoanStatus,")
    )
    built = build()
    assert built.status == 0, built.out
    row = re.search(r'<tr id="row-enum-LoanStatus".*?</tr>', built.page("ownership.html"))[0]
    assert 'data-r="owns"' in row


def test_input_that_cannot_be_read_stops_the_build_without_a_traceback(site: Path, build: Build) -> None:
    (site / "lock.json").write_text("{", "utf-8")
    built = build()
    assert built.status == 2
    assert "the specs cannot be checked" in built.out
    assert "lock.json" in built.out
    assert "Traceback" not in built.out
    assert built.audit["verdict"] == "not-checked"


def test_an_object_that_only_sphinx_sees_is_a_finding(site: Path, build: Build) -> None:
    catalog = site / "specs/catalog.md"
    hidden = "\n```{eval-rst}\n.. edge:: Hidden\n   :id: EDGE_CATALOG_HIDDEN\n\n   Nobody reads it.\n```\n"
    catalog.write_text(catalog.read_text("utf-8") + hidden, "utf-8")
    built = build()
    assert built.status == 1
    assert "EDGE_CATALOG_HIDDEN is on a page, and the reader of spec_audit did not see it" in built.out


def test_a_slip_in_one_spec_does_not_silence_what_differs_in_another(site: Path, build: Build) -> None:
    catalog, loans = site / "specs/catalog.md", site / "specs/loans.md"
    hidden = "\n```{eval-rst}\n.. edge:: Hidden\n   :id: EDGE_CATALOG_HIDDEN\n\n   Nobody reads it.\n```\n"
    catalog.write_text(catalog.read_text("utf-8") + hidden, "utf-8")
    loans.write_text(loans.read_text("utf-8") + "\n:::boundary Lost\n:::\n", "utf-8")
    built = build()
    assert "unknown-directive" in [one["rule"] for one in built.audit["findings"]]
    assert "EDGE_CATALOG_HIDDEN is on a page, and the reader of spec_audit did not see it" in built.out


def test_specs_outside_of_the_source_folder_are_refused_at_their_setting(site: Path, build: Build) -> None:
    (site / "specs").rename(site.parent / "specs")
    settings = site / "spec-audit.toml"
    settings.write_text(settings.read_text("utf-8").replace('"specs"', '"../specs"', 1), "utf-8")
    built = build()
    assert built.status == 2
    assert "spec-audit.toml:2: the folder of the specs" in built.out
    assert "lies outside of Sphinx's source folder" in built.out
    assert "Traceback" not in built.out
    assert built.audit["verdict"] == "not-checked"


def test_the_settings_may_lie_above_the_folder_of_the_pages(site: Path) -> None:
    above = site.rename(site.parent / "docs").parent
    settings = (above / "docs/spec-audit.toml").read_text("utf-8")
    (above / "docs/spec-audit.toml").unlink()
    for name in ("specs", "beans", "lock.json", "AGENTS.md"):
        settings = settings.replace(f'"{name}"', f'"docs/{name}"')
    (above / "spec-audit.toml").write_text(settings, "utf-8")
    agents = above / "docs/AGENTS.md"
    agents.write_text(agents.read_text("utf-8").replace("specs/", "docs/specs/"), "utf-8")
    assert build_site(above / "docs").status == 0
    (above / "spec-audit.toml").unlink()
    built = build_site(above / "docs")
    assert built.status == 2
    assert "there is no spec-audit.toml in this folder or above it" in built.out


def test_specs_that_are_named_by_a_detour_are_read(site: Path, build: Build) -> None:
    settings = site / "spec-audit.toml"
    settings.write_text(settings.read_text("utf-8").replace('"specs"', '"beans/../specs"', 1), "utf-8")
    (site / "AGENTS.md").write_text("beans/../specs/loans.md beans/../specs/catalog.md\n", "utf-8")
    built = build()
    assert built.status == 0, built.out
    assert 'href="specs/loans.html#claim-CON_LOANS_LENDING-1"' in built.page("ownership.html")


def test_a_spec_that_sphinx_leaves_out_fails_the_build(site: Path, build: Build) -> None:
    more = 'exclude_patterns += ["specs/catalog.md"]'
    (site / "conf.py").write_text(CONF.format(more=more), "utf-8")
    built = build()
    assert built.status == 1
    assert "CON_CATALOG_BOOKS was read by spec_audit, and is on no page" in built.out
    assert "Traceback" not in built.out


def test_what_the_two_readers_see_differently_is_said(site: Path, build: Build) -> None:
    index = site / "index.md"
    index.write_text(
        index.read_text("utf-8") + "\n:::{flow} Elsewhere\n:id: FLOW_ELSEWHERE\n\nGone.\n:::\n", "utf-8"
    )
    built = build()
    assert built.status == 1
    (found,) = built.audit["findings"]
    assert (found["rule"], found["subject"]) == ("reader-differs", "FLOW_ELSEWHERE")
    assert index.read_text("utf-8").splitlines()[found["line"] - 1] == ":::{flow} Elsewhere"
    assert (found["path"], built.audit["verdict"]) == ("index.md", "fail")
    assert "FLOW_ELSEWHERE is on a page, and the reader of spec_audit did not see it" in built.out
    assert "1 error; the build fails" in built.out
    assert "FLOW_ELSEWHERE is on a page" in built.page("findings.html")
    # The same in a second build, and where several processes read.
    shutil.copytree(built.folder, site / "build/first")
    again = build()
    assert (again.status, again.audit) == (1, built.audit)
    assert again.page("findings.html") == (site / "build/first/findings.html").read_text("utf-8")
    (site / "findings.md").write_text("# Findings\n\nAll.\n\n```{spec-findings}\n```\n", "utf-8")
    index.write_text(
        index.read_text("utf-8").replace(":::{flow} Elsewhere\n:id: FLOW_ELSEWHERE\n\nGone.\n:::\n", ""),
        "utf-8",
    )
    assert build("-j", "2").status == 0
    assert "There are none" in built.page("findings.html")
