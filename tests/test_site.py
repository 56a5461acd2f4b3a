"""The real site, built as the Makefile and as Read the Docs build it: the same files, byte for byte."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
import yaml

from spec_audit.audit import load_case
from spec_audit.readers.settings import read_settings
from spec_audit.vocabulary import KIND_BY_CLASS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the working tree: what is committed, and what is about to be."""
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this is no git checkout: what a fresh clone builds is not tested")
    copy = tmp_path_factory.mktemp("checkout")
    for name in done.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


def run(command: str, folder: Path, **settings: str) -> None:
    """Run a shell command that knows nothing of this environment but its Python and the folder's package."""
    clean = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": str(folder / "source/_ext"),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=clean | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def hosted(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the html commands of Read the Docs leave."""
    output = tmp_path_factory.mktemp("hosted")
    jobs = yaml.safe_load((checkout / ".readthedocs.yaml").read_text("utf-8"))["build"]["jobs"]
    for command in (*jobs["pre_build"], *jobs["build"]["html"]):
        run(command, checkout, READTHEDOCS_OUTPUT=str(output), READTHEDOCS="True", PYTHONHASHSEED="1")
    return output / "html"


def make_html(checkout: Path, **settings: str) -> None:
    """Run the command of ``make html``."""
    dry = ["make", "--dry-run", "--always-make", "html"]
    # Its variables, as BASE, come from the environment where that has them.
    clean = {"PATH": os.environ["PATH"]}
    printed = subprocess.run(dry, cwd=checkout, capture_output=True, text=True, check=True, env=clean).stdout
    [command] = [line for line in printed.splitlines() if "sphinx-build" in line]
    run(command.replace(".venv/bin/sphinx-build", "python -m sphinx"), checkout, **settings)


@pytest.fixture(scope="module")
def made(checkout: Path, hosted: Path) -> Mapping[str, bytes]:
    """What the command of ``make html`` leaves, from a clean folder; a test may build there again."""
    shutil.rmtree(checkout / "build", ignore_errors=True)
    make_html(checkout, PYTHONHASHSEED="2")
    return contents(checkout / "build/html")


def test_a_locale_that_the_machine_does_not_have_stops_no_build(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    target = "said: ; python -c 'import locale; locale.setlocale(locale.LC_ALL, str())'"
    run(f'make --eval="{target}" said', tmp_path, LC_ALL="xx_YY.UTF-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.fixture(scope="module")
def objects(hosted: Path) -> Mapping[str, str]:
    """The published inventory of Sphinx: the names, each with its address."""
    data = (hosted / "objects.inv").read_bytes()
    body = zlib.decompress(data.split(b"\n", 4)[4]).decode()
    lines = [re.fullmatch(r"(.+?) (\S+:\S+) (-?\d+) (\S*) (.*)", line) for line in body.splitlines()]
    return {f"{line[2]} {line[1]}": line[4] for line in lines if line}


def test_both_ways_leave_the_same_bytes(hosted: Path, made: Mapping[str, bytes]) -> None:
    one = contents(hosted)
    assert one.keys() == made.keys()
    assert {name for name, data in one.items() if data != made[name]} == set()


EDITED = {
    "specs/integrations.html": "the page itself",
    "_sources/specs/integrations.md.txt": "its text, which the theme publishes beside it",
    "searchindex.js": "the words of all pages",
    "needs.json": "the line on which each object stands",
}
"""What a sentence more in one spec changes, and why."""


def test_a_sentence_more_changes_only_what_must_change(made: Mapping[str, bytes], checkout: Path) -> None:
    spec = checkout / "source/specs/integrations.md"
    text = spec.read_text("utf-8")
    spec.write_text(
        text.replace("\n## Data Model\n", "\nOne sentence stands here.\n\n## Data Model\n"), "utf-8"
    )
    make_html(checkout, PYTHONHASHSEED="3")
    warm = contents(checkout / "build/html")
    assert warm.keys() == made.keys()
    assert {name for name in warm if warm[name] != made[name]} == EDITED.keys()
    shutil.rmtree(checkout / "build")
    make_html(checkout, PYTHONHASHSEED="4")
    cold = contents(checkout / "build/html")
    assert {name for name in cold.keys() | warm.keys() if cold.get(name) != warm.get(name)} == set()


def test_what_others_read_is_published(hosted: Path) -> None:
    for name in (
        "index.html",
        "404.html",
        "needs.json",
        "audit.json",
        "objects.inv",
        "searchindex.js",
        "llms.txt",
        "_static/favicon.svg",
    ):
        assert (hosted / name).stat().st_size, name
    for page, folder in (("index.html", ""), ("specs/sessions.html", "../")):
        assert f'<link rel="shortcut icon" href="{folder}_static/favicon.svg">' in (hosted / page).read_text(
            "utf-8"
        )
    assert not list(hosted.rglob("*.doctree"))


def test_every_rule_shows_an_example_of_its_own(hosted: Path) -> None:
    page = (hosted / "guide/rules.html").read_text("utf-8")
    sections = dict(re.findall(r'<section id="rule-([\w-]+)">(.*?)</section>', page, re.DOTALL))
    assert len(sections) > 60
    for rule, section in sections.items():
        assert f"<<< {rule}" in unescape(re.sub(r"<[^>]+>", "", section)), rule


def test_objects_and_facts_can_be_linked_to_from_other_projects(
    hosted: Path, objects: Mapping[str, str]
) -> None:
    case = load_case(read_settings(ROOT / "spec-audit.toml"))
    kinds = {name: KIND_BY_CLASS[type(one)].directive for name, one in case.objects.items()}
    missing = [name for name, kind in kinds.items() if f"spec:{kind} {name}" not in objects]
    assert missing == []
    facts = [one.key for one in case.inventory.facts if f"spec:{one.kind} {one.key}" not in objects]
    assert facts == [], "those that nobody owns too: their place is on the page of gaps"
    pages: dict[str, str] = {}
    for name, address in objects.items():
        if name.startswith("spec:"):
            page, _, anchor = address.replace("$", name.partition(" ")[2]).partition("#")
            text = pages.setdefault(page, (hosted / page).read_text("utf-8"))
            assert f'id="{anchor}"' in text, f"{name} is not at {address}"


def test_the_guide_says_what_an_extractor_of_another_package_may_use(objects: Mapping[str, str]) -> None:
    base = "spec_audit.extractors.base."
    told = {name.partition(base)[2] for name in objects if name.startswith("py:")}
    assert {"SourceFile.nodes", "make_fact", "Extraction"} <= told


def test_another_project_links_to_objects_and_facts(hosted: Path, tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinx.ext.intersphinx"]\n'
        f'intersphinx_mapping = {{"specs": ("https://specs.test/", {str(hosted / "objects.inv")!r})}}\n'
    )
    (tmp_path / "index.rst").write_text(
        "Other\n=====\n\n:ref:`table:sessions`, :ref:`a rule <CON_SESSIONS_LIFECYCLE>`,"
        " :external+specs:ref:`route:worker:GET /api/sessions`\n\n.. toctree::\n\n   other\n"
    )
    (tmp_path / "other.md").write_text(
        "# More\n\n[state](inv:specs:std:label#state:sessionstatus.idle) {ref}`enum:SessionStatus`\n"
    )
    run("python -m sphinx -W --keep-going -q . html", tmp_path)
    text = (tmp_path / "html/index.html").read_text("utf-8") + (tmp_path / "html/other.html").read_text(
        "utf-8"
    )
    links = re.findall(r'href="https://specs\.test/specs/sessions\.html#([^"]+)"', text)
    assert links == [
        "table-sessions",
        "CON_SESSIONS_LIFECYCLE",
        "route-worker-get-api-sessions",
        "state-sessionstatus-idle",
        "enum-sessionstatus",
    ]


def test_every_link_leads_to_an_existing_anchor(hosted: Path) -> None:
    pages = {
        file.relative_to(hosted).as_posix(): file.read_text("utf-8")
        for file in hosted.rglob("*.html")
        if "_static" not in file.parts
    }
    anchors = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in pages.items()}
    dead: list[str] = []
    count = 0
    for page, text in pages.items():
        for link in set(re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', text)):
            if re.match(r"[a-z]+:", link) or link in {"#", "#furo-main-content"}:
                continue
            count += 1
            path, _, anchor = link.replace("&amp;", "&").partition("#")
            path = path.partition("?")[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
            if target not in pages:
                if not (hosted / target).is_file():
                    dead.append(f"{page}: {link}")
            elif anchor and anchor not in anchors[target]:
                dead.append(f"{page}: {link}")
    assert dead == []
    assert count > 3000


def test_every_link_to_the_code_leads_to_a_line_that_the_lock_knows(hosted: Path) -> None:
    case = load_case(read_settings(ROOT / "spec-audit.toml"))
    known = {(fact.path, fact.line) for fact in case.inventory.facts}
    known |= {(path, one.line) for path, symbols in case.inventory.symbols.items() for one in symbols}
    known |= {(path, 0) for path, _ in known}
    home = f"https://github.com/{case.inventory.repository}/blob/{case.inventory.commit}/"
    count = 0
    for file in hosted.rglob("*.html"):
        for link in set(
            re.findall(r'\bhref="(https://github\.com/[^"]*/(?:blob|tree)/[^"]*)"', file.read_text("utf-8"))
        ):
            path, _, line = unescape(link).removeprefix(home).partition("#L")
            assert (path, int(line or 0)) in known, f"{file.name}: {link}"
            count += 1
    assert count > 1000


def test_ids_are_given_once_on_a_page(hosted: Path) -> None:
    for file in hosted.rglob("*.html"):
        if "_static" not in file.parts:
            found = re.findall(r'\bid="([^"]+)"', file.read_text("utf-8"))
            twice = {one for one in found if found.count(one) > 1} if len(found) != len(set(found)) else set()
            assert not twice, f"{file.name}: {sorted(twice)[:5]}"


def test_the_hosting_service_gets_settings_that_it_knows() -> None:
    settings = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text("utf-8"))
    assert settings["sphinx"] == {"configuration": "conf.py"}
    [command] = settings["build"]["jobs"]["build"]["html"]
    assert " -W " in command
    assert all(-10 <= rank <= 10 for rank in settings["search"]["ranking"].values())


def test_in_a_pull_request_the_base_is_what_the_default_version_publishes(tmp_path: Path) -> None:
    [command] = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text("utf-8"))["build"]["jobs"]["pre_build"]
    leave = 'echo "$@" > asked; mkdir -p build/base; echo {} > build/base/audit.json; return $FAIL'
    command = f"curl() {{ {leave}; }}; {command}"
    run(command, tmp_path, READTHEDOCS_VERSION_TYPE="branch", READTHEDOCS_PROJECT="specs")
    assert not (tmp_path / "asked").exists()
    external = {"READTHEDOCS_VERSION_TYPE": "external", "READTHEDOCS_PROJECT": "specs"}
    run(command, tmp_path, FAIL="0", **external)
    assert "https://specs.readthedocs.io/page/audit.json" in (tmp_path / "asked").read_text("utf-8")
    assert (tmp_path / "build/base/audit.json").is_file()
    run(command, tmp_path, FAIL="22", **external)
    assert not (tmp_path / "build/base/audit.json").exists()


@pytest.mark.usefixtures("made")
def test_a_base_that_cannot_be_read_fails_no_pull_request(checkout: Path, tmp_path: Path) -> None:
    [command] = yaml.safe_load((checkout / ".readthedocs.yaml").read_text("utf-8"))["build"]["jobs"]["build"][
        "html"
    ]
    base = checkout / "build/base/audit.json"
    base.parent.mkdir(exist_ok=True)
    base.write_text("{}")
    # What is written does not matter here, so nothing is.
    run(command.replace("-b html", "-b dummy"), checkout, READTHEDOCS_OUTPUT=str(tmp_path))
