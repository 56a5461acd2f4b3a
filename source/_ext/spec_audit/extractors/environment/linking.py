"""Join the uses of each environment variable over all files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import Extraction, Scan, digest_of, place_name
from spec_audit.extractors.environment.readers import MODAL, PROCESS
from spec_audit.model.facts import Attr, Fact
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source

_OS = ("os.environ", *PROCESS)

_UNMET = {
    "maps": "and nothing is read from it or put into it",
    "getters": "and nothing calls it with the name of a variable",
    "setters": "and nothing calls it with the name of a variable",
}


class Variable:
    """What is known of one variable while the scans are joined."""

    def __init__(self) -> None:
        self.declared: set[tuple[str, int, str]] = set()
        self.setters: set[tuple[str, int, str]] = set()
        self.readers: set[tuple[str, int, str]] = set()
        self.binding = ""
        self.durable = ""
        self.optional = False
        self.is_secret = False


def link_scans(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Join the uses of each variable."""
    options = source.options
    join = _Join(
        scans,
        interfaces=tuple(options.get("bindings", ())),
        maps=frozenset(options.get("maps", ())),
        getters=frozenset(options.get("getters", ())),
        setters=frozenset(options.get("setters", ())),
    )
    facts = tuple(_fact(name, variable) for name, variable in sorted(join.variables.items()))
    for option, told in _UNMET.items():
        join.problems += Problem.of_unmet(options.get(option, ()), join.met, told, option)
    return Extraction(facts=facts, problems=tuple(join.problems), counts=join.counts)


class _Join:
    """One pass over all scans, with the options that decide which uses count."""

    def __init__(
        self,
        scans: Mapping[str, Scan],
        *,
        interfaces: tuple[str, ...],
        maps: frozenset[str],
        getters: frozenset[str],
        setters: frozenset[str],
    ) -> None:
        self.variables: dict[str, Variable] = {}
        self.problems: list[Problem] = []
        self.counts: dict[str, int] = {}
        self.met: set[str] = set()
        self._maps, self._getters, self._setters = maps, getters, setters
        self._members = frozenset(self._declare(scans, interfaces))
        for path, uses in scans.items():
            self._join_file(path, uses)
        worked_out = sum(self.counts.values())
        self.counts = {"names worked out": worked_out, **dict(sorted(self.counts.items()))}

    def _declare(self, scans: Mapping[str, Scan], interfaces: tuple[str, ...]) -> Iterator[str]:
        """Yield the names that ``env`` has: those of the interfaces and of the settings of workers."""
        yield from (use[2] for uses in scans.values() for use in uses if use[0] == "binding")
        for number, interface in enumerate(interfaces):
            path, _, owner = interface.partition("#")
            uses = scans.get(path, ())
            owners = [owner]
            for one in owners:  # grows while it is read: what is taken over may take over more
                owners += [use[2] for use in uses if use[:2] == ["extends", one] and use[2] not in owners]
            members = [use for use in uses if use[0] == "member" and use[1] in owners]
            if not members:
                message = f"the option 'bindings' names {interface}, which declares no variable"
                self.problems.append(Problem.of_option(message, "bindings", number))
            elsewhere = (
                {*owners} - {use[1] for use in members} - {one.partition("#")[2] for one in interfaces}
            )
            for one in sorted(elsewhere - {owner}):
                message = (
                    f"{interface} takes over '{one}', which stands elsewhere: name that in 'bindings' too"
                )
                self.problems.append(Problem.of_option(message, "bindings", number))
            for _, owner, name, line, _, kind, optional in members:
                variable = self._at(name)
                variable.declared.add((path, line, owner))
                variable.optional = bool(optional)
                variable.binding = kind if kind[:1].isupper() else variable.binding
                yield name

    def _at(self, name: str) -> Variable:
        return self.variables.setdefault(name, Variable())

    def _join_file(self, path: str, uses: list[list[Any]]) -> None:
        listed: dict[tuple[str, str], list[str]] = {}
        for form, base, name, _, symbol, *_ in uses:
            if form == "names":
                listed.setdefault((symbol, base), []).append(name)
        for form, base, name, line, symbol, *more in uses:
            self.met.add(base)
            place = (path, line, symbol)
            if form == "binding":
                self._bind(name, place, base, *more)
            elif form.startswith("index-"):
                names = listed.get((symbol, name), [])
                if self._counts(base, None if names else "") and not names:
                    where = f"names worked out: {place_name(path, symbol)}"
                    self.counts[where] = self.counts.get(where, 0) + 1
                for one in names:
                    self._use(form.removeprefix("index-"), base, one, place)
            else:
                self._use(form, base, name, place)

    def _bind(self, name: str, place: tuple[str, int, str], table: str, kind: str, durable: str) -> None:
        variable = self._at(name)
        variable.declared.add(place)
        variable.setters.add(place)
        variable.binding = variable.binding or kind
        variable.durable = variable.durable or durable
        variable.is_secret = variable.is_secret or table == "secrets_store_secrets"

    def _use(self, form: str, base: str, name: str, place: tuple[str, int, str]) -> None:
        if form.startswith("call "):
            function = form.removeprefix("call ")
            self.met.add(function)
            if function in self._getters:
                self._at(name).readers.add(place)
            if function in self._setters:
                self._at(name).setters.add(place)
        elif form == "get" and self._counts(base, name):
            self._at(name).readers.add(place)
        elif form == "set" and (base == "ENV" or self._counts(base, name)):
            self._at(name).setters.add(place)
            if base == "ENV":
                self._at(name).declared.add(place)
        elif form == "put" and (base in self._maps or base == MODAL):
            self._at(name).setters.add(place)

    def _counts(self, base: str, name: str | None) -> bool:
        """Whether a use of ``name`` on ``base`` is one of an environment variable."""
        if base in _OS or base == "shell" or base in self._maps:
            return True
        return base == "env" and (name is None or name in self._members)


def _fact(name: str, variable: Variable) -> Fact:
    attrs: dict[str, Attr] = {
        "set_by": _places(variable.setters),
        "read_by": _places(variable.readers),
    }
    if variable.declared:
        attrs["declared_in"] = _places(variable.declared)
    if variable.binding:
        attrs["binding"] = variable.binding
    if variable.durable:
        attrs["class"] = variable.durable
    if variable.optional:
        attrs["optional"] = True
    if variable.is_secret:
        attrs["secret"] = True
    path, line, _ = min(variable.declared or variable.setters or variable.readers)
    key = f"env:{name}"
    essence: dict[str, Attr] = {**attrs, "set_by": bool(variable.setters), "read_by": bool(variable.readers)}
    return Fact(key=key, kind="env", path=path, line=line, digest=digest_of(key, essence), attrs=attrs)


def _places(uses: set[tuple[str, int, str]]) -> list[Attr]:
    return [*sorted({place_name(path, symbol) for path, _, symbol in uses})]
