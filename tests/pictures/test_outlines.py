"""Outlines and colours: shorter, the same to look at, and the page's own."""

from __future__ import annotations

import pytest

from spec_audit.pictures.palette import ROLES, THEME, theme_colours
from spec_audit.pictures.paths import circle_radius, round_numbers, shorten


def test_numbers_keep_two_decimals() -> None:
    assert round_numbers("translate(12.3456789, -0.00001)") == "translate(12.35, 0)"
    assert round_numbers("10,20.5 1e-7") == "10,20.5 0"


def test_curves_on_a_line_become_lines() -> None:
    assert shorten("M0 0 C1 1 2 2 3 3") == "M0 0L3 3"
    assert shorten("M0 0 C1 0 2 5 3 0") == "M0 0C1 0 2 5 3 0"
    assert shorten("M0 0 C9 0 -9 0 3 0") == "M0 0C9 0 -9 0 3 0"


def test_lines_that_are_drawn_twice_are_drawn_once() -> None:
    assert shorten("M0 0 L9 0 M9 0 L0 0 M9 0 L9 9") == "M0 0L9 0M9 0L9 9"
    assert shorten("M0 0 L9 0 L9 9 L0 0 Z") == "M0 0L9 0L9 9L0 0Z"


def test_other_paths_are_only_rounded() -> None:
    assert shorten("M1.23456 2 a5 5 0 0 1 3.33333 3") == "M1.23 2 a5 5 0 0 1 3.33 3"
    assert shorten("M1.23456 2 C3.33333") == "M1.23 2 C3.33"


def circle(radius: float, steps: int = 24) -> str:
    from math import cos, pi, sin

    points = [
        (radius * cos(2 * pi * at / steps), radius * sin(2 * pi * at / steps)) for at in range(steps + 1)
    ]
    curves = " ".join(f"C{x} {y} {x} {y} {x} {y}" for x, y in points[1:])
    return f"M{points[0][0]} {points[0][1]} {curves}"


def test_a_circle_is_seen() -> None:
    assert circle_radius(circle(7)) == pytest.approx(7)


def test_a_rectangle_is_no_circle_though_its_corners_lie_on_one() -> None:
    corners = [(-9, -4), (9, -4), (9, 4), (-9, 4)]
    sides = " ".join(f"C{x} {y} {x} {y} {x} {y}" for x, y in corners * 4)
    assert circle_radius(f"M-9 4 {sides}") is None


def test_a_long_wave_is_no_circle() -> None:
    assert circle_radius("M0 0" + "".join(f" C{at} 1 {at} 1 {at} 0" for at in range(1, 20))) is None


def test_every_colour_of_the_theme_has_a_role() -> None:
    assert set(THEME.values()) <= set(ROLES)


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        ("#0b0c0d", "var(--diagram-ink)"),
        ("#0B0C0D", "var(--diagram-ink)"),
        ("black", "var(--diagram-ink)"),
        ("#000", "var(--diagram-ink)"),
        ("rgb(255, 255, 255)", "var(--diagram-paper)"),
        ("hsl(0, 0%, 50%)", "var(--diagram-line)"),
        ("rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)"),
        ("#552222", "#552222"),
        ("hsl(80, 100%, 50%)", "hsl(80, 100%, 50%)"),
        ("none", "none"),
        ("transparent", "transparent"),
        ("rgb(0, 0)", "rgb(0, 0)"),
    ],
)
def test_greys_become_the_page_s_own(colour: str, shown: str) -> None:
    assert theme_colours(f"fill:{colour};") == f"fill:{shown};"
