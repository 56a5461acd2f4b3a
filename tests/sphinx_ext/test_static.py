"""The style sheets stand alone: another project's theme need not be furo."""

from __future__ import annotations

import re
from pathlib import Path

import spec_audit.sphinx_ext

STATIC = Path(spec_audit.sphinx_ext.__file__).parent / "static"


def test_no_colour_is_left_to_a_theme_that_may_not_have_it() -> None:
    text = "\n".join(file.read_text("utf-8") for file in sorted(STATIC.glob("*.css")))
    needed = set(re.findall(r"var\((--[\w-]+)\)", text))
    set_by_the_page = {"--columns"}
    assert needed - set_by_the_page <= set(re.findall(r"(--[\w-]+):", text))
