"""The base of a comparison: an audit of another time, from a file or out of git.

A base is either an ``audit.json`` that another build wrote, or a revision of the repository that
the specs stand in, which is then audited as it was, with the settings and the lock of its time.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from spec_audit.audit import Audit, audit, load_case
from spec_audit.changes.snapshot import RULE, Snapshot, read_snapshot, take_snapshot
from spec_audit.config import Config
from spec_audit.inventory.git import find_commit, run_git
from spec_audit.model.finding import NotCheckedError
from spec_audit.model.inventory import Inventory
from spec_audit.model.place import Place
from spec_audit.readers.lock import read_lock
from spec_audit.readers.settings import read_settings


def load_base(config: Config, name: str, today: date) -> Snapshot:
    """Find the base of this name: a file, relative to the settings, or else a revision.

    Raises ``NotCheckedError`` when it is neither, or cannot be read.
    """
    file = config.root / name
    if file.is_file():
        return read_snapshot(file.read_bytes(), name)
    return take_snapshot(audit_revision(config, name, today))


def audit_revision(config: Config, revision: str, today: date) -> Audit:
    """Audit the specs as they were at a revision of their repository."""
    with _open_revision(config, revision) as then:
        return audit(load_case(then), today)


def inventory_at(config: Config, revision: str) -> Inventory:
    """Read the lock as it was at a revision of the specs' repository."""
    with _open_revision(config, revision) as then:
        return read_lock(then.root, then.inventory.lock)


@contextmanager
def _open_revision(config: Config, revision: str) -> Iterator[Config]:
    """Unpack what a revision had of all that is read, for as long as it is needed, and give its settings."""
    root = str(config.root)
    try:
        commit = find_commit(["-C", root], revision, revision)
    except NotCheckedError:
        raise NotCheckedError.because(
            RULE,
            Place(path=revision),
            "it is no file, and no revision that this clone has",
            "name an audit.json or a revision; a shallow clone must fetch it first",
        ) from None
    with TemporaryDirectory(prefix="spec-audit-") as folder, _named_by(revision):
        _unpack(root, commit, [config.path], folder)
        then = read_settings(Path(folder, config.path))
        named = [then.specs.folder, then.inventory.lock, then.beans.folder, then.reviews.file]
        _unpack(root, commit, [*named, *then.agents.files], folder)
        yield then


@contextmanager
def _named_by(revision: str) -> Iterator[None]:
    """Name what cannot be read as git does, ``revision:path``: the file of today may be in order."""
    try:
        yield
    except NotCheckedError as error:
        hint = "name a revision that has it, and whole"
        findings = [
            one._replace(place=one.place._replace(path=f"{revision}:{one.place.path}"), hint=hint)
            for one in error.findings
        ]
        raise NotCheckedError(tuple(findings)) from None


def _unpack(root: str, commit: str, paths: list[str], folder: str) -> None:
    """Write those of the paths that the commit has; all are relative to the root."""
    listed = run_git(["-C", root, "ls-tree", "-z", "--name-only", commit, "--", *paths], commit)
    there = [name.decode() for name in listed.split(b"\0") if name]
    if not there:
        return
    archive = run_git(["-C", root, "archive", "--format=tar", commit, "--", *there], commit)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed:
            data = packed.extractfile(member)
            if data is not None and member.isfile():
                file = Path(folder, member.name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data.read())
