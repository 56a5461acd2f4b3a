"""The cache: used where it holds, never believed where it does not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from spec_audit.inventory import cache as module
from spec_audit.inventory.cache import ONE_OF, ScanCache, default_place
from spec_audit.inventory.tree import FolderTree, blob_id
from spec_audit.model.finding import NotCheckedError


def saved(path: Path, **values: object) -> ScanCache:
    cache = ScanCache(str(path))
    for key, value in values.items():
        cache.put(key, value)
    cache.save()
    return cache


@pytest.mark.parametrize(
    ("names", "folder"),
    [
        ({"HOME": "/home/ann"}, "/home/ann/.cache/spec-audit"),
        ({"HOME": "/home/ann", "XDG_CACHE_HOME": "/kept"}, "/kept/spec-audit"),
        ({"XDG_CACHE_HOME": "/kept", "SPEC_AUDIT_CACHE": "/own"}, "/own"),
    ],
)
def test_where_it_is_kept(names: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "SPEC_AUDIT_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert module.cache_folder() == folder


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "cache"
    value = {"name": ["a", 1, None, True, {"b": "\ud800"}], "empty": []}
    saved(path, first=value, nothing=None)
    cache = ScanCache(str(path))
    assert cache.get("first") == (value,)
    assert cache.get("nothing") == (None,)
    assert cache.get("second") is None
    before = path.read_bytes()
    cache.save()
    assert path.read_bytes() == before


@pytest.mark.parametrize("cut", [0, 1, 5, 30, -1, -3])
def test_a_cache_cut_short_is_thrown_away(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cache"
    saved(path, first=["a" * 20], second=["b" * 20])
    path.write_bytes(path.read_bytes()[:cut])
    cache = ScanCache(str(path))
    assert cache.get("second") is None
    cache.put("second", 2)
    cache.save()
    assert ScanCache(str(path)).get("second") == (2,)


def test_no_changed_byte_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    saved(path, first=["abc"])
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert ScanCache(str(path)).get("first") in (None, (["abc"],))


def test_what_is_needed_and_damaged_is_not_checked_and_is_gone_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    saved(path, first="xyz")  # no digest in the file's head can hold that
    whole = path.read_bytes()
    assert whole.count(b"xyz") == 1
    path.write_bytes(whole.replace(b"xyz", b"xyy"))
    cache = ScanCache(str(path))
    assert cache.has("first")
    with pytest.raises(NotCheckedError, match="damaged"):
        cache.needed("first")
    assert not path.exists()


def test_a_cache_of_other_readers_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cache"
    saved(path, first=1)
    monkeypatch.setattr(module, "_stamp_of_readers", lambda: "another Python")
    assert ScanCache(str(path)).get("first") is None


@pytest.mark.parametrize(
    ("changed", "is_read"),
    [
        ("extractors/deep/one.py", True),
        ("hashing.py", True),
        ("writers/lock.py", True),
        ("rules/a.py", False),
    ],
)
def test_a_change_of_what_reads_or_writes_throws_it_away(
    changed: str, is_read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(module._PACKAGE)
    assert all((package / name).is_dir() for name in module._READERS)
    assert (package / "hashing.py").is_file()
    reader = tmp_path / "package" / changed
    reader.parent.mkdir(parents=True)
    reader.write_text("VERSION = 1\n")
    monkeypatch.setattr(module, "_PACKAGE", str(tmp_path / "package"))
    path = tmp_path / "cache"
    saved(path, first=1)
    assert ScanCache(str(path)).get("first") == (1,)
    reader.write_text("VERSION = 10\n")
    assert ScanCache(str(path)).get("first") == (None if is_read else (1,))


def test_of_what_is_not_in_use_the_oldest_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    saved(path, oldest="x" * 400, old="x" * 400, used="x" * 400, named="x" * 400)
    cache = ScanCache(str(path), limit=600)
    cache.get("used")
    cache.keep(lambda: ["named"])
    cache.put("new", "x" * 400)
    cache.save()
    kept = ScanCache(str(path))
    assert [key for key in ("oldest", "old", "used", "named", "new") if kept.has(key)] == [
        "old",
        "used",
        "named",
        "new",
    ]


def test_what_is_in_use_is_kept_however_much_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    cache = ScanCache(str(path), limit=10)
    for number in range(9):
        cache.put(str(number), "x" * 400)
    cache.save()
    assert all(ScanCache(str(path)).has(str(number)) for number in range(9))


def test_little_that_is_new_is_written_beside(tmp_path: Path) -> None:
    path, beside = tmp_path / "cache", tmp_path / "cache.new"
    saved(path, first="x" * 400)
    main = path.read_bytes()
    for number in range(3):
        saved(path, **{f"new{number}": number})
    assert path.read_bytes() == main
    kept = ScanCache(str(path))
    assert [kept.get(key) for key in ("first", "new0", "new1", "new2")] == [("x" * 400,), (0,), (1,), (2,)]
    large = ScanCache(str(path), limit=4000)
    large.put("large", "y" * 2000)
    large.save()
    assert not beside.exists()
    assert [ScanCache(str(path)).get(key) for key in ("new1", "large")] == [(1,), ("y" * 2000,)]


@pytest.mark.parametrize("limit", [module.LIMIT, 40], ids=["beside", "in one file"])
def test_of_one_name_the_newest_is_written(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "cache"
    for value in ("old", "new", "newest"):
        cache = ScanCache(str(path), limit=limit)
        cache.put(f"link{ONE_OF}{value}", value)
        cache.put(f"scan {value}", value)
        cache.save()
    kept = ScanCache(str(path), limit=limit)
    assert kept.get(f"link{ONE_OF}newest") == ("newest",)
    assert not kept.has(f"link{ONE_OF}new")
    assert kept.has(f"link{ONE_OF}old") is (limit > 40), (
        "it lies in the first file until that is written anew"
    )
    assert kept.has("scan new")


def test_what_lies_beside_another_file_is_not_used(tmp_path: Path) -> None:
    path, beside = tmp_path / "cache", tmp_path / "cache.new"
    saved(path, first=1)
    saved(path, second=2)
    stray = beside.read_bytes()
    path.unlink()
    beside.unlink()
    saved(path, third=3)
    beside.write_bytes(stray)
    assert ScanCache(str(path)).get("second") is None


def test_a_place_that_cannot_be_written_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    saved(tmp_path / "file" / "cache", first=1)
    saved(tmp_path, first=1)


def test_a_file_at_rest_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    file = tmp_path / "tree" / "a.ts"
    file.write_text("one")
    hour_ago = file.stat().st_mtime - 3600
    os.utime(file, (hour_ago, hour_ago))
    cache = ScanCache()
    reads: list[str] = []

    class Counting(FolderTree):
        def read(self, path: str) -> bytes:
            reads.append(path)
            return super().read(path)

        def stamp(self, path: str) -> module.Stamp | None:
            stamp = super().stamp(path)
            assert stamp is not None
            return (stamp[0], stamp[1], stamp[1], stamp[3])  # its entry changed just now, by this test

    for _ in range(3):
        assert cache.blob_of(Counting(tmp_path / "tree"), "a.ts") == blob_id(b"one")
    assert reads == ["a.ts"]
    file.write_text("two!")
    assert cache.blob_of(Counting(tmp_path / "tree"), "a.ts") == blob_id(b"two!")


@pytest.mark.parametrize("changed", ["its text", "its entry"])
def test_a_file_that_changed_just_now_is_read_again(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)  # it is now, however slow the machine is
    long_ago = now - 3600 * 10**9

    class Coarse(FolderTree):
        """A file system on which two changes within a tick leave the same stamp."""

        def stamp(self, path: str) -> module.Stamp | None:
            return (3, now, long_ago, 1) if changed == "its text" else (3, long_ago, now, 1)

    file = tmp_path / "a.ts"
    cache = ScanCache()
    for text in ("one", "two", "six"):
        file.write_text(text)
        assert cache.blob_of(Coarse(tmp_path), "a.ts") == blob_id(text.encode())


def test_the_cache_lies_outside_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPEC_AUDIT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    project = str(tmp_path / "project")
    assert default_place(project).startswith(str(tmp_path / "xdg"))
    assert default_place(project) != default_place(project + "2")
    monkeypatch.setenv("SPEC_AUDIT_CACHE", str(tmp_path / "own"))
    assert default_place(project).startswith(str(tmp_path / "own"))
