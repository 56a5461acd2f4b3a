"""The nodes that extractors ask for: found in one pass, in the order of the text, for the file's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spec_audit.extractors.base import SourceFile
from spec_audit.extractors.languages import grammars
from spec_audit.extractors.languages.grammars import grammar_of, parse
from spec_audit.inventory.registry import BUILTIN, find_extractor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node, Tree

CALLS = {"typescript": {"call": "(call_expression) @"}, "tsx": {"words": "(jsx_text) @"}}
KEYS = {"typescript": {"key": "(pair . (string) @)", "call": "(call_expression) @"}}
ASKING = [name for name in BUILTIN if hasattr(find_extractor(name), "NODES")]


def texts(file: SourceFile, wanted: grammars.Patterns) -> dict[str, list[str]]:
    return {
        name: [(node.text or b"").decode() for node in nodes] for name, nodes in file.nodes(wanted).items()
    }


def test_nodes_come_in_the_order_of_the_text_and_the_shorter_first() -> None:
    file = SourceFile("a.ts", b"pour(1); brew().stir().serve({'hot': two()});")
    assert texts(file, CALLS) == {
        "call": [
            "pour(1)",
            "brew()",
            "brew().stir()",
            "brew().stir().serve({'hot': two()})",
            "two()",
        ]
    }


def test_extractors_that_name_the_same_node_differently_share_it() -> None:
    file = SourceFile("a.ts", b"pour({'hot': 1, cold: 2});")
    assert texts(file, CALLS)["call"] == texts(file, KEYS)["call"]
    assert texts(file, KEYS)["key"] == ["'hot'"]


def test_what_a_run_asks_for_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []
    once = grammars.find_nodes

    def count(path: str, tree: Tree, patterns: Iterable[str]) -> dict[str, list[Node]]:
        passes.append(path)
        return once(path, tree, patterns)

    monkeypatch.setattr(grammars, "find_nodes", count)
    file = SourceFile("a.ts", b"pour({'hot': 1});", ("(call_expression) @", "(pair . (string) @)"))
    assert texts(file, CALLS) == {"call": ["pour({'hot': 1})"]}
    assert texts(file, KEYS)["key"] == ["'hot'"]
    assert len(passes) == 1


def test_each_language_has_its_own() -> None:
    assert texts(SourceFile("a.tsx", b"const a = <b>tea</b>;"), CALLS) == {"call": [], "words": ["tea"]}
    assert texts(SourceFile("a.sh", b"pour 1\n"), CALLS) == {}


def test_a_file_that_does_not_parse_is_told_from() -> None:
    file = SourceFile("a.ts", b"pour(1);\nconst = ;\n")
    assert file.nodes(CALLS)["call"]
    assert file.error == 2


@pytest.mark.parametrize("name", ASKING)
def test_every_pattern_fits_its_language_and_marks_one_node(name: str) -> None:
    endings = {"typescript": ("ts", "tsx"), "tsx": ("tsx",), "bash": ("sh",)}
    for language, patterns in getattr(find_extractor(name), "NODES", {}).items():
        for pattern in patterns.values():
            assert pattern.count("@") == 1
            assert "#" not in pattern, "a predicate calls Python for every node"
        for ending in endings[language]:
            assert set(SourceFile(f"a.{ending}", b"").nodes({language: patterns})) == set(patterns)


def test_some_extractors_ask() -> None:
    assert len(ASKING) > 5


@pytest.mark.parametrize(
    ("path", "grammar"),
    [
        ("src/a.ts", "typescript"),
        ("a.test.mts", "typescript"),
        ("a.jsx", "tsx"),
        ("run.sh", "bash"),
        ("a.md", None),
        (".ts", None),
        ("src.ts/Makefile", None),
    ],
)
def test_the_ending_tells_the_grammar(path: str, grammar: str | None) -> None:
    assert grammar_of(path) == grammar


@pytest.mark.parametrize(
    "text",
    [
        "Salt & Pepper",
        "Salt &",
        "& {salt}",
        "R&D",
        "A & B & C",
        "A &amp; B",
        "&B; & c",
        "A && B",
        "{a} & <i/> & {b}",
    ],
)
def test_an_ampersand_in_the_text_of_a_page_is_no_error(text: str) -> None:
    source = f"export const a = () => <p>{text}</p>;\nexport const b = <>{text}</>;\nconst c = 1;\n".encode()
    tree = parse("src/page.tsx", source)
    assert not tree.root_node.has_error
    assert [one.start_point.row for one in tree.root_node.children] == [0, 1, 2]


@pytest.mark.parametrize("text", ["/tea?kind=oolong&cups=2", "R&D", "a & b&c&d"])
def test_an_ampersand_in_an_attribute_is_no_error(text: str) -> None:
    tree = parse("src/page.tsx", f"const a = <a href=\"{text}\" id='b&c'>R&D</a>;\nconst c = 1;\n".encode())
    assert not tree.root_node.has_error
    assert [one.start_point.row for one in tree.root_node.children] == [0, 1]


@pytest.mark.parametrize("path", ["src/tea.ts", "src/page.tsx"])
@pytest.mark.parametrize("types", ["Tea[]", "{ name: string }", "{\n  name: string;\n} | null", "Tea"])
def test_the_types_that_a_tag_is_given_are_no_error(path: str, types: str) -> None:
    code = f"const a = this.sql<{types}>`SELECT ${{b}}`.as('c');\nconst d = [sql<{types}> `e`];\n"
    tree = parse(path, code.encode())
    assert not tree.root_node.has_error
    assert tree.root_node.children[-1].start_point.row == code.count("\n") - 1 - types.count("\n")
    assert parse(path, code.replace("[sql", "[= sql").encode()).root_node.has_error


@pytest.mark.parametrize(
    "source",
    [
        b"const a = b & ;",
        b'const a = <a href={b & } id="c&d"/>;',
        b"const a = <p>A & B",
        b"const a = <p>A & {</p>;",
        b"const a = <p>A & {<i/> & }</p>;",
        b"const a = <p title={<i/> & }>A && B</p>;",
        b"serve(<p/> && );",
        b"const a = [<p>A & B</p> & ];",
        b"const a = <p/> && \nconst b = 1;",
    ],
)
def test_what_is_wrong_beside_an_ampersand_stays_so(source: bytes) -> None:
    assert parse("src/page.tsx", source).root_node.has_error


@pytest.mark.parametrize("name", sorted(BUILTIN))
@pytest.mark.parametrize("path", ["a.md", "a.json", "a.toml", "a.sql", "a.sh", "a.py", "a.vue", "Dockerfile"])
def test_a_file_in_any_language_can_be_asked_for(name: str, path: str) -> None:
    for text in (
        b"",
        b"{",
        b"[1, 2]",
        b'{"vars": 3, "triggers": [1], "env": {"a": 1}, "dev": 1}',
        b"LIMIT = 3\n",
    ):
        find_extractor(name).scan(SourceFile(path, text))
