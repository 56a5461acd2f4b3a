"""Which declarations are the same closed set.

Declarations with a name of their own (a union alias, an enum, a constant) are one set when
the names and the values agree. A set without a name of its own (a field's inline union, a
schema's field, a CHECK constraint) joins the one named set that has its values, if it has
three values or more or the words agree (``role`` and ``UserRole``): two values are too few
to tell a coincidence. Failing that it joins the nearest field of the same word and values;
two columns never share one in that way, because each table's states are its own.
Whatever bears a name that is taken, with other values, is kept as a difference.
"""

from __future__ import annotations

from posixpath import commonpath
from typing import TYPE_CHECKING, NamedTuple

from spec_audit.model.pattern import matches_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_RANK = {"union": 0, "enum": 0, "const": 1, "zod": 2, "field": 3, "check": 4, "anonymous": 5}
_NAMED = frozenset({"union", "enum", "const", "zod"})


class Declaration(NamedTuple):
    """One closed set as one file declares it.

    ``values`` map each value to its line; ``refs`` are the sets that it takes in, each with the
    number of values in front of it.
    """

    name: str
    form: str
    path: str
    line: int
    values: Mapping[str, int]
    refs: tuple[tuple[str, int], ...] = ()

    @property
    def word(self) -> str:
        """The last part of the name in a spelling that camels and snakes share."""
        return _plain(self.name.rpartition(".")[2])


class ClosedSet:
    """One enum: the declaration that names it, the others that agree, those that differ."""

    def __init__(self, *, first: Declaration) -> None:
        self.first = first
        self.others: list[Declaration] = []
        self.differing: list[Declaration] = []

    @property
    def size(self) -> int:
        """How many declarations it was made of."""
        return 1 + len(self.others) + len(self.differing)


def _plain(word: str) -> str:
    return word.replace("_", "").replace("-", "").lower()


def in_order(declarations: Iterable[Declaration], prefer: tuple[str, ...]) -> list[Declaration]:
    """Sort by form, preferred files first, then path and line: the first one gives the name."""

    def rank(one: Declaration) -> tuple[int, int, str, int, str]:
        liked = next((n for n, glob in enumerate(prefer) if matches_any(one.path, (glob,))), len(prefer))
        return (_RANK[one.form], liked, one.path, one.line, one.name)

    return sorted(declarations, key=rank)


def resolve(declarations: list[Declaration]) -> list[Declaration]:
    """Put in the values of the sets that others are made of; drop what stays open."""
    by_name: dict[str, list[Declaration]] = {}
    for one in declarations:
        if one.form in _NAMED or one.form == "alias":
            by_name.setdefault(one.name, []).append(one)

    def values_of(one: Declaration, trail: tuple[str, ...]) -> dict[str, int] | None:
        if one.name in trail:
            return None
        own = list(one.values.items())
        values: dict[str, int] = {}
        at = 0
        for ref, after in one.refs:
            found = by_name.get(ref, [])
            near = [other for other in found if other.path == one.path] or (found if len(found) == 1 else [])
            more = values_of(near[0], (*trail, one.name)) if near else None
            if more is None:
                return None
            at_home = one.form == "alias" and near[0].path == one.path
            values.update(own[at:after])
            values.update({value: line if at_home else one.line for value, line in more.items()})
            at = after
        values.update(own[at:])
        return values

    renamed = {(one.path, one.refs[0][0]): one.name for one in declarations if one.form == "alias"}
    resolved: list[Declaration] = []
    for one in declarations:
        values = values_of(one, ())
        if values is None or len(values) < 2:
            continue
        name = renamed.get((one.path, one.name), one.name) if one.form == "const" else one.name
        form = "const" if one.form == "alias" else one.form
        resolved.append(Declaration(name=name, form=form, path=one.path, line=one.line, values=values))
    return resolved


def merge(
    declarations: list[Declaration], *, merge_equal: bool, separate: tuple[str, ...] = ()
) -> dict[str, ClosedSet]:
    """Make one set of all declarations that mean the same; they come in order.

    ``separate`` are globs of names that never join a set of another name.
    """
    sets: dict[str, ClosedSet] = {}
    alike: dict[frozenset[str], list[ClosedSet]] = {}
    for one in declarations:
        equal = alike.setdefault(frozenset(one.values), [])
        same = sets.get(one.name) if one.form != "anonymous" else None
        if same is not None and same.first.values.keys() == one.values.keys():
            same.others.append(one)
            continue
        joins = merge_equal and one.form not in _NAMED and not matches_any(one.name, separate)
        home = _home(one, equal) if joins else None
        if home is not None:
            home.others.append(one)
        elif same is not None:
            same.differing.append(one)
        elif one.form != "anonymous":
            sets[one.name] = ClosedSet(first=one)
            equal.append(sets[one.name])
    return sets


def _home(one: Declaration, equal: Iterable[ClosedSet]) -> ClosedSet | None:
    """Find the set that a declaration without a name of its own joins, among those of its values."""
    named = [other for other in equal if other.first.form in _NAMED]
    akin = [other for other in named if one.word and other.first.word.endswith(one.word)]
    if len(akin) == 1:
        return akin[0]
    if len(named) == 1 and len(one.values) >= 3:
        return named[0]
    if named:
        return None
    fields = [
        other
        for other in equal
        if other.first.word == one.word and not (one.form == "check" and _holds_column(other))
    ]
    return max(fields, key=lambda other: len(commonpath([other.first.path, one.path])), default=None)


def _holds_column(one: ClosedSet) -> bool:
    return any(other.form == "check" for other in (one.first, *one.others))
