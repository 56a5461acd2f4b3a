"""Routes of services by any name: how a block's argument is completed, and what its rows are called."""

from __future__ import annotations

import pytest

from spec_audit.autodoc import resolve_block
from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.readers.document import read_spec
from spec_audit.readers.objects import complete
from spec_audit.vocabulary import AUTO_BY_NAME


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("GET /orders/:id", "route:worker:GET /orders/:id"),
        ("* /orders/**", "route:worker:* /orders/**"),
        ("shop:* /orders/**", "route:shop:* /orders/**"),
        ("!shop:GET /orders/:id", "!route:shop:GET /orders/:id"),
        ("*:GET /health", "route:*:GET /health"),
        ("route:shop:**", "route:shop:**"),
    ],
)
def test_an_argument_of_autoroutes_may_name_its_service(text: str, pattern: str) -> None:
    assert complete(AUTO_BY_NAME["autoroutes"], text) == pattern


def test_a_row_is_called_by_its_service_and_may_be_called_without() -> None:
    keys = ("route:shop:GET /orders", "route:shop:POST /orders")
    facts = tuple(Fact(key=key, kind="route", path="a.ts", line=1, digest="", attrs={}) for key in keys)
    inventory = Inventory(repository="", commit="", configuration="", facts=facts, symbols={})
    text = ":::{autoroutes} shop:**\n- `GET /orders`: Lists.\n- `shop:POST /orders`: Places.\n:::\n"
    spec, _ = read_spec("specs/orders.md", text)
    block = resolve_block(spec.autodocs[0], inventory)
    assert [row.name for row in block.rows] == ["shop:GET /orders", "shop:POST /orders"]
    assert all(row.meaning for row in block.rows)
    assert not block.strays
