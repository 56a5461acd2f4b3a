"""Speed, as ratios to a floor measured in the same run: `make bench`.

Each figure is the median of several runs, each a process of its own. Ratios hold on another
machine where seconds do not. Of a build the processor time is shown too, which other work on the
machine disturbs less, but which counts a second process in full. What a reader waits for has a
target in milliseconds beside it. With AGENT_OPS set to a checkout of Agent-Ops, the inventory is
measured too, and with a Chromium the longest matrix.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PARSE = """\
import sys
from pathlib import Path
from spec_audit.extractors.languages.grammars import grammar_of, parse
for name in sys.stdin.read().split("\\n"):
    if name and grammar_of(name):
        parse(name, Path(name).read_bytes())
"""
BODY = r"\n +return (?=\w)"
"""What a statement in a function begins with, so that something can be put into it."""
OBJECTS = (
    r":{3,}\{(?:spec|concern|boundary|entity|transition|interface|flow|edge|impl|auto\w+)\} *(?P<title>.*)$"
)
ROUNDS = 3
DEAREST = 6
PLAIN_CONF = """\
extensions = ["myst_parser"]
exclude_patterns = ["_ext", "_inventory"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "furo"
suppress_warnings = ["*"]
"""


ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As for people: this package's modules are compiled once, not in each run."""


def median(
    command: Sequence[str], runs: int, before: Callable[[], object] = lambda: None, **more: object
) -> float:
    """Run a command once for what is compiled then, and give the median of the seconds of further runs."""
    took: list[float] = []
    for _ in range(runs + 1):
        before()
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False, cwd=ROOT, **{"env": ENVIRONMENT, **more})
        took.append(time.perf_counter() - start)
    return statistics.median(took[1:])


def show(name: str, seconds: float, floor: float, floor_name: str, most: float | None = None) -> None:
    target = "" if most is None else f"   (target: {most * 1000:.0f} ms)"
    print(f"{name:44} {seconds * 1000:9.0f} ms   {seconds / floor:6.2f} x {floor_name}{target}", flush=True)


def strip_objects(text: str) -> str:
    """The same text without objects: titles as paragraphs, bodies as they are, no options."""
    out: list[str] = []
    in_head = False
    for line in text.splitlines():
        opened = re.match(OBJECTS, line)
        if opened:
            out += ["", f"**{opened['title']}**", ""]
            in_head = True
        elif (in_head and line.startswith(":")) or re.fullmatch(":{3,}", line):
            continue
        else:
            in_head = False
            out.append(re.sub(r"\{(fact|limit|need)\}`", "`", line))
    return "\n".join(out) + "\n"


def measure_check() -> None:
    floor = median([sys.executable, "-c", "pass"], 15)
    show("python -c pass", floor, floor, "itself")
    script = str(Path(sys.executable).parent / "spec-audit")
    show("spec-audit check", median([script, "check"], 9), floor, "python -c pass")


class Cost(NamedTuple):
    """What a command took: seconds on the wall, and of all its processes' processor time."""

    wall: float
    work: float


def cost(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False, env=environment)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall=wall, work=work)


def show_build(name: str, costs: Sequence[Cost], floors: Sequence[Cost], floor_name: str) -> None:
    wall, work = (statistics.median(one[part] for one in costs) for part in (0, 1))
    ratios = [statistics.median(one[part] for one in floors) for part in (0, 1)]
    print(
        f"{name:44} {wall * 1000:9.0f} ms   {wall / ratios[0]:6.2f} x {floor_name};"
        f" processor time {work * 1000:.0f} ms, {work / ratios[1]:.2f} x",
        flush=True,
    )


def prepare_builds(scratch: Path) -> tuple[Path, Path]:
    """Make two sites: the same text without objects, in which diagrams stay text, and the real one."""
    plain, site = scratch / "plain", scratch / "site"
    for folder in (plain, site):
        shutil.copytree(
            ROOT / "source", folder / "source", ignore=shutil.ignore_patterns("_ext", "__pycache__")
        )
    for file in (plain / "source").rglob("*.md"):
        text = re.sub(r"^```\{spec-.*?^```$", "", file.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        file.write_text(strip_objects(text), "utf-8")
    (plain / "conf.py").write_text(PLAIN_CONF, "utf-8")
    for name in ("conf.py", "spec-audit.toml", "AGENTS.md"):
        shutil.copy(ROOT / name, site / name)
    shutil.copytree(ROOT / ".beans", site / ".beans")
    return plain, site


def measure_builds(scratch: Path) -> None:
    """Build in turns, so that other work on the machine slows all down alike."""
    plain, site = prepare_builds(scratch)
    kept = scratch / "kept"
    environment = {**ENVIRONMENT, "SPEC_AUDIT_CACHE": str(kept)}

    def build(place: Path, *, clean: bool = True) -> Cost:
        if clean:
            shutil.rmtree(place / "build", ignore_errors=True)
        return cost(build_command(place), environment)

    build(plain)
    build(site)
    floors, warm, cold = [], [], []
    for _ in range(ROUNDS):
        floors.append(build(plain))
        warm.append(build(site))
        shutil.rmtree(kept)
        cold.append(build(site))
    text = "the text without objects"
    show_build("html, the same text without objects", floors, floors, "itself")
    show_build("html, with objects, pictures kept", warm, floors, text)
    show_build("html, with objects, pictures drawn", cold, floors, text)
    spec = site / "source/specs/integrations.md"
    still, edited = [], []
    for _ in range(ROUNDS):
        still.append(build(site, clean=False))
        spec.write_text(spec.read_text("utf-8") + "\nOne more line.\n", "utf-8")
        edited.append(build(site, clean=False))
    show_build("html, nothing changed", still, floors, text)
    show_build("html, one spec changed", edited, still, "nothing changed")
    measure_handlers(site, environment)


def measure_handlers(site: Path, environment: Mapping[str, str]) -> None:
    """Show which part of a clean build spec_audit's own handlers take, and the dearest of them."""
    conf = site / "conf.py"
    conf.write_text(f'{conf.read_text("utf-8")}\nextensions.append("clock")\n', "utf-8")
    clock = site / "clock.json"
    path = os.pathsep.join([str(Path(__file__).parent), environment.get("PYTHONPATH", "")])
    shutil.rmtree(site / "build")
    cost(build_command(site), {**environment, "CLOCK": str(clock), "PYTHONPATH": path})
    taken: dict[str, float] = json.loads(clock.read_text("utf-8"))
    whole = taken.pop("")

    def show_share(name: str, seconds: float) -> None:
        print(f"{name:44} {seconds * 1000:9.0f} ms   {seconds / whole:6.1%} of the clean build", flush=True)

    show_share("spec_audit's handlers", sum(taken.values()))
    for name, seconds in sorted(taken.items(), key=lambda one: -one[1])[:DEAREST]:
        show_share(f"  {name}", seconds)


def build_command(place: Path) -> list[str]:
    folders = [str(place / "source"), str(place / "build/html"), "-d", str(place / "build/doctrees")]
    return [sys.executable, "-m", "sphinx", "-q", "-c", str(place), *folders]


def measure_pages(scratch: Path) -> None:
    """Measure the matrix of a generated project of eight specs and two thousand facts."""
    from tests.browser.conftest import name_chromium
    from tests.browser.speed import measure_matrix
    from tests.town import write_town

    chromium = name_chromium()
    if chromium is None:
        print("there is no Chromium: the pages are not measured")
        return
    town = scratch / "town"
    write_town(town / "source")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(town / "trees")]
    subprocess.run(
        [*command, str(town / "source"), str(town / "html")], capture_output=True, check=False, cwd=ROOT
    )
    for name, seconds, floor, floor_name, most in measure_matrix(town / "html", chromium):
        show(name, seconds, floor, floor_name, most)


def measure_inventory(code: Path, scratch: Path) -> None:
    script = str(Path(sys.executable).parent / "spec-audit")
    output = str(scratch / "lock.json")
    names = [
        str(path)
        for top in ("packages", "backend", "docker")
        for path in (code / top).rglob("*")
        if path.is_file()
    ]
    floor = median([sys.executable, "-c", PARSE], 5, input="\n".join(names).encode())
    show("tree-sitter parses every file", floor, floor, "itself")
    command = [script, "inventory", "--code", str(code), "--output", output]
    show("inventory, cold", median([*command, "--no-cache"], 5), floor, "parsing")
    measure_warm_inventory(code, scratch)


def measure_warm_inventory(code: Path, scratch: Path) -> None:
    """Run with a warm cache over a copy of the tree, in which one file changes before each run."""
    copy = scratch / "code"
    shutil.copytree(code, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "node_modules"))
    by_size = sorted((copy / "packages").rglob("*.ts"), key=lambda file: (file.stat().st_size, file))
    middle = next(file for file in by_size[len(by_size) // 2 :] if re.search(BODY, file.read_text("utf-8")))
    script = str(Path(sys.executable).parent / "spec-audit")
    command = [script, "inventory", "--code", str(copy), "--output", str(scratch / "warm.json")]
    environment = {**ENVIRONMENT, "SPEC_AUDIT_CACHE": str(scratch / "cache")}

    def run() -> None:
        subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=environment)

    run()
    time.sleep(2.5)  # a file that changed a moment ago is read again
    run()
    start = median([sys.executable, "-c", "import tree_sitter"], 15)
    show("python with tree-sitter imported", start, start, "itself")
    show("inventory, nothing changed", median(command, 15, env=environment), start, "that start")
    counter = itertools.count(1)

    def edit_body() -> None:
        text = re.sub(BODY, rf"\g<0>void other{next(counter)}, ", middle.read_text("utf-8"), count=1)
        middle.write_text(text, "utf-8")

    def add_line() -> None:
        middle.write_text(f"const added{next(counter)} = 1;\n{middle.read_text('utf-8')}", "utf-8")

    what = f"inventory, {middle.name} ({middle.stat().st_size / 1000:.1f} kB)"
    show(f"{what} changed", median(command, 15, edit_body, env=environment), start, "that start")
    show(f"{what} shifted", median(command, 15, add_line, env=environment), start, "that start")


def main() -> None:
    """Measure everything that can be measured here."""
    with tempfile.TemporaryDirectory() as scratch:
        measure_check()
        measure_builds(Path(scratch))
        measure_pages(Path(scratch))
        code = os.environ.get("AGENT_OPS")
        if code:
            measure_inventory(Path(code), Path(scratch))
        else:
            print("AGENT_OPS names no checkout: the inventory is not measured")


if __name__ == "__main__":
    main()
