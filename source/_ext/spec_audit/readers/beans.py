"""Work items: one Markdown file each, named ``<id>--<slug>.md``, with front matter.

Only single-line values of the front matter are read; the tracker owns the rest.
"""

from __future__ import annotations

import re
from pathlib import Path

from spec_audit.files import read_file
from spec_audit.model.bean import Bean
from spec_audit.model.finding import Finding, NotCheckedError
from spec_audit.model.place import Place

_VALUE = re.compile(r"(?P<key>title|status):\s*(?P<value>.*?)\s*$")


def read_beans(root: Path, folder: str) -> dict[str, Bean]:
    """Read all work items of a folder by id, of two with the same the first; a missing folder holds none.

    A file that is no text still counts as a work item, without title or status. Raises
    ``NotCheckedError`` with one finding for each that cannot be read at all.
    """
    found: dict[str, list[Bean]] = {}
    failures: list[Finding] = []
    for file in sorted((root / folder).glob("*.md")):
        try:
            bean = _read(root, file)
        except OSError as error:
            failures.extend(_unreadable(file.relative_to(root).as_posix(), error).findings)
        else:
            found.setdefault(bean.id, []).append(bean)
    if failures:
        raise NotCheckedError(tuple(failures))
    return {
        name: first._replace(rivals=tuple(one.path for one in others)) if others else first
        for name, (first, *others) in found.items()
    }


def _unreadable(path: str, error: OSError) -> NotCheckedError:
    return NotCheckedError.because(
        "unreadable-beans",
        Place(path=path),
        f"cannot be read: {error.strerror}",
        "make it a readable file, or take it out of the folder of the work items",
    )


def _read(root: Path, file: Path) -> Bean:
    values = {"title": "", "status": ""}
    lines = read_file(file).decode("utf-8", "replace").splitlines()
    if lines and lines[0].strip() == "---":
        for line in lines[1:]:
            if line.strip() == "---":
                break
            if found := _VALUE.match(line):
                values[found["key"]] = found["value"].strip("'\"")
    return Bean(
        id=file.stem.partition("--")[0],
        title=values["title"],
        status=values["status"],
        path=file.relative_to(root).as_posix(),
    )
