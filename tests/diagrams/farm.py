"""A small case in memory: a dairy with a machine for every trouble, linked tables, and hand-offs."""

from __future__ import annotations

from pathlib import Path

from spec_audit.case import Case
from spec_audit.config import Config, InventorySettings
from spec_audit.model.bean import Bean
from spec_audit.model.facts import Attr, Fact
from spec_audit.model.inventory import Inventory
from spec_audit.readers.specs import read_spec

MILKING = """\
# Milking

> How the herd is milked.

## Scope

:::{concern} Rounds
:id: CON_MILKING_ROUNDS
:claims: table:rounds, table:buckets, table:stools, enum:RoundState, enum:Gate
:::

:::{boundary} Cheese
:id: BND_MILKING_CHEESE
:see: CON_CHEESE_VATS
:::

:::{boundary} Where the cows graze
:id: BND_MILKING_GRAZING
:nobody: they know
:::

## State Machine

:::{autostates} RoundState
:initial: called
:terminal: done
- `called`: They come.
:::

:::{transition} The "gate" opens; all {of} it
:id: TR_MILKING_GATE
:machine: RoundState
:from: called
:to: milking
:trigger: a whistle
:guard: no fox
:::

:::{transition} Give up
:id: TR_MILKING_GIVE_UP
:machine: RoundState
:from: *
:to: done
:::

:::{transition} A fox is seen near the fence
:id: TR_MILKING_FOX
:machine: RoundState
:from: called, milking, cleaning
:to: fled
:::

:::{transition} Thunder
:id: TR_MILKING_THUNDER
:machine: RoundState
:from: milking
:to: fled
:::

:::{transition} A bang
:id: TR_MILKING_BANG
:machine: RoundState
:from: milking
:to: fled
:::

## Implementation Status

:::{impl} Warm hands
:id: IMPL_MILKING_HANDS
:status: planned
:tracked_by: chore-1
:::
"""
CHEESE = """\
# Cheese & Butter

> What becomes of the milk.

## Scope

:::{concern} Vats
:id: CON_CHEESE_VATS
:claims: table:vats
:::

:::{boundary} The milk
:id: BND_CHEESE_MILK
:see: CON_MILKING_ROUNDS
:::

:::{boundary} The buckets
:id: BND_CHEESE_BUCKETS
:see: CON_MILKING_ROUNDS
:::
"""
HONEY = "# Honey\n\n> Bees.\n\n## Scope\n"

COLUMNS: dict[str, dict[str, Attr]] = {
    "rounds.id": {"primary_key": True, "not_null": True},
    "rounds.bucket": {"references": "buckets.id"},
    "rounds.weather": {},
    "buckets.id": {"primary_key": True, "not_null": True},
    "buckets.vat": {"references": "vats.id", "not_null": True, "unique": True},
    "buckets.gone": {"references": "barrels.id"},
    "stools.id": {"primary_key": True, "not_null": True},
    "stools.owner": {"references": "barrels.id"},
    "vats.id": {"primary_key": True, "not_null": True},
}
VALUES = ("called", "milking", "cleaning", "fled", "done", "lost")


def fact(key: str, line: int = 1, **attrs: Attr) -> Fact:
    return Fact(
        key=key, kind=key.partition(":")[0], path="src/farm.ts", line=line, digest="0" * 16, attrs=attrs
    )


def farm(
    milking: str = MILKING, beans: dict[str, Bean] | None = None, values: tuple[str, ...] = VALUES
) -> Case:
    facts = [fact(f"table:{name}") for name in ("rounds", "buckets", "stools", "vats")]
    facts += [fact(f"column:{name}", line, **attrs) for line, (name, attrs) in enumerate(COLUMNS.items(), 1)]
    facts += [fact("enum:RoundState", values=list(values)), fact("enum:Gate", values=["open", "shut"])]
    facts += [fact(f"state:RoundState.{value}", enum="enum:RoundState") for value in values]
    texts = {"cheese": CHEESE, "honey": HONEY, "milking": milking}
    return Case(
        config=Config(root=Path(), path="spec-audit.toml", inventory=InventorySettings(lock="lock.json")),
        specs=tuple(read_spec(f"specs/{name}.md", text)[0] for name, text in texts.items()),
        inventory=Inventory(
            repository="example/farm",
            commit="",
            configuration="",
            facts=tuple(sorted(facts, key=lambda one: one.key)),
            symbols={},
        ),
        beans=beans if beans is not None else {one.id: one for one in some_beans(3)},
    )


def some_beans(number: int) -> list[Bean]:
    statuses = ("todo", "done", "on hold")
    return [
        Bean(id=f"chore-{at}", title=f"Chore [{at}]", status=statuses[at % 3], path=f"beans/chore-{at}.md")
        for at in range(number)
    ]


def many_transitions(number: int) -> str:
    """The same machine with so many transitions that the picture numbers them."""
    more = "".join(
        f"\n:::{{transition}} Step {at}\n:id: TR_MILKING_STEP{at}\n:machine: RoundState\n"
        ":from: milking\n:to: cleaning\n:::\n"
        for at in range(number)
    )
    return MILKING + "\n## More\n" + more
