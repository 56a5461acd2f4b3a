"""The page of changes in real builds: with a base, without one, and with one that cannot be read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.sphinx_ext.conftest import INDEX, Build

PAGE = """\
# Changes

```{spec-changes}
```

```{spec-changes} ownership
```

```{spec-changes} status
```
"""


@pytest.fixture(autouse=True)
def page(site: Path) -> None:
    (site / "index.md").write_text(INDEX.replace("findings\n", "findings\nchanges\n"), "utf-8")
    (site / "changes.md").write_text(PAGE, "utf-8")


def text_of(built: object) -> str:
    import re

    assert hasattr(built, "page")
    body = built.page("changes.html").partition('role="main"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body.replace("<wbr>", "")).split())


def test_without_a_base_the_page_says_so_and_the_build_goes_on(build: Build) -> None:
    built = build("-W")
    assert built.status == 0, built.out
    assert "This build was given no base, so there is nothing to compare with." in text_of(built)


@pytest.mark.parametrize("base", ["no-such-branch", "index.md"])
def test_a_base_that_cannot_be_read_is_one_warning_and_no_end(build: Build, base: str) -> None:
    built = build("-D", f"spec_audit_base={base}")
    assert built.status == 0, built.out
    assert built.out.count("WARNING") == 1
    assert f"the base '{base}' cannot be compared with: {base}:" in built.out
    assert f"The base {base} could not be read, so nothing is compared." in text_of(built)


def test_a_revision_is_compared_with_and_the_page_follows_edits(site: Path, build: Build) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", str(site), *command], check=True, capture_output=True)
    base = ("-D", "spec_audit_base=HEAD")
    built = build(*base)
    assert "Compared with HEAD : 0 added, 0 removed, 0 changed. Nothing changed." in text_of(built)
    loans = site / "specs/loans.md"
    loans.write_text(loans.read_text("utf-8").replace(":status: planned", ":status: deferred"), "utf-8")
    text = text_of(build(*base))
    assert "0 added, 0 removed, 1 changed" in text
    assert "Reservations (loans): planned, tracked by shop-0001 Reservations (loans): deferred" in text
    assert "no base" in text_of(build())


def test_another_builds_audit_is_compared_with(site: Path, build: Build) -> None:
    first = build()
    (site / "old.json").write_text((first.folder / "audit.json").read_text("utf-8"), "utf-8")
    loans = site / "specs/loans.md"
    loans.write_text(loans.read_text("utf-8").replace("message:desk-to-reader:**, ", ""), "utf-8")
    built = build("-D", "spec_audit_base=old.json")
    assert "message:desk-to-reader:due CON_LOANS_REMINDERS (loans) nobody" in text_of(built)
    assert "message:<wbr>desk-to-reader:<wbr>due" in built.page("changes.html"), "where long keys may break"
