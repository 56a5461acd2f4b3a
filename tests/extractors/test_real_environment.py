"""The real tree's limits, ports, images, schedules and variables against counts of another kind.

Each count here is made by a regular expression or by tomllib, without a syntax tree. The tree
is named by the environment variable AGENT_OPS; without it nothing here is checked.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.extractors.real import ROOT, needs_code, take_facts

CODE = (
    "packages/worker/src/**.ts",
    "packages/runner/src/**.ts",
    "packages/shared/src/**.ts",
    "backend/**.py",
    "docker/**.ts",
)

pytestmark = needs_code


def facts(extractor: str, *files: str, **options: object) -> dict[str, dict[str, object]]:
    return {fact.name: dict(fact.attrs) for fact in take_facts(extractor, *files, **options)}


def texts(*suffixes: str) -> dict[str, str]:
    folders = ("packages/worker/src", "packages/runner/src", "packages/shared/src", "backend", "docker")
    return {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for folder in folders
        for path in sorted(Path(ROOT, folder).rglob("*"))
        if path.suffix in suffixes and not path.name.endswith(".test.ts")
    }


def test_limits() -> None:
    pattern = re.compile(
        r"^ *(?:export )?(?:const )?([A-Z][A-Z0-9_]*)(?:: number)? = "
        r"([0-9][0-9_.]*(?: \* [0-9_.]+)*)(?=;|\s|$)",
        re.MULTILINE,
    )
    counted = set()
    for path, text in texts(".ts", ".py").items():
        for name, expression in pattern.findall(text):
            value = 1
            for factor in expression.split(" * "):
                value *= int(factor.replace("_", ""))
            counted.add((name, value, path))
    found = facts("limits", *CODE)
    read = {
        (name.rpartition(".")[2], attrs["value"], place.partition("#")[0])
        for name, attrs in found.items()
        for place in attrs["places"]
    }
    assert read == counted
    assert len(counted) > 30


def test_variables_of_the_worker_and_who_reads_them() -> None:
    interface = (
        Path(ROOT, "packages/worker/src/env.ts").read_text().split("interface Env {")[1].split("\n}")[0]
    )
    names = set(re.findall(r"^ +([A-Z_]+)\??:", interface, re.MULTILINE))
    found = facts("environment", "packages/worker/src/**.ts", bindings=["packages/worker/src/env.ts#Env"])
    assert names == {name for name, attrs in found.items() if "declared_in" in attrs}
    for name in names:
        readers = {
            path
            for path, text in texts(".ts").items()
            if path.startswith("packages/worker/") and re.search(rf"\benv(?: as Env\))?\.{name}\b", text)
        }
        read = {place.partition("#")[0] for place in found[name]["read_by"]}
        # lib/env-assembly.ts reads four of them by names that a table lists
        assert read - {"packages/worker/src/lib/env-assembly.ts"} == readers - {
            "packages/worker/src/lib/env-assembly.ts"
        }


def test_schedules() -> None:
    settings = tomllib.loads(Path(ROOT, "packages/worker/wrangler.toml").read_text())
    found = facts("schedules", "packages/worker/wrangler.toml", "packages/worker/src/**.ts")
    assert set(found) == set(settings["triggers"]["crons"])
    handlers = {attrs["handler"] for attrs in found.values()}
    assert handlers == {"packages/worker/src/index.ts#scheduled"}


def test_ports() -> None:
    start = Path(ROOT, "docker/start.sh").read_text()
    exposed = re.search(r"^EXPOSE (.*)$", Path(ROOT, "docker/Dockerfile.sandbox").read_text(), re.MULTILINE)
    assert exposed is not None
    found = facts(
        "services", "docker/start.sh", "docker/Dockerfile.sandbox", "packages/runner/src/*.ts", "backend/*.py"
    )
    named = {int(port) for port in re.findall(r"^[A-Z]+_PORT=(\d+)$", start, re.MULTILINE)}
    bare = {int(port) for port in re.findall(r"-rfbport (\d+)", start)}
    assert {attrs["value"] for attrs in found.values()} == named | bare
    assert {attrs["value"] for attrs in found.values() if attrs.get("exposed")} == {
        *map(int, exposed[1].split())
    }


def test_images() -> None:
    text = Path(ROOT, "backend/images/base.py").read_text()
    found = facts("images", "backend/config.py", "backend/images/**.py")
    packages = set()
    for call in re.findall(r"\.apt_install\((.*?)\)", text, re.DOTALL):
        packages |= set(re.findall(r'"([^"]+)"', call))
    assert {name for name, attrs in found.items() if attrs["installer"] == "apt"} == packages | {"nodejs"}
    layers = [attrs["layer"] for attrs in found.values() if "layer" in attrs]
    assert max(layers) <= len(re.findall(r"^        \.\w+\(", text, re.MULTILINE)) + 1
    version = re.search(r'^OPENCODE_VERSION = "(.*)"', text, re.MULTILINE)
    assert version is not None
    assert found["opencode-ai"]["value"] == version[1]
