"""Boundaries: every "does NOT cover" leads to the concern that does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect
from spec_audit.model.objects import Boundary, Concern, Flow, Ref, Refs, SpecObject, Transition
from spec_audit.rules.nearest import hint_nearest


def dead_boundary(case: Case) -> Iterator[Defect]:
    """A boundary that sees a concern which does not exist.

    The reader is sent to nobody.

    Name the id of a concern of another spec.
    """
    for boundary in case.each(Boundary):
        for ref in boundary.see:
            target = case.objects.get(ref.text)
            if not isinstance(target, Concern):
                yield Defect(
                    subject=f"{boundary.id} {ref.text}",
                    place=boundary.at(ref.line),
                    message=f"{boundary.id} sees {ref.text}, which is "
                    + ("no concern" if target else "not there"),
                    hint=hint_nearest(
                        ref.text,
                        (one.id for one in case.each(Concern) if one.spec != boundary.spec),
                        "name the id of a concern of another spec",
                    ),
                    related=(target.place,) if target else (),
                )


def self_boundary(case: Case) -> Iterator[Defect]:
    """A boundary that sees a concern of its own spec.

    It says that the spec does not cover what the spec owns.

    Name the concern of the spec that does cover it, or drop the boundary.
    """
    for boundary in case.each(Boundary):
        for ref in boundary.see:
            target = case.objects.get(ref.text)
            if isinstance(target, Concern) and target.spec == boundary.spec:
                yield Defect(
                    subject=f"{boundary.id} {ref.text}",
                    place=boundary.at(ref.line),
                    message=f"{boundary.id} sees {ref.text}, which is a concern of the same spec",
                    hint="name the concern of another spec, or drop the boundary",
                    related=(target.place,),
                )


def open_boundary(case: Case) -> Iterator[Defect]:
    """A boundary that neither sees a concern nor says why nobody covers it, or does both.

    "Not here" without "but there" leaves the reader with nothing.

    Give it `see`, or `nobody` with the reason.
    """
    for boundary in case.each(Boundary):
        if bool(boundary.see) == bool(boundary.nobody):
            yield Defect(
                subject=boundary.id,
                place=boundary.place,
                message=f"{boundary.id} "
                + ("both sees a concern and says that nobody covers it" if boundary.see else "leads nowhere"),
                hint="give it 'see' with a concern of another spec, or 'nobody' with the reason",
            )


def circular_handoff(case: Case) -> Iterator[Defect]:
    """A hand-off that comes back: the spec that is seen excludes the same thing in turn.

    Each spec sends the reader to the next one, and none of them covers it. Two boundaries are
    about the same thing when they carry the same title.

    Let the spec that really covers it drop its boundary.
    """
    by_subject: dict[tuple[str, str], Boundary] = {}
    for one in case.each(Boundary):
        by_subject.setdefault((one.spec, _subject(one)), one)
    for first in case.each(Boundary):
        chain = [first]
        while (step := _next(case, chain[-1], by_subject, _subject(first))) is not None:
            if step in chain:
                break
            chain.append(step)
        if step is first and len(chain) > 1 and first.id == min(one.id for one in chain):
            specs = " to ".join(one.spec for one in (*chain, first))
            yield Defect(
                subject=first.id,
                place=first.place,
                message=f"'{first.title}' is handed round: {specs}",
                hint="let the spec that covers it drop its boundary",
                related=tuple(one.place for one in chain[1:]),
            )


def _subject(boundary: Boundary) -> str:
    return re.sub(r"\W+", " ", boundary.title).strip().lower()


def _next(
    case: Case, boundary: Boundary, by_subject: dict[tuple[str, str], Boundary], subject: str
) -> Boundary | None:
    for ref in boundary.see:
        target = case.objects.get(ref.text)
        if isinstance(target, Concern) and (target.spec, subject) in by_subject:
            return by_subject[target.spec, subject]
    return None


def dead_end_handoff(case: Case) -> Iterator[Defect]:
    """Two specs that both exclude the same thing while no spec covers it.

    Each may have a reason of its own; together they hide that nobody is in charge. Or the one sends
    the reader to the other, which says that nobody covers it.

    Let one spec own it, and the other see its concern; or drop one of the two boundaries.
    """
    excluded: dict[str, Boundary] = {}
    for boundary in case.each(Boundary):
        if boundary.nobody is None:
            continue
        first = excluded.setdefault(_subject(boundary), boundary)
        if first.spec != boundary.spec:
            yield Defect(
                subject=boundary.id,
                place=boundary.place,
                message=f"{first.spec} and {boundary.spec} exclude '{boundary.title}', and nobody owns it",
                hint="let one of them own it",
                related=(first.place,),
            )
    ends = {(one.spec, _subject(one)): one for one in case.each(Boundary) if one.nobody is not None}
    for boundary in case.each(Boundary):
        for ref in boundary.see:
            target = case.objects.get(ref.text)
            end = ends.get((target.spec, _subject(boundary))) if isinstance(target, Concern) else None
            if end is not None and end.spec != boundary.spec:
                yield Defect(
                    subject=f"{boundary.id} {ref.text}",
                    place=boundary.at(ref.line),
                    message=f"{boundary.id} leaves '{boundary.title}' to {end.spec}, "
                    "which says that nobody covers it",
                    hint="let that spec own it, or drop one of the two boundaries",
                    related=(end.place,),
                )


def excluded_object(case: Case) -> Iterator[Defect]:
    """A spec that holds an object on a concern that it excludes, or a transition of a state there.

    The boundary says "not here", and the object says it here all the same. Only a flow may run
    through what the spec excludes.

    Move the object to the spec that owns the concern, or let it concern what is its own.
    """
    excluded = {
        (boundary.spec, ref.text): boundary
        for boundary in case.each(Boundary)
        for ref in boundary.see
        if ref.text in case.objects and case.objects[ref.text].spec != boundary.spec
    }
    for one in case.every_object():
        for concern, line in _concerns_of(case, one):
            boundary = excluded.get((one.spec, concern))
            if boundary is not None:
                yield Defect(
                    subject=f"{one.id} {concern}",
                    place=one.at(line),
                    message=f"{one.id} is about {concern}, which {boundary.id} excludes from {one.spec}",
                    hint="move it to the spec that owns the concern, or let it concern what is its own",
                    related=(boundary.place,),
                )


def _concerns_of(case: Case, one: SpecObject) -> Refs:
    if isinstance(one, Transition):
        owner = case.ownership.owner(f"enum:{one.machine.text}") if one.machine else None
        return (Ref(owner.concern.id, one.machine.line),) if owner and one.machine else ()
    return () if isinstance(one, Flow) else one.refs("concerns") + one.refs("affects")
