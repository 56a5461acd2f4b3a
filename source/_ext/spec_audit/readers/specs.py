"""The folder of specs: every document in it read, and what cannot be read refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from spec_audit.files import read_file
from spec_audit.model.finding import Defect, Finding, Mistake, NotCheckedError
from spec_audit.model.objects import Spec
from spec_audit.model.place import Place
from spec_audit.readers.document import read_spec

RULE = "unreadable-specs"
_ENDINGS = (".md", ".markdown")


class SpecReading(NamedTuple):
    """What was read of all specs, and what was wrong in their form."""

    specs: tuple[Spec, ...]
    mistakes: tuple[Mistake, ...]


def read_specs(root: Path, folder: str) -> SpecReading:
    """Read all Markdown files of a folder, by name; Sphinx, too, leaves out an editor's locks, ``.#name``.

    Raises ``NotCheckedError`` when the folder is missing or empty, or a file in it cannot be
    read as UTF-8; one finding for each file.
    """
    files = sorted(file for file in (root / folder).glob("*.md") if not file.name.startswith(".#"))
    if not files:
        raise NotCheckedError.because(
            RULE,
            Place(path=folder),
            "there are no specs in this folder" if (root / folder).is_dir() else "there is no such folder",
            "write the first spec into it, or name another folder under [specs] folder",
        )
    specs: list[Spec] = []
    mistakes: list[Mistake] = []
    failures: list[Finding] = []
    for file in files:
        try:
            spec, wrong = _read(file, f"{folder}/{file.name}")
        except NotCheckedError as error:
            failures.extend(error.findings)
        else:
            specs.append(spec)
            mistakes.extend(wrong)
    if failures:
        raise NotCheckedError(tuple(failures))
    mistakes.extend(_unread_specs(root, folder))
    return SpecReading(specs=tuple(specs), mistakes=tuple(mistakes))


def _read(file: Path, path: str) -> tuple[Spec, tuple[Mistake, ...]]:
    try:
        return read_spec(path, read_file(file).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        wrong, hint = f"is not UTF-8: byte {error.start} cannot be read", "save the file as UTF-8 text"
    except OSError as error:
        line, wrong = 0, f"cannot be read: {error.strerror}"
        hint = "make it a readable file, or take it out of the folder of the specs"
    except RecursionError:
        line, wrong, hint = 0, "is nested too deeply", "take some fences apart"
    raise NotCheckedError.because(RULE, Place(path=path, line=line), wrong, hint)


def _unread_specs(root: Path, folder: str) -> Iterator[Mistake]:
    """Find what looks like a spec and is read by nobody: below the folder, or under another ending."""
    top = root / folder
    for place, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        here = Path(place)
        for name in names:
            if not name.lower().endswith(_ENDINGS) or name.startswith(".#"):
                continue
            if here == top and name.endswith(".md"):
                continue
            path = f"{folder}/{(here / name).relative_to(top).as_posix()}"
            text = _text_of(here / name)
            line = 0 if text is None else _first_object(path, text)
            if text is None or line or here == top:
                yield Mistake(rule="unread-spec", defect=_unread(path, line, folder))


def _first_object(path: str, text: str) -> int:
    """Give the line of the first object or autodoc block of a document; 0 for a page without any."""
    try:
        spec, _ = read_spec(path, text)
    except RecursionError:  # whatever it is, nobody reads it
        return 1
    lines = [one.place.line for one in spec.objects] + [one.place.line for one in spec.autodocs]
    return min(lines, default=0)


def _text_of(file: Path) -> str | None:
    try:
        return read_file(file).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def _unread(path: str, line: int, folder: str) -> Defect:
    return Defect(
        subject=path,
        place=Place(path=path, line=line),
        message="this file is not read: a spec lies right in the folder of the specs and ends in .md",
        hint=f"move it to {folder}/, under a name that ends in .md; or out of the folder, if it is no spec",
    )
