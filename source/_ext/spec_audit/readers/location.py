"""Where the settings lie. It is apart from reading them, which some commands can do without."""

from __future__ import annotations

import os

NAME = "spec-audit.toml"
"""The file that is looked for when none is named."""

RULE = "unreadable-settings"


def find_settings(start: str) -> str:
    """Find the settings in a folder or the nearest folder above it.

    Raises ``NotCheckedError`` when there are none.
    """
    folder = os.path.abspath(start)  # noqa: PTH100 - pathlib costs its import
    while True:
        file = os.path.join(folder, NAME)  # noqa: PTH118
        if os.path.isfile(file):  # noqa: PTH113
            return file
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder:
            break
        folder = above
    from spec_audit.model.finding import NotCheckedError
    from spec_audit.model.place import Place

    raise NotCheckedError.because(
        RULE,
        Place(path=NAME),
        f"there is no {NAME} in this folder or above it",
        "name the file (--config, or spec_audit_config in conf.py),"
        " or begin one; the guide's page on adoption shows a small one",
    )
