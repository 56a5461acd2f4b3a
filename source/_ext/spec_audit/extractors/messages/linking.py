"""Match declarations, sends and switches with the protocols of the configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.base import make_fact, place_name
from spec_audit.extractors.languages.typescript.modules import Modules
from spec_audit.extractors.messages.declarations import Types
from spec_audit.extractors.messages.values import Value, types_in
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.model.facts import Attr, Fact

_HANDLER = re.compile(r"(?P<path>[^#]+)#(?P<symbol>[^()]*)(?:\((?P<subject>.*)\))?")


class _Message:
    """What is known of one message so far."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.declared_at: set[str] = set()
        self.declared_in: set[str] = set()
        self.sent_at: set[str] = set()
        self.handled_at: set[str] = set()
        self.fields: set[str] = set()
        self.given: set[str] = set()


class Linker:
    """One pass over all scans; ``problems`` and ``counts`` are complete after ``facts()``."""

    def __init__(self, scans: Mapping[str, Any], options: Mapping[str, Any]) -> None:
        self._scans = scans
        self._protocols: Mapping[str, Any] = options.get("protocols", {})
        self._modules = Modules(scans, options.get("packages", {}))
        self._types = Types(scans=scans, modules=self._modules)
        self._raw = frozenset(options.get("raw", ("send",)))
        self._forwards = frozenset(options.get("forwards", ()))
        self._other: Mapping[str, str] = options.get("other", {})
        self._options = options
        self._met: set[str] = set()
        self._callees_met: set[str] = set()
        self._messages: dict[tuple[str, str], _Message] = {}
        self.problems: list[Problem] = []
        self.counts = dict.fromkeys(
            ("sends", "forwards", "unexplained sends", "switches", "unexplained switches"), 0
        )

    def facts(self) -> tuple[Fact, ...]:
        """Make one fact of each message of each protocol."""
        for protocol, table in self._protocols.items():
            for number, named in enumerate(table.get("declared", ())):
                self._declare(protocol, named, number)
        for path, scan in self._scans.items():
            for call in scan["calls"]:
                self._call(path, call)
        for path, scan in self._scans.items():
            for switch in scan["switches"]:
                self._switch(path, switch)
        self._unmet()
        return tuple(
            self._fact(protocol, name, one) for (protocol, name), one in sorted(self._messages.items())
        )

    def _message(self, protocol: str, name: str) -> _Message:
        return self._messages.setdefault((protocol, name), _Message())

    def _fact(self, protocol: str, name: str, one: _Message) -> Fact:
        attrs: dict[str, Attr] = {
            "declared": bool(one.declared_at),
            "sent": bool(one.sent_at),
            "handled": bool(one.handled_at),
        }
        sides = self._protocols[protocol].get("declared", ())
        lacking = sorted({side.partition("#")[2] for side in sides if side not in one.declared_in})
        if one.declared_in and lacking:
            attrs["undeclared_in"] = [*lacking]
        if one.fields:
            attrs["fields"] = [*sorted(one.fields)]
        if one.given - one.fields:
            attrs["extra_fields"] = [*sorted(one.given - one.fields)]
        places: dict[str, Attr] = {
            "declared_at": [*sorted(one.declared_at)],
            "sent_at": [*sorted(one.sent_at)],
            "handled_at": [*sorted(one.handled_at)],
        }
        return make_fact(f"message:{protocol}:{name}", one.places[0], attrs, beside=places)

    def _declare(self, protocol: str, named: str, number: int) -> None:
        path, _, symbol = named.partition("#")
        members = self._types.members(path, symbol)
        if members is None:
            told = f"protocol '{protocol}' names the type '{symbol}', which {path} does not have"
            self._empty(told, "protocols", protocol, "declared", number)
            return
        for member in members:
            if not member.tags:
                place = Place(path=member.path, line=member.line)
                self._unexplained(place, f"a member of '{symbol}' has no literal 'type' that could be told")
            for tag in member.tags:
                message = self._message(protocol, tag.value)
                message.places.append(Place(path=tag.path, line=tag.line))
                message.declared_at.add(f"{member.path}#{member.symbol}")
                message.declared_in.add(named)
                if len(member.tags) == 1:
                    message.fields.update(member.fields)

    def _call(self, path: str, call: Mapping[str, Any]) -> None:
        place = Place(path=path, line=call["line"])
        self._callees_met.add(call["callee"].rpartition(".")[2])
        senders = list(self._senders(path, call))
        if not senders:
            if call["callee"].rpartition(".")[2] in self._raw or self._is_like_a_send(call):
                self._passed_on(path, call, place, "no protocol says what is sent here")
            return
        explained = True
        for protocol, sender in senders:
            value = _message_value(call["args"], sender)
            for found in types_in(value):
                for name in found["types"]:
                    message = self._message(protocol, name)
                    message.places.append(Place(path=path, line=found.get("line") or call["line"]))
                    message.sent_at.add(place_name(path, call["symbol"]))
                    message.given.update(found["fields"])
            explained = explained and _is_told(value)
        if explained:
            self.counts["sends"] += 1
        else:
            self._passed_on(path, call, place, "the type of what is sent here cannot be told")

    def _senders(self, path: str, call: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for protocol, table in self._protocols.items():
            for number, sender in enumerate(table.get("sent", ())):
                within = sender.get("within")
                if (
                    sender["file"] == path
                    and call["callee"] in sender["calls"]
                    and (within is None or call["symbol"] in within)
                ):
                    at = f"sent {protocol} {number}"
                    self._met.update((at, f"{at} calls {call['callee']}", f"{at} within {call['symbol']}"))
                    yield protocol, sender

    def _is_like_a_send(self, call: Mapping[str, Any]) -> bool:
        """Whether a call hands on a message as the senders of its name do in other files or functions."""
        last = call["callee"].rpartition(".")[2]
        return any(
            types_in(_message_value(call["args"], sender))
            for table in self._protocols.values()
            for sender in table.get("sent", ())
            if any(name.rpartition(".")[2] == last for name in sender["calls"])
        )

    def _passed_on(self, path: str, call: Mapping[str, Any], place: Place, message: str) -> None:
        """Accept a send of what the function was handed, if calling that function is a send."""
        symbol = place_name(path, call["symbol"])
        handed = any(_is_handed(value) for value in call["args"])
        if symbol in self._forwards:
            self._met.add(f"forwards {symbol}")
        elif not (handed and call["symbol"].rpartition(".")[2] in self._callees(path)):
            self.counts["unexplained sends"] += 1
            self._unexplained(place, f"'{call['callee']}': {message}")
            return
        self.counts["forwards"] += 1

    def _callees(self, path: str) -> set[str]:
        """Collect the last names of what sends in a file."""
        return {
            name.rpartition(".")[2]
            for table in self._protocols.values()
            for sender in table.get("sent", ())
            if sender["file"] == path
            for name in sender["calls"]
        }

    def _switch(self, path: str, switch: Mapping[str, Any]) -> None:
        several = len(switch["cases"]) + len(switch["unknown"]) > 1
        is_switch = switch["form"] == "switch" or (switch["form"] == "chain" and several)
        explained = False
        for protocol, table in self._protocols.items():
            for handler in table.get("handled", ()):
                if not _is_handler(handler, path, switch):
                    continue
                self._met.add(f"handled {protocol} {handler}")
                explained = True
                for name, line in switch["cases"].items():
                    message = self._message(protocol, name)
                    message.places.append(Place(path=path, line=line))
                    message.handled_at.add(place_name(path, switch["symbol"]))
                for line in switch["unknown"]:
                    place = Place(path=path, line=line)
                    self._unexplained(place, f"'{handler}' asks here for a type that is no literal")
        for other in self._other:
            if _is_handler(other, path, switch):
                self._met.add(f"other {other}")
                explained = True
        if is_switch:
            self.counts["switches"] += 1
        if is_switch and not explained:
            self.counts["unexplained switches"] += 1
            where = f"'{switch['symbol']}({switch['subject']})'"
            place = Place(path=path, line=switch["line"])
            self._unexplained(place, f"{where} tells things apart by their type, and no protocol says which")

    def _unmet(self) -> None:
        """Report configuration that nothing in the code answers to."""
        for protocol, table in self._protocols.items():
            for number, handler in enumerate(table.get("handled", ())):
                if f"handled {protocol} {handler}" not in self._met:
                    message = f"'{handler}' handles no message"
                    self._empty(message, "protocols", protocol, "handled", number)
            for number, sender in enumerate(table.get("sent", ())):
                self._unmet_sender(protocol, number, sender)
        for number, symbol in enumerate(self._options.get("forwards", ())):
            if f"forwards {symbol}" not in self._met:
                self._empty(f"'{symbol}' passes nothing on", "forwards", number)
        for other in self._other:
            if f"other {other}" not in self._met:
                self._empty(f"'{other}' tells nothing apart by its type", "other", other)
        raw = self._options.get("raw", ())
        self.problems += Problem.of_unmet(raw, self._callees_met, "and nothing calls it", "raw")
        self.problems += Problem.of_unmet(
            self._modules.packages, self._modules.entered(), "whose entry no file imports or has", "packages"
        )

    def _unmet_sender(self, protocol: str, number: int, sender: Mapping[str, Any]) -> None:
        at = f"sent {protocol} {number}"
        if at not in self._met:
            message = f"nothing calls {', '.join(sender['calls'])} for '{protocol}'"
            self._empty(message, "protocols", protocol, "sent", number)
            return
        for part, told in (("calls", "calls '{}'"), ("within", "sends in '{}'")):
            for entry, name in enumerate(sender.get(part, ())):
                if f"{at} {part} {name}" not in self._met:
                    message = f"nothing {told.format(name)} for '{protocol}'"
                    self._empty(message, "protocols", protocol, "sent", number, part, entry)

    def _unexplained(self, place: Place, message: str) -> None:
        self.problems.append(Problem.of_code(place, message))

    def _empty(self, message: str, *setting: str | int) -> None:
        self.problems.append(Problem.of_option(message, *setting))


def _is_handler(handler: str, path: str, switch: Mapping[str, Any]) -> bool:
    match = _HANDLER.fullmatch(handler)
    if match is None or match["path"] != path or match["symbol"] != switch["symbol"]:
        return False
    if match["subject"] is None:
        return bool(switch["form"] != "table")
    return bool(match["subject"] == switch["subject"])


def _message_value(args: list[Value | None], sender: Mapping[str, Any]) -> Value | None:
    """Take the message out of a call's arguments, as its sender is described."""
    if "argument" in sender:
        position = sender["argument"]
        args = args[position : position + 1]
    inside = [_member(one, sender.get("member", "")) for one in args]
    given = [one for one in inside if one is not None]
    return next((one for one in given if types_in(one)), given[0] if given else None)


def _member(value: Value | None, name: str) -> Value | None:
    for part in filter(None, name.split(".")):
        value = (value or {}).get("members", {}).get(part)
    return value


def _is_handed(value: Value | None) -> bool:
    if value is None:
        return False
    return "parameter" in value or any(_is_handed(one) for one in value.get("any", ()))


def _is_told(value: Value | None) -> bool:
    if value is None:
        return False
    if "any" in value:
        return all(_is_told(one) for one in value["any"])
    return "types" in value
