"""Routes of services by any name: how a block's argument is completed, and what its rows are called."""

from __future__ import annotations

import pytest

from spec_audit.case.autodoc import RenderedBlock, find_service, resolve_block
from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.readers.document import read_spec
from spec_audit.readers.objects import complete
from spec_audit.vocabulary import AUTO_BY_NAME


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("GET /orders/:id", "route:<service>:GET /orders/:id"),
        ("* /orders/**", "route:<service>:* /orders/**"),
        ("shop:* /orders/**", "route:shop:* /orders/**"),
        ("!shop:GET /orders/:id", "!route:shop:GET /orders/:id"),
        ("*:GET /health", "route:*:GET /health"),
        ("route:shop:**", "route:shop:**"),
    ],
)
def test_an_argument_of_autoroutes_may_name_its_service(text: str, pattern: str) -> None:
    assert complete(AUTO_BY_NAME["autoroutes"], text) == pattern


@pytest.mark.parametrize(
    ("name", "pattern"), [("notes", "table:notes"), ("Desk.notes", "do-table:Desk.notes")]
)
def test_a_table_of_a_durable_object_is_named_with_its_class(name: str, pattern: str) -> None:
    assert complete(AUTO_BY_NAME["autotable"], name) == pattern


def test_a_row_is_called_by_its_service_and_may_be_called_without() -> None:
    keys = ("route:shop:GET /orders/:id", "route:shop:POST /orders")
    facts = tuple(Fact(key=key, kind="route", path="a.ts", line=1, digest="", attrs={}) for key in keys)
    inventory = Inventory(repository="", commit="", configuration="", facts=facts, symbols={})
    text = ":::{autoroutes} shop:**\n- `GET /orders/:id`: Shows.\n- `shop:POST /orders`: Places.\n:::\n"
    spec, _ = read_spec("specs/orders.md", text)
    block = resolve_block(spec.autodocs[0], inventory)
    assert [row.name for row in block.rows] == ["shop:GET /orders/:id", "shop:POST /orders"]
    assert all(row.meaning for row in block.rows)
    assert not block.strays


def _resolve(argument: str, services: tuple[str, ...], wanted: str = "") -> RenderedBlock:
    facts = tuple(
        Fact(key=f"route:{name}:GET /health", kind="route", path="a.ts", line=1, digest="", attrs={})
        for name in services
    )
    inventory = Inventory(repository="", commit="", configuration="", facts=facts, symbols={})
    spec, _ = read_spec("specs/orders.md", f":::{{autoroutes}} {argument}\n:::\n")
    return resolve_block(spec.autodocs[0], inventory, find_service(inventory, wanted))


def test_a_route_without_its_service_is_of_the_only_one() -> None:
    block = _resolve("GET /health", ("api",))
    assert [row.name for row in block.rows] == ["GET /health"]
    assert block.anchor == "autoroutes-route-api-get-health"
    assert (block.ambiguous, block.dead) == ((), ())


def test_a_route_without_its_service_is_of_the_one_that_the_settings_name() -> None:
    block = _resolve("GET /health", ("api", "portal"), "portal")
    assert [(row.fact.key, row.name) for row in block.rows] == [("route:portal:GET /health", "GET /health")]
    assert block.ambiguous == ()
    assert [ref.text for ref in _resolve("GET /health", ("api",), "portal").dead] == [
        "route:portal:GET /health"
    ]


def test_a_route_without_its_service_that_several_have_is_named_with_all_of_them() -> None:
    ((ref, routes),) = _resolve("GET /health", ("api", "portal")).ambiguous
    assert ref.text == "route:*:GET /health"
    assert [one.key for one in routes] == ["route:api:GET /health", "route:portal:GET /health"]
    assert _resolve("*:GET /health, !GET /health", ("api", "portal")).ambiguous == ()
