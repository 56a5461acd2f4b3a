"""Outlines made short: Mermaid draws straight lines and circles as long runs of curves.

Its sketching code draws every line twice, as a curve whose control points lie on the line, and a
circle as some fifty curves. Here each becomes what it is, with two decimals.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import hypot

_NUMBER = re.compile(r"-?(?:\d+\.\d+|\d+|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z]|" + _NUMBER.pattern, re.IGNORECASE)
_ARITY = {"M": 2, "L": 2, "C": 6, "Z": 0}
_NEAR = 0.05

Point = tuple[float, float]
Step = tuple[str, tuple[float, ...]]


def round_numbers(text: str) -> str:
    """Write every number of an attribute with two decimals at most."""
    return _NUMBER.sub(lambda found: _short(float(found[0])), text)


def shorten(path: str) -> str:
    """Write a path's data as short as it can be without another look."""
    steps = _read(path)
    if steps is None:
        return round_numbers(path)
    straight: list[Step] = []
    at: Point = (0.0, 0.0)
    for letter, numbers in steps:
        if letter == "C" and _lies_on_line(at, numbers):
            straight.append(("L", numbers[4:]))
        else:
            straight.append((letter, numbers))
        if numbers:
            at = (numbers[-2], numbers[-1])
    return _write(_drop_twins(straight))


def circle_radius(path: str) -> float | None:
    """The radius of the circle around the origin that a path draws; None when it draws none."""
    steps = _read(path)
    if (
        steps is None
        or len(steps) < 12
        or any(letter != "MC"[at > 0] for at, (letter, _) in enumerate(steps))
    ):
        return None
    points = [(numbers[-2], numbers[-1]) for _, numbers in steps]
    radii = [hypot(*point) for point in points]
    if max(radii) - min(radii) >= _NEAR:
        return None
    # The corners of a rectangle lie on a circle too, but far from one another.
    longest = max(hypot(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points))
    return sum(radii) / len(radii) if longest < radii[0] else None


def _read(path: str) -> list[Step] | None:
    """Take a path apart; None when it holds more than absolute moves, lines and cubic curves."""
    tokens = _TOKEN.findall(path)
    steps: list[Step] = []
    letter, index = "", 0
    while index < len(tokens):
        if tokens[index].isalpha():
            letter = tokens[index]
            index += 1
        arity = _ARITY.get(letter)
        if arity is None or (not steps and letter != "M"):
            return None
        if arity:
            numbers = tokens[index : index + arity]
            if len(numbers) < arity or any(one.isalpha() for one in numbers):
                return None
            steps.append((letter, tuple(map(float, numbers))))
            index += arity
            letter = "L" if letter == "M" else letter
        else:
            steps.append((letter, ()))
            letter = ""
    return steps


def _lies_on_line(start: Point, numbers: tuple[float, ...]) -> bool:
    (x1, y1), (x2, y2) = start, (numbers[4], numbers[5])
    length = hypot(x2 - x1, y2 - y1)
    if length < _NEAR:
        return all(hypot(numbers[at] - x1, numbers[at + 1] - y1) < _NEAR for at in (0, 2))
    for at in (0, 2):
        x, y = numbers[at], numbers[at + 1]
        if abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length > _NEAR:
            return False
        along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length
        if not -_NEAR <= along <= length + _NEAR:
            return False
    return True


def _drop_twins(steps: list[Step]) -> list[Step]:
    """Leave out lines that were drawn before, in a path that is nothing but single lines."""
    if len(steps) < 4 or any(letter != "ML"[at % 2] for at, (letter, _) in enumerate(steps)):
        return steps
    seen: set[frozenset[tuple[str, ...]]] = set()
    kept: list[Step] = []
    for move, line in list(pairwise(steps))[::2]:
        ends = frozenset(tuple(map(_short, numbers)) for _, numbers in (move, line))
        if ends not in seen:
            seen.add(ends)
            kept += [move, line]
    return kept


def _write(steps: list[Step]) -> str:
    return "".join(letter + " ".join(map(_short, numbers)) for letter, numbers in steps)


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
