"""Names across modules: imports, aliases, re-exports, barrels and what leads out of the tree."""

from __future__ import annotations

import pytest

from spec_audit.extractors.base import SourceFile
from spec_audit.extractors.languages.typescript.modules import Modules, scan_module

FILES = {
    "src/main.ts": """
        import first, { second as two, type Third } from './parts/index.js';
        import * as all from './parts';
        import { outside } from 'some-package';
        import { gone } from './gone';
        import './side-effect';
        const mine = 1;
    """,
    "src/parts/index.ts": """
        export { default } from './first';
        export * from './second';
        export * as inner from './second';
        export { deep as renamed } from './second';
        export * from './circle';
    """,
    "src/parts/first.tsx": "const value = 1;\nexport default value;\n",
    "src/parts/second.ts": """
        import { far } from '../far/index';
        const local = 1;
        export { local as second, far as deep };
        export const [a, b] = [1, 2], plain = 2;
        export async function* stream() {}
        export abstract class Shape {}
        export default function named() {}
    """,
    "src/far/index.ts": "export const far = 1;\n",
    "src/parts/circle.ts": "export * from './index';\nexport { round } from './index';\n",
}


def modules() -> Modules:
    scans = {path: scan_module(SourceFile(path, text.encode())) for path, text in FILES.items()}
    return Modules(scans)


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("mine", ("src/main.ts", "mine")),
        ("first", ("src/parts/first.tsx", "value")),
        ("two", ("src/parts/second.ts", "local")),
        ("all.plain", ("src/parts/second.ts", "plain")),
        ("all.stream", ("src/parts/second.ts", "stream")),
        ("all.Shape", ("src/parts/second.ts", "Shape")),
        ("all.inner.plain", ("src/parts/second.ts", "plain")),
        ("all.renamed", ("src/far/index.ts", "far")),
        ("all.deep.member", ("src/far/index.ts", "far.member")),
        ("all", ("src/parts/index.ts", "*")),
        ("all.named", None),
        ("all.round", None),
        ("all.nothing", None),
        ("outside", None),
        ("gone", None),
    ],
)
def test_where_a_name_is_declared(name: str, declared: tuple[str, str] | None) -> None:
    assert modules().declaration("src/main.ts", name) == declared


@pytest.mark.parametrize(
    ("module", "file"),
    [
        ("./parts/first.js", "src/parts/first.tsx"),
        ("./parts/first", "src/parts/first.tsx"),
        ("./far", "src/far/index.ts"),
        ("../src/far/index.js", "src/far/index.ts"),
        ("./", None),
        ("far", None),
    ],
)
def test_which_file_an_import_means(module: str, file: str | None) -> None:
    assert modules().file_of("src/main.ts", module) == file


def test_an_alias_leads_to_the_outermost_folder_that_has_the_file() -> None:
    found = Modules({"a/src/x/deep.ts": {}, "a/src/x/y.ts": {}, "a/src/x/x/y.ts": {}, "b/src/x/y.ts": {}})
    assert found.file_of("a/src/x/deep.ts", "@/x/y") == "a/src/x/y.ts"
    assert found.file_of("b/src/x/y.ts", "~/x/y.js") == "b/src/x/y.ts"
    assert found.file_of("a/src/x/deep.ts", "#/z") is None
    assert found.file_of("a/src/x/deep.ts", "@x/y") is None
