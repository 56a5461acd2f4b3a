"""The reference of the extractors, from what each module says of itself.

Read out of the modules' text: the docstring under ``OPTIONS`` is no attribute of anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.extractors.options import list_rows
from spec_audit.extractors.registry import BUILTIN
from spec_audit.sphinx_ext.tables import build_table


class ExtractorsDirective(SphinxDirective):
    """The extractors that there are, each a section of its own with its options."""

    def run(self) -> list[nodes.Node]:
        """Build one section an extractor."""
        out: list[nodes.Node] = []
        for name, module in sorted(BUILTIN.items()):
            section = nodes.section(ids=[f"extractor-{name.replace('_', '-')}"], names=[name])
            section += nodes.title("", "", nodes.literal("", name))
            about, options = _told(module)
            section += self.parse_text_to_nodes(about)
            rows = [
                [
                    nodes.literal("", option),
                    nodes.inline("", "", *self.parse_inline(words, lineno=self.lineno)[0]),
                ]
                for option, words in _options_of(module)
            ]
            section += build_table(("Option", "What it must be"), rows) if rows else []
            section += self.parse_text_to_nodes(options)
            out.append(section)
        return out


def _told(module: str) -> tuple[str, str]:
    """Give a module's docstring, and the one that stands under its options; either may be empty."""
    tree = ast.parse(getsource(import_module(module)))
    options = ""
    for node, following in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "OPTIONS":
            value = following.value if isinstance(following, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                options = value.value
    return ast.get_docstring(tree) or "", options


def _options_of(module: str) -> Iterator[tuple[str, str]]:
    """Give the options of an extractor and all that may stand in them, each with what it must be."""
    for option, shape in import_module(module).OPTIONS.items():
        yield from list_rows(option, shape)
