"""Agents' files: they point at every spec and repeat none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect
from spec_audit.model.place import Place

_RUN = 8
"""Words in a row that no two texts share by chance."""


def missing_pointer(case: Case) -> Iterator[Defect]:
    """A file for coding agents that leaves out a spec, names one that is gone, or is not there at all.

    An agent that does not know of a spec works without it, and one that is sent to nothing, too.

    Name the path of every spec in the file, and of no other; `spec-audit agents` writes a table of them.
    """
    for name, text in case.agents.items():
        if text is None:
            yield Defect(
                subject=name,
                place=Place(path=name),
                message=f"there is no {name}",
                hint="write it, with the path of every spec, or take it out of [agents] files",
            )
            continue
        yield from _dead_pointers(case, name, text)
        for spec in case.specs:
            if spec.path not in text:
                yield Defect(
                    subject=f"{name} {spec.name}",
                    place=Place(path=name, line=1),
                    message=f"{name} does not name {spec.path}",
                    hint=f"name {spec.path} in it",
                    related=(spec.at(1),),
                )


def _dead_pointers(case: Case, name: str, text: str) -> Iterator[Defect]:
    written = re.compile(rf"(?<![\w/-]){re.escape(case.config.specs.folder)}/[\w.-]+\.md\b")
    known = {spec.path for spec in case.specs}
    for number, line in enumerate(text.splitlines(), start=1):
        for path in written.findall(line):
            if path not in known:
                yield Defect(
                    subject=f"{name} {path}",
                    place=Place(path=name, line=number),
                    message=f"{name} names {path}, which is not there",
                    hint="name the spec that is there now, or take it out",
                )


def repeated_text(case: Case) -> Iterator[Defect]:
    """A file for coding agents that repeats a sentence of a spec.

    The copy will not be kept when the spec changes.

    Point at the spec instead.
    """
    files = {name: list(_runs(text)) for name, text in case.agents.items() if text}
    for spec in case.specs if files else ():
        text = _words(spec.text)
        known, whole = set(text), " ".join(text)
        for name, runs in files.items():
            # The first and the last word may be parts of longer ones in the spec.
            lines = {line for line, run in runs if known.issuperset(run[1:-1]) and " ".join(run) in whole}
            # A sentence over several lines is told where it begins.
            for line in lines - {line + 1 for line in lines}:
                yield Defect(
                    subject=f"{name} {spec.path}",
                    place=Place(path=name, line=line),
                    message=f"{name} repeats a sentence of {spec.path}",
                    hint="point at the spec instead",
                    related=(spec.at(1),),
                )


class _Separators(dict[int, str]):
    """What stands between words, each as a blank; for ``translate``, a third of a pattern's time."""

    def __missing__(self, char: int) -> str:
        self[char] = chr(char) if re.match(r"[\w/.-]", chr(char)) else " "
        return self[char]


_SEPARATORS = _Separators()


def _words(text: str) -> list[str]:
    return text.lower().translate(_SEPARATORS).split()


def _runs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each run of words, over the ends of lines, with the line that it begins on."""
    words = [(number, word) for number, line in enumerate(text.splitlines(), 1) for word in _words(line)]
    run = [word for _, word in words]
    return ((words[at][0], run[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
