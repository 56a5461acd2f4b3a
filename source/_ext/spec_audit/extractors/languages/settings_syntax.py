"""Settings of a worker in TOML or JSON, as several extractors read them.

JSON may have comments and commas at the end of a list. Broken files are empty and say where they broke.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.extractors.base import SourceFile

_LINE = re.compile(r"\bline (\d+)")
_TEXT = r'("(?:\\.|[^"\\\n])*")'
_COMMENT = re.compile(rf"{_TEXT}|//[^\n]*|/\*.*?\*/", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_TEXT}|,(?=\s*[}}\]])")
_VISIBLE = re.compile(r"[^\n]")


def is_settings(path: str) -> bool:
    """Whether a path is one of a file that ``parse_settings`` reads."""
    return path.endswith((".toml", ".json", ".jsonc"))


def parse_settings(file: SourceFile) -> Mapping[str, Any]:
    """Parse a file; when that fails, note the line as its ``error`` and give nothing."""
    try:
        settings = _parse_toml(file.text) if file.path.endswith(".toml") else _parse_json(file.text)
        return settings if isinstance(settings, dict) else {}
    except ValueError as error:
        match = _LINE.search(str(error))  # tomllib tells the line in words alone, json also so
        file.error = int(match[1]) if match else file.text.count("\n") + 1
    except RecursionError:
        file.error = 1
    return {}


def _parse_toml(text: str) -> object:
    import tomllib  # both load slowly, and most files of a tree are no settings

    return tomllib.loads(text)


def _parse_json(text: str) -> object:
    import json

    for left_out in (_COMMENT, _LAST_COMMA):  # lines stay where they are
        text = left_out.sub(lambda found: found[1] or _VISIBLE.sub(" ", found[0]), text)
    return json.loads(text)


def scopes_of(settings: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """List the settings themselves and those of each environment under ``env``."""
    yield settings
    environments = settings.get("env")
    for scope in environments.values() if isinstance(environments, dict) else ():
        if isinstance(scope, dict):
            yield scope


def line_matching(text: str, pattern: str) -> int:
    """Line on which a pattern first ends, counted from 1; 0 when it is nowhere."""
    match = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, match.end()) + 1 if match else 0
