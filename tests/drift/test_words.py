"""The lines of the specs that still name what is gone."""

from __future__ import annotations

import pytest

from spec_audit.drift.words import find_leftovers
from spec_audit.readers.specs import read_spec
from tests.drift.test_facts import fact, inventory, symbol

GONE = (
    "route:shop:GET /api/pots",
    "route:shop:GET /api/pots/:id",
    "message:desk-to-pot:lidLost",
    "env:POT_KEY",
)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("It asks `/api/pots` first.", ["route:shop:GET /api/pots"]),
        ("It asks `/api/pots/:id` first.", ["route:shop:GET /api/pots/:id"]),
        ("Not /api/pots/lids, nor /v1/api/pots, nor /api/pots-old.", []),
        ("The desk-to-pot protocol.", ["message:desk-to-pot:lidLost"]),
        ("Then `lidLost` is sent.", ["message:desk-to-pot:lidLost"]),
        ("POT_KEY opens the pots of the shop.", ["env:POT_KEY"]),
        ("Both POT_KEY_ID and seal_pot are still there.", []),
    ],
)
def test_a_sentence_that_names_what_is_gone(sentence: str, named: list[str]) -> None:
    spec, _ = read_spec("specs/pots.md", f"# Pots\n\n{sentence}\n")
    new = inventory(symbols=(symbol("a.ts", "Pot.seal_pot", "1"),))
    found = find_leftovers([*map(fact, GONE), fact("limit:seal_pot")], new, [spec])
    assert {key: [str(one) for one in places] for key, places in found.items()} == {
        key: ["specs/pots.md:3"] for key in named
    }
