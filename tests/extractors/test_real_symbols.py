"""The real tree's symbols and source files against counts of another kind.

Declarations are counted by a regular expression over the lines, without a syntax tree. The tree
is named by the environment variable AGENT_OPS; without it nothing here is checked.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from spec_audit.config import Source
from spec_audit.inventory.taking import take_inventory
from spec_audit.inventory.tree import FolderTree
from tests.extractors.real import ROOT, needs_code, take_facts

pytestmark = needs_code

FILES = ("packages/**.ts", "packages/**.tsx", "packages/**.js", "backend/**.py", "docker/**.ts")
TYPESCRIPT = re.compile(
    r"^ *(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?"
    r"(?:(?P<kind>class|interface|type) (?P<name>\w+)(?:\s*[<{=]|\s+extends|\s+implements)"
    r"|function\*? (?P<function>\w+) *[<(])",
    re.MULTILINE,
)
PYTHON = re.compile(r"^ *(?:(?P<kind>class) (?P<name>\w+)|(?:async )?def (?P<function>\w+)\()", re.MULTILINE)


def declared() -> dict[str, Counter[tuple[str, str]]]:
    """Count what each file declares by a keyword and a name."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for top in ("packages", "backend", "docker"):
        for file in sorted(Path(ROOT, top).rglob("*")):
            if file.suffix in (".ts", ".tsx", ".js", ".py") and "node_modules" not in file.parts:
                pattern = PYTHON if file.suffix == ".py" else TYPESCRIPT
                found[file.relative_to(ROOT).as_posix()] = Counter(
                    (one["kind"] or "function", one["name"] or one["function"])
                    for one in pattern.finditer(file.read_text())
                )
    return found


def test_every_declaration_is_a_symbol_and_every_type_and_class_is_declared() -> None:
    taken = take_inventory(FolderTree(ROOT), [Source(extractor="symbols", files=FILES)])
    assert taken.problems == ()
    told = {
        path: Counter(
            (
                "function" if one.kind == "method" and path.endswith(".py") else one.kind,
                one.name.rpartition(".")[2],
            )
            for one in symbols
        )
        for path, symbols in taken.symbols.items()
    }
    counted = declared()
    assert sum(len(names) for names in counted.values()) > 1_800
    assert {
        path: missing for path, names in counted.items() if (missing := names - told.get(path, Counter()))
    } == {}
    for path, names in told.items():
        by_keyword = Counter(
            {one: count for one, count in names.items() if one[0] in ("class", "interface", "type")}
        )
        assert by_keyword - counted[path] == Counter()


def test_every_file_of_the_subsystems_is_a_fact() -> None:
    facts = take_facts(
        "files", "packages/*/src/**", "backend/**", "docker/**", exclude=("packages/client/**",)
    )
    counted = {
        file.relative_to(ROOT).as_posix()
        for top in (*Path(ROOT, "packages").glob("*/src"), Path(ROOT, "backend"), Path(ROOT, "docker"))
        if "client" not in top.parts
        for file in top.rglob("*")
        if file.is_file()
    }
    assert {fact.name for fact in facts} == counted
    assert len(counted) > 150
