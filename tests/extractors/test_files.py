"""Source files: every one a fact, changed only by coming, going and renaming."""

from __future__ import annotations

import pytest

from spec_audit.config import Source
from spec_audit.extractors import files
from spec_audit.extractors.base import SourceFile

SOURCE = Source(extractor="files", files=("**",))


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a.ts", "TypeScript"),
        ("a.d.mts", "TypeScript"),
        ("view.tsx", "TypeScript"),
        ("a.PY", "Python"),
        ("docker/Dockerfile.sandbox", "Dockerfile"),
        ("Makefile", "Makefile"),
        ("LICENSE", ""),
        (".env", ""),
    ],
)
def test_the_language_is_told_by_the_name(path: str, language: str) -> None:
    assert files.language_of(path) == language


@pytest.mark.parametrize(
    ("path", "data", "parsed"),
    [
        ("a.ts", b"const a = 1;", True),
        ("a.ts", b"const = ;", False),
        ("a.py", b"a = 1", True),
        ("a.py", b"a = (", False),
        ("a.ts", b"const a = '\xe9';", False),
        ("a.sh", b"if true; then echo; fi", True),
    ],
)
def test_whether_it_parses_is_told(path: str, data: bytes, parsed: bool) -> None:
    file = SourceFile(path, data)
    scan = files.scan(file)
    (fact,) = files.link({path: scan}, SOURCE).facts
    assert (fact.key, fact.attrs["parsed"]) == (f"file:{path}", parsed)
    assert bool(file.error) is not parsed


def test_what_no_parser_reads_is_a_fact_too() -> None:
    file = SourceFile("logo.png", b"\x89PNG\xff")
    (fact,) = files.link({"logo.png": files.scan(file)}, SOURCE).facts
    assert fact.key == "file:logo.png"
    assert "parsed" not in fact.attrs
    assert file.error == 0


def test_the_content_does_not_change_the_fact() -> None:
    scans = [
        files.scan(SourceFile("a.ts", data)) for data in (b"const a = 1;", b"const b = 2;", b"const = ;")
    ]
    assert len({files.link({"a.ts": scan}, SOURCE).facts[0].digest for scan in scans}) == 1


@pytest.mark.parametrize(
    ("path", "is_told"),
    [("a.ts", True), ("a.py", True), ("a.sh", False), ("Dockerfile", False), ("a.json", False)],
)
def test_the_content_is_kept_beside_the_fact_where_no_symbol_tells_it(path: str, is_told: bool) -> None:
    texts = (b"a = 1\n", b"a = 1\r\n", b"a = 2\n")
    facts = [files.link({path: files.scan(SourceFile(path, data))}, SOURCE).facts[0] for data in texts]
    assert len({one.digest for one in facts}) == 1
    contents = [one.attrs.get("content") for one in facts]
    assert contents[0] == contents[1], "the ends of lines are git's"
    assert (contents[0] == contents[2]) == is_told
    assert (contents[0] is None) == is_told
