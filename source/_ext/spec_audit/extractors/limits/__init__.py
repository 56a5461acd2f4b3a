"""Named limits: ``limit:<NAME>`` with the number that the code gives it.

Reads constants in upper case (and others that the option ``names`` lists) whose value is a
number or arithmetic of numbers, in TypeScript and Python, and the numbers without a name of
their own that the option ``literals`` describes. Attributes: ``value``; ``unit``, as the
name's ending tells it (``ms``, ``s``, ``min``, ``h``, ``d``, ``bytes``, ``characters``), or
empty; ``places``, the symbols that declare it as ``path#symbol``.

A name that several places declare with one value is one fact. Where values differ, the plain
name belongs to what the options name, then to the value of most places, then to the first by
path; the others are called
``<file's stem>.<NAME>``, or as much more of the path as tells them apart. The digest covers name, value and
unit.
Timers that run for a bare number, and numbers from which a constant in upper case is worked out
(``Number(process.env.X ?? 5000)``), are counted by place, not made facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.languages.grammars import is_typescript
from spec_audit.extractors.options import (
    COUNT,
    GLOB,
    NAME,
    TEXT,
    Shape,
    either,
    list_of,
    record,
    required,
    some_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source
    from spec_audit.extractors.languages.grammars import Patterns

VERSION = 5

OPTIONS: Mapping[str, Shape] = {
    "names": list_of(GLOB),
    "ignore": list_of(GLOB),
    "literals": list_of(
        record(
            name=required(NAME),
            file=required(NAME),
            symbol=NAME,
            at=required(either(NAME, some_of(NAME))),
            unit=TEXT,
            occurrence=COUNT,
        )
    ),
}
"""``names``: globs of further names that are limits (``Class.field`` for a field).
``ignore``: globs of names that are none. ``literals``: tables of ``name``, ``file``,
``symbol``, ``at``, and where wanted ``unit`` and ``occurrence`` (which of several that fit, from 1
in the order of the text). Several with one name and value are one fact.

``at`` says what the number is given to, in words that are alike in every language; of several, the
outermost first: ``name =`` (a variable, a field, a default), ``key:``, ``name ??`` (a fallback),
``name >`` (what it is compared with), ``call()`` or ``call(first)`` (an argument, behind a first one
that is a key), ``return``, and ``LIMIT`` (in SQL)."""


NODES: Patterns = {"typescript": {"number": "(number) @"}}


def scan(file: SourceFile) -> Scan:
    """Read the constants and the other numbers of one file."""
    if file.path.endswith(".py"):
        from spec_audit.extractors.limits.numbers_python import read_python

        found = read_python(file.python)
    elif not is_typescript(file.path):
        return None
    else:
        from spec_audit.extractors.limits.numbers import read_typescript

        found = read_typescript(file, file.nodes(NODES)["number"])
    return {key: value for key, value in found.items() if value} or None


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Name the limits, join those that agree, and look up the configured literals."""
    from spec_audit.extractors.limits.linking import link_scans

    return link_scans(scans, source)
