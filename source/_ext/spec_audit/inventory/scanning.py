"""Reading the tree once: every file that some extractor wants is read and parsed a single time.

What was kept from an earlier run is not read again. The result depends on the files' bytes
alone, not on what the cache held nor on the order in which files were read.
"""

from __future__ import annotations

import errno
import marshal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from spec_audit.extractors.base import Scan, SourceFile
from spec_audit.extractors.languages.grammars import grammar_of, patterns_for
from spec_audit.inventory.cache import ScanCache, pack
from spec_audit.inventory.registry import BUILTIN, blaming, find_extractor
from spec_audit.inventory.tree import SourceTree
from spec_audit.inventory.volume import Entry
from spec_audit.inventory.workers import spread
from spec_audit.model.place import Place
from spec_audit.model.problem import UNPARSED, Problem

Progress = Callable[[int, int, str], None]
"""Called with how many files are done, of how many, and the path of the last one."""


_ENOUGH = 400_000
"""Bytes to scan, once for each extractor, from which on another process is worth its start."""


class Want(NamedTuple):
    """One extractor in its version, and the paths that it wants scanned."""

    extractor: str
    version: int
    paths: Sequence[str]


class Task(NamedTuple):
    """One file and what is wanted of it: pairs of an extractor and the key of its scan.

    ``asked`` are the patterns of all its extractors, which are looked for in one pass.
    """

    path: str
    data: bytes
    jobs: Sequence[tuple[str, str]]
    asked: tuple[str, ...] = ()


class Blobs(NamedTuple):
    """What a scan of each wanted path depends on, its ending and blob id, and the paths that could not
    be read with the reason."""

    ids: dict[str, str]
    unread: dict[str, str]


def find_blobs(tree: SourceTree, paths: Iterable[str], cache: ScanCache) -> Blobs:
    """Look up the content of all paths, without reading what did not change."""
    ids: dict[str, str] = {}
    unread: dict[str, str] = {}
    for path in paths:
        try:
            ids[path] = f"{_ending(path)}:{cache.blob_of(tree, path)}"
        except OSError as error:
            unread[path] = error.strerror or str(error)
    return Blobs(ids=ids, unread=unread)


def _ending(path: str) -> str:
    """Give what a scan may look at of a path; of a name without an ending that is all of it."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return ending if dot and stem else name


def scan_key(want: Want, content: str) -> str:
    """Name a scan in the cache: extractor, its version, the file's ending and content."""
    return f"{want.extractor}:{want.version}:{content}"


def scan_keys(wants: Iterable[Want], blobs: Blobs) -> Iterator[str]:
    """Name all scans that are wanted, once for each use."""
    for want in wants:
        for path in want.paths:
            if path in blobs.ids:
                yield scan_key(want, blobs.ids[path])


def scan_files(
    tree: SourceTree,
    wants: Iterable[Want],
    blobs: Blobs,
    cache: ScanCache,
    progress: Progress | None = None,
) -> None:
    """Bring the cache to hold the scan of every wanted file; what cannot be read moves to ``unread``."""
    missing: dict[str, list[tuple[str, str]]] = {}
    claimed: set[str] = set()
    for want in wants:
        for path in want.paths:
            if path in blobs.ids:
                key = scan_key(want, blobs.ids[path])
                if key not in claimed and not cache.has(key):
                    claimed.add(key)
                    missing.setdefault(path, []).append((want.extractor, key))
    asked = _asked_of(missing)
    tasks: list[Task] = []
    for path, jobs in sorted(missing.items()):
        try:
            patterns = asked.get(grammar_of(path), ())
            tasks.append(Task(path=path, data=_read_known(tree, path, blobs), jobs=jobs, asked=patterns))
        except OSError as error:
            del blobs.ids[path]
            blobs.unread[path] = error.strerror or str(error)
    tasks.sort(key=lambda task: (_ending(task.path), -len(task.data)))
    together = sum(len(task.data) * len(task.jobs) for task in tasks) > _ENOUGH
    scanned = spread(len(tasks), lambda number: scan_file(tasks[number]), together=together)
    for done, (number, entries) in enumerate(scanned, start=1):
        for key, entry in entries:
            cache.put_entry(key, entry)
        if progress is not None:
            progress(done, len(tasks), tasks[number].path)


def _read_known(tree: SourceTree, path: str, blobs: Blobs) -> bytes:
    """Read a file whose blob id is known, perhaps from a kept stamp: what is kept under it must be of it.

    Raises ``OSError`` also for a file that has changed since the tree was listed.
    """
    data = tree.read(path)
    if tree.blob(path) != blobs.ids[path].rpartition(":")[2]:
        raise OSError(errno.EAGAIN, "it has changed meanwhile", path)
    return data


def _asked_of(missing: Mapping[str, list[tuple[str, str]]]) -> dict[str | None, tuple[str, ...]]:
    """List what the extractors look for in the trees of each grammar, for one query of it all."""
    asked: dict[str | None, set[str]] = {}
    for path, jobs in missing.items():
        for name in {name for name, _ in jobs}:
            patterns = patterns_for(path, getattr(find_extractor(name), "NODES", {}))
            asked.setdefault(grammar_of(path), set()).update(patterns.values())
    return {grammar: tuple(sorted(patterns)) for grammar, patterns in asked.items()}


def scan_file(task: Task) -> list[tuple[str, Entry]]:
    """Scan one file for several extractors; give what is kept under each key.

    That is packed: ``[scan, line, why it was not read whole]``.
    """
    file = SourceFile(task.path, task.data, task.asked)
    return [(key, pack(_scan_once(file, name))) for name, key in task.jobs]


def _scan_once(file: SourceFile, name: str) -> list[Any]:
    extractor = find_extractor(name)
    assert extractor is not None
    file.error = 0
    with blaming(name, file.path, "fails on this file"):
        try:
            scan = extractor.scan(file)
        except UnicodeDecodeError as error:
            return [None, file.data.count(b"\n", 0, error.start) + 1, "it is not UTF-8"]
        except RecursionError:
            return [None, 0, "it is nested too deeply to be read"]
        if name not in BUILTIN:
            marshal.dumps(scan)  # what is no plain value cannot be kept
    return [scan, file.error, _why(file.path) if file.error else ""]


def _why(path: str) -> str:
    """Say why a file was not read whole; what is valid in Python depends on the one that runs."""
    reader = (
        f", read by Python {sys.version_info.major}.{sys.version_info.minor}" if path.endswith(".py") else ""
    )
    return f"it does not parse from here on{reader}"


def collect_scans(want: Want, blobs: Blobs, cache: ScanCache) -> tuple[dict[str, Scan], list[Problem]]:
    """Take an extractor's scans out of the cache, with the files that it could not read."""
    scans: dict[str, Scan] = {}
    problems: list[Problem] = []
    for path in want.paths:
        if path in blobs.unread:
            problems.append(_unparsed(path, 0, f"it cannot be read: {blobs.unread[path]}"))
            continue
        scan, line, reason = cache.needed(scan_key(want, blobs.ids[path]))
        if reason:
            problems.append(_unparsed(path, line, reason))
        if scan is not None:
            scans[path] = scan
    return scans, problems


def _unparsed(path: str, line: int, reason: str) -> Problem:
    return Problem(rule=UNPARSED, place=Place(path=path, line=line), message=reason)
