"""Work items on the site: the file of each, as its author wrote it, where the pages show theirs.

A matrix says what a work item tracks; what is to be done stands in the item itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from spec_audit.sphinx_ext.state import state_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from spec_audit.model.bean import Bean

FOLDER = "work-items"
"""Beside the pages, whose files end otherwise, and not among their sources, which may lie in such a folder.

The tracker's own folder begins with a dot, which some servers leave out.
"""

_MARK = b"\xef\xbb\xbf"
"""Tells browsers that a text is UTF-8; servers do not."""


def bean_source(app: Sphinx, docname: str, bean: Bean) -> str:
    """The address of a work item's file as seen from a page; empty where no sources are published."""
    if not _publishes(app):
        return ""
    root = "../" * app.builder.get_target_uri(docname).count("/")
    return f"{root}{FOLDER}/{quote(_name(bean))}"


def write_beans(app: Sphinx, builder: Builder) -> None:
    """Publish the files of all work items, and none that is gone."""
    del builder
    folder = Path(app.outdir, FOLDER)
    state = state_of(app)
    beans = state.audit.case.beans.values() if _publishes(app) else ()
    kept = {_name(bean): state.config.root / bean.path for bean in beans}
    for old in folder.glob("*.md.txt"):
        if old.name not in kept:
            old.unlink()
    for name, file in kept.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(_MARK + file.read_bytes().removeprefix(_MARK))


def _publishes(app: Sphinx) -> bool:
    return bool(getattr(app.builder, "copysource", False) and app.config.html_copy_source)


def _name(bean: Bean) -> str:
    return f"{Path(bean.path).name}.txt"
