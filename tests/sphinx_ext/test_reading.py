"""What helps a reader on the pages of the specs: the card at their top."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sphinx_ext.conftest import CONF, INDEX, Build, Built, build_site, write_site

ROOT = Path(__file__).parents[2]
TEXT = re.compile(r"<[^>]+>")
HEALTH = "```{spec-health}\n```\n"


def write_pages(site: Path) -> None:
    (site / "status.md").write_text(
        "# Status\n\n```{spec-matrix} traceability\n```\n\n```{spec-matrix} beans\n```\n", "utf-8"
    )
    index = INDEX.replace("findings\n", "findings\nstatus\n")
    (site / "index.md").write_text(index.replace("```{spec-list}", f"{HEALTH}\n```{{spec-list}}"), "utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site, built once for all tests that only look at it."""
    site = write_site(tmp_path_factory.mktemp("read") / "site")
    write_pages(site)
    return build_site(site)


@pytest.fixture(autouse=True)
def pages(site: Path) -> None:
    write_pages(site)


def card(page: str) -> str:
    found = re.search(r'<section class="spec-card".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_the_card_says_what_a_spec_owns_and_leads_to_it(built: Built) -> None:
    text = card(built.page("specs/loans.html"))
    assert 'href="../ownership.html?spec=loans&amp;kind=route&amp;relation=owns">2 routes</a>' in text
    assert '<a class="reference internal" href="#BND_LOANS_BOOKS"' in text
    assert "1 to nobody" in text
    assert 'href="../status.html?spec=loans&amp;relation=planned">1 planned</a>' in text
    assert 'href="../status.html#row-shop-0001">shop-0001</a>' in text
    code = "https://example.org/0000000000000000000000000000000000000000/src/loans.ts"
    assert f'href="{code}" title="src/loans.ts"' in text
    assert "no errors" in TEXT.sub("", text)


def health(built: Built) -> str:
    found = re.search(r'<p class="spec-health[^>]*>(.*?)</p>', built.page("index.html"), re.DOTALL)
    assert found is not None
    return TEXT.sub("", found[1])


def test_the_first_page_says_how_healthy_all_is(built: Built) -> None:
    assert health(built) == (
        "Every rule holds. 10 of 11 facts of example/library at commit 0000000 have an owner"
        " among 2 specs with 19 objects; 1 finding accepted, each with a reason and a work item."
    )


def test_the_first_page_says_nothing_of_what_there_is_not(site: Path, build: Build) -> None:
    settings = (site / "spec-audit.toml").read_text("utf-8").partition("[[exceptions]]")[0]
    (site / "spec-audit.toml").write_text(settings, "utf-8")
    lock = (site / "lock.json").read_text("utf-8")
    (site / "lock.json").write_text(re.sub(r'"(repository|commit)": "[^"]*"', r'"\1": ""', lock), "utf-8")
    assert health(build()) == "1 error to mend. 10 of 11 facts have an owner among 2 specs with 19 objects."


def test_the_card_leads_to_the_findings_of_its_spec(site: Path, build: Build) -> None:
    spec = site / "specs/loans.md"
    spec.write_text(spec.read_text("utf-8").replace("src/loans.ts#tick", "src/loans.ts#tock"), "utf-8")
    built = build()
    assert 'href="../findings.html#findings-specs-loans-md">1 error</a>' in card(
        built.page("specs/loans.html")
    )
    assert 'id="findings-specs-loans-md"' in built.page("findings.html")
    assert "no errors" in card(built.page("specs/catalog.html"))


def test_a_message_that_one_side_does_not_declare_says_so(built: Built) -> None:
    page = built.page("specs/loans.html")
    cells = re.findall(r'data-head="Declared"><p>(.*?)</p>', page)
    assert cells == ["yes", "yes, but not in ReaderMessage"]


def test_a_table_of_facts_loses_nothing_that_stands_in_its_block(site: Path, build: Build) -> None:
    loans = site / "specs/loans.md"
    meaning = "- `status`: Where it stands.\n"
    text = loans.read_text("utf-8").replace(meaning, f"{meaning}- A line of no row.\n\nAnd a sentence.\n", 1)
    loans.write_text(text.replace("## Flows", "### Of {fact}`table:books`\n\n## Flows", 1), "utf-8")
    built = build()
    page = built.page("specs/loans.html")
    before, _, table = page.partition('<table class="spec-facts spec-autotable')
    assert "A line of no row." in before
    assert "And a sentence." in before
    assert "Where it stands." in table
    assert 'id="mention-table-books"' in page


def test_a_table_of_facts_outside_of_the_specs_says_that_it_shows_nothing(site: Path, build: Build) -> None:
    status = site / "status.md"
    status.write_text(status.read_text("utf-8") + "\n```{autotable} books\n```\n", "utf-8")
    assert "status.md:9: ERROR: autotable shows nothing here" in build().out


def test_a_column_says_what_it_is_when_nothing_is_given(built: Built) -> None:
    given = '<code class="docutils literal notranslate"><span class="pre">open</span></code>'
    assert f"not null, default {given}" in built.page("specs/loans.html")


def test_an_object_leads_to_the_work_item_that_tracks_it(built: Built) -> None:
    page = built.page("specs/loans.html")
    link = '<a class="reference internal" href="../status.html#row-shop-0001" title="Let readers reserve">'
    assert f'tracked by</span> {link}<span class="spec-ref">shop-0001</span></a>' in page


def test_an_object_names_what_it_links_to_by_its_title(built: Built) -> None:
    page = built.page("specs/loans.html")
    assert 'title="Concern: Books"><span class="spec-ref">Books (Catalog)</span></a>' in page
    assert 'title="Concern: Lending"><span class="spec-ref">Lending</span></a>' in page


def test_other_builders_get_the_card_as_a_list(build: Build) -> None:
    text = build(builder="text").page("specs/loans.txt")
    assert "Hands over\n   1 to Catalog, 1 to nobody" in text
    assert "* The books themselves to Catalog" in text


def test_coding_agents_find_the_specs_as_text(site: Path, built: Built, build: Build) -> None:
    found = dict(re.findall(r"- \[(.+?)\]\((.+?)\)", built.page("llms.txt")))
    assert list(found) == ["Catalog", "Loans", "Findings and matrices", "Objects"]
    for title in ("Catalog", "Loans"):
        assert built.page(found[title]).startswith(f"# {title}\n")
    assert "(_sources/specs/loans.md.txt): Lending" in built.page("llms.txt")
    assert (built.folder / found["Findings and matrices"]).is_file()
    more = 'html_copy_source = False\nhtml_baseurl = "https://example.org/specs/"'
    (site / "conf.py").write_text(CONF.format(more=more), "utf-8")
    assert "(https://example.org/specs/specs/loans.html): Lending" in build().page("llms.txt")


def test_a_project_may_bring_an_index_for_agents_of_its_own(site: Path, build: Build) -> None:
    (site / "extra").mkdir()
    (site / "extra/llms.txt").write_text("our own", "utf-8")
    (site / "conf.py").write_text(CONF.format(more='html_extra_path = ["extra"]'), "utf-8")
    assert build().page("llms.txt") == "our own"
    assert build().page("llms.txt") == "our own"


def test_a_fact_leads_back_to_all_that_mentions_it(site: Path, build: Build) -> None:
    more = "".join(
        f"\n:::{{flow}} Walk {one}\n:id: FLOW_CATALOG_{one}\n:facts: table:books\n:::\n" for one in "ABC"
    )
    catalog = site / "specs/catalog.md"
    text = catalog.read_text("utf-8").replace("## Edge Cases", f"{more}\n## Edge Cases")
    catalog.write_text(text.replace("has no states.", "has no states, {fact}`limit:DAYS`."), "utf-8")
    built = build()
    loans = built.page("specs/loans.html")
    row = re.search(r'<td id="limit-days">.*?</tr>', loans, re.DOTALL)
    assert row is not None
    assert (
        'mentioned by <a class="reference internal" href="catalog.html#mention-limit-DAYS">Catalog</a>'
        in row[0]
    )
    assert 'id="mention-limit-DAYS"' in built.page("specs/catalog.html")
    caption = re.search(r"<caption>.*?</caption>", built.page("specs/catalog.html"), re.DOTALL)
    assert caption is not None
    assert "<summary>mentioned by 4</summary>" in caption[0]
    assert 'href="loans.html#FLOW_LOANS_LEND" title="Flow: Lending a book">Lending a book</a>' in caption[0]
    matrix = built.page("ownership.html")
    assert '<a href="specs/catalog.html#table-books">mentioned by 4</a>' in matrix


def test_the_page_for_addresses_that_do_not_exist_works_at_any_depth(site: Path, build: Build) -> None:
    address = "https://specs.example.org/en/latest/"
    (site / "conf.py").write_text(CONF.format(more=f'html_baseurl = "{address}"'), "utf-8")
    page = build().page("404.html")
    links = re.findall(r'\b(?:href|src|action)="([^"]*)"', page)
    assert '/en/latest/index.html">first page</a>' in page
    assert 'action="/en/latest/search.html"' in page
    assert [one for one in links if not one.startswith(("/en/latest/", address, "#", "https://"))] == []
    assert 'data-content_root="/en/latest/"' in page


def test_the_first_page_lists_the_specs_in_the_order_of_the_navigation(built: Built) -> None:
    page = built.page("index.html")
    [shown] = re.findall(r'<ul class="spec-list[^"]*">.*?</ul>', page, re.DOTALL)
    assert shown.index("Loans") < shown.index("Catalog")
    assert re.search(r">8 facts · \d+ objects · 1 open<", shown)


def test_every_page_has_a_social_card_where_the_address_is_known(
    site: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "conf.py").write_text((ROOT / "conf.py").read_text("utf-8"), "utf-8")
    (site / "source/_static").mkdir(parents=True)
    (site / "source/_static/social-card.png").write_bytes(b"picture")
    monkeypatch.setenv("READTHEDOCS_CANONICAL_URL", "https://specs.example.org/en/latest/")
    built = build("-D", "exclude_patterns=beans,AGENTS.md,build,source")
    for name in ("index", "specs/loans", "ownership"):
        page = built.page(f"{name}.html")
        address = f"https://specs.example.org/en/latest/{name}.html"
        image = "https://specs.example.org/en/latest/_static/social-card.png"
        assert f'<meta property="og:url" content="{address}" />' in page
        assert f'<meta property="og:image" content="{image}" />' in page
        assert '<meta property="og:title" content="' in page
        assert '<meta name="twitter:card" content="summary_large_image">' in page
        assert f'<link rel="canonical" href="{address}"' in page
    assert (built.folder / "_static/social-card.png").read_bytes() == b"picture"
    assert "What is lent to whom" in built.page("specs/loans.html").partition("og:description")[2][:60]


def test_without_an_address_no_page_claims_one(
    site: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "conf.py").write_text((ROOT / "conf.py").read_text("utf-8"), "utf-8")
    (site / "source/_static").mkdir(parents=True)
    monkeypatch.delenv("READTHEDOCS_CANONICAL_URL", raising=False)
    page = build("-D", "exclude_patterns=beans,AGENTS.md,build,source").page("index.html")
    assert "og:" not in page
    assert "canonical" not in page


def test_a_link_says_the_whole_title_of_what_it_leads_to(site: Path, build: Build) -> None:
    title = "Books that somebody gave away while they were lent"
    loans = site / "specs/loans.md"
    text = loans.read_text("utf-8")
    loans.write_text(
        text.replace("{concern} Lending", f"{{concern}} {title}", 1).replace(
            "A loan begins at the desk", "See {need}`CON_LOANS_LENDING`. A loan begins at the desk", 1
        ),
        "utf-8",
    )
    assert f"{title} (CON_LOANS_LENDING)" in build().page("specs/loans.html")


def test_a_default_that_another_extractor_gives_alone_breaks_no_page(site: Path, build: Build) -> None:
    lock = site / "lock.json"
    old = '"primary_key": false, "unique": false, "has_default": false'
    text = lock.read_text("utf-8").replace(
        f'"not_null": true, {old}', f'"not_null": false, {old}, "default": "x"'
    )
    assert '"default": "x"' in text
    lock.write_text(text, "utf-8")
    assert "Traceback" not in (out := build().out)
    assert "IndexError" not in out
