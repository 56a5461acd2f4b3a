"""Links and submodules that a source asks for are told, so that no inventory is short without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec_audit.config import Source
from spec_audit.inventory.cache import ScanCache
from spec_audit.inventory.lacking import find_left_out
from spec_audit.inventory.taking import take_inventory
from spec_audit.inventory.tree import FolderTree

READ = ("lib/a.ts", "lib/deep/b.ts")


@pytest.mark.parametrize(
    ("path", "target", "glob", "is_told"),
    [
        ("lib/c.ts", "", "lib/*.ts", True),
        ("lib/c.ts", "src/c.ts", "lib/*.ts", True),
        ("lib/c.ts", "lib/a.ts", "lib/*.ts", False),
        ("lib/c.md", "", "lib/*.ts", False),
        ("vendor", "", "vendor/**.ts", True),
        ("vendor", "", "vendor/src/*.ts", True),
        ("lib/vendor", "", "lib/**.ts", True),
        ("lib/vendor", "", "**/*.ts", True),
        ("lib/vendor", "", "lib/ven**", True),
        ("lib/vendor", "", "lib/w**/*.ts", False),
        ("lib/vendor", "lib/deep", "lib/**.ts", False),
        ("vendor", "", "lib/**", False),
        ("lib/vendor/more", "", "lib/*/*.ts", False),
    ],
)
def test_what_a_glob_asks_for_is_told(path: str, target: str, glob: str, *, is_told: bool) -> None:
    source = Source(extractor="files", files=(glob,))
    assert [one.place.path for one in find_left_out({path: target}, source, READ)] == [path] * is_told
    apart = Source(extractor="files", files=(glob,), exclude=(path,))
    assert not list(find_left_out({path: target}, apart, READ))


def test_an_inventory_tells_of_a_link_once_until_it_is_excluded(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.py").write_text("x = 1\n")
    cache = ScanCache()
    sources = [Source(extractor=name, files=("lib/**",)) for name in ("files", "symbols")]
    assert take_inventory(FolderTree(tmp_path), sources, cache=cache).problems == ()
    (tmp_path / "lib/b.py").symlink_to("/nowhere/b.py")
    (problem,) = take_inventory(FolderTree(tmp_path), sources, cache=cache).problems
    assert (problem.rule, problem.place.path) == ("left-out", "lib/b.py")
    sources = [Source(extractor=one.extractor, files=one.files, exclude=("lib/b.py",)) for one in sources]
    assert take_inventory(FolderTree(tmp_path), sources, cache=cache).problems == ()
