"""The registry: names and options are refused where they stand, modules come late."""

from __future__ import annotations

import marshal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from spec_audit.config import Source
from spec_audit.extractors.base import Extraction
from spec_audit.extractors.options import describe, hold_options, is_required
from spec_audit.inventory import registry
from spec_audit.inventory.cache import ScanCache
from spec_audit.inventory.registry import BUILTIN, check_sources, configuration_of, find_extractor
from spec_audit.inventory.taking import take_inventory
from spec_audit.inventory.tree import FolderTree
from spec_audit.model.finding import NotCheckedError


def source(extractor: str, **options: Any) -> Source:
    return Source(extractor=extractor, files=("**",), options=options)


def complaints(*sources: Source) -> list[tuple[str, str]]:
    with pytest.raises(NotCheckedError) as caught:
        check_sources(sources, "settings.toml")
    assert {finding.place.path for finding in caught.value.findings} == {"settings.toml"}
    return [(finding.subject, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize("name", sorted(BUILTIN))
def test_every_built_in_extractor_keeps_its_word(name: str) -> None:
    module = find_extractor(name)
    assert module is not None
    assert isinstance(module.VERSION, int)
    assert list(hold_options({}, module.OPTIONS)) == [
        ((option,), "is missing", f"Give {describe(shape)}.")
        for option, shape in module.OPTIONS.items()
        if is_required(shape)
    ]
    assert marshal.loads(marshal.dumps(module.OPTIONS)) == module.OPTIONS
    assert callable(module.scan)
    assert callable(module.link)


def test_all_that_is_wrong_is_named_with_its_key() -> None:
    found = complaints(
        source("cobol"),
        source("files"),
        source("drizzle", casing=7, shape="round"),
    )
    assert [subject for subject, _ in found] == [
        "sources[0].extractor",
        "sources[2].options.casing",
        "sources[2].options.shape",
    ]
    assert "no extractor 'cobol'" in found[0][1]
    assert "must be one of `snake_case`, `camelCase`" in found[1][1]
    assert "no such option" in found[2][1]


def test_true_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = SimpleNamespace(VERSION=1, OPTIONS={"count": int, "loud": bool})
    monkeypatch.setattr(registry, "find_extractor", lambda name: odd)
    assert [subject for subject, _ in complaints(source("other", count=True, loud=1))] == [
        "sources[0].options.count",
        "sources[0].options.loud",
    ]
    check_sources([source("other", count=1, loud=True)], "settings.toml")


def test_other_packages_offer_theirs_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = SimpleNamespace(VERSION=3, OPTIONS={}, scan=None, link=None)
    entry = SimpleNamespace(load=lambda: offered, value="shop.prisma")

    def entry_points(*, group: str, name: str) -> list[Any]:
        return [entry] if (group, name) == ("spec_audit.extractors", "prisma") else []

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)
    find_extractor.cache_clear()
    assert find_extractor("prisma") is offered
    assert find_extractor("rails") is None
    find_extractor.cache_clear()


def nested(*given: object) -> object:
    return nested(*given)


def whole(**other: object) -> SimpleNamespace:
    parts = {"scan": lambda file: None, "link": lambda scans, source: Extraction()}
    return SimpleNamespace(**{"VERSION": 1, "OPTIONS": {}, **parts, **other})


@pytest.mark.parametrize(
    ("offered", "where", "told"),
    [
        (None, "shop.rails", "cannot be imported: ImportError: no rails"),
        (SimpleNamespace(VERSION=1, OPTIONS={}, scan=None), "shop.rails", "has no attribute 'link'"),
        (whole(scan=lambda file: 1 // 0), "a.rb", "fails on this file: ZeroDivisionError"),
        (whole(scan=lambda file: object()), "a.rb", "fails on this file: ValueError: unmarshallable"),
        (whole(link=lambda scans, source: scans["b"]), "**.rb", "fails to link what it scanned: KeyError"),
        (whole(link=lambda scans, source: None), "**.rb", "fails to link what it scanned: TypeError"),
        (
            whole(link=lambda scans, source: b"\xff".decode()),
            "**.rb",
            "fails to link what it scanned: Unicode",
        ),
        (whole(link=nested), "**.rb", "fails to link what it scanned: RecursionError"),
        (
            whole(link=lambda scans, source: Extraction(facts=iter(()))),  # type: ignore[arg-type]
            "**.rb",
            "fails to link what it scanned: TypeError",
        ),
        (whole(OPTIONS=None), "shop.rails", "cannot be imported: AttributeError"),
        (
            whole(OPTIONS={"share": float}),
            "shop.rails",
            "cannot be imported: ValueError: an option cannot be",
        ),
    ],
)
def test_a_failure_of_another_packages_extractor_is_told_as_its_own(
    offered: object, where: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def load() -> object:
        if offered is None:
            raise ImportError("no rails")
        return offered

    entry = SimpleNamespace(load=load, value="shop.rails")
    monkeypatch.setattr("importlib.metadata.entry_points", lambda *, group, name: [entry])
    (tmp_path / "a.rb").write_text("get '/'\n")
    find_extractor.cache_clear()
    with pytest.raises(NotCheckedError) as caught:
        take_inventory(FolderTree(tmp_path), [Source(extractor="rails", files=("**.rb",))])
    find_extractor.cache_clear()
    (finding,) = caught.value.findings
    assert (finding.rule, finding.place.path) == ("bad-extractor", where)
    assert told in finding.message
    assert finding.message.startswith("the extractor 'rails' ")


def test_the_configurations_digest_follows_what_decides() -> None:
    base = [source("drizzle", casing="snake_case")]
    same = [Source(extractor="drizzle", files=("**",), options={"casing": "snake_case"})]
    others = [
        [source("drizzle", casing="camelCase")],
        [Source(extractor="drizzle", files=("*",), options={"casing": "snake_case"})],
        [Source(extractor="drizzle", files=("**",), exclude=("a",), options={"casing": "snake_case"})],
        [*base, source("files")],
    ]
    assert configuration_of(base) == configuration_of(same)
    assert len({configuration_of(one) for one in [base, *others]}) == 5


def test_a_new_version_changes_the_digest() -> None:
    cache = ScanCache()
    before = configuration_of([source("files")], cache)
    assert before == configuration_of([source("files")])
    cache.put("interface:files", (99, {}))
    assert configuration_of([source("files")], cache) != before


@pytest.mark.parametrize("name", sorted(BUILTIN))
def test_the_version_that_is_read_is_the_one_that_is_declared(name: str) -> None:
    module = find_extractor(name)
    assert module is not None
    assert registry._version_of(name, None) == module.VERSION


def test_a_known_extractor_is_not_imported_to_be_checked() -> None:
    cache = ScanCache()
    check_sources([source("drizzle"), source("migrations", compare="drizzle")], "settings.toml", cache)
    options = {"compare": "name", "uses": ("list", "glob")}
    assert cache.get("interface:migrations") == ((3, options),)
    script = """
import sys
from spec_audit.config import Source
from spec_audit.inventory.cache import ScanCache
from spec_audit.inventory.registry import check_sources
cache = ScanCache()
cache.put("interface:migrations", (1, {"compare": "name"}))
options = {"compare": "migrations"}
sources = [Source(extractor="migrations", files=("**",), options=one) for one in ({}, options)]
check_sources(sources, "s", cache)
sys.exit("spec_audit.extractors.migrations" in sys.modules or "tree_sitter" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


OTHER_READERS = {"drizzle", "durable_objects", "images", "migrations", "modal", "services"}
"""Those that need Python's own parser or a database, or read settings too."""


def test_typescript_is_read_and_linked_without_what_loads_slowly() -> None:
    """Who changes a file waits for all that is imported to read it and to link it again."""
    script = f"""
import sys
started = set(sys.modules)  # with whatever this machine's Python begins
from types import SimpleNamespace
from spec_audit.extractors.base import SourceFile
from spec_audit.inventory.registry import BUILTIN, find_extractor
file = SourceFile("a.ts", b"export const LIMIT = 1;\\nexport type Coat = 'wool' | 'silk';\\n")
source = SimpleNamespace(options={{"service": "shop", "entry": "a.ts"}})
for name in sorted(set(BUILTIN) - {OTHER_READERS}):
    extractor = find_extractor(name)
    scan = extractor.scan(file)
    extractor.link({{file.path: scan}} if scan else {{}}, source)
slow = {{"ast", "dataclasses", "datetime", "pathlib", "sqlite3", "tomllib"}}
print(*sorted(slow & (set(sys.modules) - started)))
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
