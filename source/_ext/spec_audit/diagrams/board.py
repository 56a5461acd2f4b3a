"""The beans' board: the work items by status, on one card each, or on one card for each spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spec_audit.case import Case
from spec_audit.diagrams.drawing import Drawing, Word, object_word, object_words, plain, spec_word
from spec_audit.diagrams.labels import escape, link
from spec_audit.model.amounts import counted
from spec_audit.model.bean import Bean
from spec_audit.model.objects import SpecObject

ORDER = ("draft", "todo", "in-progress", "done", "completed", "scrapped")
"""The statuses that the tracker knows, as work goes through them; any other follows."""
MANY = 24
"""With more work items than this, a card counts those of one spec."""
COLUMNS = ("Status", "Work item", "What it tracks")


def build_board(case: Case) -> Drawing:
    """Draw all work items in columns by their status."""
    tracked: dict[str, list[SpecObject]] = {}
    for one in case.items():
        for ref in one.tracked_by:
            tracked.setdefault(ref.text, []).append(one)
    columns: dict[str, list[Bean]] = {}
    for bean in case.beans.values():
        columns.setdefault(bean.status or "no status", []).append(bean)
    columns = dict(sorted(columns.items(), key=lambda item: (_rank(item[0]), item[0])))
    many = len(case.beans) > MANY
    counts = ", ".join(f"{len(beans)} {status}" for status, beans in columns.items())
    return Drawing(
        title="Work items by status",
        description=f"{counted(len(case.beans), 'work item')}: {counts}."
        + (" Each card counts those of one spec." if many else ""),
        text="\n".join(_lines(columns, tracked, case.titles, many=many)) + "\n" if columns else "",
        columns=COLUMNS,
        rows=tuple(
            (plain(status), (Word(text=_name(bean)),), object_words(tracked.get(bean.id, [])))
            for status, beans in columns.items()
            for bean in beans
        ),
        remark=() if columns else plain("There are no work items."),
    )


def _rank(status: str) -> int:
    return ORDER.index(status) if status in ORDER else len(ORDER)


def _lines(
    columns: Mapping[str, Sequence[Bean]],
    tracked: Mapping[str, Sequence[SpecObject]],
    titles: Mapping[str, str],
    *,
    many: bool,
) -> Iterator[str]:
    yield "kanban"
    for index, (status, beans) in enumerate(columns.items()):
        yield f'  c{index}["{escape(f"{status}: {len(beans)}")}"]'
        cards = _counts(beans, tracked, titles) if many else (_card(bean, tracked) for bean in beans)
        for number, word in enumerate(cards):
            yield f'    c{index}b{number}["{link(word)}"]'


def _card(bean: Bean, tracked: Mapping[str, Sequence[SpecObject]]) -> Word:
    found = tracked.get(bean.id, ())
    text = bean.title or bean.id
    return object_word(text, found[0].id) if found else Word(text=text)


def _counts(
    beans: Sequence[Bean], tracked: Mapping[str, Sequence[SpecObject]], titles: Mapping[str, str]
) -> Iterator[Word]:
    """Count by spec: a work item that several specs track counts for each, one of none for itself."""
    found: dict[str, int] = {}
    for bean in beans:
        for name in {one.spec for one in tracked.get(bean.id, ())} or {""}:
            found[name] = found.get(name, 0) + 1
    for name, title in titles.items():
        if name in found:
            yield spec_word(f"{title}: {found[name]}", name)
    if "" in found:
        yield Word(text=f"No spec: {found['']}")


def _name(bean: Bean) -> str:
    return f"{bean.id}: {bean.title}" if bean.title else bean.id
