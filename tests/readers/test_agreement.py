"""The line scanner against MyST's own parser, on whatever a property test can think of."""

import re
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser
from sphinx.util.docutils import SphinxDirective

from spec_audit.readers.blocks import Container, Directive, Heading, scan
from spec_audit.readers.lines import read_lines
from spec_audit.readers.options import split_options
from spec_audit.sphinx_ext.options import AnyOption
from spec_audit.vocabulary import RAW_DIRECTIVES

Seen = tuple[str, int, str, tuple[tuple[str, str], ...] | None]

LINES = [
    "",
    "",
    "text",
    "two words",
    "    deep",
    "\ttext",
    "# H",
    "## H2",
    "===",
    "---",
    "***",
    ":::{concern} T",
    ":::{concern} T :::",
    "::::{edge} U",
    "   :::{edge} Y",
    "    :::{concern} X",
    "      :::{boundary} P",
    "\t:::{edge} Z",
    ":::",
    "::::",
    "  :::",
    ":::{note}",
    ":::python",
    "```{impl} V",
    "````{edge} F",
    "```{code-block} text",
    "```python",
    "```",
    "````",
    "`code",
    "```a`b",
    "~~~{flow} W",
    "~~~",
    "- item",
    "- ",
    "-",
    "* a",
    "+ b",
    "  - nested",
    "1. one",
    "2. two",
    "- :::{concern} L",
    "> quote",
    ">",
    "> :::{concern} Q",
    "> :::",
    "<div>",
    "</div>",
    "<pre>",
    "</pre>",
    "<b>",
    "<!-- c",
    "-->",
    "<!-- one -->",
    "% comment",
    "+++",
    "(target)=",
    "| a | b |",
    ":id: CON_AAAAA",
    ":claims: table:a, table:b",
    ":  table:c",
    "key: value",
    "other: 'quoted, text'",
    "long: >",
    "  folded",
]


class AnyDirective(SphinxDirective):
    """Takes a title, any option and a body, as the object directives do."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = AnyOption()


PARSER = create_md_parser(MdParserConfig(enable_extensions={"colon_fence"}), RendererHTML)


def by_myst(text: str, base: int = 0, *, nested: bool = False) -> list[Seen]:
    """Find the directives as MyST does: nested text is parsed anew, without front matter."""
    found: list[Seen] = []
    with PARSER.reset_rules():
        if nested:
            PARSER.disable("front_matter", True)
        tokens = PARSER.parse(text)
    for token in tokens:
        info = re.match(r"\{([^}\s]+)\}\s*(.*)", token.info.strip())
        if token.type == "colon_fence" and info is None:  # a division
            found += by_myst(token.content, base + token.map[0] + 1, nested=True)
        if token.type not in {"fence", "colon_fence"} or info is None or info[1] in RAW_DIRECTIVES:
            continue
        line = base + token.map[0] + 1
        parsed = parse_directive_text(AnyDirective, info[2], token.content, line=line)
        options = tuple(sorted((name, value or "") for name, value in parsed.options.items()))
        found.append((info[1], line, info[2].strip(), options))
        found += by_myst("\n".join(parsed.body), line + parsed.body_offset, nested=True)
    return found


def headings_by_myst(text: str) -> list[tuple[int, int, str]]:
    """Find the headings of the document itself, which make its sections."""
    tokens = PARSER.parse(text)
    return [
        (token.map[0] + 1, int(token.tag[1]), " ".join(after.content.split()))
        for token, after in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def by_name(parsed):
    """Name the options; of two with one name, the last counts, as in MyST."""
    return ((one.name, one) for one in parsed.options)


def by_scanner(lines) -> list[Seen]:
    found: list[Seen] = []
    for block in scan(lines):
        if isinstance(block, Container) or (isinstance(block, Directive) and not block.name):
            found += by_scanner(block.body)
        elif isinstance(block, Directive) and block.name not in RAW_DIRECTIVES:
            parsed = split_options(block.body)
            options = tuple(sorted((one.name, one.text) for one in dict(by_name(parsed)).values()))
            # What is no option line is a finding here, whatever MyST makes of it.
            found.append((block.name, block.line, block.argument, None if parsed.unread else options))
            found += by_scanner(parsed.rest)
    return found


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\r\n"]))
@example(["---", "title: x", "---", ":::{concern} T"], "\n")
@example(["::::{edge} U", ":::{concern} T", ":::", "::::", ":::{concern} T"], "\r\n")
@example([":::", ":::{concern} T", ":::", ":::python", "text", ":::{edge} U", ":::"], "\n")
@example(["- item", "  :::{concern} T", "  :id: CON_AAAAA", "  :::"], "\n")
@example([":::{concern} T", "---", "key: value", "other: 'quoted, text'", "---", ":::"], "\n")
@example(["```a`b", ":::{concern} T"], "\n")
@example(["> quote", "***", "text", "==="], "\n")
@example(["> -# H", "text", "==="], "\n")
@example(["text", "2. two", "==="], "\n")
@example(["-", "", "   :::{edge} Y", "text", "==="], "\n")
@example(["- ", "      :::{boundary} P", "===", "==="], "\n")
@example(["-    item", "      :::{boundary} P"], "\n")
def test_the_scanner_sees_the_directives_that_myst_sees(lines: list[str], end: str) -> None:
    text = end.join([*lines, ""])
    scanned, parsed = by_scanner(read_lines(text)), by_myst(text)
    assert [one[:3] for one in scanned] == [one[:3] for one in parsed]
    for ours, theirs in zip(scanned, parsed, strict=True):
        assert ours[3] in (None, theirs[3])
    headings = [one for one in scan(read_lines(text)) if isinstance(one, Heading)]
    assert [(one.line, one.level, " ".join(one.text.split())) for one in headings] == headings_by_myst(text)
