"""Work items: one Markdown file each, named ``<id>--<slug>.md``, with front matter.

Only single-line values of the front matter are read; the tracker owns the rest.
"""

from __future__ import annotations

import re
from pathlib import Path

from spec_audit.model.bean import Bean

_VALUE = re.compile(r"(?P<key>title|status):\s*(?P<value>.*?)\s*$")


def read_beans(root: Path, folder: str) -> dict[str, Bean]:
    """Read all work items of a folder by id, of two with the same the first; a missing folder holds none.

    A file that is no text still counts as a work item, without title or status; what cannot be
    opened at all (a folder, a link to nowhere) is none.
    """
    files = sorted(file for file in (root / folder).glob("*.md") if file.is_file())
    found: dict[str, list[Bean]] = {}
    for file in files:
        bean = _read(root, file)
        found.setdefault(bean.id, []).append(bean)
    return {
        name: first._replace(rivals=tuple(one.path for one in others)) if others else first
        for name, (first, *others) in found.items()
    }


def _read(root: Path, file: Path) -> Bean:
    values = {"title": "", "status": ""}
    lines = file.read_text("utf-8", "replace").splitlines()
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
