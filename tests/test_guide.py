"""The guide: the boxes of its page on adoption are a project that passes, and its pages leave nothing out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent
from types import ModuleType, SimpleNamespace

import pytest

from spec_audit.cli import main
from spec_audit.config import Source
from spec_audit.inventory.registry import BUILTIN, check_sources, find_extractor

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "source/guide/adopt.md"
_BOX = re.compile(
    r"^(?P<indent> *)(?P<mark>`{3,})(?P<language>\w+)\n(?P<text>.*?)\n(?P=indent)(?P=mark)$",
    re.MULTILINE | re.DOTALL,
)


@pytest.fixture
def boxes() -> list[tuple[str, str]]:
    """The boxes of the page, each with its language."""
    found = _BOX.finditer(PAGE.read_text("utf-8"))
    return [(one["language"], dedent(one["indent"] + one["text"]) + "\n") for one in found]


@pytest.fixture
def shop(boxes: list[tuple[str, str]], tmp_path: Path) -> Path:
    """The shop of the page, file by file."""
    names = ["src/orders.ts", "spec-audit.toml", "docs/specs/orders.md", "work/shop-1--look-before-paying.md"]
    for name, (_, text) in zip(names, boxes, strict=False):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.lstrip(), "utf-8")
    return tmp_path


def _run(shop: Path, *arguments: str) -> int:
    return main([*arguments, "--config", str(shop / "spec-audit.toml")])


def test_the_shop_of_the_guide_passes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(shop, "inventory", "--code", str(shop), "--no-cache") == 0, capsys.readouterr().err
    assert _run(shop, "check") == 0, capsys.readouterr().out


def test_the_shop_of_the_guide_fails_without_its_spec_of_a_limit(shop: Path) -> None:
    spec = shop / "docs/specs/orders.md"
    spec.write_text(spec.read_text("utf-8").replace("limit:MAX_ITEMS", "limit:MIN_ITEMS"), "utf-8")
    assert _run(shop, "inventory", "--code", str(shop), "--no-cache") == 0
    assert _run(shop, "check") == 1


def test_the_exception_of_the_guide_is_read(
    shop: Path, boxes: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = shop / "spec-audit.toml"
    exception = next(text for _, text in boxes if "[[exceptions]]" in text)
    settings.write_text(settings.read_text("utf-8") + "\n" + exception, "utf-8")
    spec = shop / "docs/specs/orders.md"
    text = spec.read_text("utf-8").replace("file:src/**, ", "")
    spec.write_text(re.sub(r":::\{autofiles\}.*?:::\n", "", text, flags=re.DOTALL), "utf-8")
    assert _run(shop, "inventory", "--code", str(shop), "--no-cache") == 0
    assert _run(shop, "check") == 0, capsys.readouterr().out


def test_every_source_of_the_guide_has_options_that_there_are(boxes: list[tuple[str, str]]) -> None:
    sources = [
        Source(extractor=one["extractor"], files=tuple(one["files"]), options=one.get("options", {}))
        for language, text in boxes
        if language == "toml"
        for one in tomllib.loads(text).get("sources", ())
    ]
    assert {one.extractor for one in sources} > {"hono", "messages", "migrations"}
    assert {one.extractor for one in sources} <= BUILTIN.keys()
    check_sources(sources, "adopt.md")


def test_the_extractor_of_the_guide_reads_routes(
    shop: Path,
    boxes: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    offered = ModuleType("express")
    exec(
        next(text for language, text in boxes if language == "python" and "def scan" in text),
        offered.__dict__,
    )
    entry = SimpleNamespace(load=lambda: offered, value="express")
    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda *, group, name: [entry] * (name == "express")
    )
    find_extractor.cache_clear()
    settings = shop / "spec-audit.toml"
    source = '\n[[sources]]\nextractor = "express"\nfiles = ["src/*.ts"]\noptions.service = "shop"\n'
    settings.write_text(settings.read_text("utf-8") + source, "utf-8")
    (shop / "src/server.ts").write_text(
        'app.get("/orders/:id", show);\napp.post("/orders", take);\napp.get("etag");\napp.get(BASE, show);\n'
    )
    assert _run(shop, "inventory", "--code", str(shop), "--no-cache", "--output", "-") == 2
    find_extractor.cache_clear()
    written = capsys.readouterr()
    facts = json.loads(written.out)["facts"]
    routes = [(one["key"], one["line"]) for one in facts if one["kind"] == "route"]
    assert routes == [("route:shop:GET /orders/:id", 1), ("route:shop:POST /orders", 2)]
    assert "src/server.ts:4: the path of a route is no plain text [unexplained-code]" in written.err
    assert "routes: 3" in written.err.splitlines()


def test_the_page_on_architecture_has_every_module() -> None:
    text = (ROOT / "source/guide/architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", text.partition("## The tree")[2], re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(.*?)`", row)]
    package = ROOT / "source/_ext/spec_audit"
    modules = [one for one in package.iterdir() if one.suffix == ".py" or (one / "__init__.py").is_file()]
    there = {one.name + "/" * one.is_dir() for one in modules} - {"__init__.py"}
    assert sorted(named) == sorted(there)


def test_every_view_of_the_site_is_told() -> None:
    from spec_audit.sphinx_ext import VIEWS, card, diagrams

    text = PAGE.read_text("utf-8")
    views = {**VIEWS, **diagrams.VIEWS}.keys() - {card.VIEW}
    assert [name for name in views if f"`{{spec-{name}}}" not in text] == []
    door = (ROOT / "source/_ext/spec_audit/sphinx_ext/__init__.py").read_text("utf-8")
    directives = re.findall(r'add_directive\(\s*"(spec-\w+)"', door)
    assert [name for name in directives if f"`{{{name}}}" not in text] == []
    assert "spec-rules" in directives


def test_the_pictures_are_shown_and_there() -> None:
    folder = ROOT / "source/guide/pictures"
    taken = {file.name for file in folder.iterdir()}
    subjects = ("landing", "spec", "ownership", "boundaries")
    assert taken == {f"{one}-{look}.webp" for one in subjects for look in ("light", "dark", "phone")}
    shown = set(re.findall(r"pictures/([\w-]+\.webp)", (ROOT / "source/guide/looks.md").read_text("utf-8")))
    assert shown == taken
    first = set(re.findall(r"guide/pictures/([\w-]+\.webp)", (ROOT / "README.md").read_text("utf-8")))
    assert first <= taken
    assert {name.partition("-")[0] for name in first} == set(subjects)
    assert {name.partition("-")[2] for name in first} == {"light.webp", "dark.webp", "phone.webp"}


def test_the_hook_and_the_checks_of_the_guide_hold_code_and_specs_together(
    shop: Path, boxes: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Both are run as they stand there, in a repository that holds the code too."""
    texts = dict(boxes)
    (hook,) = [text for language, text in boxes if language == "sh"]
    steps = re.findall(r"- run: (spec-audit .*)\n( +continue-on-error: true)?", texts["yaml"])
    assert [bool(may_fail) for _, may_fail in steps] == [False, False, True]
    bin_ = tmp_path_factory.mktemp("bin")
    (bin_ / "spec-audit").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m spec_audit.cli "$@"\n')
    (bin_ / "spec-audit").chmod(0o755)
    own = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}

    def run(command: str) -> int:
        done = subprocess.run(
            ["sh", "-c", command], check=False, cwd=shop, env=own, capture_output=True, text=True
        )
        said.append(done.stdout + done.stderr)
        return done.returncode

    said: list[str] = []
    assert run("git init -q && spec-audit inventory --code . && git add -A && git commit -qm one") == 0
    (shop / ".git/hooks/pre-commit").write_text(hook)
    (shop / ".git/hooks/pre-commit").chmod(0o755)
    assert run("git update-ref refs/remotes/origin/main HEAD") == 0

    code, spec = shop / "src/orders.ts", shop / "docs/specs/orders.md"
    code.write_text(code.read_text().replace("= 50", "= 60").replace("{\n  order", "{\n  log();\n  order"))
    assert run(steps[0][0]) == 1, "the lock is old"
    code.write_text(code.read_text() + "export const MAX_GIFTS = 5;\n")
    assert run("git commit -qam two") != 0
    assert "no spec owns limit:MAX_GIFTS" in said[-1]
    spec.write_text(
        spec.read_text()
        .replace("limit:MAX_ITEMS\n", "limit:MAX_ITEMS, limit:MAX_GIFTS\n")
        .replace("{autolimits} MAX_ITEMS\n", "{autolimits} MAX_ITEMS, MAX_GIFTS\n- `MAX_GIFTS`: Free ones.\n")
    )
    assert run("git commit -qam two") == 0, said[-1]
    assert run("git status --porcelain") == 0
    assert said[-1] == "", "the lock went with the commit"
    assert [run(command) for command, _ in steps] == [0, 0, 1]
    assert "TR_ORDERS_PAY" in said[-1]
    assert run("spec-audit drift --base origin/main") == 1
    assert "limit:MAX_ITEMS changed: value: 50 -> 60" in said[-1]
