"""Evidence that drifted: the symbols that the specs cite, found again in another inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spec_audit.case import Case
from spec_audit.case.evidence import Resolved, evidence_digest, resolve_evidence
from spec_audit.drift.facts import ChangeKind
from spec_audit.model.facts import Symbol
from spec_audit.model.inventory import Inventory
from spec_audit.model.objects import SpecObject
from spec_audit.model.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceChange:
    """One piece of evidence of one object that changed, moved or is gone.

    ``name`` is the evidence in full, ``line`` where the object cites it.
    """

    kind: ChangeKind
    name: str
    citing: SpecObject
    line: int
    old: Place
    new: Place | None
    message: str
    hint: str


def compare_evidence(case: Case, new: Inventory, renamed: Mapping[str, str]) -> Iterator[EvidenceChange]:
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
            if not before.problem:
                change = _compare(one, ref.line, before, old, new, renamed)
                if change is not None:
                    yield change


def _compare(  # noqa: PLR0913, PLR0917 - one place calls it
    citing: SpecObject,
    line: int,
    before: Resolved,
    old: Inventory,
    new: Inventory,
    renamed: Mapping[str, str],
) -> EvidenceChange | None:
    assert before.place is not None
    after = _find(before, new, renamed)
    if after is None:
        kind, said, hint = ChangeKind.REMOVED, "which is gone", "name what shows it now, or mend the text"
    elif after.name != before.name:
        kind, said, hint = ChangeKind.MOVED, f"which is {after.name} now", f"write {after.name}"
    elif evidence_digest(after, new) != evidence_digest(before, old):
        kind, said = ChangeKind.CHANGED, "which has changed"
        hint = f"read it again, mend the text, then 'spec-audit review {citing.id} --reason TEXT'"
    else:
        return None
    return EvidenceChange(
        kind=kind,
        name=before.name,
        citing=citing,
        line=line,
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
