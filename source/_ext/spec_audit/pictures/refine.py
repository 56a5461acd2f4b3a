"""A picture made fit for pages: Mermaid's SVG in, a short one out.

Ids are stable and the picture's own, colours are the page's variables, fonts the page's, links
lead where a page says, and nothing is in it that nothing shows. What could run or load something
is left out, whatever Mermaid let through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from xml.etree import ElementTree as ET

from spec_audit.pictures.palette import theme_colours
from spec_audit.pictures.paths import circle_radius, round_numbers, shorten
from spec_audit.pictures.picture import OPEN, Picture
from spec_audit.pictures.styles import prune_styles

SVG = "{http://www.w3.org/2000/svg}"
HTML = "{http://www.w3.org/1999/xhtml}"
XLINK = "{http://www.w3.org/1999/xlink}"
_FORBIDDEN = frozenset(
    {"script", "iframe", "object", "embed", "image", "img", "link", "animate", "set", "filter"}
)
_SHARED = frozenset({"marker", "symbol", "linearGradient", "radialGradient", "clipPath", "mask"})
_VOID = frozenset({"br", "hr"})
_GEOMETRY = frozenset(
    "x y x1 y1 x2 y2 cx cy r rx ry dx dy width height points transform viewBox refX refY".split()  # noqa: SIM905
)
_COLOURED = frozenset({"fill", "stroke", "stop-color", "color", "flood-color", "style"})
_DROPPED = frozenset({"name", "role", "style", "font-family", "data-look"})
_REFERENCE = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
_STYLED = re.compile(r"^(?:font-family|background-color|display|max-width|line-height|white-space)\s*:")


class UnreadablePictureError(Exception):
    """Mermaid gave no well-formed SVG."""


def refine(svg: str) -> Picture:
    """Make a picture fit for pages. Raises ``UnreadablePictureError``."""
    try:
        root = ET.fromstring(svg)  # noqa: S314 - Mermaid's own output
    except ET.ParseError as error:
        raise UnreadablePictureError(str(error)) from None
    title, description = _take(root, "title"), _take(root, "desc")
    css = "".join(style.text or "" for style in root.iter(f"{SVG}style"))
    _drop(root, lambda one: _local(one) in _FORBIDDEN | {"style"})
    _strip_links(root)
    _shorten_outlines(root)
    while _drop(root, _shows_nothing):
        pass
    _merge_texts(root)
    used = _drop_unused(root)
    _drop(root, lambda one: _local(one) == "defs" and not len(one))
    for one in root.iter():
        _refine_attributes(one, used)
    names = {name for one in root.iter() for name in one.get("class", "").split()}
    return Picture(
        box=root.get("viewBox", "0 0 0 0"),
        classes=root.get("class", ""),
        title=title,
        description=description,
        rules=prune_styles(css, names),
        body="".join(part for child in root for part in _write(child)),
    )


def _take(root: ET.Element, name: str) -> str:
    found = root.find(f"{SVG}{name}")
    if found is None:
        return ""
    root.remove(found)
    return (found.text or "").strip()


def _local(one: ET.Element) -> str:
    return str(one.tag).rpartition("}")[2]


def _drop(root: ET.Element, condition: Callable[[ET.Element], bool]) -> bool:
    """Leave out all elements of a kind, but not the text that follows them; say whether any was there."""
    dropped = False
    for parent in list(root.iter()):
        for child in list(parent):
            if condition(child):
                index = list(parent).index(child)
                if child.tail and child.tail.strip():
                    if index:
                        parent[index - 1].tail = (parent[index - 1].tail or "") + child.tail
                    else:
                        parent.text = (parent.text or "") + child.tail
                parent.remove(child)
                dropped = True
    return dropped


def _shows_nothing(one: ET.Element) -> bool:
    """Whether an element can be left out: empty groups, empty texts, shapes without a size."""
    name = _local(one)
    if name == "rect":
        return not one.get("width") or not one.get("height")
    if name == "foreignObject":
        return one.get("width") == "0" or not "".join(one.itertext()).strip()
    if name in {"text", "tspan"}:
        return not "".join(one.itertext()).strip()
    return name in {"g", "a"} and not len(one) and not (one.text or "").strip()


def _strip_links(root: ET.Element) -> None:
    """Leave a link nothing but where it leads."""
    for one in root.iter():
        if _local(one) != "a":
            continue
        address = one.get("href") or one.get(f"{XLINK}href") or ""
        for name in list(one.attrib):
            if name not in {"class", "transform"}:
                del one.attrib[name]
        if address:
            one.set("href", address)


def _shorten_outlines(root: ET.Element) -> None:
    for one in root.iter(f"{SVG}path"):
        data = one.get("d", "")
        radius = circle_radius(data)
        if radius is None:
            one.set("d", shorten(data))
        else:
            one.tag = f"{SVG}circle"
            del one.attrib["d"]
            one.set("r", str(radius))


def _merge_texts(root: ET.Element) -> None:
    """Join the pieces of a line of text, which Mermaid writes word by word."""
    for parent in root.iter():
        for child in list(parent):
            index = list(parent).index(child)
            before = parent[index - 1] if index else None
            if (
                before is not None
                and _local(child) == "tspan"
                and before.tag == child.tag
                and before.attrib == child.attrib
                and not {"x", "y", "dy"} & set(child.keys())
                and not (len(child) or len(before) or before.tail)
            ):
                before.text = (before.text or "") + (child.text or "")
                before.tail = child.tail
                parent.remove(child)


def _referenced(root: ET.Element) -> set[str]:
    found: set[str] = set()
    for one in root.iter():
        for name, value in one.attrib.items():
            if "#" in value and not (name == "href" and _local(one) == "a"):
                found.update(first or second for first, second in _REFERENCE.findall(value))
    return found


def _drop_unused(root: ET.Element) -> set[str]:
    """Leave out what only others could refer to and none does; give the ids that are referred to."""
    while True:
        used = _referenced(root)
        unused = [one for one in root.iter() if _local(one) in _SHARED and one.get("id") not in used]
        if not _drop(root, unused.__contains__):
            return used


def _refine_attributes(one: ET.Element, used: set[str]) -> None:
    kept: dict[str, str] = {}
    style = _refine_style(one.get("style", ""))
    for name, value in one.attrib.items():
        local = name.rpartition("}")[2]
        if local.startswith(("data-", "aria-", "on")) or local in _DROPPED or not value.strip():
            continue
        if local == "id" and value not in used:
            continue
        kept[local] = value if _local(one) == "a" else _refine_value(local, value)
    if style:
        kept["style"] = style
    if _local(one) == "circle":
        kept.pop("width", None)
        kept.pop("height", None)
    one.attrib.clear()
    one.attrib.update(kept)


def _refine_value(name: str, value: str) -> str:
    if name == "id":
        return _rename(value)
    if name == "class":
        return " ".join(dict.fromkeys(value.split()))
    if name in _GEOMETRY:
        return round_numbers(value)
    if name in _COLOURED and not value.startswith("url("):
        return theme_colours(value)
    return _REFERENCE.sub(_point, value)


def _refine_style(style: str) -> str:
    kept = [one.strip() for one in style.split(";") if one.partition(":")[2].strip()]
    return theme_colours(";".join(dict.fromkeys(one for one in kept if not _STYLED.match(one))))


def _rename(name: str) -> str:
    return f"{OPEN}-{re.sub(r'^my-svg[-_]?', '', name)}"


def _point(found: re.Match[str]) -> str:
    name = _rename(found[1] or found[2])
    return f"url(#{name})" if found[1] else f"#{name}"


def _write(one: ET.Element, parent: str = "") -> Iterator[str]:
    """Write an element so that an HTML page and an XML file read the same."""
    name = _local(one)
    is_html = str(one.tag).startswith(HTML)
    own = ' xmlns="http://www.w3.org/1999/xhtml"' if is_html and parent == "foreignObject" else ""
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in one.attrib.items())
    if name in _VOID or (not is_html and not len(one) and not one.text):
        yield f"<{name}{own}{attributes}/>"
    else:
        yield f"<{name}{own}{attributes}>{escape(one.text or '', quote=False)}"
        for child in one:
            yield from _write(child, name)
        yield f"</{name}>"
    if one.tail:
        yield escape(one.tail, quote=False)
