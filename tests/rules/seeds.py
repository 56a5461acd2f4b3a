"""Seeded defects, written as the change that makes them, with what is expected beside the bad line.

A case file holds cases like this one:

    # dead-claim: the table was renamed
    @ specs/loans.md
    - :claims: message:desk-to-reader:**, limit:DAYS
    + :claims: message:desk-to-reader:**, limit:DAYS, table:lends    <<< dead-claim

``@`` names the file, ``-`` lines are taken out, ``+`` lines put in, lines that begin with a
blank stand in both. The lines of a hunk stand in the file exactly once, one after another.
``<<< rule`` says that the rule reports that line; ``<<< rule@path:line`` that it reports a
place in another file; ``<<< rule: words`` that these words stand in what it says, one after
another. Every case expects something, and nothing else may be reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

Expected = dict[tuple[str, int, str], str]
"""The words of each expected finding, by its path, line and rule."""

_EXPECT = re.compile(
    r"\s*<<<\s*(?P<rule>[a-z-]+)(?:@(?P<path>[^\s:]+)(?::(?P<line>\d+))?)?(?:: (?P<words>[^<]*))?\s*$"
)


@dataclass(kw_only=True)
class Hunk:
    """One change of one file: the lines before, the lines after, and the expected rules by line."""

    path: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    expected: list[tuple[int, str, str]] = field(default_factory=list)
    elsewhere: Expected = field(default_factory=dict)


@dataclass(kw_only=True)
class Seed:
    """One case: its name and its changes."""

    name: str
    hunks: list[Hunk] = field(default_factory=list)

    def plant(self, root: Path) -> Expected:
        """Make the change, and return the expected findings."""
        expected: Expected = {}
        for hunk in self.hunks:
            expected.update(_apply(root, hunk))
        assert expected, f"the case '{self.name}' expects nothing"
        return expected


def _apply(root: Path, hunk: Hunk) -> Expected:
    file = root / hunk.path
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    size = len(hunk.before)
    places = [at for at in range(len(lines) - size + 1) if lines[at : at + size] == hunk.before]
    if not hunk.before:
        places = [len(lines)]
    assert len(places) == 1, f"{hunk.before} stands {len(places)} times in {hunk.path}"
    at = places[0]
    lines[at : at + size] = hunk.after
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    here = {(hunk.path, at + offset + 1, rule): words for offset, rule, words in hunk.expected}
    return here | hunk.elsewhere


def read_seeds(file: Path) -> list[Seed]:
    """Read a case file."""
    seeds: list[Seed] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if line.startswith("# "):
            seeds.append(Seed(name=line[2:]))
        elif line.startswith("@ "):
            seeds[-1].hunks.append(Hunk(path=line[2:].strip()))
        elif line[:2] in {"- ", "+ ", "  "} or line in {"-", "+"}:
            _add(seeds[-1].hunks[-1], line[:1], line[2:])
        else:
            assert not line.strip(), f"{file.name}:{number}: '{line}' is no line of a case"
    return seeds


def _add(hunk: Hunk, mark: str, text: str) -> None:
    while found := _EXPECT.search(text):
        text = text[: found.start()]
        words = (found["words"] or "").strip()
        if found["path"]:
            hunk.elsewhere[found["path"], int(found["line"] or 0), found["rule"]] = words
        else:
            hunk.expected.append((len(hunk.after), found["rule"], words))
    if mark != "+":
        hunk.before.append(text)
    if mark != "-":
        hunk.after.append(text)
