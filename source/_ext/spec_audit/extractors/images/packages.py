"""What a shell command line installs, told from its words alone.

``read_command`` gives ``[thing, version, installer]`` for every package that ``apt-get``,
``pip``, ``npm`` and its like are asked for, for programs that ``curl`` or ``wget`` fetch,
and for repositories that ``git clone`` takes; the version is empty where none is named.
A downloaded thing is named after the repository of a release, else after its host. Text in
braces, ``{NAME}``, is a name that the caller resolves, and stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATORS = re.compile(r"\s*(?:&&|\|\||;|\n|\bthen\b|\belse\b|\bfi\b|\|)\s*")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=\S*")
_URL = re.compile(r"https?://[^\s\"'|)]+")
_RELEASE = re.compile(
    r"https?://github\.com/[^/]+/(?P<name>[^/]+)/(?:releases/download|archive)/(?:refs/tags/)?(?P<version>[^/]+?)(?:/|\.tar|\.zip|$)"
)
_RAW = re.compile(
    r"https?://raw\.githubusercontent\.com/[^/]+/(?P<name>[^/]+)/(?:refs/\w+/)?(?P<version>[^/]+)/"
)
_CLONED = re.compile(r"(?:https?://|git@)[^/:]+[/:](?:.*/)?(?P<name>[^/]+?)(?:\.git)?/?$")
_HOST = re.compile(r"https?://(?:[\w-]+\.)*?(?P<label>[\w-]+)\.(?:co\.)?[a-z]{2,}(?::\d+)?(?:/|$)")
_IN_URL = re.compile(r"[_/v-](\d+(?:\.\d+)*|\{\w+\})(?=[._/-]|$)")
_NPM = re.compile(r"(?P<name>@?[^@\s]+)(?:@(?P<version>.+))?")
_PIP = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:(?P<sign>[=<>~!]=?=?)\s*(?P<version>[\w.*{}]+))?.*"
)
_PIP_URL = re.compile(
    r"(?:.*@\s*)?(?:\w+\+)?\w+://\S*/(?P<name>[^/@#]+?)(?:\.git)?(?:@(?P<version>[^#]+))?(?:#.*)?"
)
_INSTALLERS = {
    "apt-get": ("apt", ("install",)),
    "apt": ("apt", ("install",)),
    "apk": ("apk", ("add",)),
    "pip": ("pip", ("install",)),
    "pip3": ("pip", ("install",)),
    "npm": ("npm", ("install", "i", "add")),
    "pnpm": ("npm", ("add", "install")),
    "yarn": ("npm", ("add",)),
    "bun": ("npm", ("add", "install")),
    "gem": ("gem", ("install",)),
    "cargo": ("cargo", ("install",)),
}
_WITH_VALUE = frozenset(
    {
        "-t",
        "--target-release",
        "-o",
        "-r",
        "--prefix",
        "-i",
        "--index-url",
        "--extra-index-url",
        "-c",
        "--cache",
    }
)
_MOVING = frozenset({"", "latest", "lts", "stable", "next", "main", "master", "*"})


def read_command(text: str) -> Iterator[tuple[str, str, str]]:
    """List what one command line installs, in its order."""
    for part in _SEPARATORS.split(text.replace("\\\n", " ")):
        words = [word.strip("\"'()") for word in part.split()]
        while words and (words[0] in ("sudo", "exec", "if", "RUN", "do") or _ASSIGNMENT.fullmatch(words[0])):
            words = words[1:]
        if words:
            yield from _read_words(words[0].rpartition("/")[2], words[1:], part)


def _read_words(program: str, words: list[str], text: str) -> Iterator[tuple[str, str, str]]:
    if program == "python3" and words[:2] == ["-m", "pip"]:
        program, words = "pip", words[2:]
    if program in ("curl", "wget"):
        for url in _URL.findall(text):
            yield (*read_url(url), "curl")
    elif program == "git" and "clone" in words:
        yield from _cloned(words)
    elif program == "npx":
        for word in [word for word in words if not word.startswith("-")][:1]:
            yield (*read_package(word, "npm"), "npm")
    elif program in _INSTALLERS:
        installer, verbs = _INSTALLERS[program]
        verb = next((at for at, word in enumerate(words) if word in verbs), None)
        for word in _operands(words[verb + 1 :]) if verb is not None else ():
            yield (*read_package(word, installer), installer)


def _operands(words: list[str]) -> Iterator[str]:
    """Leave out options with their values, redirections and local paths."""
    skip = False
    for word in words:
        if skip or word in _WITH_VALUE:
            skip = not skip and word in _WITH_VALUE
        elif word and not word.startswith(("-", ".", "/", "$", ">", "<", "2>", "#")):
            yield word


def _cloned(words: list[str]) -> Iterator[tuple[str, str, str]]:
    branch = next((words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-b", "--branch")), "")
    for word in words:
        match = _CLONED.match(word) if "://" in word or word.startswith("git@") else None
        if match:
            yield match["name"], branch, "git"


def read_package(word: str, installer: str) -> tuple[str, str]:
    """Split a package's name from its version, in the installer's way to write them."""
    if installer == "npm":
        match = _NPM.fullmatch(word)
        return (match["name"], match["version"] or "") if match else (word, "")
    if installer == "pip":
        match = _PIP_URL.fullmatch(word) or _PIP.fullmatch(word)
        return (match["name"], match["version"] or "") if match else (word, "")
    name, _, version = word.partition("@" if installer == "cargo" else "=")
    return name, version


def read_url(url: str) -> tuple[str, str]:
    """Name what an address gives: a release or a raw file by its repository, else by its host."""
    release = _RELEASE.match(url) or _RAW.match(url)
    if release:
        return release["name"], release["version"]
    host = _HOST.match(url)
    version = _IN_URL.search(url.partition("://")[2].partition("/")[2])
    return (host["label"] if host else url), (version[1] if version else "")


def is_pinned(version: str) -> bool:
    """Whether a version stays the same thing tomorrow, as far as its text tells."""
    return version.lower() not in _MOVING
