"""Taking an inventory: the same from every side, and nothing that is wrong goes unsaid."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spec_audit.config import Source
from spec_audit.extractors import symbols
from spec_audit.extractors.base import SourceFile
from spec_audit.inventory.cache import ScanCache
from spec_audit.inventory.taking import Taken, take_inventory
from spec_audit.inventory.tree import FolderTree
from spec_audit.writers.lock import write_lock

FILES = {
    "schema/goods.ts": """\
import { sqliteTable, text, integer } from 'drizzle-orm/sqlite-core';
export const goods = sqliteTable('goods', { id: text().primaryKey(), price: integer().notNull() });
""",
    "migrations/1.sql": "CREATE TABLE goods (id TEXT PRIMARY KEY, price INTEGER);\n",
    "lib/shop.ts": "export class Shop {\n  sell() { return 1; }\n}\nexport const open = () => true;\n",
    "lib/till.py": "def count(coins):\n    return sum(coins)\n",
    "docs/notes.md": "# Notes\n",
}
LATE = "lib/shop.ts"
SOURCES = (
    Source(extractor="files", files=("**",)),
    Source(extractor="symbols", files=("lib/**",)),
    Source(extractor="drizzle", files=("schema/*.ts",), options={"casing": "snake_case"}),
    Source(extractor="migrations", files=("migrations/*.sql",), options={"compare": "drizzle"}),
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def take(root: Path, sources: tuple[Source, ...] = SOURCES, **more: Any) -> Taken:
    taken = take_inventory(FolderTree(root), sources, repository="own/shop", **more)
    if "cache" in more:
        more["cache"].save()
    return taken


def test_facts_and_symbols_of_all_sources(shop: Path) -> None:
    taken = take(shop)
    inventory = taken.inventory
    assert taken.problems == ()
    assert (inventory.repository, inventory.commit) == ("own/shop", "")
    assert [fact.key for fact in inventory.facts] == [
        "column:goods.id",
        "column:goods.price",
        *(f"file:{path}" for path in sorted(FILES)),
        "table:goods",
    ]
    assert inventory.fact("column:goods.price").attrs["differs"] == ["not_null: yes here, no in migrations"]
    names = {path: [one.name for one in found] for path, found in inventory.symbols.items()}
    assert names == {"lib/shop.ts": ["Shop", "Shop.sell", "open"], "lib/till.py": ["count"]}
    assert taken.counts["differences"] == 1
    assert taken.counts["facts"] == len(inventory.facts)


def test_a_file_is_read_and_parsed_once_for_all(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = __import__("spec_audit.extractors.languages.grammars", fromlist=["parse"]).parse

    def counting(path: str, source: bytes) -> Any:
        parsed.append(path)
        return parse(path, source)

    monkeypatch.setattr("spec_audit.extractors.languages.grammars.parse", counting)
    take(shop)
    assert sorted(parsed) == ["lib/shop.ts", "schema/goods.ts"]


def test_the_same_bytes_from_every_side(shop: Path, tmp_path: Path) -> None:
    first = write_lock(take(shop).inventory)
    other = shutil.copytree(shop, tmp_path / "elsewhere" / "deeper")
    tree = FolderTree(other)
    random.Random(4).shuffle(list(tree.paths))
    tree.paths = list(reversed(tree.paths))
    taken = take_inventory(tree, SOURCES, repository="own/shop")
    assert write_lock(taken.inventory) == first


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_the_same_bytes_with_another_hash_seed(shop: Path, seed: str) -> None:
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from test_taking import take
from spec_audit.writers.lock import write_lock
sys.stdout.buffer.write(write_lock(take(Path({str(shop)!r})).inventory))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert done.stdout == write_lock(take(shop).inventory)


def test_a_warm_cache_gives_what_a_cold_one_gives(shop: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "cache")
    cold = take(shop, cache=ScanCache(place))
    warm = take(shop, cache=ScanCache(place))
    assert write_lock(warm.inventory) == write_lock(cold.inventory)
    assert (warm.problems, warm.counts) == (cold.problems, cold.counts)
    assert (warm.facts_key, warm.symbols_key) == (cold.facts_key, cold.symbols_key)
    (shop / "lib" / "shop.ts").write_text("export class Store {}\n")
    (shop / "docs" / "more.md").write_text("more\n")
    changed = take(shop, cache=ScanCache(place))
    assert write_lock(changed.inventory) == write_lock(take(shop).inventory)
    assert changed.facts_key != cold.facts_key
    assert changed.symbols_key != cold.symbols_key
    assert "Store" in [one.name for one in changed.inventory.symbols["lib/shop.ts"]]


def test_only_what_changed_is_scanned(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "cache")
    take(shop, cache=ScanCache(place))
    scanned: list[str] = []
    scan = symbols.scan

    def counting(file: SourceFile) -> Any:
        scanned.append(file.path)
        return scan(file)

    monkeypatch.setattr(symbols, "scan", counting)
    take(shop, cache=ScanCache(place))
    assert scanned == []
    (shop / "lib" / "till.py").write_text("def tally():\n    return 0\n")
    (shop / "lib" / "shop.ts").rename(shop / "lib" / "store.ts")
    taken = take(shop, cache=ScanCache(place))
    assert scanned == ["lib/till.py"]
    assert list(taken.inventory.symbols) == ["lib/store.ts", "lib/till.py"]


def test_what_did_not_parse_is_said_on_every_run(shop: Path, tmp_path: Path) -> None:
    (shop / "lib" / "half.ts").write_text("export function a() {\n  return 1;\n}\nexport function b( {\n")
    (shop / "lib" / "merge.ts").write_text(
        "export const a = 1;\n<<<<<<< ours\nexport const b = 1;\n=======\nconst c\n>>>>>>> theirs\n"
    )
    (shop / "lib" / "bad.py").write_text("def ok():\n    pass\ndef broken(:\n")
    (shop / "lib" / "latin.ts").write_bytes(b"// fine\nconst word = 'caf\xe9';\n")
    place = str(tmp_path / "cache")
    sources = (SOURCES[1],)
    cold = take(shop, sources, cache=ScanCache(place))
    told = {(one.rule, one.place.path, one.place.line) for one in cold.problems}
    assert {(rule, path) for rule, path, _ in told} == {
        ("unparsed-source", f"lib/{name}") for name in ("half.ts", "merge.ts", "bad.py", "latin.ts")
    }
    lines = {path: line for _, path, line in told}
    assert lines["lib/half.ts"] >= 4
    assert lines["lib/merge.ts"] in (2, 3)
    assert lines["lib/bad.py"] == 3
    assert lines["lib/latin.ts"] == 2
    said = {one.place.path: one.message for one in cold.problems}
    assert "read by Python 3." in said["lib/bad.py"]  # another Python may know what this one does not
    assert "Python" not in said["lib/half.ts"]
    assert take(shop, sources, cache=ScanCache(place)).problems == cold.problems
    both = take(shop, (SOURCES[0], SOURCES[1]), cache=ScanCache(place))
    assert {one.place.path for one in both.problems} == set(lines)
    alone = take(shop, (SOURCES[0],), cache=ScanCache(place))
    assert {one.place.path for one in alone.problems} == set(lines)


def test_a_mark_and_other_line_ends_change_nothing(shop: Path) -> None:
    plain = write_lock(take(shop).inventory)
    for path in ("schema/goods.ts", "lib/shop.ts", "lib/till.py", "migrations/1.sql"):
        text = (shop / path).read_bytes()
        (shop / path).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert write_lock(take(shop).inventory) == plain


def test_a_source_without_files_or_facts_is_a_problem(shop: Path) -> None:
    sources = (
        Source(extractor="symbols", files=("gone/**",)),
        Source(extractor="drizzle", files=("lib/*.ts",)),
    )
    taken = take(shop, sources, config_path="audit.toml")
    assert [(one.rule, one.place.path) for one in taken.problems] == [("empty-source", "audit.toml")] * 2
    assert "matches no file (gone/**)" in taken.problems[1].message
    assert "found nothing in 1 file (lib/*.ts)" in taken.problems[0].message


def test_an_empty_tree_is_a_problem_of_each_source(tmp_path: Path) -> None:
    taken = take(tmp_path)
    assert len(taken.problems) == len(SOURCES)
    assert taken.inventory.facts == ()


def test_a_file_that_cannot_be_read_is_said_and_not_remembered(shop: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "cache")

    class Broken(FolderTree):
        def read(self, path: str) -> bytes:
            if path == "lib/shop.ts":
                raise OSError(5, "Input/output error")
            return super().read(path)

    cache = ScanCache(place)
    broken = take_inventory(Broken(shop), SOURCES, cache=cache)
    cache.save()
    assert {(one.place.path, one.rule) for one in broken.problems} == {("lib/shop.ts", "unparsed-source")}
    whole = take_inventory(FolderTree(shop), SOURCES, cache=ScanCache(place))
    assert whole.problems == ()
    assert "lib/shop.ts" in whole.inventory.symbols


def test_progress_counts_the_files_that_are_read(shop: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    take(shop, progress=lambda done, total, path: seen.append((done, total, path)))
    assert [done for done, _, _ in seen] == list(range(1, len(FILES) + 1))
    assert {total for _, total, _ in seen} == {len(FILES)}
    assert {path for _, _, path in seen} == set(FILES)


def test_nothing_is_kept_of_other_bytes_than_its_id_says(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may change between the listing, by which its kept id is believed, and its reading."""
    cache = ScanCache()
    tree = FolderTree(shop)
    before = {path: cache.blob_of(tree, path) for path in tree.paths}
    with (shop / LATE).open("a") as file:
        file.write("export function late() {}\n")
    with monkeypatch.context() as patch:
        patch.setattr(cache, "blob_of", lambda tree, path: before[path])
        taken = take(shop, cache=cache)
        assert f"{LATE}: it cannot be read: it has changed meanwhile" in [
            f"{one.place.path}: {one.message}" for one in taken.problems
        ]
    assert write_lock(take(shop, cache=cache).inventory) == write_lock(take(shop).inventory)
    assert before[LATE] not in "".join(cache._fresh)
