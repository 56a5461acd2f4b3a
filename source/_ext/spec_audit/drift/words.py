"""Where the specs' text still speaks of what the code no longer has, in words that nothing checks.

Claims, rows and roles name a fact by its key, and a rule tells when it is gone. A sentence names it
as people do: a table, a class, a path. Only names that nothing in the code has any more are looked
for, and only such as no sentence has by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from spec_audit.model.facts import Fact
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import Spec
from spec_audit.model.place import Place
from spec_audit.readers.lines import read_lines

_PARTS = re.compile(r"[:.\s]+")
_NAME = re.compile(r"\w+[_-]\w[\w-]*|\w*[a-z]\w*[A-Z]\w*|[A-Z]{2,}\w*[a-z]\w*")
"""A name that is no plain word: ``oauth_tokens``, ``mem-read``, ``apiKey``, ``APIKeys``."""


def find_leftovers(
    gone: Iterable[Fact], new: Inventory, specs: Iterable[Spec]
) -> Mapping[str, tuple[Place, ...]]:
    """Find the lines that name what is gone, by the key of the fact; each word is told of the first."""
    known = {word for key in new.keys for word in _names(key)}
    owner: dict[str, str] = {}
    for fact in sorted(gone, key=lambda one: (one.parent is not None, one.key)):
        for word in _names(fact.key):
            if word not in known:
                owner.setdefault(word, fact.key)
    for symbols in new.symbols.values() if owner else ():
        for symbol in symbols:
            owner.pop(symbol.name.rpartition(".")[2], None)
    if not owner:
        return {}
    words = "|".join(re.escape(word) for word in sorted(owner, key=len, reverse=True))
    search = re.compile(rf"(?<![\w/.-])(?:{words})(?![\w-]|/\w)")
    found: dict[str, dict[Place, None]] = {}
    for spec in specs:
        for number, line in read_lines(spec.text):
            for match in search.finditer(line):
                found.setdefault(owner[match[0]], {})[spec.at(number)] = None
    return {key: tuple(places) for key, places in found.items()}


def _names(key: str) -> Iterator[str]:
    """Give what a sentence may call a fact: its path, or those parts of its key that are no plain words."""
    _, _, name = key.partition(":")
    path = name[name.find("/") :] if "/" in name else ""
    if key.startswith("file:"):
        yield name
    elif path.count("/") > 1:
        yield path
    for part in _PARTS.split(name.removesuffix(path)):
        if _NAME.fullmatch(part):
            yield part
