"""Builders that put all pages into one: what they write is whole, and its links lead somewhere."""

from __future__ import annotations

import re
from unittest.mock import Mock

import pytest
from sphinx.errors import NoUri

from spec_audit.sphinx_ext.builders import address_from
from tests.sphinx_ext.conftest import CONF, INDEX, Built, build_site, write_site

VIEWS = """\
# Status

```{spec-matrix} traceability
```

```{spec-matrix} beans
```

```{spec-map}
```

```{spec-gaps}
```

```{spec-exceptions}
```
"""
MORE = """\
project = "Library"
author = copyright = "we"
version = "1"
suppress_warnings = ["epub.unknown_project_files"]
"""


@pytest.fixture(scope="module", params=["latex", "texinfo", "epub", "singlehtml"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small project as one book, with a page that collects from all specs."""
    site = write_site(tmp_path_factory.mktemp("book") / "site")
    (site / "conf.py").write_text(CONF.format(more=MORE), "utf-8")
    (site / "status.md").write_text(VIEWS, "utf-8")
    (site / "index.md").write_text(INDEX.replace("findings\n", "findings\nstatus\n"), "utf-8")
    return build_site(site, "-q", "-W", builder=request.param)


def test_a_book_is_written_without_a_warning(built: Built) -> None:
    assert (built.status, built.out.strip()) == (0, "")


def test_a_page_that_is_not_in_the_book_has_no_address() -> None:
    builder = Mock(get_relative_uri=Mock(side_effect=NoUri))
    assert address_from(Mock(builder=builder), "index")("aside", "row-1") == ""


@pytest.mark.parametrize("built", ["latex"], indirect=True)
def test_every_link_in_latex_has_its_label(built: Built) -> None:
    text = built.page("library.tex")
    labels = set(re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", text))
    links = set(re.findall(r"\\hyperref\[\\detokenize\{([^}]*)\}\]", text))
    assert {"specs/loans:CON_LOANS_LENDING", "specs/catalog:table-books", "status:row-shop-0001"} <= links
    assert links - labels == set()


@pytest.mark.parametrize("built", ["epub", "singlehtml"], indirect=True)
def test_every_link_leads_to_an_anchor(built: Built) -> None:
    files = [file for file in built.folder.rglob("*.*html") if file.name != "permalink.html"]
    texts = {file.resolve(): file.read_text("utf-8") for file in files}
    ids = {file: set(re.findall(r' id="([^"]+)"', text)) for file, text in texts.items()}
    found = 0
    for file, text in texts.items():
        # What Sphinx itself lists beside a site of one page leads nowhere.
        body = text.partition('class="sphinxsidebar"')[0]
        for address, anchor in re.findall(r'href="([^":#?]*)#([^"]+)"', body):
            target = (file.parent / address).resolve() if address else file
            assert anchor in ids[target], f"{file.name}: {address}#{anchor}"
            found += 1
    assert found > 30
