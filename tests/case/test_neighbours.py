"""Whom a fact without an owner is offered to."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from spec_audit.case.neighbours import Neighbours
from spec_audit.case.ownership import compute_ownership
from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import Spec
from spec_audit.readers.specs import read_spec

FARM = """\
:::{concern} Keys
:id: CON_FARM_KEYS
:claims: table:user_keys, file:src/lock.ts, enum:KeyKind
:::

:::{concern} Barn
:id: CON_FARM_BARN
:claims: table:tools, table:kits, file:src/barn.ts, limit:BALES, message:dog:bark
:::
"""
FIELD = """\
:::{concern} Rows
:id: CON_FIELD_ROWS
:claims: message:seed:**, file:src/field/**, table:rows
:::
"""
FACTS = {
    "table:user_keys": "src/tables.ts:10",
    "table:tools": "src/tables.ts:50",
    "table:kits": "src/tables.ts:90",
    "table:rows": "src/rows.ts:1",
    "file:src/lock.ts": "src/lock.ts:0",
    "file:src/barn.ts": "src/barn.ts:0",
    "file:src/field/plough.ts": "src/field/plough.ts:0",
    "enum:KeyKind": "src/lock.ts:3",
    "limit:BALES": "src/barn.ts:7",
    "message:dog:bark": "src/dog.ts:1",
    "message:seed:sow": "src/seed.ts:1",
}


def fact(key: str, place: str) -> Fact:
    path, _, line = place.partition(":")
    return Fact(key=key, kind=key.partition(":")[0], path=path, line=int(line), digest="", attrs={})


def neighbours(*gone: str) -> Neighbours:
    facts = tuple(fact(*one) for one in sorted(FACTS.items()) if one[0] not in gone)
    inventory = Inventory(repository="", commit="", configuration="", facts=facts, symbols={})
    specs: tuple[Spec, ...] = tuple(
        read_spec(f"{name}.md", text)[0] for name, text in (("farm", FARM), ("field", FIELD))
    )
    return Neighbours(compute_ownership(specs, inventory), inventory)


@pytest.mark.parametrize(
    ("key", "place", "owner"),
    [
        ("table:keys", "src/keys.ts:4", "CON_FARM_KEYS"),  # it shares a word, and not the first one
        ("table:key_rings", "src/tables.ts:88", "CON_FARM_BARN"),  # what is nearest in its file comes first
        ("limit:PLOUGHS", "src/field/plough.ts:3", "CON_FIELD_ROWS"),  # whose the file is
        ("limit:LOCKS", "src/barn.ts:30", "CON_FARM_BARN"),
        ("message:seed:reap", "src/reap.ts:9", "CON_FIELD_ROWS"),  # the protocol is a word as well
        ("file:src/keyHolder.ts", "src/keyHolder.ts:0", "CON_FARM_KEYS"),
        ("cron:5 4 * * *", "wall.toml:1", "CON_FARM_KEYS"),  # nothing in common: somebody, at least
    ],
)
def test_the_likeliest_owner(key: str, place: str, owner: str) -> None:
    found = neighbours().nearest(fact(key, place), set())
    assert found is not None
    assert found.id == owner


def test_what_lost_its_fact_may_be_waiting_for_this_one() -> None:
    gone = ("table:user_keys", "enum:KeyKind", "file:src/lock.ts")
    found = neighbours(*gone).nearest(fact("table:keys", "src/keys.ts:4"), set())
    assert found is not None
    assert found.id == "CON_FARM_KEYS"


def test_of_two_that_are_as_likely_every_run_names_the_same_one() -> None:
    code = """
from tests.case.test_neighbours import *
one = ":::{concern} One\\n:id: CON_ONE\\n:claims: table:red_fox, table:old_hen\\n:::\\n\\n"
two = ":::{concern} Two\\n:id: CON_TWO\\n:claims: table:big_pig, table:shy_cow\\n:::\\n"
names = ("big_pig", "old_hen", "red_fox", "shy_cow")
facts = tuple(fact(f"table:{name}", f"src/{at}.ts:1") for at, name in enumerate(names))
inventory = Inventory(repository="", commit="", configuration="", facts=facts, symbols={})
near = Neighbours(compute_ownership((read_spec("a.md", one + two)[0],), inventory), inventory)
pairs = ("FoxCow", "HenPig", "FoxPig", "HenCow")
print([near.nearest(fact(f"enum:{pair}", "lib/x.py:1"), set()).id for pair in pairs])
"""
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "5", "6")
    }
    assert len(said) == 1


def test_a_spec_that_documents_it_is_asked_first() -> None:
    for place in ("src/keys.ts:4", "src/lock.ts:4"):
        found = neighbours().nearest(fact("table:keys", place), {"field"})
        assert found is not None
        assert found.id == "CON_FIELD_ROWS"


def test_nobody_is_asked_where_nobody_owns_anything() -> None:
    inventory = Inventory(repository="", commit="", configuration="", facts=(), symbols={})
    none = Neighbours(compute_ownership((), inventory), inventory)
    assert none.nearest(fact("table:keys", "src/keys.ts:4"), set()) is None
