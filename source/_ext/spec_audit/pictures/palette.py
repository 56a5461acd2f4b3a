"""Colours: what Mermaid is told to draw with, and the page's variables that they become.

Each role has a grey of its own, which nothing else in Mermaid uses. In the finished picture
every such grey is the role's CSS variable, so that it follows the page's theme. Mermaid derives
further greys from them; those go to the role whose lightness is nearest. Colours with a hue of
their own mean something (an error, a slice of a pie) and stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "#0b0c0d": "ink",
    "#5a5b5c": "line",
    "#e9eaeb": "fill",
    "#f1f2f3": "soft",
    "#f5f6f4": "note",
    "#fafbfc": "paper",
}
"""The greys that stand for a role."""

_INK, _LINE, _FILL, _SOFT, _NOTE, _PAPER = ROLES

THEME: Mapping[str, str] = {
    **dict.fromkeys(
        ("primaryColor", "mainBkg", "nodeBkg", "actorBkg", "labelBoxBkgColor", "stateBkg"), _FILL
    ),
    **dict.fromkeys(("rowOdd", "attributeBackgroundColorOdd", "background", "edgeLabelBackground"), _PAPER),
    **dict.fromkeys(("labelBackgroundColor", "compositeBackground", "sequenceNumberColor"), _PAPER),
    **dict.fromkeys(("rowEven", "attributeBackgroundColorEven", "clusterBkg", "secondaryColor"), _SOFT),
    **dict.fromkeys(("tertiaryColor", "activationBkgColor", "altBackground"), _SOFT),
    **dict.fromkeys(("noteBkgColor",), _NOTE),
    **dict.fromkeys(
        ("primaryBorderColor", "secondaryBorderColor", "tertiaryBorderColor", "nodeBorder"), _LINE
    ),
    **dict.fromkeys(("clusterBorder", "noteBorderColor", "actorBorder", "actorLineColor"), _LINE),
    **dict.fromkeys(("activationBorderColor", "labelBoxBorderColor", "lineColor", "signalColor"), _LINE),
    **dict.fromkeys(("defaultLinkColor", "transitionColor", "specialStateColor", "compositeBorder"), _LINE),
    **dict.fromkeys(("primaryTextColor", "secondaryTextColor", "tertiaryTextColor", "textColor"), _INK),
    **dict.fromkeys(
        ("titleColor", "nodeTextColor", "actorTextColor", "signalTextColor", "noteTextColor"), _INK
    ),
    **dict.fromkeys(("labelTextColor", "loopTextColor", "stateLabelColor", "transitionLabelColor"), _INK),
    **dict.fromkeys(("classText", "labelColor", "taskTextColor", "errorTextColor"), _INK),
    **{f"cScale{number}": _SOFT for number in range(12)},
    **{f"cScaleLabel{number}": _INK for number in range(12)},
}
"""Mermaid's theme variables, for its theme ``base``."""

_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\([^()]*\)|\b(?:black|white|gr[ae]y|lightgr[ae]y)\b"
)
_NAMED = {"black": 0.0, "white": 1.0, "gray": 0.5, "grey": 0.5, "lightgray": 0.83, "lightgrey": 0.83}
_STEPS = ((0.25, "ink"), (0.62, "line"), (0.935, "fill"), (0.97, "soft"), (1.0, "paper"))
_HUELESS = 0.12
"""Up to this difference between the strongest and the weakest part, a colour counts as a grey."""


def theme_colours(text: str) -> str:
    """Put the page's variables in the place of all greys of an attribute or a stylesheet."""
    return _COLOUR.sub(lambda found: _variable(found[0]), text)


def _variable(colour: str) -> str:
    role = ROLES.get(colour.lower())
    if role is None:
        lightness = _lightness(colour.lower())
        if lightness is None:
            return colour
        role = next(name for limit, name in _STEPS if lightness <= limit)
    return f"var(--diagram-{role})"


def _lightness(colour: str) -> float | None:
    """How light a grey is, from 0 to 1; None for a colour with a hue, or one that cannot be seen."""
    if colour in _NAMED:
        return _NAMED[colour]
    if colour.startswith("#"):
        digits = colour[1:]
        if len(digits) in {3, 4}:
            digits = "".join(2 * digit for digit in digits)
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)] if len(digits) in {6, 8} else []
        alpha = int(digits[6:8], 16) / 255 if len(digits) == 8 else 1.0
        return _grey(parts, alpha)
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", colour)]
    if len(numbers) < 3:
        return None
    alpha = numbers[3] if len(numbers) > 3 else 1.0
    if colour.startswith("hsl"):
        light, saturation = numbers[2] / 100, numbers[1] / 100
        spread = (1 - abs(2 * light - 1)) * saturation
        return light if spread <= _HUELESS and alpha else None
    return _grey([number / 255 for number in numbers[:3]], alpha)


def _grey(parts: list[float], alpha: float) -> float | None:
    if not parts or not alpha or max(parts) - min(parts) > _HUELESS:
        return None
    return (max(parts) + min(parts)) / 2
