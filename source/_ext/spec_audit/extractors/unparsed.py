"""Files that did not parse, said the same way by the extractors whose scans keep ``error``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Problem, Scan
from spec_audit.model.place import Place

if TYPE_CHECKING:
    import tomllib
    from collections.abc import Iterator, Mapping

_LINE = re.compile(r"\bline (\d+)")


def unparsed(scans: Mapping[str, Scan], what: str) -> Iterator[Problem]:
    """Report every file that did not parse: what it would have told may be incomplete."""
    for path, found in scans.items():
        if found.get("error"):
            yield Problem(
                rule="unparsed-source",
                place=Place(path=path, line=found["error"]),
                message=f"the file does not parse here, so its {what} may be incomplete",
            )


def toml_error_line(error: tomllib.TOMLDecodeError) -> int:
    """Line at which an unreadable TOML file breaks off; tomllib tells it in words alone."""
    match = _LINE.search(str(error))
    return int(match[1]) if match else 1
