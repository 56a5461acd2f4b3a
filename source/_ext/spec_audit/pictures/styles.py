"""Mermaid's stylesheet inside a picture: only the rules that the picture uses, in the page's colours.

Fonts are the page's, so no rule may set a family; animations and shadows go, for they do nothing
for the reader and cannot be printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from spec_audit.pictures.palette import theme_colours
from spec_audit.pictures.picture import OPEN

DRAWN_AS = "#my-svg"
"""The id that Mermaid's own rules begin with."""

_RULE = re.compile(r"(?P<selectors>[^{}]+)\{(?P<body>[^{}]*)\}")
_FRAMES = re.compile(r"@(?:-webkit-)?keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_DROPPED = ("font-family", "filter", "animation", "--mermaid-font-family")
_LEFT_OUT = (":root", "data-look", ":hover", "mermaidTooltip")


def prune_styles(css: str, names: AbstractSet[str]) -> str:
    """Keep the rules for these classes, with the picture's own id left open.

    A rule for the ids of single elements is kept too when it names them by their ending, which
    is how Mermaid names markers.
    """
    kept: list[str] = []
    for found in _RULE.finditer(_FRAMES.sub("", css)):
        selectors = [
            one.strip().replace(DRAWN_AS, f"#{OPEN}")
            for one in found["selectors"].split(",")
            if _is_used(one, names)
        ]
        body = ";".join(_declarations(found["body"]))
        if selectors and body:
            kept.append(f"{','.join(selectors)}{{{theme_colours(body)}}}")
    return "".join(kept)


def _is_used(selector: str, names: AbstractSet[str]) -> bool:
    rest = selector.strip().removeprefix(DRAWN_AS)
    if rest == selector.strip() or any(part in rest for part in _LEFT_OUT):
        return False
    return all(name in names for name in _NAME.findall(re.sub(r"\[[^\]]*\]|:not\([^)]*\)", "", rest)))


def _declarations(body: str) -> Iterator[str]:
    for one in body.split(";"):
        name, _, value = one.partition(":")
        if value.strip() and not name.strip().startswith(_DROPPED):
            yield f"{name.strip()}:{value.strip()}"
