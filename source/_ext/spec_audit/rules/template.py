"""Template: the sections of a spec, their order, and what stands above them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.emptiness import says_nothing
from spec_audit.model.finding import Defect
from spec_audit.model.objects import Section, Spec, SpecCard
from spec_audit.vocabulary import TEMPLATE

_TITLES = tuple(section.title for section in TEMPLATE)
_LEVELS = {section.title: section.level for section in TEMPLATE}


def _present(spec: Spec) -> dict[str, Section]:
    """The template's sections that a spec has, in the order in which they stand there."""
    found: dict[str, Section] = {}
    for section in spec.sections:
        if _LEVELS.get(section.title) == section.level:
            found.setdefault(section.title, section)
    return found


def missing_title(case: Case) -> Iterator[Defect]:
    """A spec without a heading of level one, or with a second one, or an object without a title.

    The title is the name of the subsystem, or of the object, everywhere else.

    Begin the document with `# Name of the subsystem`; write an object's title behind its directive.
    """
    for one in case.every_object():
        if not one.title:
            yield Defect(
                subject=one.id,
                place=one.place,
                message=f"{one.id} has no title",
                hint="write it behind the directive's name",
            )
    for spec in case.specs:
        for section in spec.sections:
            if section.level == 1 and spec.title and not _near(section.title):
                yield Defect(
                    subject=spec.name,
                    place=spec.at(section.line),
                    message=f"'{section.title}' is a second title of the spec",
                    hint="make it a heading of a lower level: '##'",
                    related=(spec.at(spec.title.line),),
                )
        if spec.title is None or says_nothing(spec.title.text):
            yield Defect(
                subject=spec.name,
                place=spec.at(spec.title.line if spec.title else 1),
                message="the spec has no title",
                hint="begin it with '# Name of the subsystem'",
            )


def missing_summary(case: Case) -> Iterator[Defect]:
    """A spec without a one-line summary.

    It is what the landing page, search results and coding agents show of the spec.

    Put one line, as a quote, right under the title: `> What this subsystem does.`
    """
    for spec in case.specs:
        is_blank = says_nothing(" ".join(ref.text for ref in spec.summary))
        if (len(spec.summary) == 1 and not is_blank) or spec.title is None:
            continue
        yield Defect(
            subject=spec.name,
            place=spec.at(spec.summary[:2][-1].line if spec.summary else spec.title.line),
            message="the spec has no summary" if is_blank else "the summary takes more than one line",
            hint="put one line, as a quote, right under the title: '> What this subsystem does.'",
        )


def missing_card(case: Case) -> Iterator[Defect]:
    """A spec without its card, or with more than one.

    The card gives the document its own id, so that others can link to the spec as a whole.

    Put one `{spec}` directive under the summary.
    """
    for spec in case.specs:
        cards = [one for one in spec.objects if isinstance(one, SpecCard)]
        if len(cards) != 1:
            line = cards[1].place.line if cards else (spec.title.line if spec.title else 1)
            yield Defect(
                subject=spec.name,
                place=spec.at(line),
                message="the spec has more than one card" if cards else "the spec has no card",
                hint="put one {spec} directive with an id under the summary",
                related=tuple(one.place for one in cards[:1]),
            )


def missing_section(case: Case) -> Iterator[Defect]:
    """A section of the template that the spec does not have.

    Readers look for the same thing in the same place in every spec, and a section that is
    missing cannot be told from one that was forgotten.

    Add the heading; where the section does not apply, say in it why.
    """
    for spec in case.specs:
        present = _present(spec)
        near = {_near(one.title): one for one in reversed(spec.sections) if one not in present.values()}
        last = spec.sections[-1].line if spec.sections else (spec.title.line if spec.title else 1)
        if not present and not any(near):
            wanted = ", ".join(f"'{'#' * one.level} {one.title}'" for one in TEMPLATE)
            yield Defect(
                subject=spec.name,
                place=spec.at(last),
                message="the spec has none of the template's sections",
                hint=f"add them in this order: {wanted}",
            )
            continue
        for index, title in enumerate(_TITLES):
            if title in present:
                continue
            heading = f"{'#' * _LEVELS[title]} {title}"
            after = next((present[one] for one in _TITLES[index + 1 :] if one in present), None)
            if title in near:
                line, hint = near[title].line, f"write this heading as '{heading}'"
            elif after:
                line, hint = after.line, f"add '{heading}' before '{after.title}'"
            else:
                line, hint = last, f"add '{heading}' at the end"
            yield Defect(
                subject=f"{spec.name}#{title}",
                place=spec.at(line),
                message=f"the section '{title}' is missing",
                hint=hint,
            )


def _near(heading: str) -> str:
    """Find the section that a heading was meant for, if for its words alone; empty where there is none."""
    return _BY_WORDS.get(_words(heading), "")


def _words(heading: str) -> str:
    plain = re.sub(r"\{.*\}|&amp;", " ", heading.lower())
    return " ".join(re.sub(r"\band\b|[^a-z]+", " ", plain).split())


def section_order(case: Case) -> Iterator[Defect]:
    """Sections of the template in another order, or one of them twice.

    Readers look for the same thing in the same place in every spec. The finding stands at
    the first section that is out of order, and at each that stands a second time.

    Move the section to its place, or its text to where it stood first.
    """
    for spec in case.specs:
        present = _present(spec)
        for section in spec.sections:
            first = present.get(section.title, section)
            if first is not section and section.level == first.level:
                yield Defect(
                    subject=f"{spec.name}#{section.title}",
                    place=spec.at(section.line),
                    message=f"'{section.title}' stands here a second time",
                    hint="move its text to where the section stood first, and take this heading out",
                    related=(spec.at(first.line),),
                )
        wanted = [title for title in _TITLES if title in present]
        for found, title in zip(present, wanted, strict=True):
            if found != title:
                yield Defect(
                    subject=f"{spec.name}#{found}",
                    place=spec.at(present[found].line),
                    message=f"'{found}' stands where '{title}' belongs",
                    hint=f"the order is: {', '.join(_TITLES)}",
                    related=(spec.at(present[title].line),),
                )
                break


_BY_WORDS = {_words(title): title for title in _TITLES}


def empty_section(case: Case) -> Iterator[Defect]:
    """A section of the template with nothing in it, or with no more than "not applicable" or "to do".

    An empty section says neither what there is nor that there is nothing.

    Fill it, or say why it does not apply.
    """
    for spec in case.specs:
        for section in _present(spec).values():
            if section.empty:
                yield Defect(
                    subject=f"{spec.name}#{section.title}",
                    place=spec.at(section.line),
                    message=f"the section '{section.title}' says nothing",
                    hint="fill it, or say in it why it does not apply",
                )
