"""The reference directives: rules, object kinds, autodoc blocks, settings, extractors and commands.

Each is rendered from where the thing is declared, so that the guide cannot be out of date. What is
said of an extractor is read out of its text: the docstring under ``OPTIONS`` is no attribute of anything.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from importlib import import_module
from inspect import getsource
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from spec_audit.commands.arguments import make_parser
from spec_audit.config import LISTS, TABLES
from spec_audit.extractors.options import list_rows
from spec_audit.inventory.registry import BUILTIN
from spec_audit.rules import explain_rules
from spec_audit.sphinx_ext.tables import build_table
from spec_audit.vocabulary import AUTO_DIRECTIVES, KINDS

_CASE = re.compile(r"^# ([\w-]+): (.*)\n((?:(?!# ).*\n?)*)", re.MULTILINE)
"""A case: the rule, what it is about, and its lines up to the next one."""


class RulesDirective(SphinxDirective):
    """The rules, each a section of its own, from the docstring of its check.

    The argument, where there is one, is a folder of test cases, relative to the document: the first
    case of a rule is its example.
    """

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build one section a rule."""
        out: list[nodes.Node] = []
        examples = self._examples()
        for name, severity, text in explain_rules():
            section = _begin_section(f"rule-{name}", name, name)
            what, why, mend = [*text.split("\n\n"), "", ""][:3]
            section += nodes.paragraph("", "", *_marked(f"{what} "), nodes.emphasis("", f"({severity})"))
            section += nodes.paragraph("", "", *_marked(why))
            section += nodes.paragraph("", "", nodes.strong("", "To mend it: "), *_marked(mend))
            if name in examples:
                title, case = examples[name]
                section += nodes.paragraph("", "", nodes.strong("", "Example: "), *_marked(f"{title}."))
                section += nodes.literal_block(case, case, language="diff")
            out.append(section)
        return out

    def _examples(self) -> dict[str, tuple[str, str]]:
        """Read the first case of each rule: what it is about, and the change that makes it."""
        examples: dict[str, tuple[str, str]] = {}
        if self.arguments:
            _, folder = self.env.relfn2path(self.arguments[0])
            for file in sorted(Path(folder).glob("*.txt")):
                self.env.note_dependency(str(file))
                for rule, title, case in _CASE.findall(file.read_text("utf-8")):
                    examples.setdefault(rule, (title, case.strip("\n")))
        return examples


class VocabularyDirective(SphinxDirective):
    """The object kinds with their options."""

    def run(self) -> list[nodes.Node]:
        """Build one table."""
        rows = [
            [
                nodes.literal("", f"{{{kind.directive}}}"),
                nodes.literal("", field.name),
                nodes.inline("", "", *_marked(field.help + _choices(field.choices))),
            ]
            for kind in KINDS
            for field in kind.fields
        ]
        ids = ", ".join(f"`{kind.prefix}` for {kind.title.lower()}" for kind in KINDS)
        note = nodes.paragraph(
            "", "", *_marked(f"Every object has an `id`, with the prefix of its kind: {ids}.")
        )
        return [note, build_table(("Directive", "Option", "Meaning"), rows)]


def _choices(choices: tuple[str, ...]) -> str:
    return f" One of {', '.join(f'`{one}`' for one in choices)}." if choices else ""


class AutodocsDirective(SphinxDirective):
    """The autodoc directives, with what they render and what their rows show."""

    def run(self) -> list[nodes.Node]:
        """Build one table."""
        rows = [
            [
                nodes.literal("", f"{{{auto.name}}}"),
                nodes.inline("", ", ".join(auto.kinds)),
                nodes.literal("", auto.prefix),
                nodes.inline("", ", ".join(heading for heading, _ in auto.columns)),
            ]
            for auto in AUTO_DIRECTIVES
        ]
        return [build_table(("Directive", "Facts", "A bare name gets", "Columns"), rows)]


class SettingsDirective(SphinxDirective):
    """All settings, from their declarations."""

    def run(self) -> list[nodes.Node]:
        """Build one table."""
        told = [
            (f"[{name}]" if name in TABLES else f"[[{name}]]", one.name, one.metadata["help"], _default(one))
            for name, cls in {**TABLES, **LISTS}.items()
            for one in fields(cls)
            if one.metadata
        ]
        weight = "The weight of a rule: `error`, `warning` or `off`."
        told.append(("[severities]", "RULE", weight, "as the rule says"))
        rows = [
            [
                nodes.literal("", table),
                nodes.literal("", key),
                nodes.inline("", "", *_marked(meaning)),
                nodes.inline("", default),
            ]
            for table, key, meaning, default in told
        ]
        return [build_table(("Table", "Key", "Meaning", "Default"), rows)]


def _default(setting: Field[Any]) -> str:
    """Show what a setting is when it is not given; nothing where that is empty."""
    if setting.default is MISSING:
        return "needed" if setting.default_factory is MISSING else ""
    return str(setting.default) if setting.default else ""


class ExtractorsDirective(SphinxDirective):
    """The extractors that there are, each a section of its own with its options."""

    def run(self) -> list[nodes.Node]:
        """Build one section an extractor."""
        out: list[nodes.Node] = []
        for name, module in sorted(BUILTIN.items()):
            section = _begin_section(f"extractor-{name.replace('_', '-')}", name, name)
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


class CommandsDirective(SphinxDirective):
    """The commands, as their own help prints them."""

    def run(self) -> list[nodes.Node]:
        """Build one section a command."""
        out: list[nodes.Node] = []
        for name, text in _helps():
            section = _begin_section(f"command-{name}", name, f"spec-audit {name}")
            section += nodes.literal_block(text, text, language="none")
            out.append(section)
        return out


def _helps() -> Iterator[tuple[str, str]]:
    """Yield every command with its help."""
    for action in make_parser()._actions:  # noqa: SLF001 - argparse has no other way to list commands
        for name, parser in (action.choices or {}).items() if isinstance(action.choices, dict) else ():
            yield name, parser.format_help()


def _begin_section(identity: str, name: str, title: str) -> nodes.section:
    return nodes.section("", nodes.title("", "", nodes.literal("", title)), ids=[identity], names=[name])


def _marked(text: str) -> list[nodes.Node]:
    """Turn `code` in a docstring into literals."""
    parts = re.split(r"`([^`]+)`", text.replace("\n", " "))
    return [
        nodes.literal("", part) if index % 2 else nodes.Text(part) for index, part in enumerate(parts) if part
    ]
