"""What the syntax tree is asked: names of symbols, literals, and where parsing failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spec_audit.extractors.base import SourceFile
from spec_audit.extractors.languages.typescript.syntax import (
    choices_of,
    error_line,
    string_of,
    symbol_of,
    unwrap,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def find(node: Node, text: bytes) -> Node:
    """Find the innermost node with this very text."""
    for child in node.children:
        if child.text is not None and text in child.text:
            return find(child, text)
    return node


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("HERE;", ""),
        ("function brew() { HERE }", "brew"),
        ("export default async function brew() { if (x) { HERE } }", "brew"),
        ("export class Pot { async brew() { HERE } }", "Pot.brew"),
        ("class Pot { constructor() { HERE } }", "Pot.constructor"),
        ("class Pot { brew = () => { HERE }; }", "Pot.brew"),
        ("const brew = async () => { HERE };", "brew"),
        ("const brew = withPot(async () => { HERE });", "brew"),
        ("function usePot() { const brew = useCallback(() => { HERE }, []); }", "usePot.brew"),
        ("function pour() { const cups = all.map((cup) => HERE); }", "pour"),
        ("function pour() { const timer = setInterval(() => { HERE }, 3); }", "pour"),
        ("const kitchen = { brew() { HERE }, pour: () => 1 };", "kitchen.brew"),
        ("const kitchen = { pour: () => { HERE } };", "kitchen.pour"),
        ("namespace Tea { export function brew() { HERE } }", "Tea.brew"),
        ("router.get('/tea', async (c) => { HERE });", ""),
        ("function outer() { function inner() { HERE } }", "outer.inner"),
    ],
)
def test_symbols_are_named_by_what_holds_them(code: str, symbol: str) -> None:
    tree = SourceFile("a.ts", code.encode()).tree
    assert symbol_of(find(tree.root_node, b"HERE")) == symbol


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("x = 'a\\u0062'", ["ab"]),
        ("x = `a`", ["a"]),
        ("x = `a${b}`", []),
        ("x = (given ? 'a' : /* why */ ('b' as const))!", ["a", "b"]),
        ("x = given ?? 'a'", ["a"]),
        ("x = <Kind>'a'", ["a"]),
        ("x = given", []),
    ],
)
def test_literals_are_seen_through_branches_and_casts(code: str, values: list[str]) -> None:
    tree = SourceFile("a.ts", code.encode()).tree
    assignment = tree.root_node.named_children[0].named_children[0]
    assert choices_of(assignment.child_by_field_name("right")) == values


@pytest.mark.parametrize(
    ("code", "line"),
    [("let x = 1;\nlet y = 2;\n", 0), ("let x = 1;\nlet = = 2;\n", 2), ("function f() {\n  g();\n", 1)],
)
def test_the_first_error_has_a_line(code: str, line: int) -> None:
    found = error_line(SourceFile("a.ts", code.encode()).tree)
    assert (found == 0) == (line == 0)
    assert found >= line


@pytest.mark.parametrize(
    "code", ["(/* why */ '/a\\n')", "('/a\\n' as const)!", "<const>'/a\\n'", "await ('/a\\n')"]
)
def test_a_literal_is_the_same_in_brackets_and_casts(code: str) -> None:
    tree = SourceFile("a.ts", f"const x = {code};".encode()).tree
    value = find(tree.root_node, code.encode())
    while value.type == "variable_declarator":
        value = value.children[-1]
    assert string_of(unwrap(value)) == "/a\n"
