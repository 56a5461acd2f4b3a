"""Source trees: a folder, a checkout and a git directory tell the same."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from spec_audit.inventory.tree import FolderTree, GitTree, blob_id, open_tree
from spec_audit.model.finding import NotCheckedError


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / "lib").mkdir(parents=True)
    (root / "lib" / "a.ts").write_bytes(b"export const a = 1;\n")
    (root / "lib" / "empty.ts").write_bytes(b"")
    (root / ".gitignore").write_bytes(b"out/\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    return root


def test_a_checkout_and_its_git_directory_agree(checkout: Path) -> None:
    folder, stored = FolderTree(checkout), GitTree(checkout / ".git", "HEAD")
    assert list(folder.paths) == list(stored.paths) == [".gitignore", "lib/a.ts", "lib/empty.ts"]
    assert folder.commit == stored.commit == git(checkout, "rev-parse", "HEAD")
    for path in folder.paths:
        assert folder.read(path) == stored.read(path)
        assert blob_id(folder.read(path)) == stored.blob(path)
    stored.close()


def test_a_checkout_shows_what_is_not_committed_but_not_what_is_ignored(checkout: Path) -> None:
    (checkout / "out").mkdir()
    (checkout / "out" / "built.ts").write_text("1")
    (checkout / "lib" / "new.ts").write_text("1")
    (checkout / "lib" / "empty.ts").unlink()
    assert list(FolderTree(checkout).paths) == [".gitignore", "lib/a.ts", "lib/new.ts"]
    assert "lib/new.ts" not in GitTree(checkout / ".git", "HEAD").paths


def test_a_folder_below_a_checkout_is_walked(checkout: Path) -> None:
    (checkout / "lib" / "node_modules").mkdir()
    (checkout / "lib" / "node_modules" / "x.ts").write_text("1")
    tree = FolderTree(checkout / "lib")
    assert list(tree.paths) == ["a.ts", "empty.ts"]
    assert tree.commit == ""


def test_symbolic_links_lead_nowhere(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.ts").write_text("outside")
    (checkout / "lib" / "link.ts").symlink_to(tmp_path / "secret" / "key.ts")
    (checkout / "away").symlink_to(tmp_path / "secret")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "links")
    expected = [".gitignore", "lib/a.ts", "lib/empty.ts"]
    assert list(FolderTree(checkout).paths) == expected
    assert list(GitTree(checkout / ".git", "HEAD").paths) == expected


def test_a_folder_that_became_a_link_leads_nowhere(checkout: Path, tmp_path: Path) -> None:
    (checkout / "lib").rename(tmp_path / "moved")
    (checkout / "lib").symlink_to(tmp_path / "moved")
    assert list(FolderTree(checkout).paths) == [".gitignore"]


def test_a_name_that_is_not_utf8_is_readable(checkout: Path) -> None:
    name = os.fsencode(checkout) + b"/lib/caf\xe9.ts"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 - a path of bytes
            file.write(b"odd")
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "odd")
    for tree in (FolderTree(checkout), GitTree(checkout / ".git", "HEAD")):
        assert "lib/caf\\xe9.ts" in tree.paths
        assert tree.read("lib/caf\\xe9.ts") == b"odd"
        tree.close()


def test_a_hooks_environment_leads_to_no_other_repository(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert "lib/a.ts" in FolderTree(checkout).paths


@pytest.mark.parametrize("rev", ["nowhere", "--all", ""])
def test_an_unknown_revision_is_not_checked(checkout: Path, rev: str) -> None:
    with pytest.raises(NotCheckedError) as caught:
        open_tree(checkout, rev)
    assert caught.value.findings[0].rule == "unreadable-code"


def test_a_missing_folder_and_a_folder_without_revisions_are_not_checked(tmp_path: Path) -> None:
    with pytest.raises(NotCheckedError, match="no such folder"):
        open_tree(tmp_path / "nowhere")
    with pytest.raises(NotCheckedError, match="no git repository"):
        open_tree(tmp_path, "HEAD")


def test_a_git_directory_alone_is_read_at_its_head(checkout: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    git(tmp_path, "clone", "-q", "--bare", str(checkout), str(bare))
    tree = open_tree(bare)
    assert tree.commit == git(checkout, "rev-parse", "HEAD")
    assert tree.read("lib/a.ts") == b"export const a = 1;\n"
    tree.close()


def test_a_blob_that_is_not_there_is_an_error_of_the_file(checkout: Path) -> None:
    tree = GitTree(checkout / ".git", "HEAD")
    blob = tree.blob("lib/a.ts") or ""
    stored = checkout / ".git" / "objects" / blob[:2] / blob[2:]
    stored.chmod(0o600)
    stored.unlink()
    with pytest.raises(OSError, match="lacks the blob"):
        tree.read("lib/a.ts")
    assert tree.read("lib/empty.ts") == b""
    tree.close()


def test_what_is_left_out_is_named_with_where_it_leads(checkout: Path, tmp_path: Path) -> None:
    (checkout / "lib" / "away.ts").symlink_to(tmp_path / "key.ts")
    (checkout / "lib" / "same.ts").symlink_to("a.ts")
    (checkout / "up").symlink_to("lib")
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    git(other, "commit", "-q", "--allow-empty", "-m", "first")
    git(checkout, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "vendor")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "links")
    expected = {"lib/away.ts": "", "lib/same.ts": "lib/a.ts", "up": "lib", "vendor": ""}
    stored = GitTree(checkout / ".git", "HEAD")
    assert FolderTree(checkout).left_out == stored.left_out == expected
    stored.close()
    (checkout / ".git").rename(tmp_path / "git")
    del expected["vendor"]
    assert FolderTree(checkout).left_out == expected


def test_a_file_is_read_once_so_that_what_is_kept_under_its_blob_id_is_of_its_bytes(checkout: Path) -> None:
    tree = FolderTree(checkout)
    blob = blob_id(tree.read("lib/a.ts"))
    (checkout / "lib" / "a.ts").write_bytes(b"export const b = 2;\n")
    assert blob_id(tree.read("lib/a.ts")) == blob
    assert FolderTree(checkout).read("lib/a.ts") == b"export const b = 2;\n"
