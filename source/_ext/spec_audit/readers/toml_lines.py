"""The line on which each table, key and list entry of a TOML text stands.

The standard library reads TOML and forgets the lines, so ``index_lines`` goes through the text once
more for them. It expects one that ``tomllib`` has accepted, and promises nothing for any other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from spec_audit.model.finding import NotCheckedError
from spec_audit.model.place import Place

Path = tuple[str | int, ...]
"""Keys, and numbers of list entries from 0: ``("sources", 2, "options", "entry")``."""

_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|\#[^\n]*)
    |(?P<text>\"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*\"{3,5}|'{3}(?:[^']|'{1,2}(?!'))*'{3,5}
        |"(?:[^"\\]|\\.)*"|'[^']*')
    |(?P<mark>[\n\[\]{},=.])
    |(?P<bare>[^\s\[\]{},=.\#"']+)""",
    re.VERBOSE | re.DOTALL,
)


def parse_toml(data: bytes, path: str, rule: str) -> tuple[str, dict[str, Any]]:
    """Give the text of a TOML file, with line feeds only, and what stands in it.

    Raises ``NotCheckedError`` under ``rule``, with the line.
    """
    line, hint = 0, "mend the line"
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message, hint = f"is not UTF-8 (byte {error.start})", "save the file as UTF-8"
    except RecursionError:
        message, hint = "is nested too deeply", "take some of its brackets away"
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        message = f"is not TOML: {error}"
    raise NotCheckedError.because(rule, Place(path=path, line=line), message, hint)


def index_lines(text: str) -> Mapping[Path, int]:
    """Map every path in a TOML text to the line on which it begins."""
    return _Index(text).found


class Lines:
    """The lines of a TOML text, which is read for them when somebody asks for the first."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _found(self) -> Mapping[Path, int]:
        return index_lines(self._text)

    def near(self, start: Path, path: Path) -> int:
        """Give the line of a path under ``start``, or of the nearest thing around it; 0 for none."""
        whole = (*start, *path)
        return next(
            (self._found[whole[:end]] for end in range(len(whole), 0, -1) if whole[:end] in self._found), 0
        )


class _Index:
    """One pass over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._tokens: list[tuple[str, int]] = []
        self._at = 0
        line = 1
        for token in _TOKEN.finditer(text):
            if token.lastgroup != "skip":
                self._tokens.append((token[0], line))
            if token.lastgroup != "bare":
                line += token[0].count("\n")
        self._tokens.append(("", line))
        self._sizes: dict[Path, int] = {}
        self._read()

    def _peek(self) -> str:
        return self._tokens[self._at][0]

    def _take(self) -> tuple[str, int]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _read(self) -> None:
        table: Path = ()
        while ahead := self._peek():
            if ahead == "\n":
                self._at += 1
            elif ahead == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        _, line = self._take()
        is_list = self._peek() == "["
        self._at += is_list
        *above, last = self._key()
        self._at += 1 + is_list
        path: Path = ()
        for part in above:
            path = self._newest((*path, part))
            self.found.setdefault(path, line)
        path = (*path, last)
        if is_list:
            self._sizes[path] = self._sizes.get(path, -1) + 1
            self.found.setdefault(path, line)
            path = self._newest(path)
        self.found[path] = line
        return path

    def _newest(self, path: Path) -> Path:
        """Give the last table of a list of tables, and any other path as it is."""
        return (*path, self._sizes[path]) if path in self._sizes else path

    def _key(self) -> list[str]:
        parts = [_plain(self._take()[0])]
        while self._peek() == ".":
            self._at += 1
            parts.append(_plain(self._take()[0]))
        return parts

    def _pair(self, table: Path) -> None:
        line = self._tokens[self._at][1]
        path = table
        for part in self._key():
            path = (*path, part)
            self.found.setdefault(path, line)
        self._at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self._peek()
        if opening not in ("[", "{"):
            while self._peek() not in ("\n", ",", "]", "}", ""):
                self._at += 1
            return
        self._at += 1
        number = 0
        while True:
            while self._peek() in ("\n", ","):
                self._at += 1
            if self._peek() in ("]", "}"):
                self._at += 1
                return
            if opening == "{":
                self._pair(path)
            else:
                self.found[(*path, number)] = self._tokens[self._at][1]
                self._value((*path, number))
                number += 1


def _plain(token: str) -> str:
    """Give the name that a key's token means."""
    if token[0] == "'" or (token[0] == '"' and "\\" not in token):
        return token[1:-1]
    return str(tomllib.loads(f"key = {token}")["key"]) if token[0] == '"' else token
