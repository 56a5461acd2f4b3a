"""Reviews: what somebody has read against the code, and what the code has become since."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect
from spec_audit.model.place import Place


def suspect_object(case: Case) -> Iterator[Defect]:
    """An object whose evidence has changed since somebody last reviewed it.

    The sentence was true of the code as it was then. Nobody knows whether it still is.

    Read it against the code, mend it where it is wrong, and store that you did:
    `spec-audit review ID --reason TEXT`.
    """
    for one in case.review_state.suspects:
        place = one.resolved.place
        yield Defect(
            subject=f"{one.citing.id} {one.resolved.name}",
            place=one.citing.at(one.line),
            message=f"{one.resolved.name} has changed since {one.citing.id} was read on {one.review.date}",
            hint=f"read it against the code, then: spec-audit review {one.citing.id} --reason TEXT",
            related=(
                *((place,) if place else ()),
                Place(path=case.config.reviews.file, line=one.review.line),
            ),
        )


def unreviewed_object(case: Case) -> Iterator[Defect]:
    """An object with evidence that nobody has reviewed.

    A change of the code that it cites goes unnoticed: there is nothing to compare it with. A
    project that wants every object reviewed gives this rule a severity; it is off by default.

    Read the object against the code, then `spec-audit review ID --reason TEXT`.
    """
    for name, refs in case.review_state.unreviewed.items():
        one = case.objects[name]
        yield Defect(
            subject=name,
            place=one.at(refs[0].line),
            message=f"nobody has reviewed {', '.join(ref.text for ref in refs)} for {name}",
            hint=f"read it against the code, then: spec-audit review {name} --reason TEXT",
        )


def stray_review(case: Case) -> Iterator[Defect]:
    """A review of an object that is not there any more, or of evidence that it no longer cites.

    It vouches for nothing, and may come to vouch for the wrong thing when the id is used again.

    Take its line out; reviewing the object again does so too.
    """
    for review in case.review_state.strays:
        there = case.objects.get(review.object)
        what = (
            f"{review.object} no longer cites {review.evidence}" if there else f"there is no {review.object}"
        )
        yield Defect(
            subject=f"{review.object} {review.evidence}",
            place=Place(path=case.config.reviews.file, line=review.line),
            message=f"{what}, and it has a review",
            hint=f"take the line out, or: spec-audit review {review.object} --reason TEXT"
            if there
            else "take the line out",
            related=(there.place,) if there else (),
        )
