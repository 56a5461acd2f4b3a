"""The files of work items on the site, whatever they are called and whatever lies beside them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from tests.sphinx_ext.conftest import Build

FRONT = "---\ntitle: Ask why\nstatus: todo\n---\n\nGrüße.\n"
HEAD = re.compile(r'<th scope="row"><a href="([^"]*)"')


def test_the_row_of_a_work_item_leads_to_its_file_whatever_its_name(site: Path, build: Build) -> None:
    for name in ("shop-0007--why? 100%25 #1.md", "shop-0008--größe & maß.md"):
        (site / "beans" / name).write_text(FRONT, "utf-8")
    (site / "ownership.md").write_text("# Items\n\n```{spec-matrix} beans\n```\n", "utf-8")
    built = build()
    links = [unescape(one) for one in HEAD.findall(built.page("ownership.html"))]
    assert len(links) == len([*(site / "beans").glob("*.md")]) == 5
    for link in links:
        assert not re.search(r"[ ?#&]", link)
        assert (built.folder / unquote(link)).is_file(), link


def test_pages_in_a_folder_called_work_items_keep_their_sources(site: Path, build: Build) -> None:
    (site / "work-items").mkdir()
    page = "# A plan\n\nWritten by hand.\n"
    for name in ("plan", "shop-0001--let-readers-reserve"):
        (site / f"work-items/{name}.md").write_text(page, "utf-8")
    index = site / "index.md"
    index.write_text(
        index.read_text("utf-8").replace(
            "ownership\n", "ownership\nwork-items/plan\nwork-items/shop-0001--let-readers-reserve\n"
        ),
        "utf-8",
    )
    for _ in range(2):
        sources = build().folder / "_sources/work-items"
        assert {one.read_text("utf-8") for one in sources.iterdir()} == {page}
        assert len([*sources.iterdir()]) == 2


def test_objects_lead_to_the_rows_of_work_items_where_they_stand_now(site: Path, build: Build) -> None:
    matrix = "```{spec-matrix} beans\n```"
    ownership, findings, catalog = (site / one for one in ("ownership.md", "findings.md", "specs/catalog.md"))
    text = catalog.read_text("utf-8")
    # Without its card, which lists the work items too.
    catalog.write_text(text.replace(":::{spec} Catalog\n:id: SPEC_CATALOG\n:tier: 2\n:::\n", ""), "utf-8")
    plain, other = (f"# Items\n\n{shown}\n" for shown in (matrix, "There were some."))
    for here, there, name in ((ownership, findings, "ownership"), (findings, ownership, "findings")):
        here.write_text(plain, "utf-8")
        there.write_text(other, "utf-8")
        assert f'href="../{name}.html#row-shop-0002"' in build().page("specs/catalog.html")
