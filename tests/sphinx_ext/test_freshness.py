"""A build after an edit leaves what a cold build leaves, and touches only the pages that must change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sphinx_ext.conftest import INDEX, Build, build_site, write_site

MATRICES = ("ownership", "boundaries", "coverage", "traceability", "status", "beans")
PAGES = {
    **{name: f"# {name.title()}\n\n```{{spec-matrix}} {name}\n```\n" for name in MATRICES},
    "findings": "# Findings\n\n```{spec-findings}\n```\n",
    "gaps": "# Gaps\n\n```{spec-gaps}\n```\n\n```{spec-open}\n```\n\n```{spec-exceptions}\n```\n",
    "needs": "# Needs\n\n```{needtable}\n:types: concern\n```\n\nSee {need}`CON_CATALOG_BOOKS`.\n",
    "plain": "# Plain\n\nNothing of the specs.\n",
}
ALWAYS = {"llms.txt", "searchindex.js", "needs.json", "audit.json", "objects.inv", "genindex.html"}
"""What says something of all pages, and so may change with any of them."""

Edit = Callable[[Path], None]


def replace(file: str, old: str, new: str) -> Edit:
    def edit(site: Path) -> None:
        path = site / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site after its first build, with a copy of all that beside it."""
    site = write_site(tmp_path_factory.mktemp("fresh") / "site")
    conf = (site / "conf.py").read_text("utf-8")
    (site / "conf.py").write_text(conf.replace('"basic"', '"furo"'), "utf-8")
    for name, text in PAGES.items():
        (site / f"{name}.md").write_text(text, "utf-8")
    listed = "\n".join(PAGES)
    (site / "index.md").write_text(INDEX.replace("ownership\nfindings", listed), "utf-8")
    assert build_site(site).status == 0
    shutil.copytree(site, site.with_name("copy"))
    return site


@pytest.fixture
def site(built: Path) -> Path:
    """The site as its first build left it: it must lie where it was built, since Sphinx keeps full paths."""
    shutil.rmtree(built)
    return shutil.copytree(built.with_name("copy"), built)


@pytest.fixture
def folder(site: Path) -> Path:
    """What the first build made."""
    return site / "build/html"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "_static" not in file.parts
    }


EDITS: dict[str, tuple[Edit, set[str]]] = {
    "a sentence": (
        replace("specs/loans.md", "A loan begins at the desk", "\nEvery loan begins at the desk"),
        {"specs/loans"},
    ),
    "the title of an object that another spec links to": (
        replace("specs/catalog.md", "{concern} Books", "{concern} Volumes"),
        {"specs/catalog", "specs/loans", "traceability", "needs"},
    ),
    "a claim": (
        replace("specs/loans.md", "enum:LoanStatus, ", ""),
        {"specs/loans", "index", "ownership", "coverage", "findings", "gaps"},
    ),
    "the block that shows a fact which another spec names": (
        replace("specs/catalog.md", ":::{autotable} books", ":::{autotable} loans"),
        {"specs/catalog", "specs/loans", "index", "ownership", "coverage", "findings"},
    ),
    "a mention of a fact that another spec shows": (
        replace("specs/loans.md", "see {fact}`table:books`", "see the catalog"),
        {"specs/loans", "specs/catalog", "ownership"},
    ),
    "the status of an item": (
        replace("specs/loans.md", ":status: planned", ":status: deferred"),
        {"specs/loans", "traceability", "status", "beans"},
    ),
    "the title of a work item": (
        replace("beans/shop-0002--remember-the-shelf.md", "title: ", "title: Now "),
        {"specs/catalog", "traceability", "beans", "gaps"},
    ),
    "the end of a work item": (
        lambda site: (site / "beans/shop-0002--remember-the-shelf.md").unlink(),
        {"specs/catalog", "traceability", "status", "beans", "gaps", "index", "findings"},
    ),
    "the reason of an exception": (
        replace("spec-audit.toml", "Nobody reads it.", "Nobody ever reads it."),
        {"gaps"},
    ),
    "the place of a fact": (
        replace("lock.json", '"path": "src/log.ts", "line": 1', '"path": "src/log.ts", "line": 2'),
        {"ownership", "gaps"},
    ),
    "the title of a spec": (
        replace("specs/catalog.md", "# Catalog\n", "# Catalogue\n"),
        {"specs/catalog", "specs/loans", "index", "search", "404", *PAGES},
    ),
    "a page of no spec": (replace("plain.md", "Nothing of", "Nothing at all of"), {"plain"}),
}


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_the_site_is_as_after_a_cold_build(
    site: Path, folder: Path, build: Build, name: str
) -> None:
    edit, wanted = EDITS[name]
    before = contents(folder)
    edit(site)
    build()
    warm = contents(folder)
    shutil.rmtree(site / "build")
    build()
    cold = contents(folder)
    assert {one for one in warm.keys() | cold.keys() if warm.get(one) != cold.get(one)} == set()
    changed = {one for one in cold if cold[one] != before.get(one)}
    changed = {one for one in changed - ALWAYS if not one.startswith("work-items/")}
    assert changed - {f"_sources/{one}.md.txt" for one in wanted} == {f"{one}.html" for one in wanted}


def test_a_build_without_an_edit_writes_no_page(folder: Path, build: Build) -> None:
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*.html")}
    build()
    touched = {file.name for file in before if file.stat().st_mtime_ns != before[file]}
    assert touched <= {"genindex.html", "search.html", "404.html", "permalink.html"}


def test_parallel_builds_leave_the_same_bytes(site: Path, folder: Path, build: Build) -> None:
    one = contents(folder)
    shutil.rmtree(site / "build")
    assert contents(build("-j", "2").folder) == one


def test_a_page_that_goes_takes_its_part_of_the_others_along(site: Path, folder: Path, build: Build) -> None:
    (site / "ownership.md").unlink()
    (site / "index.md").write_text((site / "index.md").read_text("utf-8").replace("ownership\n", ""), "utf-8")
    build()
    assert "ownership.html" not in (folder / "coverage.html").read_text("utf-8")
