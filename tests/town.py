"""A generated project: eight specs of a town's trades and two thousand facts, for size and speed.

Each spec owns a fact in eight, shows it in a table, leaves three concerns to others, and names some
of theirs in its text: as dense as the specs of a real system.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

SPECS = ("bakery", "brewery", "dairy", "forge", "market", "mill", "school", "tannery")
FACTS = 2000
CONCERNS = 10

NOUNS = (
    "apron",
    "barrel",
    "candle",
    "door",
    "egg",
    "flour",
    "glove",
    "hammer",
    "ink",
    "jar",
    "kettle",
    "ladle",
    "nail",
    "oven",
    "plough",
    "rope",
)
VERBS = (
    "ask",
    "bring",
    "count",
    "drop",
    "fetch",
    "give",
    "hold",
    "keep",
    "lend",
    "move",
    "open",
    "pay",
    "return",
    "send",
    "take",
    "weigh",
)

CONF = """\
extensions = ["myst_parser", "sphinx_needs", "spec_audit"]
myst_enable_extensions = ["colon_fence"]
html_theme = "furo"
exclude_patterns = ["build"]
"""
SETTINGS = """\
[specs]
folder = "specs"

[inventory]
lock = "lock.json"
repository = "example/town"
url = "https://example.org/{commit}/{path}#L{line}"
"""


def write_town(folder: Path) -> None:
    """Write the project into a folder."""
    (folder / "specs").mkdir(parents=True)
    for spec in SPECS:
        (folder / f"specs/{spec}.md").write_text(_spec(spec), "utf-8")
    facts = ",\n".join(json.dumps(one) for one in sorted(_facts(), key=lambda one: str(one["key"])))
    head = (
        '{"format": 1,\n"repository": "example/town",\n"commit": "' + "0" * 40 + '",\n"configuration": "",\n'
    )
    (folder / "lock.json").write_text(f'{head}"facts": [\n{facts}\n],\n"symbols": [\n]}}\n', "utf-8")
    (folder / "spec-audit.toml").write_text(SETTINGS, "utf-8")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "ownership.md").write_text("# Ownership\n\n```{spec-matrix} ownership\n```\n", "utf-8")
    pages = "\n".join(("ownership", *(f"specs/{spec}" for spec in SPECS)))
    (folder / "index.md").write_text(f"# Town\n\n```{{toctree}}\n{pages}\n```\n", "utf-8")


def _paths(spec: str, concern: int) -> list[str]:
    """Name the routes of a concern, each in words of its own, so that they compress as real ones do."""
    share = FACTS // len(SPECS) // CONCERNS
    paths: list[str] = []
    for number in range(share):
        drawn = sha256(f"{spec} {concern} {number}".encode()).digest()
        noun, thing, verb = NOUNS[drawn[0] % 16], NOUNS[drawn[1] % 16], VERBS[drawn[2] % 16]
        paths.append(f"/{spec}/orders-{concern}/{noun}s/:{thing}/{verb}-{drawn[3]}{number}")
    return paths


def _facts() -> Iterator[dict[str, object]]:
    attrs = {"access": "public", "handler": "", "middleware": [], "validated": False}
    for spec in SPECS:
        for concern in range(CONCERNS):
            for path in _paths(spec, concern):
                digest = sha256(path.encode()).hexdigest()[:16]
                line = int(digest[:3], 16) + 1
                place = {"path": f"src/{spec}/orders-{concern}.ts", "line": line, "digest": digest}
                yield {"key": f"route:town:GET {path}", "kind": "route", **place, "attrs": attrs}


def _spec(spec: str) -> str:
    at = SPECS.index(spec)
    others = [SPECS[(at + step) % len(SPECS)] for step in (1, 2, 3)]
    lines = [f"# {spec.title()}", "", f"> What the {spec} does.", "", "## Scope", ""]
    for concern in range(CONCERNS):
        lines += [f":::{{concern}} Orders {concern}", f":id: CON_{spec.upper()}_{concern}"]
        lines += [
            f":claims: route:town:* /{spec}/orders-{concern}/**",
            "",
            "They come in and go out.",
            ":::",
            "",
        ]
    lines += ["### Boundary Rules", ""]
    for number, other in enumerate(others):
        lines += [f":::{{boundary}} What the {other} does", f":id: BND_{spec.upper()}_{number}"]
        lines += [f":see: CON_{other.upper()}_{number}", "", "It is theirs.", ":::", ""]
    lines += ["## API Contract", ""]
    for concern in range(CONCERNS):
        lines += [f":::{{autoroutes}} town:* /{spec}/orders-{concern}/**"]
        lines += [f"- `GET {path}`: Says how far it is." for path in _paths(spec, concern)]
        lines += [":::", ""]
    lines += [f"See {{fact}}`route:town:GET {path}`.\n" for other in others for path in _paths(other, 5)]
    return "\n".join(lines) + "\n"
