"""Evidence that drifted: the symbols that the specs cite, found again in another inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spec_audit.case import Case
from spec_audit.case.evidence import Resolved, evidence_digest, resolve_evidence
from spec_audit.drift.change import Change
from spec_audit.drift.facts import ChangeKind
from spec_audit.model.facts import Symbol
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import SpecObject
from spec_audit.model.place import Place


def compare_evidence(case: Case, new: Inventory, renamed: Mapping[str, str]) -> Iterator[Change]:
    """Yield the evidence that is not in the other inventory what it is in the case's.

    Evidence that leads nowhere already is the rules' affair, and is passed over.
    """
    old = case.inventory
    same: dict[str, bool] = {}
    for one in case.every_object():
        for ref in one.refs("source"):
            path, _, name = ref.text.partition("#")
            if path not in same:
                same[path] = old.symbols.get(path) == new.symbols.get(path)
            if name and same[path]:
                continue
            before = resolve_evidence(ref.text, old)
            if before.problem:
                continue
            after = _find(before, new, renamed)
            if after is None or _has_changed(before, after, old, new):
                yield _change(one, ref.line, before, after)


def _has_changed(before: Resolved, after: Resolved, old: Inventory, new: Inventory) -> bool:
    return before.name != after.name or evidence_digest(before, old) != evidence_digest(after, new)


def _change(citing: SpecObject, line: int, before: Resolved, after: Resolved | None) -> Change:
    if after is None:
        kind, said, hint = ChangeKind.REMOVED, "which is gone", "name what shows it now, or mend the text"
    elif after.name != before.name:
        kind, said, hint = ChangeKind.MOVED, f"which is {after.name} now", f"write {after.name}"
    else:
        kind, said = ChangeKind.CHANGED, "which has changed"
        hint = f"read it again, mend the text, then 'spec-audit review {citing.id} --reason TEXT'"
    concerns = citing.refs("concerns")
    return Change(
        kind=kind,
        key=f"evidence:{before.name}",
        follows=None,
        owner=citing.spec,
        concern=concerns[0].text if concerns else None,
        place=citing.at(line),
        old=before.place,
        new=after.place if after else None,
        message=f"{citing.id} cites {before.name}, {said}",
        hint=hint,
    )


def _find(before: Resolved, new: Inventory, renamed: Mapping[str, str]) -> Resolved | None:
    """Find evidence where it was, in the file as it is called now, or alike somewhere else."""
    assert before.place is not None
    path = before.place.path
    symbol = before.symbol
    for place in (path, renamed.get(path)):
        if place is not None and new.has_file(place):
            if symbol is None:
                return Resolved(place=Place(path=place))
            for one in new.symbols.get(place, ()):
                if one.name == symbol.name:
                    return _resolved(one)
    alike = [] if symbol is None else list(_alike(symbol, new))
    return _resolved(alike[0]) if len(alike) == 1 else None


def _alike(symbol: Symbol, new: Inventory) -> Iterator[Symbol]:
    name = symbol.name.rpartition(".")[2]
    for symbols in new.symbols.values():
        for one in symbols:
            if one.digest == symbol.digest and one.name.rpartition(".")[2] == name:
                yield one


def _resolved(symbol: Symbol) -> Resolved:
    return Resolved(place=Place(path=symbol.path, line=symbol.line), symbol=symbol)
