"""Beans: what is open is tracked by a work item that is there, and still open."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.bean import Bean
from spec_audit.model.finding import Defect
from spec_audit.model.objects import Item, Ref, SpecObject
from spec_audit.model.place import Place
from spec_audit.rules.nearest import hint_nearest


def dead_bean(case: Case) -> Iterator[Defect]:
    """A bean that does not exist.

    Nobody tracks what it is said to track.

    Name a bean that is there, or write it.
    """
    for one, ref in _named(case):
        if not case.beans:
            yield Defect(
                subject=case.config.beans.folder,
                place=one.at(ref.line),
                message=f"there are no beans under {case.config.beans.folder} at all",
                hint="say under [beans] folder where they lie, or write them there",
                related=(Place(path=case.config.path),),
            )
            return
        if ref.text not in case.beans:
            yield Defect(
                subject=f"{one.id} {ref.text}",
                place=one.at(ref.line),
                message=f"there is no bean {ref.text}",
                hint=hint_nearest(
                    ref.text, case.beans, f"name a bean under {case.config.beans.folder}, or write it"
                ),
            )


def duplicate_bean(case: Case) -> Iterator[Defect]:
    """Two work items with one id.

    Only one of them is read, so open work may be tracked by what is long done.

    Rename one of the files: its id is what stands in front of `--`.
    """
    for bean in case.beans.values():
        for path in bean.rivals:
            yield Defect(
                subject=bean.id,
                place=Place(path=path),
                message=f"the bean {bean.id} is in another file already, and this one is not read",
                hint="give it an id of its own: rename the file, and mend what names it",
                related=(Place(path=bean.path),),
            )


def closed_bean(case: Case) -> Iterator[Defect]:
    """Open work, or an edge case that is not fully handled, whose beans are all done or given up.

    Either the work is done and the spec is behind, or nobody tracks it any longer. The same goes
    for an exception whose bean is closed.

    Mend the status or the handling, or name the bean that is still open.
    """
    for one, line, beans in _tracked(case):
        if one.stage is not None and one.is_open and all(bean.is_closed for bean in beans):
            yield Defect(
                subject=one.id,
                place=one.at(line),
                message=f"{one.id} is {one.stage.text}, and {beans[0].id} is {beans[0].status}",
                hint="mend the status or the handling, or name the bean that is still open",
            )
    for waiver in case.config.exceptions:
        bean = case.beans.get(waiver.bean)
        if bean and bean.is_closed:
            yield Defect(
                subject=f"{waiver.rule} {waiver.subject}",
                place=Place(path=case.config.path, line=waiver.line),
                message=f"{bean.id} is {bean.status}, and an exception still waits for it: {waiver.subject}",
                hint="mend what it excuses and remove it, or name the bean that is still open",
            )


def open_bean(case: Case) -> Iterator[Defect]:
    """A status item that is implemented, or an edge case that is handled, with a bean that is still open.

    One of the two is not true: the work is not done, or the bean is behind.

    Mend the status or the handling, or close the bean.
    """
    for one, line, beans in _tracked(case):
        bean = next((bean for bean in beans if bean.status and not bean.is_closed), None)
        if one.stage is not None and not one.is_open and bean is not None:
            yield Defect(
                subject=one.id,
                place=one.at(line),
                message=f"{one.id} is {one.stage.text}, and {bean.id} is {bean.status}",
                hint="mend the status or the handling, or close the bean",
                related=(Place(path=bean.path),),
            )


def unread_bean(case: Case) -> Iterator[Defect]:
    """A work item that is named, and in which no status can be read.

    Whether the work is still open, nobody can tell from it.

    Write its front matter: `status: todo` between two lines of three dashes, at the top of the file.
    """
    named = {ref.text for _, ref in _named(case)} | {one.bean for one in case.config.exceptions}
    for name in named & case.beans.keys():
        bean = case.beans[name]
        if not bean.status:
            yield Defect(
                subject=name,
                place=Place(path=bean.path, line=1),
                message=f"the bean {name} has no status that can be read",
                hint="write its front matter: 'status: todo' between two lines of '---', at the top",
            )


def _tracked(case: Case) -> Iterator[tuple[Item, int, list[Bean]]]:
    """Yield what is tracked by beans that are there, with the line that names them."""
    for one in case.items():
        beans = [case.beans[ref.text] for ref in one.tracked_by if ref.text in case.beans]
        if beans:
            yield one, one.tracked_by[0].line, beans


def _named(case: Case) -> Iterator[tuple[SpecObject, Ref]]:
    return ((one, ref) for one in case.every_object() for ref in one.refs("tracked_by"))
