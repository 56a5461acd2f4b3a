"""Ports: who names them, who starts what, and what the outside can reach."""

from __future__ import annotations

from functools import partial

import pytest

from spec_audit.extractors import services
from spec_audit.extractors.base import Extraction
from tests.extractors.trying import error_in, extract_with

extract = partial(extract_with, services)
error_of = partial(error_in, services)


def attrs(extraction: Extraction) -> dict[str, object]:
    return {fact.name: fact.attrs for fact in extraction.facts}


START = """\
OVEN_PORT=8100
ICE_BOX_PORT="8200"
COUNTER_PORT=9100
SHELVES=12

echo "oven on ${OVEN_PORT}"
oven --addr "127.0.0.1:${OVEN_PORT}" --hot &
kettle -rfbport 5950 -quiet &
toaster --port=7300 2>&1 &
fridge --cold 40 &
listen | grep ":${OVEN_PORT}"
exec waiter run --oven-url "http://localhost:${OVEN_PORT}" --counter-port "${COUNTER_PORT}"
"""
GATEWAY = """\
app.all("/oven/*", async (c) => {
  const target = `http://127.0.0.1:8100${c.req.path}`;
  return fetch(target);
});
app.get("/health", (c) => c.json({ ok: true }));
function pick(path: string) {
  if (path.startsWith("/ice")) { return { host: "127.0.0.1", port: 8200 }; }
  return { port: 1 };
}
app.all("/bread/:slice/*", (c) => fetch("http://localhost:9999"));
app.all("/cellar", (c) => fetch("http://localhost:6400/x"));
"""
RUNNER = """\
const options = parse({ "counter-port": { type: "string", default: "9100" }, port: { default: here } });
class Oven { light() { return Bun.spawn(["oven", "serve", "--port", String(this.port)]); } }
"""
BACKEND = """\
COUNTER_PORT = 9100
OPEN_DOORS = 3


class Host:
    def open(self):
        return create(encrypted_ports=[COUNTER_PORT, 8100, 4242])
"""


def test_all_that_is_said_of_a_service_is_joined() -> None:
    found = extract(
        {
            "start.sh": START,
            "gateway.ts": GATEWAY,
            "runner.ts": RUNNER,
            "host.py": BACKEND,
            "Dockerfile": "FROM base\nEXPOSE 8100 9100/tcp\n",
            "wrangler.toml": "[dev]\nport = 8787\n",
        },
        dev="worker",
        names={"ICE_BOX_PORT": "freezer"},
    )
    assert attrs(found) == {
        "cellar": {"value": 6400, "gateway_path": "/cellar", "started_by": [], "places": ["gateway.ts"]},
        "counter": {
            "value": 9100,
            "tunnel": True,
            "exposed": True,
            "started_by": ["start.sh (waiter)"],
            "places": ["Dockerfile", "host.py", "host.py#Host.open", "runner.ts", "start.sh"],
        },
        "freezer": {
            "value": 8200,
            "gateway_path": "/ice",
            "started_by": [],
            "places": ["gateway.ts#pick", "start.sh"],
        },
        "kettle": {"value": 5950, "started_by": ["start.sh (kettle)"], "places": ["start.sh"]},
        "oven": {
            "value": 8100,
            "gateway_path": "/oven",
            "tunnel": True,
            "exposed": True,
            "started_by": ["runner.ts#Oven.light (oven)", "start.sh (oven)"],
            "places": ["Dockerfile", "gateway.ts", "host.py#Host.open", "start.sh"],
        },
        "toaster": {"value": 7300, "started_by": ["start.sh (toaster)"], "places": ["start.sh"]},
        "worker": {"value": 8787, "started_by": [], "places": ["wrangler.toml"]},
    }
    assert found.counts == {"unnamed ports": 1, "unnamed ports: host.py#Host.open": 1}
    assert {fact.name: (fact.path, fact.line) for fact in found.facts}["oven"] == ("start.sh", 1)


def test_a_port_without_a_name_is_called_by_its_path() -> None:
    assert attrs(extract({"gateway.ts": GATEWAY}))["ice"]["places"] == ["gateway.ts#pick"]


def test_a_number_that_is_no_port_makes_no_service() -> None:
    assert attrs(extract({"start.sh": "SHELVES=12\noven --rows $SHELVES &\n"})) == {}


def test_places_that_disagree_are_said() -> None:
    found = extract({"a.py": "OVEN_PORT = 8100\n", "b.sh": "OVEN_PORT=8101\n"})
    assert attrs(found)["oven"]["other_values"] == ["8101 b.sh"]


def test_an_empty_name_leaves_a_port_out() -> None:
    assert attrs(extract({"a.py": "OVEN_PORT = 8100\n"}, names={"OVEN_PORT": ""})) == {}


def test_a_variable_that_names_no_service_is_counted_until_it_has_a_name() -> None:
    files: dict[str, str | bytes] = {"start.sh": "export PORT=8100\noven --port $PORT &\n"}
    bare = extract(files)
    assert bare.facts == ()
    assert bare.counts == {"unnamed ports": 1, "unnamed ports: start.sh (PORT)": 1}
    named = extract(files, names={"PORT": "oven"})
    assert attrs(named)["oven"]["started_by"] == ["start.sh (oven)"]
    assert named.counts == extract(files, names={"PORT": ""}).counts == {"unnamed ports": 0}


def test_the_digest_follows_the_contract_and_not_the_places() -> None:
    one = extract({"a.py": "OVEN_PORT = 8100\n"}).facts[0]
    more = extract({"a.py": "OVEN_PORT = 8100\n", "b.sh": "OVEN_PORT=8100\noven -p $OVEN_PORT &\n"}).facts[0]
    other = extract({"a.py": "OVEN_PORT = 8101\n"}).facts[0]
    assert one.digest == more.digest
    assert more.attrs["started_by"] == ["b.sh (oven)"]
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("wrangler.toml", "[dev\n"),
        ("a.py", "def\n"),
        ("a.ts", "<<<<<<< HEAD\nlet a = 1;\n=======\n"),
        ("a.sh", "if [ -n x ]; then\n"),
    ],
)
def test_a_file_that_does_not_parse_says_where(path: str, text: str) -> None:
    assert error_of(path, text) > 0


@pytest.mark.parametrize("text", ["dev = 3\n", "[dev]\nport = 'x'\n", "[dev]\nip = 1\n", ""])
def test_settings_without_a_port(text: str) -> None:
    assert extract({"wrangler.toml": text}).facts == ()


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    odd = {
        path: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
        for path, text in {"a.ts": GATEWAY, "b.py": BACKEND}.items()
    }
    assert extract(odd).facts == extract({"a.ts": GATEWAY, "b.py": BACKEND}).facts
