"""The inventory's lock file read back: strict in what it accepts, quick where all is well.

A lock as ``writers.lock`` writes it is read by lines: the facts at once, the symbols of a file
when somebody asks for them. Any other layout of the same JSON is read as well, only slower. What
is not a lock of this format raises ``NotCheckedError`` under the rule ``unreadable-lock``, with
the line, all that is wrong together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from operator import lt
from pathlib import Path
from typing import Any, NoReturn

from spec_audit.files import read_file
from spec_audit.model.facts import Fact
from spec_audit.model.finding import Finding, NotCheckedError
from spec_audit.model.inventory import Inventory
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem
from spec_audit.readers.lock_symbols import LockedSymbols, make_symbols

RULE = "unreadable-lock"
FORMAT = 1
_MEND = "Write it anew: spec-audit inventory --code DIR."
_HEAD = b'{"format": 1,\n'
_FACTS = b'"facts": ['
_SYMBOLS = b'],\n"symbols": ['
_END = b"]}\n"


def read_lock(root: Path, lock: str) -> Inventory:
    """Read the lock file ``lock`` under ``root``."""
    try:
        data = read_file(root / lock)
    except FileNotFoundError:
        _refuse(lock, 0, "there is no such lock file", "Write it: spec-audit inventory --code DIR.")
    except OSError as error:
        _refuse(lock, 0, f"it cannot be read: {error.strerror}", "Make it a readable file.")
    return _read_lines(data, lock) or _read_any(data, lock)


def _read_lines(data: bytes, lock: str) -> Inventory | None:
    """Read the layout that we write ourselves; None for any doubt."""
    start, middle = data.find(_FACTS), data.find(_SYMBOLS)
    if not (data.startswith(_HEAD) and data.endswith(_END) and 0 < start < middle):
        return None
    symbols = LockedSymbols.over(
        data[middle + len(_SYMBOLS) : -len(_END)], lock, data.count(b"\n", 0, middle) + 3
    )
    if symbols is None:
        return None
    try:
        top = json.loads(data[:middle] + b"]}")
    except ValueError:
        return None
    return (
        _inventory(top, symbols) if isinstance(top, dict) and not _complaints(top, facts_only=True) else None
    )


def _inventory(top: dict[str, Any], symbols: Any) -> Inventory:
    return Inventory(
        repository=top["repository"],
        commit=top["commit"],
        configuration=top.get("configuration", ""),
        facts=tuple([Fact(**one) for one in top["facts"]]),
        symbols=symbols,
        problems=tuple(
            Problem(rule=one["rule"], place=Place(path=one["path"], line=one["line"]), message=one["message"])
            for one in top.get("problems", ())
        ),
    )


def _read_any(data: bytes, lock: str) -> Inventory:
    """Read any layout, and name all that is wrong."""
    try:
        text = data.decode("utf-8")
        top = json.loads(text)
    except UnicodeDecodeError as error:
        _refuse(lock, data.count(b"\n", 0, error.start) + 1, "it is not UTF-8", _MEND)
    except json.JSONDecodeError as error:
        _refuse(lock, error.lineno, f"it is no JSON, or breaks off: {error.msg}", _MEND)
    except ValueError:
        _refuse(lock, 1, "it holds a number that no lock has", _MEND)
    except RecursionError:
        _refuse(lock, 1, "it is nested too deeply for a lock", _MEND)
    if not isinstance(top, dict):
        _refuse(lock, 1, "it is no JSON object", _MEND)
    if top.get("format") != FORMAT or isinstance(top.get("format"), bool):
        said = f"it is of format {top['format']!r}" if "format" in top else "it does not say its format"
        _refuse(lock, 1, f"{said}; this version reads format {FORMAT}", _MEND)
    wrong = _complaints(top)
    if wrong:
        places = [(Place(path=lock, line=_line_of(data, near)), message) for near, message in wrong]
        raise NotCheckedError(tuple(Finding.error(RULE, lock, at, said, _MEND) for at, said in places))
    return _inventory(top, make_symbols(top["symbols"]))


_HEADS = (("repository", str), ("commit", str), ("facts", list), ("symbols", list))
_FACT = {"key": str, "kind": str, "path": str, "line": int, "digest": str, "attrs": dict}
_PROBLEM = {"rule": str, "path": str, "line": int, "message": str}
_SYMBOL = {"path": str, "name": str, "kind": str, "line": int, "end_line": int, "digest": str}
_TYPES = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}


def _complaints(top: dict[str, Any], *, facts_only: bool = False) -> list[tuple[str, str]]:
    """List what is wrong, each with a text to be found near it."""
    wrong = [
        (f'"{name}"', f"'{name}' must be {_TYPES[kind]}")
        for name, kind in _HEADS
        if not isinstance(top.get(name), kind) and not (facts_only and name == "symbols")
    ]
    if not isinstance(top.get("configuration", ""), str):
        wrong.append(('"configuration"', "'configuration' must be a text"))
    if not isinstance(top.get("problems", []), list):
        wrong.append(('"problems"', "'problems' must be a list"))
    if wrong:
        return wrong
    lists = [("facts", _FACT, "key")]
    if "problems" in top:
        lists.append(("problems", _PROBLEM, "message"))
    if not facts_only:
        lists.append(("symbols", _SYMBOL, "name"))
    for name, shape, title in lists:
        names, types = tuple(shape), tuple(shape.values())
        for number, one in enumerate(top[name]):
            as_written = type(one) is dict and tuple(one) == names and tuple(map(type, one.values())) == types
            if not as_written and (complaint := _complaint(f"{name}[{number}]", one, shape, title)):
                wrong.append(complaint)
    return wrong or list(_at_odds(top["facts"])) or _disorder([one["key"] for one in top["facts"]])


def _at_odds(facts: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield facts that contradict themselves: rules would otherwise blame the specs for them."""
    for one in facts:
        key, kind = one["key"], one["kind"]
        if not key.startswith(f"{kind}:"):
            yield f'"{key}"', f"the fact {key} cannot be of kind '{kind}'"
        elif kind == "enum":
            values = one["attrs"].get("values", [])
            if not isinstance(values, list) or any(type(value) is not str for value in values):
                yield f'"{key}"', f"the fact {key}: 'values' must be a list of texts"


def _disorder(keys: list[str]) -> list[tuple[str, str]]:
    if all(map(lt, keys, keys[1:])):
        return []
    first, second = next((first, second) for first, second in pairwise(keys) if first >= second)
    what = "stands in it twice" if first == second else f"does not stand in its order, after {first}"
    return [(f'"key": {json.dumps(second)}', f"the fact {second} {what}")]


def _complaint(at: str, one: Any, shape: dict[str, type], title: str) -> tuple[str, str] | None:
    if not isinstance(one, dict):
        return json.dumps(one)[:60], f"{at} is no object"
    near = (
        f'"{title}": {json.dumps(one[title])}'
        if isinstance(one.get(title), str)
        else f'"{at.partition("[")[0]}"'
    )
    lacking = [key for key in shape if key not in one]
    if lacking:
        return near, f"{at} lacks '{lacking[0]}'"
    strange = [key for key in one if key not in shape]
    if strange:
        return near, f"{at} has a key '{strange[0]}' that no lock has"
    key = next((key for key, kind in shape.items() if type(one[key]) is not kind), None)
    return (near, f"{at}: '{key}' must be {_TYPES[shape[key]]}") if key else None


def _line_of(data: bytes, near: str) -> int:
    at = data.find(near.encode())
    return data.count(b"\n", 0, at) + 1 if at >= 0 else 1


def _refuse(lock: str, line: int, message: str, hint: str) -> NoReturn:
    raise NotCheckedError.because(RULE, Place(path=lock, line=line), message, hint) from None
