"""Which tables the SQL in a file's texts reads and fills, by the names that it gives them.

A table is read where rows come out of it (``FROM``, ``JOIN``, and ``RETURNING`` of what was changed or
deleted), and written where rows get into it or change (``INSERT``, ``REPLACE``, ``UPDATE``): a deletion
alone fills nothing. What a trigger does is not the code's doing. Keywords in small letters count only
where the text begins like a statement, since prose has them too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from spec_audit.extractors.languages.typescript.bindings import scope_of
from spec_audit.extractors.languages.typescript.expressions import FUNCTIONS, text_parts
from spec_audit.extractors.languages.typescript.syntax import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from spec_audit.extractors.base import SourceFile
    from spec_audit.extractors.languages.typescript.expressions import Parts

READ, WRITTEN = "read", "written"
DATABASE, STORAGE = "database", "storage"
"""Where SQL is run: in a database that is handed in, or in a Durable Object's own storage."""

_LIKELY = (
    ((b"FROM", b"JOIN", b"INTO", b"UPDATE"), re.compile(rb"(?:FROM|JOIN|INTO|UPDATE)\s")),
    (
        (b"select ", b"into ", b"update ", b"delete "),
        re.compile(rb"(?:from|join|into|update)\s+[\w`\"\[$\\]"),
    ),
)
"""Where SQL may be, in capitals and in small letters, and words of which a file that has it has one."""

_VERBS = "with|select|insert|replace|update|delete"
_STATEMENT = re.compile(rf"[\s(]*(?:{_VERBS}|{_VERBS.upper()})\s")
_NAME = r"(?:[`\"\[]?\w+[`\"\]]?\.)?(?:[`\"\[]?\w+[`\"\]]?|\$\{[\w.$?]*\})"
_USE = re.compile(
    rf"\b(?P<verb>DELETE\s+FROM|FROM|JOIN|(?:INSERT(?:\s+OR\s+\w+)?|REPLACE)\s+INTO|UPDATE(?:\s+OR\s+\w+)?)"
    rf"\s+(?P<names>{_NAME}(?:(?:\s+(?:AS\s+)?\w+)?\s*,\s*{_NAME})*)",
    re.IGNORECASE,
)
_SET = re.compile(r"\s+(?:as\s+)?(?:\w+\s+)?set\b")
_RETURNING = re.compile(r"\bRETURNING\b", re.IGNORECASE)
_NO_USE = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\bCREATE\s+(?:TEMP\w*\s+)?TRIGGER\b.*?\bEND\b",
    re.DOTALL | re.IGNORECASE,
)
_EXEC = re.compile(r"\bsql\s*\??\.\s*exec\s*$")
_PREPARE = re.compile(r"\.\s*prepare\s*$")
_TEXTS = frozenset({"string", "template_string"})


class Use(NamedTuple):
    """One use of a table by SQL: how (``read``, ``written``), and the name.

    A name that the code puts in stands in ``${}``; ``${?}`` for more than a name.
    """

    how: str
    name: str


def uses_in(parts: Parts) -> Iterator[Use]:
    """Yield the uses of tables in one text, of which ``text_parts`` gives the parts."""
    holes = (
        "${?}" if part is None else part if isinstance(part, str) else f"${{{part[0]}}}" for part in parts
    )
    text = _NO_USE.sub("''", "".join(holes))
    is_statement = _STATEMENT.match(text) is not None
    for found in _USE.finditer(text):
        kind = found["verb"].split()[0].upper()
        if found["verb"].upper() != found["verb"] and not (
            is_statement and (kind != "UPDATE" or _SET.match(text, found.end()))
        ):
            continue
        names = [one.split()[0] for one in found["names"].split(",")]
        hows = [READ] if kind in ("FROM", "JOIN") else [WRITTEN] if kind != "DELETE" else []
        if kind in ("UPDATE", "DELETE") and _RETURNING.search(text, found.end()):
            hows.append(READ)
        yield from (Use(how, _bare(name)) for name in names for how in hows)


def _bare(name: str) -> str:
    return name if name.endswith("}") else name.rpartition(".")[2].strip('`"[]')


def sql_texts(root: Node, source: bytes) -> Iterator[Node]:
    """Yield the texts of a file that may be SQL, sums of texts as one, each once."""
    seen: set[int] = set()
    likely = [pattern for words, pattern in _LIKELY if any(word in source for word in words)]
    for match in (match for pattern in likely for match in pattern.finditer(source)):
        node = text_around(root.descendant_for_byte_range(match.start(), match.start()))
        if node is not None and node.id not in seen:
            seen.add(node.id)
            yield node


def text_around(node: Node | None) -> Node | None:
    """Find the text that a place stands in, with all that is added to it."""
    while node is not None and node.type not in _TEXTS:
        if node.type in ("comment", "program", "template_substitution") or node.type.endswith("statement"):
            return None
        node = node.parent
    while node is not None and node.parent is not None and _is_sum(node.parent):
        node = node.parent
    return node


def _is_sum(node: Node) -> bool:
    return node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) == "+"


def uses_of(base: str, file: SourceFile) -> list[tuple[Node, Use]]:
    """List the uses in a file's SQL, each with its text; what is surely run elsewhere is left out."""
    return [(node, use) for node, use, run in file.once(_find_uses) if run in (base, "")]


def _find_uses(file: SourceFile) -> list[tuple[Node, Use, str]]:
    """List all uses, each with where it is run, as far as that is told."""
    found: list[tuple[Node, Use, str]] = []
    for node in sql_texts(file.tree.root_node, file.source):
        parts = text_parts(node)
        uses = list(uses_in(parts)) if parts is not None else []
        if uses:
            base = _base_of(node)
            found += [(node, one, base) for one in uses]
    return found


def _base_of(text: Node) -> str:
    """Tell where a text is run: by ``….sql.exec(…)`` or ``….prepare(…)``, also through a variable."""
    at: Node | None = text
    while at is not None and at.type not in FUNCTIONS and not at.type.endswith("statement"):
        if at.type == "call_expression":
            return _base_of_call(text_of(at.child_by_field_name("function")))
        if at.type in ("variable_declarator", "assignment_expression", "augmented_assignment_expression"):
            name = text_of(at.child_by_field_name("name") or at.child_by_field_name("left"))
            around = scope_of(text)
            runs = re.finditer(rf"([\w.\s?]{{0,80}})(?:<[^()]*>)?\(\s*{re.escape(name)}\b", text_of(around))
            return next(filter(None, (_base_of_call(run[1]) for run in runs)), "")
        at = at.parent
    return ""


def _base_of_call(callee: str) -> str:
    if _EXEC.search(callee):
        return STORAGE
    return DATABASE if _PREPARE.search(callee) else ""
