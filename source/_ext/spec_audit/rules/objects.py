"""Objects: nothing that hangs on nothing, and no open work that nobody tracks."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.case.evidence import resolve_evidence
from spec_audit.model.finding import Defect
from spec_audit.model.objects import Boundary, Edge, Flow, Impl, SpecObject, Transition
from spec_audit.rules.nearest import hint_nearest
from spec_audit.vocabulary import KIND_BY_CLASS, FieldSpec


def dead_link(case: Case) -> Iterator[Defect]:
    """An object or a text that links to an id which does not exist, or is of a kind that does not fit.

    The link leads nowhere, and the coverage that it stands for is not there.

    Name the id of an object that is there.
    """
    yield from _dead_roles(case)
    for one in case.every_object():
        if isinstance(one, Boundary):
            continue
        for field in KIND_BY_CLASS[type(one)].fields:
            for ref in one.refs(field.attribute) if field.form == "links" else ():
                target = case.objects.get(ref.text)
                if target is None or not _may_lead(field, target):
                    yield Defect(
                        subject=f"{one.id} {ref.text}",
                        place=one.at(ref.line),
                        message=f"{one.id} names {ref.text} as '{field.name}', which is "
                        + (f"no {' or '.join(field.kinds)}" if target else "not there"),
                        hint=hint_nearest(
                            ref.text,
                            (other.id for other in case.every_object() if _may_lead(field, other)),
                            "name the id of an object that is there",
                        ),
                        related=(target.place,) if target else (),
                    )


def _may_lead(field: FieldSpec, target: SpecObject) -> bool:
    """Whether a link of this field may lead to an object, by its kind."""
    return not field.kinds or KIND_BY_CLASS[type(target)].directive in field.kinds


def _dead_roles(case: Case) -> Iterator[Defect]:
    for spec in case.specs:
        for ref in spec.links:
            if ref.text not in case.objects:
                yield Defect(
                    subject=f"{spec.name} {ref.text}",
                    place=spec.at(ref.line),
                    message=f"{ref.text} is not there",
                    hint=hint_nearest(ref.text, case.objects, "name the id of an object that is there"),
                )


def orphan_edge(case: Case) -> Iterator[Defect]:
    """An edge case that affects nothing, or itself alone.

    Nobody who changes the flow or the transition will come upon it.

    Name in `affects` what it strikes.
    """
    for edge in case.each(Edge):
        if all(ref.text == edge.id for ref in edge.affects):
            yield Defect(
                subject=edge.id,
                place=edge.place,
                message=f"{edge.id} affects nothing",
                hint="name in 'affects' the transitions, flows or interfaces that it strikes",
            )


def unhandled_edge(case: Case) -> Iterator[Defect]:
    """An edge case that does not say how far the code handles it.

    A failure mode without its handling is half of a sentence.

    Write `handling`, with one of handled, partial, unhandled.
    """
    for edge in case.each(Edge):
        if edge.handling is None and not _is_mistaken(case, edge.place.path, "handling="):
            yield Defect(
                subject=edge.id,
                place=edge.place,
                message=f"{edge.id} does not say how far it is handled",
                hint="write 'handling', with one of handled, partial, unhandled",
            )


def orphan_impl(case: Case) -> Iterator[Defect]:
    """A status item that concerns nothing.

    It is in no concern's account of what is built and what is not.

    Name its concerns.
    """
    for impl in case.each(Impl):
        if not impl.concerns:
            yield Defect(
                subject=impl.id,
                place=impl.place,
                message=f"{impl.id} concerns nothing",
                hint="name in 'concerns' the concerns that it belongs to",
            )


def missing_status(case: Case) -> Iterator[Defect]:
    """A status item without a status.

    That is the one thing that it is for.

    Write `status`, with one of the values that the vocabulary has.
    """
    for impl in case.each(Impl):
        if impl.status is None and not _is_mistaken(case, impl.place.path, "status="):
            yield Defect(
                subject=impl.id,
                place=impl.place,
                message=f"{impl.id} has no status",
                hint="write 'status': implemented, partial, stubbed, planned, deferred or known-issue",
            )


def _is_mistaken(case: Case, path: str, subject: str) -> bool:
    """Whether the reader has already reported a value of this option in the document."""
    return any(
        one.rule == "bad-value" and one.defect.subject.startswith(subject) and one.defect.place.path == path
        for one in case.mistakes
    )


def untracked_work(case: Case) -> Iterator[Defect]:
    """Open work that no bean tracks.

    What is stubbed, planned or known to be broken stays so when nobody has it on a list.

    Name in `tracked_by` the bean that would close it.
    """
    for impl in case.each(Impl):
        if impl.status is not None and impl.is_open and not impl.tracked_by:
            yield Defect(
                subject=impl.id,
                place=impl.place,
                message=f"{impl.id} is {impl.status.text}, and no bean tracks it",
                hint=f"name a bean under {case.config.beans.folder} in 'tracked_by'",
            )


def missing_evidence(case: Case) -> Iterator[Defect]:
    """An edge case, transition, flow or status item without evidence.

    A sentence without a place in the code cannot be checked, by a reader or by the build.

    Name in `source` the narrowest symbol that shows it: `path#symbol`.
    """
    for one in case.every_object():
        if isinstance(one, Impl) and one.is_future:
            continue
        if isinstance(one, Edge | Transition | Flow | Impl) and not one.source:
            yield Defect(
                subject=one.id,
                place=one.place,
                message=f"{one.id} has no evidence",
                hint="name in 'source' the narrowest symbol that shows it: path#symbol",
            )


def dead_evidence(case: Case) -> Iterator[Defect]:
    """Evidence that leads to no symbol of the code, or to more than one.

    The code was renamed or moved, and the sentence may have gone with it.

    Name the symbol that shows it now, by its full name where the short one is not clear.
    """
    for one in case.every_object():
        for ref in one.refs("source"):
            resolved = resolve_evidence(ref.text, case.inventory)
            if resolved.problem:
                yield Defect(
                    subject=f"{one.id} {ref.text}",
                    place=one.at(ref.line),
                    message=resolved.problem,
                    hint=_hint_evidence(ref.text, case),
                )


def _hint_evidence(text: str, case: Case) -> str:
    """Say what the evidence may have been meant to name: its symbol where it moved to, or what is near."""
    otherwise = "name the symbol that shows it now, path#symbol, or mend the text"
    path, _, symbol = text.partition("#")
    known = case.inventory.symbols
    moved = [
        f"{place}#{symbol}"
        for place, symbols in (known.items() if symbol else ())
        if place != path and any(one.name == symbol or one.name.endswith(f".{symbol}") for one in symbols)
    ]
    if len(moved) == 1:
        return f"is it '{moved[0]}'? Else {otherwise}"
    if path in known:
        return hint_nearest(text, (f"{path}#{one.name}" for one in known[path]), otherwise)
    return hint_nearest(text, moved if symbol else known, otherwise)


def built_plan(case: Case) -> Iterator[Defect]:
    """A planned or deferred item that names facts which the code has.

    The plan has become true, and the spec still calls it a plan. Under `facts` stands what the
    plan will bring, by key or pattern.

    Mend the status, or take the facts out.
    """
    for impl in case.each(Impl):
        for ref in impl.facts if impl.is_future else ():
            key = next(case.inventory.select(ref.text), None)
            if key is not None and impl.status is not None:
                yield Defect(
                    subject=f"{impl.id} {ref.text}",
                    place=impl.at(ref.line),
                    message=f"{impl.id} is {impl.status.text}, and the code has {key}",
                    hint="mend the status, or take the facts out",
                    related=(case.inventory.fact(key).place,),
                )
