"""One file of a Drizzle schema: its tables, the columns that it shares, and how it names them.

Reads syntax alone. Names that lead elsewhere (a spread constant, a referenced table) are kept
as they are written; ``drizzle`` follows them when all files are known.

A column is a dict: ``prop`` (the key), ``line``, and ``builder`` (what makes it), ``name``
(when written out), ``mode``, ``not_null``, ``primary_key``, ``unique``, ``has_default``,
``default`` (where it is written out, its value or digest), ``generated``, ``references``
(``table.column`` as the code names them), ``on_delete``; ``unnamed`` is what stands in the place of a
name that is not written out. A column that some constant or function makes has ``made_by``; one whose
builder a table's function is given ``core``; a spread of columns only ``spread``; a shape that is none
of these ``strange``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.defaults import read_default
from spec_audit.extractors.languages.typescript.expressions import arguments_of, name_of
from spec_audit.extractors.languages.typescript.syntax import (
    CLOSURES,
    line_of,
    parts_of,
    string_of,
    text_of,
    unwrap,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Column = dict[str, Any]
Chain = list[tuple[str, list[Any]]]

_FLAGS = {
    "notNull": ("not_null",),
    "primaryKey": ("primary_key", "not_null"),
    "unique": ("unique",),
    "default": ("has_default",),
    "defaultNow": ("has_default",),
    "defaultRandom": ("has_default",),
    "autoincrement": ("has_default",),
    "generatedAlwaysAsIdentity": ("not_null", "has_default"),
    "generatedByDefaultAsIdentity": ("not_null", "has_default"),
    "generatedAlwaysAs": ("generated",),
}
BUILDERS = frozenset({"text", "integer", "int", "real", "numeric", "blob"})
"""What makes a column of SQLite in Drizzle."""


def unwind(node: Node) -> Chain:
    """Take a chain of calls apart, from its root: ``text('a').notNull()`` has two links."""
    chain: Chain = []
    while node.type == "call_expression":
        callee = node.child_by_field_name("function")
        if callee is None:
            break
        arguments = arguments_of(node)
        owner = callee.child_by_field_name("object") if callee.type == "member_expression" else None
        if owner is not None and unwrap(owner).type == "call_expression":
            chain.append((text_of(callee).rpartition(".")[2], arguments))
            node = unwrap(owner)
            continue
        chain.append((name_of(callee) or "", arguments))
        break
    chain.reverse()
    return chain


def columns_of(node: Node | None) -> list[Column] | None:
    """Read the columns of an object, or of a function that gives one; None for neither."""
    value = returned(node)
    if value is None or value.type != "object":
        return None
    columns = [_read_member(child) for child in parts_of(value)]
    given = _first_parameter(node)
    for column in columns if given else ():
        head, _, builder = str(column.get("builder", "")).partition(".")
        if head == given and builder:
            column.update(builder=builder, core=True)
    return columns


def _first_parameter(node: Node | None) -> str:
    listed = None if node is None else unwrap(node).child_by_field_name("parameters")
    names = [text_of(one.child_by_field_name("pattern")) for one in parts_of(listed)]
    single = None if node is None else unwrap(node).child_by_field_name("parameter")
    return text_of(single) if single is not None else next(iter(names), "")


def parameter_default(node: Node, name: str) -> str | None:
    """Give the text that a parameter of a function, given as itself or as its body, has by default."""
    function = node.parent if node.type == "statement_block" and node.parent is not None else unwrap(node)
    for one in parts_of(function.child_by_field_name("parameters")):
        if text_of(one.child_by_field_name("pattern")) == name:
            return string_of(one.child_by_field_name("value"))
    return None


def returned(node: Node | None) -> Node | None:
    """See through a function to the value that it gives, and through casts and brackets."""
    if node is None:
        return None
    node = unwrap(node)
    if node.type in CLOSURES:
        return returned(node.child_by_field_name("body"))
    if node.type == "statement_block":
        ends = [child for child in node.named_children if child.type == "return_statement"]
        return returned(ends[0].named_children[0]) if len(ends) == 1 and ends[0].named_children else None
    return node


def _read_member(node: Node) -> Column:
    line = line_of(node)
    if node.type == "spread_element" and node.named_children:
        inner = unwrap(node.named_children[0])
        name = name_of(inner)
        if inner.type == "call_expression":
            name = unwind(inner)[0][0]
        return {"line": line, "spread": name} if name else {"line": line, "strange": True}
    if node.type == "shorthand_property_identifier":
        return {"line": line, "prop": text_of(node), "made_by": text_of(node), "builder": ""}
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type != "pair" or key is None or value is None or key.type == "computed_property_name":
        return {"line": line, "strange": True}
    prop = string_of(key) or text_of(key)
    column = read_column(unwrap(value))
    return (
        {"line": line, "strange": True, "prop": prop}
        if column is None
        else {"line": line, "prop": prop, **column}
    )


def read_column(node: Node) -> Column | None:
    """Read what makes one column; None when it is no chain of calls and no name."""
    name = name_of(node)
    if name is not None:
        return {"builder": "", "made_by": name}
    chain = unwind(node)
    if not chain or not chain[0][0]:
        return None
    (root, arguments), *links = chain
    column: Column = {"builder": root, **_given(arguments)}
    for link, given in links:
        column.update(dict.fromkeys(_FLAGS.get(link, ()), True))
        if link == "default" and given:
            column["default"] = read_default(given[0])
        if link == "references" and given:
            target = returned(given[0])
            column["references"] = (name_of(target) if target is not None else None) or ""
            if len(given) > 1:
                column.update(_picked(given[1], {"onDelete": "on_delete"}))
    return column


def _given(arguments: list[Any]) -> dict[str, str]:
    """Read what a column's builder is given: its name, and of its options the mode."""
    found: dict[str, str] = {}
    for argument in arguments:
        text = string_of(argument)
        if text is not None:
            found["name"] = text
        elif argument.type == "object":
            found.update(_picked(argument, {"mode": "mode"}))
        elif argument.type != "array" and argument is arguments[0]:
            found["unnamed"] = text_of(argument)
    return found


def _picked(node: Node, wanted: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in pairs_of(node):
        text = string_of(value)
        if key in wanted and text is not None:
            found[wanted[key]] = text
    return found


def pairs_of(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the plain members of an object."""
    for child in node.named_children if node.type == "object" else ():
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is not None and value is not None:
            yield string_of(key) or text_of(key), unwrap(value)


def extras_of(node: Node | None) -> list[dict[str, Any]]:
    """Read what a table's last argument adds: indexes, keys and unique sets.

    Each has ``what`` (the function's name), ``line``, ``name``, ``columns`` (keys of the
    schema, None for an expression), and for foreign keys ``references``.
    """
    value = returned(node)
    if value is None:
        return []
    members = (
        [pair for _, pair in pairs_of(value)]
        if value.type == "object"
        else [unwrap(child) for child in parts_of(value)]
    )
    return [_read_extra(member) for member in members]


def _read_extra(node: Node) -> dict[str, Any]:
    chain = unwind(node)
    extra: dict[str, Any] = {
        "what": chain[0][0] if chain else "",
        "line": line_of(node),
        "columns": [],
    }
    if chain and chain[0][1]:
        extra.update(_described(chain[0][1]))
    for link, arguments in chain[1:]:
        if link in ("on", "onOnly"):
            extra["columns"] = [_member(argument) for argument in arguments]
        elif link == "using" and len(arguments) > 1:  # how the index is kept, then its columns
            extra["columns"] = [_member(argument) for argument in arguments[1:]]
        elif link == "where":
            extra["partial"] = True
        elif link == "onDelete" and arguments:
            extra["on_delete"] = string_of(arguments[0])
    return extra


def _described(arguments: list[Any]) -> dict[str, Any]:
    """Read the name and the columns that an index, a key or a set is given at once."""
    found: dict[str, Any] = {"name": string_of(arguments[0])}
    for key, value in pairs_of(arguments[0]):
        if key in ("columns", "foreignColumns"):
            found[key] = [_member(child) for child in parts_of(value)]
        elif key == "name":
            found["name"] = string_of(value)
    if arguments[0].type == "member_expression":  # the older form, primaryKey(t.a, t.b)
        found["columns"] = [_member(argument) for argument in arguments]
    return found


def _member(node: Node) -> str | None:
    """Name the column that an index lists, through ``desc(...)`` and ``.asc()``."""
    node = unwrap(node)
    if node.type == "call_expression":
        callee = node.child_by_field_name("function")
        owner = callee.child_by_field_name("object") if callee is not None else None
        if owner is not None:
            return _member(owner)
        arguments = arguments_of(node)
        return _member(arguments[0]) if len(arguments) == 1 else None
    return name_of(node) if node.type == "member_expression" else None
