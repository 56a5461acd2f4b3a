"""Diagrams in real builds: drawn once, on every page that shows them, and never by the reader's browser."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from tests.sphinx_ext.conftest import CONF, Build, Built, build_site, write_site

PAGE = """\
# Drawn

```{mermaid}
:name: borrowing
sequenceDiagram
  accTitle: Borrowing
  accDescr: A reader asks and gets a book.
  Reader->>Desk: may I?
  Desk-->>Reader: here
```

```{mermaid}
sequenceDiagram
  accTitle: Borrowing
  accDescr: A reader asks and gets a book.
  Reader->>Desk: may I?
  Desk-->>Reader: here
```

```{spec-states} LoanStatus
```

```{spec-relations} loans
```

```{spec-map}
```

```{spec-board}
```
"""


def write_drawn(site: Path) -> Path:
    """Give the library a page of all diagrams, and a reference from loans to books."""
    conf = CONF.replace('"spec_audit"]', '"spec_audit", "sphinxcontrib.mermaid"]')
    (site / "conf.py").write_text(conf.format(more=""), "utf-8")
    index = (site / "index.md").read_text("utf-8")
    (site / "index.md").write_text(index.replace("findings\n", "findings\ndrawn\n"), "utf-8")
    lock = (site / "lock.json").read_text("utf-8")
    old = '"type": "text", "not_null": true, "primary_key": false, "unique": false, "has_default": true'
    assert lock.count(old) == 1
    (site / "lock.json").write_text(lock.replace(old, f'{old}, "references": "books.id"'), "utf-8")
    page = site / "drawn.md"
    page.write_text(PAGE, "utf-8")
    return page


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site with its page of diagrams, built once for all tests that only look at it."""
    site = write_site(tmp_path_factory.mktemp("drawn") / "site")
    write_drawn(site)
    return build_site(site, "-W")


@pytest.fixture(autouse=True)
def drawn(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page of diagrams in a site of the test's own, which also keeps its pictures for itself."""
    monkeypatch.setenv("SPEC_AUDIT_CACHE", str(site / "build/kept"))
    return write_drawn(site)


def pictures(built: Built, page: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", built.page(page), re.DOTALL)


def told(built: Built) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", built.out)


def made(built: Built) -> dict[str, int]:
    folder = built.folder.parent / "kept/diagrams"
    return {file.name: file.stat().st_ino for file in folder.iterdir()}


def test_every_diagram_is_on_the_page(built: Built) -> None:
    assert built.status == 0, built.out
    shown = pictures(built, "drawn.html")
    titles = [re.search(r"<title[^>]*>([^<]*)", one)[1] for one in shown]
    assert titles == [
        "Borrowing",
        "Borrowing",
        "States of LoanStatus",
        "Tables of Loans",
        "Who leaves what to whom",
        "Work items by status",
    ]
    page = built.page("drawn.html")
    assert page.count('role="group" tabindex="0"') == len(shown)
    assert len(re.findall(r"<details[^>]*><summary>[^<]*, as a table</summary>", page)) == 4
    assert '<div class="spec-diagram" id="borrowing">' in page
    assert "How it is made" not in page


def test_ids_are_unique_and_what_is_referred_to_is_there(built: Built) -> None:
    page = built.page("drawn.html")
    ids = re.findall(r'\bid="([^"]*)"', page)
    inside = [one for one in ids if one.startswith("diagram-")]
    assert len(inside) > 6
    assert len(set(inside)) == len(inside)
    referred = re.findall(r'url\(#([^)]*)\)|aria-(?:labelledby|describedby)="(diagram[^"]*)"', page)
    assert {one or other for one, other in referred} <= set(ids)


def test_links_lead_to_objects_facts_and_specs(built: Built) -> None:
    links = {link for one in pictures(built, "drawn.html") for link in re.findall(r'<a href="([^"]*)"', one)}
    assert {
        "specs/loans.html#TR_LOANS_LATE",
        "specs/loans.html#state-loanstatus-open",
        "specs/catalog.html#table-books",
        "specs/catalog.html",
        "specs/loans.html#BND_LOANS_BOOKS",
        "specs/loans.html#IMPL_LOANS_RESERVE",
    } <= links
    for link in links:
        page, _, anchor = link.partition("#")
        assert not anchor or f'id="{anchor}"' in built.page(page), link
    own = [one for one in pictures(built, "specs/loans.html") if "LoanStatus" in one]
    assert 'href="#TR_LOANS_LATE"' in own[0]


def test_states_stand_above_their_table(built: Built) -> None:
    page = built.page("specs/loans.html")
    assert page.count("States of LoanStatus</title>") == 1
    assert page.index("States of LoanStatus</title>") < page.index("The reader has it for too long.")
    assert "<svg" not in built.page("specs/catalog.html")


def test_no_page_has_a_script_of_mermaid_or_names_another_host(built: Built) -> None:
    pages = list(built.folder.rglob("*.html"))
    assert len(pages) > 5
    for file in pages:
        text = file.read_text("utf-8")
        assert not re.search(r"jsdelivr|unpkg|cdn|mermaid\.esm|mermaid\.initialize", text), file
        assert 'class="mermaid"' not in text


def test_a_second_build_draws_nothing_anew(drawn: Path, build: Build) -> None:
    first = build()
    before = made(first)
    assert before
    assert made(build("-E")) == before
    drawn.write_text(PAGE.replace("may I?", "may we?"), "utf-8")
    changed = build()
    assert set(made(changed)) > set(before)
    assert "may we?" in changed.page("drawn.html")


def test_builds_are_the_same_byte_by_byte_parallel_or_not(site: Path, build: Build) -> None:
    first = {name: build().page(name) for name in ("drawn.html", "specs/loans.html", "specs/catalog.html")}
    shutil.rmtree(site / "build")
    again = build("-j", "2")
    assert again.status == 0, again.out
    assert {name: again.page(name) for name in first} == first


def test_pictures_that_are_kept_are_the_same_bytes(site: Path, build: Build) -> None:
    first = build().page("drawn.html")
    shutil.rmtree(site / "build/html")
    shutil.rmtree(site / "build/doctrees")
    assert build().page("drawn.html") == first
    for file in (site / "build/kept/diagrams").iterdir():
        file.write_bytes(file.read_bytes()[:-9])
    assert build("-E", "-a").page("drawn.html") == first


def test_a_build_that_fails_or_cannot_keep_anything_leaves_no_process(
    site: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "build").mkdir()
    (site / "build/kept").write_text("in the way")
    conf = site / "conf.py"
    text = conf.read_text("utf-8")
    stop = """
def stop(app, doctree):
    if app.env.docname == "specs/loans":
        raise RuntimeError("stop")


def setup(app):
    app.connect("doctree-read", stop, priority=999)
"""
    conf.write_text(text + stop, "utf-8")
    monkeypatch.setenv("DRAWN_FOR", str(site))
    assert build().status == 2
    assert running(site) == []
    conf.write_text(text, "utf-8")
    built = build("-E")
    assert built.status == 0, built.out
    assert len(pictures(built, "drawn.html")) == 6
    assert running(site) == []


def running(site: Path) -> list[str]:
    """The processes that were started for this site."""
    found: list[str] = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"DRAWN_FOR={site}".encode() in file.read_bytes() and file.parent.name != str(os.getpid()):
                found.append((file.parent / "cmdline").read_text())
    return found


def test_a_diagram_that_cannot_be_drawn_fails_every_build_and_shows_its_text(
    drawn: Path, build: Build
) -> None:
    drawn.write_text(PAGE.replace("Reader->>Desk: may I?", "Reader->>Desk may I?", 1), "utf-8")
    for built in (build(), build(), build("-j", "2", "-E")):
        assert built.status == 1
        assert "Traceback" not in built.out
        assert re.search(r"drawn\.md:8: WARNING: the diagram cannot be drawn: .*may I\?", told(built))
        assert "Reader-&gt;&gt;Desk may I?" in built.page("drawn.html")
        assert len(pictures(built, "drawn.html")) == 5
    conf = drawn.parent / "conf.py"
    conf.write_text(conf.read_text("utf-8") + 'suppress_warnings = ["spec_audit"]\n', "utf-8")
    assert build().status == 1
    drawn.write_text(PAGE, "utf-8")
    assert build().status == 0


def test_a_diagram_that_says_nothing_in_words_is_warned_of_in_every_build(drawn: Path, build: Build) -> None:
    text = PAGE.replace("  accDescr: A reader asks and gets a book.\n", "", 1)
    drawn.write_text(text, "utf-8")
    for built in (build(), build()):
        assert re.search(r"drawn\.md:3: WARNING: the diagram says no accDescr", told(built))
        assert built.status == 0


def test_a_change_elsewhere_redraws_the_pages_that_show_it(site: Path, build: Build) -> None:
    build()
    loans = site / "specs/loans.md"
    loans.write_text(loans.read_text("utf-8").replace("} Running late", "} Far too late"), "utf-8")
    built = build()
    assert "Far too late" in pictures(built, "drawn.html")[2]
    assert "Running late" not in built.page("drawn.html")


def test_other_builders_show_text_and_tables(build: Build) -> None:
    built = build(builder="text")
    assert built.status == 0, built.out
    page = built.page("drawn.txt")
    assert "Reader->>Desk: may I?" in page
    assert "Running late" in page
    assert "<svg" not in page
    assert not (built.folder.parent / "kept/diagrams").exists()


def test_a_site_of_one_page_links_inside_it(build: Build) -> None:
    built = build(builder="singlehtml")
    assert built.status == 0, built.out
    page = built.page("index.html")
    links = re.findall(r'<a href="([^"]*)"', "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL)))
    assert "#TR_LOANS_LATE" in links
    assert all(link.count("#") == 1 for link in links)


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ("{spec-states} Moods", "no enum 'Moods'"),
        ("{spec-relations}", "this page is no spec"),
        ("{spec-relations} wine", "no spec 'wine'"),
    ],
)
def test_a_directive_that_names_nothing_says_so(drawn: Path, build: Build, directive: str, said: str) -> None:
    drawn.write_text(f"# Drawn\n\n```{directive}\n```\n", "utf-8")
    assert re.search(rf"drawn\.md:3: ERROR: .*{said}", told(build(builder="dummy")))


def test_without_the_extension_a_block_is_no_directive_and_the_rest_is_drawn(
    site: Path, drawn: Path, build: Build
) -> None:
    (site / "conf.py").write_text(CONF.format(more=""), "utf-8")
    drawn.write_text("# Drawn\n\n```{spec-map}\n```\n", "utf-8")
    built = build()
    assert built.status == 0, built.out
    assert len(pictures(built, "drawn.html")) == 1
