"""Patterns: which keys they mean, and which texts are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec_audit.model.pattern import PatternError, glob_regex, parse_pattern, select, select_paths

PATHS = ["a.ts", "lib/a.ts", "lib/b.py", "lib/deep/c.ts", "lib/deep/c.test.ts", "lib/[id].ts"]
KEYS = sorted(
    (
        "route:desk:GET /",
        "route:desk:GET /loans",
        "route:desk:GET /loans/*",
        "route:desk:GET /loans/:id",
        "route:desk:GET /loans/:id/notes",
        "route:desk:GET /loansome",
        "route:desk:POST /loans",
        "table:a.b",
        "table:loans",
        "table:loans_old",
    )
)


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("table:loans", ["table:loans"]),
        ("!table:loans", ["table:loans"]),
        ("! table:loans", ["table:loans"]),
        ("table:loan", []),
        ("table:loans*", ["table:loans", "table:loans_old"]),
        ("table:a?b", []),
        ("table:*s", ["table:loans"]),
        ("route:desk:GET /loans/*", ["route:desk:GET /loans/*"]),
        ("route:desk:* /loans", ["route:desk:GET /loans", "route:desk:POST /loans"]),
        (
            "route:desk:GET /loans/**",
            [
                "route:desk:GET /loans",
                "route:desk:GET /loans/*",
                "route:desk:GET /loans/:id",
                "route:desk:GET /loans/:id/notes",
            ],
        ),
        ("route:desk:GET /*/:id", ["route:desk:GET /loans/:id"]),
        ("route:desk:GET /**/notes", ["route:desk:GET /loans/:id/notes"]),
        ("table:**", ["table:a.b", "table:loans", "table:loans_old"]),
    ],
)
def test_what_a_pattern_means(pattern: str, meant: list[str]) -> None:
    assert list(select(parse_pattern(pattern), KEYS)) == meant


@given(st.text("ab/*", min_size=1, max_size=6), st.lists(st.text("ab/*", max_size=5), max_size=6))
def test_looking_at_a_stretch_finds_what_looking_at_all_finds(glob: str, names: list[str]) -> None:
    keys = sorted({f"table:{name}" for name in names})
    try:
        pattern = parse_pattern(f"table:{glob}")
    except PatternError:
        assert "***" in glob
        return
    whole = [key for key in keys if pattern.matches(key)]
    assert list(select(pattern, keys)) == ([pattern.glob] if pattern.glob in keys else whole)


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("**/notes.md", "notes.md", True),
        ("**/notes.md", "a/b/notes.md", True),
        ("**/notes.md", "a/my-notes.md", False),
        ("a/**/b.ts", "a/b.ts", True),
        ("a/**/b.ts", "a/c/d/b.ts", True),
        ("a/**/b.ts", "ab.ts", False),
        ("src/**.ts", "src/a/b.ts", True),
        ("src/*.ts", "src/a/b.ts", False),
        ("src/**", "src", True),
    ],
)
def test_globs_of_paths_are_of_the_same_dialect(glob: str, path: str, fits: bool) -> None:
    assert (glob_regex(glob).fullmatch(path) is not None) == fits


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("!", "empty"),
        ("loans", "does not begin with a kind"),
        ("*:loans", "does not begin with a kind"),
        ("table:", "write 'table:**' for all of them"),
        ("table:***", "three stars"),
        ("table:l[o]ans", "no wildcard here"),
    ],
)
def test_what_can_never_match_is_no_pattern(text: str, said: str) -> None:
    with pytest.raises(PatternError, match=said.replace("*", r"\*")):
        parse_pattern(text)


@pytest.mark.parametrize(
    ("files", "exclude", "expected"),
    [
        (("lib/*.ts",), (), ["lib/[id].ts", "lib/a.ts"]),
        (("lib/**",), (), ["lib/[id].ts", "lib/a.ts", "lib/b.py", "lib/deep/c.test.ts", "lib/deep/c.ts"]),
        (("lib/**/*.ts",), ("**/*.test.ts",), ["lib/[id].ts", "lib/a.ts", "lib/deep/c.ts"]),
        (("**/*.ts",), ("lib/**",), ["a.ts"]),
        (("**.py", "a.ts"), (), ["a.ts", "lib/b.py"]),
        (("lib/[id].ts",), (), ["lib/[id].ts"]),
        (("b.py",), (), []),
    ],
)
def test_globs_are_those_of_the_claims(
    files: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
) -> None:
    assert select_paths(PATHS, files, exclude) == expected


def test_three_stars_are_refused() -> None:
    with pytest.raises(PatternError, match="three stars"):
        select_paths(PATHS, ("lib/***",))
