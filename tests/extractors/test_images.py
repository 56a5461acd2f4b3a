"""Images: packages out of shell commands, chained calls and container files."""

from __future__ import annotations

from functools import partial

import pytest

from spec_audit.extractors import images
from spec_audit.extractors.base import Extraction
from spec_audit.extractors.images.packages import is_pinned, read_command
from tests.extractors.trying import error_in, extract_with


@pytest.mark.parametrize(
    ("command", "installed"),
    [
        (
            "apt-get update && apt-get install -y --no-install-recommends flour sugar=1.2-3",
            "flour: apt, sugar:1.2-3 apt",
        ),
        ("apt-get install -y flour \\\n    eggs && rm -rf /var/lib/apt/lists/*", "flour: apt, eggs: apt"),
        ("DEBIAN_FRONTEND=noninteractive sudo apt install -t stable flour", "flour: apt"),
        (
            "npm install -g @bakery/cli@2.1.0 whisk@latest bowl",
            "@bakery/cli:2.1.0 npm, whisk:latest npm, bowl: npm",
        ),
        ("npm i --prefix /opt spoon", "spoon: npm"),
        ("npm install", ""),
        ("cd /x && bun install --frozen-lockfile || bun install", ""),
        ("pip install 'flour==1.2' 'eggs[big]>=3' -r requirements.txt ./local", "flour:1.2 pip, eggs:3 pip"),
        ("python3 -m pip install --upgrade pip", "pip: pip"),
        ("curl -fsSL https://deb.oven-tools.com/setup_22.x | bash -", "oven-tools:22 curl"),
        ("curl -fsSL https://whisk.sh/install | bash", "whisk: curl"),
        (
            'curl -o /x "https://github.com/chef/Ladle/releases/download/v1.7.7/ladle.x86_64"',
            "Ladle:v1.7.7 curl",
        ),
        ("wget https://github.com/chef/pan/archive/refs/tags/3.2.tar.gz", "pan:3.2 curl"),
        ("git clone --depth 1 -b v2 https://github.com/chef/soup.cpp.git /tmp/s", "soup.cpp:v2 git"),
        ("curl -L https://raw.githubusercontent.com/chef/jam/v3/install.sh | sh", "jam:v3 curl"),
        ("git clone https://github.com/chef/stew /tmp/s", "stew: git"),
        ("if [ -f x ]; then a; else npx --yes whisk@3 install bowl; fi", "whisk:3 npm"),
        ("cargo install sieve@1.0", "sieve:1.0 cargo"),
        ("apk add --no-cache salt", "salt: apk"),
        ("echo apt-get install nothing", ""),
        ("", ""),
    ],
)
def test_commands(command: str, installed: str) -> None:
    found = ", ".join(f"{name}:{version} {installer}" for name, version, installer in read_command(command))
    assert found == installed


@pytest.mark.parametrize(
    ("version", "pinned"),
    [("1.2", True), ("bookworm-slim", True), ("", False), ("latest", False), ("LTS", False)],
)
def test_pinned(version: str, pinned: bool) -> None:
    assert is_pinned(version) is pinned


extract = partial(extract_with, images)
error_of = partial(error_in, images)


def attrs(extraction: Extraction) -> dict[str, dict[str, object]]:
    return {fact.name: dict(fact.attrs) for fact in extraction.facts}


CONFIG = 'YEAST_VERSION = "7"\nUNUSED_VERSION = "1.0"\nNAME = "x"\n'
BASE = """\
import box
from config import YEAST_VERSION

WHISK_VERSION = "2.1.0"


def small():
    return box.Image.debian_slim().pip_install("salt")


def build() -> box.Image:
    return (
        box.Image.from_registry("grain:rye-slim", add_python="3.12")
        .apt_install(
            "flour",
            "sugar=1.2",
        )
        .pip_install(["eggs==3.1", "milk"])
        .run_commands(
            f"curl -fsSL https://deb.yeast.com/setup_{YEAST_VERSION}.x | bash -",
            "apt-get install -y yeast",
        )
        .run_commands(f"npm install -g whisk@{WHISK_VERSION} bowl")
        .run_commands("echo 'ROUND_VERSION=2024-01-01-again'")
        .add_local_dir("here", "/kitchen", copy=True)
        .add_local_file("b", remote_path="/bell")
        .env({"OVEN": "1"})
    )
"""
CONTAINER = """\
FROM grain:rye-slim AS base
RUN apt-get install -y flour \\
    water
FROM base AS next
RUN npm install -g whisk
COPY --from=base /a /b
COPY bell /bell
FROM base
ENV A=1
"""


def test_a_chain_of_calls_in_its_layers() -> None:
    found = extract({"config.py": CONFIG, "images/base.py": BASE})
    facts = attrs(found)
    shown = ("value", "pinned", "installer", "layer")
    assert [(name, *(facts[name].get(one) for one in shown)) for name in sorted(facts)] == [
        ("/bell", "", False, "copy", 10),
        ("/kitchen", "", False, "copy", 9),
        ("ROUND_VERSION", "", False, "marker", 8),
        ("UNUSED_VERSION", "1.0", True, "constant", None),
        ("bowl", "", False, "npm", 7),
        ("eggs", "3.1", True, "pip", 5),
        ("flour", "", False, "apt", 4),
        ("grain", "rye-slim", True, "base", 3),
        ("milk", "", False, "pip", 5),
        ("python", "3.12", True, "base", 3),
        ("salt", "", False, "pip", 2),
        ("sugar", "1.2", True, "apt", 4),
        ("whisk", "2.1.0", True, "npm", 7),
        ("yeast", "7", True, "curl", 6),
    ]  # fmt: skip
    assert facts["whisk"]["constant"] == "WHISK_VERSION"
    assert facts["yeast"]["constant"] == "YEAST_VERSION"
    lines = {fact.name: (fact.path, fact.line) for fact in found.facts}
    assert lines["sugar"] == ("images/base.py", 16)
    assert lines["/kitchen"] == ("images/base.py", 25)
    assert lines["UNUSED_VERSION"] == ("config.py", 2)
    assert found.counts == {"layers": 11, "layers: images/base.py": 11}


def test_images_that_build_on_one_with_a_name() -> None:
    code = """
import box
from plain import plain_image
base = box.Image.debian_slim(python_version="3.12")
base = base.pip_install("eggs==1", "salad @ git+https://github.com/chef/green-salad.git@v2#egg=salad")
other = plain_image.apt_install("pan").pip_install("eggs==2")
kept = base.add_local_file("x", TARGET.as_posix())
drawing.open("x").resize(3)
"""
    found = extract({"a.py": code})
    facts = attrs(found)
    assert sorted(facts) == ["eggs", "green-salad", "pan", "python"]
    assert facts["green-salad"]["value"] == "v2"
    assert (facts["eggs"]["value"], facts["eggs"]["other_values"]) == ("1", ["2 a.py"])
    assert [(problem.place.line, problem.message) for problem in found.problems] == [
        (7, "what this layer installs or copies is not constant")
    ]


def test_container_files_join_what_python_builds() -> None:
    found = extract({"base.py": BASE, "Dockerfile.oven": CONTAINER})
    facts = attrs(found)
    assert "base" not in facts
    assert facts["water"]["layer"] == 2
    assert facts["/bell"]["places"] == ["Dockerfile.oven", "base.py"]
    assert facts["flour"]["places"] == ["Dockerfile.oven", "base.py"]
    assert facts["whisk"]["value"] == ""
    assert facts["whisk"]["other_values"] == ["2.1.0 base.py"]
    assert "/b" not in facts


def test_names_join_and_leave_out() -> None:
    facts = attrs(extract({"Dockerfile": CONTAINER}, names={"water": "flour"}, ignore=["grain"]))
    assert sorted(facts) == ["/bell", "flour", "whisk"]


def test_the_digest_follows_the_version_and_not_the_layer() -> None:
    def digest(text: str) -> str:
        return {fact.name: fact.digest for fact in extract({"Dockerfile": text}).facts}["whisk"]

    one = digest("FROM a\nRUN npm i whisk@1\n")
    assert one == digest("FROM a\nRUN apt-get install -y flour\nRUN npm i whisk@1\n")
    assert one != digest("FROM a\nRUN npm i whisk@2\n")


def test_registries_with_ports_and_digests() -> None:
    facts = attrs(
        extract({"Dockerfile": "FROM --platform=linux/amd64 host:5000/oven/bread@sha256:ab12 AS x\n"})
    )
    assert facts["host:5000/oven/bread"]["value"] == "sha256:ab12"
    facts = attrs(extract({"Dockerfile": "FROM host:5000/oven/bread\n"}))
    assert facts["host:5000/oven/bread"]["pinned"] is False


def test_a_module_that_does_not_parse_says_where() -> None:
    assert error_of("a.py", "x = 1\n<<<<<<< HEAD\n") == 2


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    files = {"a.py": BASE, "Dockerfile": CONTAINER}
    odd = {path: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for path, text in files.items()}
    assert extract(odd).facts == extract(files).facts
