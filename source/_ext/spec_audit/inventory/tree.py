"""The source tree: which files there are, and their bytes; from a folder or from git's store.

Both kinds give the same paths, bytes and blob ids for the same commit. Files are only read:
no hook, filter or other program of the tree runs, symbolic links and submodules are left out
and named, and nothing outside the tree is opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import IO, TYPE_CHECKING, Protocol

from spec_audit.hashing import sha1
from spec_audit.inventory.git import (
    find_commit,
    git_dir_of,
    git_environment,
    run_git,
    try_git,
    unreadable,
)

if TYPE_CHECKING:
    from subprocess import Popen

LEFT_OUT = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox", ".mypy_cache"}
    | {".pytest_cache", ".ruff_cache", ".turbo", ".wrangler", ".next", ".spec-audit-cache"}
)
"""Folders of a tree without git that hold no source of its own."""

Stamp = tuple[int, int, int, int]
"""What changes when a file does: size, times of change of content and entry, inode."""


class SourceTree(Protocol):
    """Files by their paths, with forward slashes; a name that is not UTF-8 shows its odd
    bytes by their numbers. ``commit`` is empty when the tree is under no version control."""

    commit: str
    paths: Sequence[str]
    root: str

    @property
    def left_out(self) -> Mapping[str, str]:
        """Symbolic links and submodules, each with the path in the tree that it leads to; empty
        for a submodule and for what leads out of the tree."""

    def read(self, path: str) -> bytes:
        """Read one file. Raises ``OSError`` when it cannot be read."""

    def blob(self, path: str) -> str | None:
        """Blob id; of a file in a folder it is known once the file was read."""

    def stamp(self, path: str) -> Stamp | None:
        """Stamp of a file in a folder; None where there is none."""

    def close(self) -> None:
        """End what reads the tree."""


def blob_id(data: bytes, digest: Callable[[bytes], str] = sha1) -> str:
    """Give git's id of a file's content, by the digest that the repository uses."""
    return digest(b"blob %d\0" % len(data) + data)


def _shown(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


class FolderTree:
    """The files of a folder as they lie there now, committed or not.

    In the root of a git checkout these are the tracked files and those that git does not
    ignore; elsewhere all files outside of ``LEFT_OUT``.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.path.realpath(root)
        if not os.path.isdir(self.root):  # noqa: PTH112 - pathlib costs its import
            raise unreadable(str(root), "there is no such folder", "Name the folder of the source tree.")
        self.commit = ""
        names: Iterable[tuple[bytes, os.stat_result]]
        others: list[bytes] = []
        if os.path.exists(os.path.join(self.root, ".git")):  # noqa: PTH110, PTH118
            listed, self.commit = _list_checkout(self.root)
            names = _find_files(os.fsencode(self.root), listed, others)
        else:
            names = _walk(os.fsencode(self.root), others)
        self._held: dict[str, bytes] = {}
        self._blobs: dict[str, str] = {}
        self._names: dict[str, bytes] = {}
        self._stamps: dict[str, Stamp] = {}
        for name, found in names:
            shown = _shown(name)
            self._names[shown] = name
            self._stamps[shown] = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        self.paths: Sequence[str] = sorted(self._names)
        base = os.fsencode(self.root)
        self.left_out: Mapping[str, str] = {
            _shown(name): _shown(_target(base, name)) for name in sorted(others)
        }

    def read(self, path: str) -> bytes:
        """Read one file of the folder, once: what is told of it and its blob id are of the same bytes."""
        if path not in self._held:
            with open(os.fsencode(self.root) + b"/" + self._names[path], "rb") as file:  # noqa: PTH123
                self._held[path] = file.read()
            self._blobs[path] = blob_id(self._held[path])
        return self._held[path]

    def blob(self, path: str) -> str | None:
        """Give the blob id of what was read of a file."""
        return self._blobs.get(path)

    def stamp(self, path: str) -> Stamp | None:
        """Give the stamp that the file had when the folder was listed."""
        return self._stamps[path]

    def close(self) -> None:
        """Forget what was read."""
        self._held.clear()


class GitTree:
    """The files of one revision, out of a git directory that needs no work tree."""

    def __init__(self, git_dir: str | os.PathLike[str], rev: str) -> None:
        self.root = ""
        self._git_dir = os.fspath(git_dir)
        self._reader: Popen[bytes] | None = None
        if not os.path.exists(self._git_dir):  # noqa: PTH110
            raise unreadable(self._git_dir, "there is no such git directory", "Name a git directory.")
        self.commit = find_commit(["--git-dir", self._git_dir], rev, self._git_dir)
        listing = run_git(["--git-dir", self._git_dir, "ls-tree", "-r", "-z", self.commit], self._git_dir)
        self._blobs: dict[str, str] = {}
        self._links: dict[str, str] = {}
        for entry in listing.split(b"\0"):
            head, _, name = entry.partition(b"\t")
            mode, _, rest = head.partition(b" ")
            if mode in (b"100644", b"100755", b"100664"):
                self._blobs[_shown(name)] = rest.rpartition(b" ")[2].decode()
            elif mode == b"120000":
                self._links[_shown(name)] = rest.rpartition(b" ")[2].decode()
            elif mode == b"160000":
                self._links[_shown(name)] = ""
        self.paths: Sequence[str] = sorted(self._blobs)

    @cached_property
    def left_out(self) -> Mapping[str, str]:
        """Read where each link leads to."""
        return {path: self._follow(path, blob) for path, blob in sorted(self._links.items())}

    def _follow(self, path: str, blob: str) -> str:
        """Give the path that a link leads to; empty for a submodule, and for one out of the tree."""
        from posixpath import dirname, join, normpath

        target = normpath(join(dirname(path), _shown(self._read_blob(blob)))) if blob else ".."
        return "" if target.startswith(("..", "/")) else target

    def read(self, path: str) -> bytes:
        """Read one file's blob."""
        return self._read_blob(self._blobs[path])

    def _read_blob(self, blob: str) -> bytes:
        """Read through the one long-lived reader."""
        if self._reader is None:
            from subprocess import PIPE, Popen

            command = ["git", "--git-dir", self._git_dir, "cat-file", "--batch"]
            self._reader = Popen(command, stdin=PIPE, stdout=PIPE, env=git_environment())  # noqa: S603
        put, got = _pipes(self._reader)
        put.write(blob.encode() + b"\n")
        put.flush()
        words = got.readline().split()
        if len(words) != 3:
            raise OSError(f"the git directory lacks the blob {blob}")
        data = got.read(int(words[2]))
        got.read(1)
        return data

    def blob(self, path: str) -> str | None:
        """Give the blob id that the revision lists."""
        return self._blobs[path]

    def stamp(self, path: str) -> Stamp | None:  # noqa: ARG002 - a blob never changes
        """Say that a blob has no stamp."""
        return None

    def close(self) -> None:
        """End the reader."""
        if self._reader is not None:
            for pipe in _pipes(self._reader):
                pipe.close()
            self._reader.wait()
            self._reader = None


def open_tree(code: str | os.PathLike[str], rev: str | None = None) -> SourceTree:
    """Open a folder as it lies there, or a revision of the git repository that it is.

    ``code`` may also be a git directory without a work tree; its revision is then ``HEAD``
    unless another is named. Raises ``NotCheckedError`` when there is no such tree.
    """
    root = os.fspath(code)
    git_dir = git_dir_of(root)
    if git_dir == root:
        return GitTree(root, rev or "HEAD")
    if git_dir is not None and rev is not None:
        return GitTree(git_dir, rev)
    if rev is not None:
        raise unreadable(
            root, f"it is no git repository, so it has no revision {rev}", "Name a checkout or git directory."
        )
    return FolderTree(root)


def _pipes(reader: Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert reader.stdin is not None
    assert reader.stdout is not None
    return reader.stdin, reader.stdout


def _target(base: bytes, name: bytes) -> bytes:
    """Give what a link leads to, seen from the base; empty for a folder, and for what lies outside."""
    path = base + b"/" + name
    target = os.path.realpath(path)
    inside = target.startswith(base + b"/") and target != path
    return target[len(base) + 1 :] if inside else b""


def _find_files(
    base: bytes, names: Iterable[bytes], others: list[bytes]
) -> Iterable[tuple[bytes, os.stat_result]]:
    """Find the names that are files inside the base, no link leading out of it on the way; to
    ``others`` go the links and the folders, which are submodules."""
    import stat

    inside: dict[bytes, bool] = {b"": True}
    for name in names:
        folder = name.rpartition(b"/")[0]
        known = inside.get(folder)
        if known is None:
            path = os.path.join(base, folder)  # noqa: PTH118
            known = inside[folder] = os.path.realpath(path) == path
        if not known:
            continue
        try:
            found = os.lstat(base + b"/" + name)
        except OSError:  # tracked, but gone from the folder
            continue
        if stat.S_ISREG(found.st_mode):
            yield name, found
        else:
            others.append(name.rstrip(b"/"))


def _walk(base: bytes, others: list[bytes]) -> Iterable[tuple[bytes, os.stat_result]]:
    """Find all files below the base; no link is followed, and all go to ``others``."""
    left_out = {os.fsencode(name) for name in LEFT_OUT}
    pending = [b""]
    while pending:
        folder = pending.pop()
        with os.scandir(base + b"/" + folder) as entries:
            for entry in entries:
                name = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in left_out:
                        pending.append(name + b"/")
                elif entry.is_file(follow_symlinks=False):
                    yield name, entry.stat(follow_symlinks=False)
                elif entry.is_symlink():
                    others.append(name)


def _list_checkout(root: str) -> tuple[list[bytes], str]:
    listing = run_git(["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], root)
    names = sorted(set(listing.split(b"\0")) - {b""})
    head = try_git(["-C", root, "rev-parse", "--verify", "HEAD^{commit}"], root)
    commit = "" if head.returncode else head.stdout.strip().decode()  # there may be none yet
    return names, commit
