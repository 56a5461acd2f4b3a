"""The shapes of extractors' options: plain data that says what a value may be, all the way down.

A shape is the name of a form (``TEXT`` and the others below) or a tuple made by the functions
here, so that it can be kept in the cache, held against a value, and shown in the guide. Extractors
of other packages may give the types ``str``, ``int``, ``bool``, ``list`` and ``dict`` instead,
which say nothing of what is inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from spec_audit.model.problem import Setting

Shape: TypeAlias = "str | tuple[Any, ...]"

TEXT = "text"
NAME = "name"
"""A text that is not empty."""
GLOB = "glob"
SYMBOL = "symbol"
"""A thing in a file of the code: ``path#name``."""
NUMBER = "number"
COUNT = "count"
"""A whole number, 0 or more."""
FLAG = "flag"
ANY = "any"

UNKNOWN = "is unknown"
"""What is said of a key that a record does not have."""

_WORDS = {
    TEXT: "a text",
    NAME: "a text that is not empty",
    GLOB: "a glob: a text in which `***` does not stand",
    SYMBOL: "a text like `path#name`",
    NUMBER: "a whole number",
    COUNT: "a whole number, 0 or more",
    FLAG: "true or false",
    ANY: "anything",
}
_PLAIN: Mapping[type, Shape] = {
    str: TEXT,
    int: NUMBER,
    bool: FLAG,
    list: ("list", ANY),
    dict: ("table", ANY),
}


def list_of(entry: Shape) -> Shape:
    """Shape a list whose entries all have one shape."""
    return ("list", entry)


def some_of(entry: Shape) -> Shape:
    """Shape a list with at least one entry."""
    return ("some", entry)


def table_of(value: Shape) -> Shape:
    """Shape a table with names of the project's own and values of one shape."""
    return ("table", value)


def record(**fields: Shape) -> Shape:
    """Shape a table with these keys and no others."""
    return ("record", fields)


def required(shape: Shape) -> Shape:
    """Mark the value of a key that may not be left out."""
    return ("required", shape)


def one_of(*words: str) -> Shape:
    """Shape a text that is one of these."""
    return ("one of", words)


def either(*shapes: Shape) -> Shape:
    """Shape a value that may have several shapes."""
    return ("either", shapes)


def shape_of(declared: Shape | type) -> Shape:
    """Give the shape that an extractor declares, also where it only gives a type.

    Raises ``ValueError`` for what is neither.
    """
    if isinstance(declared, type):
        shape = _PLAIN.get(declared)
        if shape is None:
            message = f"an option cannot be of the type {declared.__name__}"
            raise ValueError(message)
        return shape
    return declared


def hold_options(
    values: Mapping[str, Any], shapes: Mapping[str, Shape]
) -> Iterator[tuple[Setting, str, str]]:
    """Hold the options of a source against their shapes: where, what is wrong, and the mend."""
    yield from _complaints(values, ("record", shapes), ())


def _complaints(value: Any, shape: Shape, at: Setting) -> Iterator[tuple[Setting, str, str]]:
    kind, inner = _take_apart(shape)
    if kind == "required":
        yield from _complaints(value, inner, at)
    elif not _fits(kind, inner, value):
        yield at, f"must be {describe(shape)}", _now(value)
    elif kind == "record":
        yield from _complaints_of_record(value, inner, at)
    elif kind in ("list", "some", "table"):
        for key, one in value.items() if kind == "table" else enumerate(value):
            yield from _complaints(one, inner, (*at, key))


def _complaints_of_record(
    value: Mapping[str, Any], fields: Mapping[str, Shape], at: Setting
) -> Iterator[tuple[Setting, str, str]]:
    for key, one in value.items():
        if key in fields:
            yield from _complaints(one, fields[key], (*at, key))
        else:
            yield (*at, key), UNKNOWN, _known(key, fields)
    for key, shape in fields.items():
        if is_required(shape) and key not in value:
            yield (*at, key), "is missing", f"Give {describe(shape)}."


def _take_apart(shape: Shape) -> tuple[str, Any]:
    return (shape, None) if isinstance(shape, str) else (shape[0], shape[1])


def _fits(kind: str, inner: Any, value: Any) -> bool:
    """Whether a value is of the kind, whatever stands in it."""
    if kind == "either":
        return any(not any(_complaints(value, one, ())) for one in inner)
    if kind == "one of":
        return value in inner
    return _TESTS[kind](value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


_TESTS: Mapping[str, Callable[[Any], bool]] = {
    "list": lambda value: isinstance(value, list),
    "some": lambda value: isinstance(value, list) and bool(value),
    "table": _is_table,
    "record": _is_table,
    TEXT: lambda value: isinstance(value, str),
    NAME: lambda value: isinstance(value, str) and bool(value),
    GLOB: lambda value: isinstance(value, str) and "***" not in value,
    SYMBOL: lambda value: isinstance(value, str) and all(value.partition("#")),
    NUMBER: _is_whole,
    COUNT: lambda value: _is_whole(value) and value >= 0,
    FLAG: lambda value: isinstance(value, bool),
    ANY: lambda value: True,  # noqa: ARG005 - that is what it means
}


def is_required(shape: Shape) -> bool:
    """Whether the key of this shape may not be left out."""
    return shape[0] == "required"


def describe(shape: Shape) -> str:
    """Say in a few words what a value must be."""
    kind, inner = _take_apart(shape)
    if kind == "required":
        return describe(inner)
    if kind == "either":
        return ", or ".join(describe(one) for one in inner)
    if kind == "one of":
        return "one of " + ", ".join(f"`{word}`" for word in inner)
    if kind == "record":
        return "a table"
    if kind in ("list", "some"):
        return ("a list, each " if kind == "list" else "a list of at least one, each ") + describe(inner)
    return f"a table by name, each {describe(inner)}" if kind == "table" else _WORDS[kind]


def _now(value: Any) -> str:
    shown = repr(value)
    return f"It is {shown if len(shown) <= 80 else shown[:77] + '...'} now."


def _known(key: str, fields: Mapping[str, Shape]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, fields, n=1)
    meant = f"Is it '{near[0]}'? " if near else ""
    return f"{meant}The names are: {', '.join(fields) or 'none'}."


def list_rows(name: str, shape: Shape) -> Iterator[tuple[str, str]]:
    """List an option and all that may stand in it: its path, and what it must be."""
    words = describe(shape)
    yield name, f"{words}; required" if is_required(shape) else words
    yield from _inner_rows(name, shape)


def _inner_rows(name: str, shape: Shape) -> Iterator[tuple[str, str]]:
    kind, inner = _take_apart(shape)
    if kind == "required":
        yield from _inner_rows(name, inner)
    elif kind in ("list", "some"):
        yield from _inner_rows(f"{name}[]", inner)
    elif kind == "table":
        yield from _inner_rows(f"{name}.*", inner)
    elif kind == "record":
        for key, one in inner.items():
            yield from list_rows(f"{name}.{key}", one)
