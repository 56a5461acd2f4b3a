"""A tiny project whose specs speak of the code of a tiny real git repository."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from spec_audit.cli import main

TABLES = """\
import { sqliteTable, text, integer } from 'drizzle-orm/sqlite-core';

export const hives = sqliteTable('hives', {
  id: text().primaryKey(),
  queen: text().notNull(),
  frames: integer(),
});
"""
BEES = """\
export const MAX_FRAMES = 12;

export function addFrame(hive: Hive): number {
  const next = hive.frames + 1;
  return Math.min(next, MAX_FRAMES);
}

export class Keeper {
  smoke(hive: Hive): void {
    hive.calm = true;
  }
}
"""
SPEC = """\
# Hives

> Boxes, and what is in them.

:::{spec} Hives
:id: SPEC_HIVES
:::

## Scope

:::{concern} Boxes
:id: CON_HIVES_BOXES
:claims: table:hives, table:hive_*,
:  file:src/tables.ts

The boxes.
:::

:::{concern} Work
:id: CON_HIVES_WORK
:claims: file:src/bees.ts, limit:**

The work on them.
:::

## Data Model

:::{autotable} hives
- `id`: Its number.
- `queen`: Her name.
- `frames`: How many.
:::

:::{autofiles} src/tables.ts
- `src/tables.ts`: The tables.
:::

## Flows

:::{flow} Adding a frame
:id: FLOW_HIVES_ADD
:concerns: CON_HIVES_WORK
:source: src/bees.ts#addFrame

1. The hive has one more.
:::

:::{edge} Smoke
:id: EDGE_HIVES_SMOKE
:affects: FLOW_HIVES_ADD
:handling: handled
:source: src/bees.ts#smoke,
:  src/tables.ts

It calms them.
:::
"""
SETTINGS = """\
[specs]
folder = "specs"

[inventory]
lock = "lock.json"
repository = "example/bees"

[[sources]]
extractor = "files"
files = ["src/**.ts"]

[[sources]]
extractor = "symbols"
files = ["src/**.ts"]

[[sources]]
extractor = "drizzle"
files = ["src/**.ts"]

[[sources]]
extractor = "limits"
files = ["src/**.ts"]

[[exceptions]]
rule = "unowned-fact"
subject = "table:log_*"
reason = "Nobody reads them."
bean = "bees-0001"
"""
DAY = "2026-03-01T12:00:00Z"


class Repository:
    """The repository under ``code``, and the project beside it with the lock of the first commit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.code = root / "code"
        self.project = root / "project"
        self.code.mkdir()
        self.git("init", "-q")
        self.write(**{"src/tables.ts": TABLES, "src/bees.ts": BEES, "README.md": "Bees."})
        self.first = self.commit()
        (self.project / "specs").mkdir(parents=True)
        (self.project / "specs/hives.md").write_text(SPEC)
        (self.project / "spec-audit.toml").write_text(SETTINGS)
        assert self.run("inventory", "--code", str(self.code)) == 0

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git on a fixed day."""
        own = {**os.environ, **dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), DAY)}
        done = subprocess.run(
            ["git", *arguments], cwd=cwd or self.code, env=own, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, **files: str) -> None:
        """Write files of the code by their paths."""
        for path, text in files.items():
            file = self.code / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands in a file of the code once."""
        text = (self.code / path).read_text()
        assert text.count(old) == 1
        (self.code / path).write_text(text.replace(old, new))

    def commit(self) -> str:
        """Commit all that is in the folder, and give the commit's id."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a step")
        return self.git("rev-parse", "HEAD")

    def run(self, *arguments: str) -> int:
        """Run a command of spec-audit on the project."""
        command, *rest = arguments
        return main([command, "--config", str(self.project / "spec-audit.toml"), *rest])

    def drift(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
        """Run ``drift`` on the code; give its status and its JSON."""
        capsys.readouterr()
        code = () if "--code" in arguments else ("--code", str(self.code))
        status = self.run("drift", *code, "--format", "json", *arguments)
        return status, json.loads(capsys.readouterr().out)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A fresh repository, with a cache of its own."""
    monkeypatch.setenv("SPEC_AUDIT_CACHE", str(tmp_path / "cache"))
    return Repository(tmp_path)
