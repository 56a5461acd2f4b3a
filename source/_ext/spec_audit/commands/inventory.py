"""``spec-audit inventory``: exit 0 written, 2 something could not be read or explained.

An inventory with problems is written where there is none, or none that is whole; one that is whole
it replaces only when it is told to.

Much is done to have little to do when little changed, and to import nothing that is not needed
for it: the settings are kept as plain values until their file changes.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple, cast

from spec_audit.commands.progress import find_progress
from spec_audit.files import read_file, write_file
from spec_audit.hashing import checksum
from spec_audit.inventory.cache import ScanCache, default_place
from spec_audit.inventory.taking import take_inventory
from spec_audit.inventory.tree import open_tree
from spec_audit.model.amounts import counted
from spec_audit.native import without_collector
from spec_audit.readers.location import find_settings
from spec_audit.writers.lock import PROBLEMS, render_lock

if TYPE_CHECKING:
    from argparse import Namespace

    from spec_audit.config import Source
    from spec_audit.inventory.taking import Taken
    from spec_audit.inventory.tree import SourceTree


class _Settings(NamedTuple):
    """What an inventory needs of the settings."""

    lock: str
    repository: str
    sources: tuple[Source, ...]


def run_inventory(options: Namespace) -> int:
    """Take the inventory of a tree and write the lock."""
    with without_collector():
        return _run(options)


def _run(options: Namespace) -> int:
    file = options.config or find_settings(os.getcwd())  # noqa: PTH109 - pathlib costs its import
    root = os.path.dirname(os.path.realpath(file))  # noqa: PTH120
    cache = ScanCache(None if options.no_cache else default_place(root))
    settings = _read_settings(file, cache)
    tree = open_tree(options.code, options.rev)
    taken = take_inventory(
        tree,
        settings.sources,
        repository=settings.repository,
        config_path=os.path.basename(file),  # noqa: PTH119
        cache=cache,
        progress=find_progress(),
    )
    output = options.output or os.path.join(root, settings.lock)  # noqa: PTH118
    is_kept = bool(taken.problems) and not options.partial and output != "-" and _is_whole(output)
    if not is_kept:
        _write(output, render_lock(taken, cache))
    cache.save()
    for name, count in taken.counts.items():
        _err(f"{name}: {count}\n")
    for problem in taken.problems:
        _err(f"{problem.place}: {problem.message} [{problem.rule}]\n    {problem.hint}\n")
    where = "this tree" if is_kept else "all" if output == "-" else output
    if tree.root and not is_kept:  # a folder as it lies there, of which the lock names the commit
        _tell_commit(tree, taken)
    facts, symbols = taken.counts.get("facts", 0), taken.counts.get("symbols", 0)
    _err(f"{counted(facts, 'fact')} and {counted(symbols, 'symbol')} in {where}\n")
    if taken.problems:
        _err(f"not complete: {counted(len(taken.problems), 'thing')} above could not be read or explained\n")
        if is_kept:
            _err(f"{output} is whole and left as it was; --partial replaces it all the same\n")
        return 2
    return 0


def _tell_commit(tree: SourceTree, taken: Taken) -> None:
    if not tree.commit:
        _err(f"{tree.root} is no git checkout with a commit, so the lock names none\n")
        return
    from spec_audit.inventory.uncommitted import describe_uncommitted

    _err(describe_uncommitted(tree, taken.blobs))


def _is_whole(output: str) -> bool:
    """Whether there is a file that one with problems must not replace unasked."""
    if not os.path.isfile(output):  # noqa: PTH113 - a pipe would be waited for
        return False
    try:
        with open(output, "rb") as lock:  # noqa: PTH123
            head = lock.read(4096)
    except OSError:  # writing says what is wrong, if anything is
        return False
    return bool(head) and f"\n{PROBLEMS}".encode() not in head


def _write(output: str, lock: bytes) -> None:
    """Write it in one step, so that a full disk costs no lock; a pipe or a device takes it as it comes."""
    if output == "-":
        sys.stdout.buffer.write(lock)
        return
    if os.path.exists(output) and not os.path.isfile(output):  # noqa: PTH110, PTH113
        with open(output, "wb") as file:  # noqa: PTH123
            file.write(lock)
        return
    write_file(output, [lock])


def _read_settings(file: str, cache: ScanCache) -> _Settings:
    """Read the settings, or take them as they were kept when the file was last read."""
    try:
        key = f"settings:{checksum(read_file(file))}"
    except OSError:  # reading them says what is wrong
        key = ""
    kept = cache.get(key)
    if kept is None:
        settings = _parse_settings(file)
        plain = [(one.extractor, one.files, one.exclude, dict(one.options)) for one in settings.sources]
        with suppress(ValueError):  # a date among the options cannot be kept
            cache.put(key, (settings.lock, settings.repository, plain))
        return settings
    lock, repository, sources = kept[0]
    names = ("extractor", "files", "exclude", "options")
    made = [
        SimpleNamespace(**dict(zip(names, one, strict=True)), line_of=partial(_find_line, file, number))
        for number, one in enumerate(sources)
    ]
    return _Settings(lock, repository, cast("tuple[Source, ...]", tuple(made)))


def _find_line(file: str, number: int, setting: tuple[str | int, ...]) -> int:
    """Find the line of a setting when the settings were not read because they did not change."""
    return _parse_settings(file).sources[number].line_of(setting)


def _parse_settings(file: str) -> _Settings:
    from pathlib import Path

    from spec_audit.readers.settings import read_settings

    config = read_settings(Path(file))
    if not config.sources:
        from spec_audit.model.finding import NotCheckedError
        from spec_audit.model.place import Place

        raise NotCheckedError.because(
            "bad-configuration",
            Place(path=config.path),
            "there is no [[sources]], so there is nothing to take an inventory of",
            "add one for each extractor; the guide's page on adoption shows them all",
        )
    return _Settings(config.inventory.lock, config.inventory.repository, config.sources)


def _err(text: str) -> None:
    sys.stderr.write(text)
