"""Directive options as they come: the one reader has judged them already, with their lines."""

from __future__ import annotations

from collections.abc import Callable

from docutils.parsers.rst import directives


class AnyOption(dict[str, Callable[[str], str]]):
    """An option spec that lets every option through, so that nothing is reported twice."""

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, key: str) -> Callable[[str], str]:
        return directives.unchanged
