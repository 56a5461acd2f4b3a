"""``spec-audit review``: exit 0 stored or nothing to read, 1 something is suspect, 2 it could not be done.

Objects are reviewed by name. There is no way to review all of them at once: that would store
that somebody has read what nobody has.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from difflib import get_close_matches

from spec_audit.audit import load_case
from spec_audit.case import Case
from spec_audit.case.evidence import evidence_digest, resolve_evidence
from spec_audit.config import Config
from spec_audit.files import write_file
from spec_audit.model.amounts import counted
from spec_audit.model.emptiness import says_nothing
from spec_audit.model.finding import Defect, Finding, NotCheckedError
from spec_audit.model.place import Place
from spec_audit.model.review import Review
from spec_audit.rules.reviews import suspect_object
from spec_audit.writers.reviews import write_reviews

RULE = "refused-review"


def run_review(options: Namespace, config: Config) -> int:
    """Store that the named objects were read against the code, or list what is suspect."""
    case = load_case(config)
    today = datetime.now(UTC).date()
    if options.list:
        return _list(case, options.base, today)
    if options.base:
        raise NotCheckedError.because(
            "bad-usage",
            Place(path="--base"),
            "a review is of the evidence as it is now",
            "Name it with --list.",
        )
    fresh = review_objects(case, options.ids, options.reason or "", today)
    _store(case, fresh)
    objects = len({one.object for one in fresh})
    sys.stdout.write(f"reviewed: {counted(objects, 'object')}, {counted(len(fresh), 'piece')} of evidence\n")
    return 0


def review_objects(case: Case, ids: Sequence[str], reason: str, today: date) -> tuple[Review, ...]:
    """Make the reviews of some objects as the inventory has their evidence now.

    Raises ``NotCheckedError`` with all that stands against it; then nothing may be stored.
    """
    reviews: list[Review] = []
    wrong = list(_refusals(case, ids, reason))
    for name in dict.fromkeys(ids):
        one = case.objects.get(name)
        if one is None:
            continue
        for ref in one.refs("source"):
            resolved = resolve_evidence(ref.text, case.inventory)
            if resolved.problem:
                hint = "mend the evidence first"
                wrong.append(Finding.error(RULE, name, one.at(ref.line), f"{name}: {resolved.problem}", hint))
                continue
            reviews.append(
                Review(
                    object=name,
                    evidence=resolved.name,
                    digest=evidence_digest(resolved, case.inventory),
                    date=today,
                    reason=" ".join(reason.split()),
                )
            )
    if wrong:
        raise NotCheckedError(tuple(wrong))
    return tuple(reviews)


def _refusals(case: Case, ids: Sequence[str], reason: str) -> Iterator[Finding]:
    config = case.config
    if says_nothing(reason):
        yield Finding.error(
            RULE,
            "--reason",
            Place(path=config.path),
            "the review has no reason",
            "say what was read: --reason TEXT",
        )
    if case.is_stale:
        yield Finding.error(
            RULE,
            config.inventory.lock,
            Place(path=config.inventory.lock),
            "the inventory was made with other settings or extractors, so its digests are old",
            "write it anew: spec-audit inventory --code DIR",
        )
    for name in dict.fromkeys(ids):
        one = case.objects.get(name)
        if one is None:
            near = ", ".join(get_close_matches(name, case.objects, n=3))
            hint = f"is it {near}?" if near else "spell out the id of an object; globs name nothing"
            yield Finding.error(
                RULE, name, Place(path=config.specs.folder), f"there is no object {name}", hint
            )
        elif not one.refs("source"):
            yield Finding.error(
                RULE, name, one.place, f"{name} has no evidence to review", "name its 'source' first"
            )


def _store(case: Case, fresh: Sequence[Review]) -> None:
    """Write the file of reviews whole or not at all; what the objects had before goes."""
    named = {one.object for one in fresh}
    kept = [one for one in case.reviews if one.object not in named]
    place = case.config.root / case.config.reviews.file
    try:
        write_file(place, [write_reviews([*kept, *fresh]).encode()])
    except OSError as error:
        raise NotCheckedError.because(
            RULE,
            Place(path=case.config.reviews.file),
            f"it cannot be written: {error.strerror}",
            "make the file and its folder writable",
        ) from None


def _unread_since(case: Case, base: str, today: date) -> Iterator[Defect]:
    """Yield the objects without a review whose evidence changed since the base, and their text did not.

    Raises ``NotCheckedError`` when there is no such base, or it does not tell of evidence.
    """
    from spec_audit.changes.base import load_base
    from spec_audit.changes.evidence import describe_evidence, find_unread

    before = load_base(case.config, base, today).evidence
    if before is None:
        raise NotCheckedError.because(
            "unreadable-base",
            Place(path=base),
            "it does not tell of evidence: an older version wrote it",
            "name a revision of this repository, or an audit.json of this version",
        )
    told = {(one.citing.id, one.resolved.name) for one in case.review_state.suspects}
    for identity, name in find_unread(before, describe_evidence(case)):
        if (identity, name) in told:
            continue
        one = case.objects[identity]
        for ref in one.refs("source"):
            resolved = resolve_evidence(ref.text, case.inventory)
            if not resolved.problem and resolved.name == name:
                yield Defect(
                    subject=f"{identity} {name}",
                    place=one.at(ref.line),
                    message=f"{name} has changed since {base}, and the text of {identity} has not",
                    hint=f"read it against the code, mend it, or: spec-audit review {identity} --reason TEXT",
                    related=(resolved.place,) if resolved.place else (),
                )
                break


def _list(case: Case, base: str | None, today: date) -> int:
    state = case.review_state
    defects = [*suspect_object(case), *(_unread_since(case, base, today) if base else ())]
    for defect in sorted(defects, key=lambda one: (one.place, one.subject)):
        sys.stdout.write(f"{defect.place}: {defect.message}\n    {defect.hint}\n")
        sys.stdout.writelines(f"    see {place}\n" for place in defect.related)
    suspects = len({one.subject.partition(" ")[0] for one in defects})
    are = "is" if suspects == 1 else "are"
    sys.stdout.write(
        f"{counted(suspects, 'object')} {are} suspect, {len(state.unreviewed)} not reviewed in full\n"
    )
    return 1 if suspects else 0
