"""Files that are other than in the commit which the lock names."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from spec_audit.inventory.cache import ScanCache
from spec_audit.inventory.tree import FolderTree
from spec_audit.inventory.uncommitted import describe_uncommitted


def described(root: Path) -> str:
    tree, cache = FolderTree(root), ScanCache()
    return describe_uncommitted(tree, {path: cache.blob_of(tree, path) for path in tree.paths})


@pytest.mark.parametrize("digest", ["sha1", "sha256"])
def test_only_what_differs_is_named_whatever_digest_git_uses(digest: str, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)

    git("init", f"--object-format={digest}")
    (tmp_path / "größer kühn.ts").write_bytes(b"export {};\n")
    (tmp_path / "lines.ts").write_bytes(b"export {};\r\n")
    git("add", ".")
    git("commit", "--message=First")
    assert described(tmp_path) == ""
    (tmp_path / "größer kühn.ts").write_bytes(b"export {};\r\n")
    assert described(tmp_path) == ""
    (tmp_path / "lines.ts").write_bytes(b"export {};\n\n")
    (tmp_path / "new.ts").write_bytes(b"")
    assert described(tmp_path).startswith("2 files differ from commit ")
    assert described(tmp_path).endswith(": lines.ts, new.ts\n")
