"""The extractors that there are: the built-in ones, and those that other packages offer.

A module is imported only when it has to read something: its version and options are kept in the
cache, which is thrown away when any module changes. Other packages offer theirs as modules under
the entry point group ``spec_audit.extractors``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from spec_audit.hashing import checksum

if TYPE_CHECKING:
    from spec_audit.config import Source
    from spec_audit.extractors.base import Extractor
    from spec_audit.extractors.options import Shape
    from spec_audit.inventory.cache import ScanCache
    from spec_audit.model.facts import Attr
    from spec_audit.model.problem import Setting

GROUP = "spec_audit.extractors"
BUILTIN = {
    name: f"spec_audit.extractors.{name}"
    for name in (
        "drizzle",
        "durable_objects",
        "enums",
        "environment",
        "files",
        "hono",
        "images",
        "limits",
        "messages",
        "migrations",
        "modal",
        "schedules",
        "services",
        "symbols",
    )
}
"""Module of each built-in extractor."""


class Interface(NamedTuple):
    """What an extractor says of itself: its version, and the shapes of its options."""

    version: int
    options: Mapping[str, Shape]


@cache
def find_extractor(name: str) -> Extractor | None:
    """Import the extractor of this name; None when nobody offers one.

    Raises ``NotCheckedError`` when another package's cannot be imported, or lacks a part.
    """
    module = BUILTIN.get(name)
    if module is not None:
        return cast("Extractor", import_module(module))
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP, name=name):
        with blaming(name, entry.value, "cannot be imported"):
            found = entry.load()
            for part in ("VERSION", "OPTIONS", "scan", "link"):
                getattr(found, part)
            _shapes_of(found)
        return cast("Extractor", found)
    return None


@contextmanager
def blaming(name: str, where: str, what: str) -> Iterator[None]:
    """Say of a failure within another package's extractor whose it is; one of our own goes on as it is.

    Raises ``NotCheckedError`` at the file or module that the extractor failed ``where``.
    """
    try:
        yield
    except Exception as error:
        if name in BUILTIN:
            raise
        from spec_audit.model.finding import NotCheckedError
        from spec_audit.model.place import Place

        message = f"the extractor '{name}' {what}: {type(error).__name__}: {error}"
        hint = "this is for those who wrote it; the guide on adopting says what an extractor is made of"
        raise NotCheckedError.because("bad-extractor", Place(path=where), message, hint) from error


def interface_of(name: str, kept: ScanCache | None = None) -> Interface | None:
    """Describe an extractor, a built-in one out of the cache where that knows it."""
    key = f"interface:{name}"
    known = kept.get(key) if kept is not None and name in BUILTIN else None
    if known is not None:
        version, options = known[0]
        return Interface(version=version, options=options)
    extractor = find_extractor(name)
    if extractor is None:
        return None
    options = _shapes_of(extractor)
    if kept is not None and name in BUILTIN:
        kept.put(key, (extractor.VERSION, options))
    return Interface(version=extractor.VERSION, options=options)


def _shapes_of(extractor: Extractor) -> dict[str, Shape]:
    from spec_audit.extractors.options import shape_of

    return {option: shape_of(declared) for option, declared in extractor.OPTIONS.items()}


def check_sources(sources: Iterable[Source], config_path: str, kept: ScanCache | None = None) -> None:
    """Refuse unknown extractors, and options that they do not have or that have another shape.

    Raises ``NotCheckedError`` with one finding for each, at its line of the configuration.
    """
    sources = list(sources)
    complaints = [
        (f"sources[{number}]{_spell(setting)}", source.line_of(setting), message, hint)
        for number, source in enumerate(sources)
        for setting, message, hint in _complaints(source, sources[:number], kept)
    ]
    if not complaints:
        return
    from spec_audit.model.finding import Finding, NotCheckedError
    from spec_audit.model.place import Place

    raise NotCheckedError(
        tuple(
            Finding.error(
                "bad-configuration",
                subject,
                Place(path=config_path, line=line),
                f"{subject} {message}",
                hint,
            )
            for subject, line, message, hint in complaints
        )
    )


def _complaints(
    source: Source, before: list[Source], kept: ScanCache | None
) -> Iterable[tuple[Setting, str, str]]:
    interface = interface_of(source.extractor, kept)
    if interface is None:
        known = ", ".join(sorted(BUILTIN))
        hint = f"Known are {known}; others come from packages under the entry point group '{GROUP}'."
        yield ("extractor",), f"is unknown: there is no extractor '{source.extractor}'", hint
        return
    from spec_audit.extractors.options import UNKNOWN, hold_options

    for setting, message, hint in hold_options(source.options, interface.options):
        unknown = message == UNKNOWN and len(setting) == 1
        more = f": the extractor '{source.extractor}' has no such option" if unknown else ""
        yield ("options", *setting), message + more, hint
    compare = source.options.get("compare")
    if compare and "compare" in interface.options and compare not in {one.extractor for one in before}:
        message = f"names '{compare}', and no source before this one has that extractor"
        yield ("options", "compare"), message, "Name the extractor of a source that stands above."


def _spell(setting: Setting) -> str:
    """Write where a setting stands: ``.options.sent[0].file``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in setting)


def configuration_of(sources: Iterable[Source], kept: ScanCache | None = None) -> str:
    """Digest the settings that decide what an inventory holds, and the extractors' versions."""
    from spec_audit.extractors.base import digest_of

    return digest_of(
        _plain(
            [
                (one.extractor, _version_of(one.extractor, kept), one.files, one.exclude, one.options)
                for one in sources
            ]
        )
    )


def checked_configuration(sources: Sequence[Source], config_path: str, kept: ScanCache) -> str:
    """Check the sources and digest them, once for all runs while neither they nor the extractors change.

    Raises ``NotCheckedError`` as ``check_sources`` does.
    """
    stated = repr([(one.extractor, one.files, one.exclude, one.options) for one in sources])
    key = f"configuration:{checksum(stated.encode('utf-8', 'surrogatepass'))}"
    known = kept.get(key)
    if known is not None:
        digest: str = known[0]
        return digest
    check_sources(sources, config_path, kept)
    digest = configuration_of(sources, kept)
    if all(one.extractor in BUILTIN for one in sources):
        kept.put(key, digest)
    return digest


def _plain(value: object) -> Attr:
    """Write dates and times, which TOML has and JSON has not, as text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _version_of(name: str, kept: ScanCache | None) -> int:
    """Give an extractor's version, a built-in one's without importing it; 0 when there is none.

    Importing them all would cost a third of a whole check, which only wants to know whether the
    lock is older than they are.
    """
    if kept is None and name in BUILTIN:
        import re

        try:
            with open(_file_of(name), "rb") as file:  # noqa: PTH123 - pathlib costs its import
                declared = re.search(rb"^VERSION = (\d+)$", file.read(), re.MULTILINE)
        except OSError:  # the package lies in an archive
            declared = None
        if declared is not None:
            return int(declared[1])
    interface = interface_of(name, kept)
    return interface.version if interface else 0


def _file_of(name: str) -> str:
    """Find the file of a built-in extractor: a module of its own, or the first of its package."""
    base = os.path.join(os.path.dirname(os.path.dirname(__file__)), "extractors", name)  # noqa: PTH118, PTH120
    return os.path.join(base, "__init__.py") if os.path.isdir(base) else f"{base}.py"  # noqa: PTH112, PTH118
