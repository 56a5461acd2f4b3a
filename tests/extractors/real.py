"""The real source tree, which the environment variable AGENT_OPS names."""

from __future__ import annotations

import os

import pytest

from spec_audit.config import Source
from spec_audit.inventory.taking import take_inventory
from spec_audit.inventory.tree import FolderTree
from spec_audit.model.facts import Fact

ROOT = os.environ.get("AGENT_OPS", "")

needs_code = pytest.mark.skipif(
    not ROOT, reason="AGENT_OPS names no checkout of Agent-Ops: real counts are not checked"
)


def take_facts(
    extractor: str, *files: str, exclude: tuple[str, ...] = (), **options: object
) -> tuple[Fact, ...]:
    """Give what one extractor finds in some files of the tree, none of it unexplained."""
    source = Source(extractor=extractor, files=files, exclude=exclude, options=options)
    taken = take_inventory(FolderTree(ROOT), [source])
    assert taken.problems == ()
    return taken.facts
