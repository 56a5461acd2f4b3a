"""Form: what the reader could not take as it is written."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect


def _seen(case: Case, rule: str) -> Iterator[Defect]:
    return (mistake.defect for mistake in case.mistakes if mistake.rule == rule)


def unclosed_directive(case: Case) -> Iterator[Defect]:
    """An object, an autodoc block, code or a comment that is not closed, or colons that close nothing.

    Everything behind it is then taken for its text, other objects and sections included.

    Close it with a line of as many marks as opened it; take out colons that close nothing.
    """
    return _seen(case, "unclosed-directive")


def unread_spec(case: Case) -> Iterator[Defect]:
    """A spec in a place, or under a name, where no spec is read, or one with the marks of a merge.

    Only files right in the folder of the specs that end in `.md` are: what another one claims,
    and what is wrong in it, nobody would see.

    Move it, rename it, or take it out of the folder if it is no spec.
    """
    return _seen(case, "unread-spec")


def hidden_text(case: Case) -> Iterator[Defect]:
    """A directive brings in text that is not in the document.

    What stands there is not read, so its objects would be neither checked nor counted.

    Write the text into the spec itself.
    """
    return _seen(case, "hidden-text")


def unknown_directive(case: Case) -> Iterator[Defect]:
    """A directive or a role whose name is nearly that of one of ours, or one with other marks.

    Sphinx warns of it and goes on, and all that it says would be lost: an `egde` affects nothing.

    Write the name as the message says.
    """
    return _seen(case, "unknown-directive")


def unknown_option(case: Case) -> Iterator[Defect]:
    """An option that its directive does not have.

    A misspelled option is silently without effect: an `affect` links nothing.

    Use one of the options that the message lists.
    """
    return _seen(case, "unknown-option")


def unread_option(case: Case) -> Iterator[Defect]:
    """A line among a directive's options that is no option, an option that is text, or one given twice.

    What it says would be lost, and often nothing else would show that.

    Write `:name: value`, once, right under the opening line; a value that goes on begins its next
    line with `:` and two blanks.
    """
    return _seen(case, "unread-option")


def bad_id(case: Case) -> Iterator[Defect]:
    """An object without an id, or with one that its kind does not allow.

    Without an id nothing can link to an object, and no exception or review can name it.

    Give it its kind's prefix and then capital letters, digits and underscores.
    """
    return _seen(case, "bad-id")


def bad_value(case: Case) -> Iterator[Defect]:
    """A value outside the closed set of its option.

    Matrices and counts would leave the object out.

    Write one of the values that the message lists.
    """
    return _seen(case, "bad-value")


def bad_list(case: Case) -> Iterator[Defect]:
    """A list in brackets.

    Brackets are taken apart silently on the way to the page, so that `[A, B]` links to
    nothing while it looks right.

    Write `A, B`.
    """
    return _seen(case, "bad-list")


def bad_pattern(case: Case) -> Iterator[Defect]:
    """A pattern that can never match a fact.

    It claims nothing while it looks as if it did.

    Write a fact's key; `*` stays in a path segment, `**` crosses them.
    """
    return _seen(case, "bad-pattern")


def duplicate_id(case: Case) -> Iterator[Defect]:
    """Two objects with the same id.

    Links, exceptions and reviews would mean one of them, and nobody could say which.

    Rename the one that came later.
    """
    for one in case.every_object():
        first = case.objects[one.id]
        if first is not one:
            yield Defect(
                subject=one.id,
                place=one.place,
                message=f"{one.id} is the id of another object already",
                hint="rename one of the two",
                related=(first.place,),
            )
