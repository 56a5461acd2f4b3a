"""The folder of specs: every document in it read, and what cannot be read refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spec_audit.model.finding import Mistake, NotCheckedError
from spec_audit.model.objects import Spec
from spec_audit.model.place import Place
from spec_audit.readers.document import read_spec


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecReading:
    """What was read of all specs, and what was wrong in their form."""

    specs: tuple[Spec, ...]
    mistakes: tuple[Mistake, ...]


def read_specs(root: Path, folder: str) -> SpecReading:
    """Read all Markdown files of a folder, by name.

    Raises ``NotCheckedError`` when the folder is missing or empty, or a file in it cannot be
    read as UTF-8; one finding for each file.
    """
    files = sorted((root / folder).glob("*.md"))
    if not files:
        raise NotCheckedError.because(
            "unreadable-specs",
            Place(path=folder),
            "there are no specs in this folder" if (root / folder).is_dir() else "there is no such folder",
            "name the folder of the specs under [specs] folder",
        )
    specs: list[Spec] = []
    mistakes: list[Mistake] = []
    failures: list[NotCheckedError] = []
    for file in files:
        path = f"{folder}/{file.name}"
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = file.read_bytes()[: error.start].count(b"\n") + 1
            failures.append(_unreadable(path, line, f"is not UTF-8: byte {error.start} cannot be read"))
        except OSError as error:
            hint = "make it a readable file, or take it out of the folder of the specs"
            failures.append(_unreadable(path, 0, f"cannot be read: {error.strerror}", hint))
        else:
            try:
                spec, wrong = read_spec(path, text)
            except RecursionError:
                failures.append(_unreadable(path, 0, "is nested too deeply", "take some fences apart"))
                continue
            specs.append(spec)
            mistakes.extend(wrong)
    if failures:
        raise NotCheckedError(tuple(finding for failure in failures for finding in failure.findings))
    return SpecReading(specs=tuple(specs), mistakes=tuple(mistakes))


def _unreadable(
    path: str, line: int, message: str, hint: str = "save the file as UTF-8 text"
) -> NotCheckedError:
    return NotCheckedError.because("unreadable-specs", Place(path=path, line=line), message, hint)
