"""TOML files as several extractors read them: broken ones are empty and say where they broke."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.extractors.base import SourceFile

_LINE = re.compile(r"\bline (\d+)")


def parse_toml(file: SourceFile) -> Mapping[str, Any]:
    """Parse a file; when that fails, note the line as its ``error`` and give nothing."""
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        match = _LINE.search(str(error))  # tomllib tells the line in words alone
        file.error = int(match[1]) if match else file.text.count("\n") + 1
    except RecursionError:
        file.error = 1
    return {}


def scopes_of(settings: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """List the settings themselves and those of each environment under ``[env]``."""
    yield settings
    environments = settings.get("env")
    for scope in environments.values() if isinstance(environments, dict) else ():
        if isinstance(scope, dict):
            yield scope


def line_matching(text: str, pattern: str) -> int:
    """Line on which a pattern first ends, counted from 1; 0 when it is nowhere."""
    match = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, match.end()) + 1 if match else 0
