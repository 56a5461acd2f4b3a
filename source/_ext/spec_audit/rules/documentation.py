"""Documentation: what is owned is documented where it is owned, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.model.finding import Defect
from spec_audit.model.objects import AutoDoc, Impl
from spec_audit.model.place import Place
from spec_audit.rules.nearest import hint_nearest
from spec_audit.vocabulary import AUTO_BY_KIND, AUTO_BY_NAME


def undocumented_fact(case: Case) -> Iterator[Defect]:
    """A fact that a spec owns and never documents.

    To own a fact is to say what it means; a claim alone says nothing to a reader. The finding
    stands at the claim.

    Show it with the autodoc directive of its kind, in the spec that owns it; a fact of a kind that
    has none, an index without a table say, is named there by the `fact` role.
    """
    for key in case.ownership.claims:
        claim = case.ownership.owner(key)
        if claim is None or claim.spec in case.documenting(key):
            continue
        if (claim.spec, key) in case.documented_by_name:
            continue
        fact = case.inventory.fact(key)
        directive = AUTO_BY_KIND.get(fact.kind)
        yield Defect(
            subject=key,
            place=claim.place,
            message=f"{claim.spec} owns {key} and never documents it",
            hint=f"show it with {{{directive}}} in that spec"
            if directive
            else f"name it in that spec: {{fact}}`{key}`",
            related=(fact.place,),
        )


def trespass(case: Case) -> Iterator[Defect]:
    """A spec documents a fact that another spec owns.

    Two texts about one thing drift apart, and only one of them is kept.

    Move the block to the spec that owns the fact, and point at it with the `fact` role.
    """
    for key, blocks in case.documented.items():
        claim = case.ownership.owner(key)
        for block in blocks:
            if claim is not None and block.autodoc.spec != claim.spec:
                yield Defect(
                    subject=key,
                    place=block.autodoc.place,
                    message=f"{block.autodoc.spec} documents {key}, which {claim.concern.id} owns",
                    hint=f"document it in {claim.spec}, and point at it here with {{fact}}`{key}`",
                    related=(claim.place, case.inventory.fact(key).place),
                )


def missing_meaning(case: Case) -> Iterator[Defect]:
    """A row of an autodoc block without a meaning.

    The code says what there is; only the spec can say what it is for.

    Add a list item for it: "- `name`: what it means".
    """
    for block in case.blocks:
        for row in block.rows:
            if row.meaning is None:
                yield Defect(
                    subject=f"{row.fact.key}.{row.name}" if "columns" in row.fact.attrs else row.fact.key,
                    place=block.autodoc.place,
                    message=f"`{row.name}` has no meaning here",
                    hint=f"add a list item for it: - `{row.name}`: what it means",
                    related=(row.fact.place,),
                )


def stray_meaning(case: Case) -> Iterator[Defect]:
    """A meaning for a row that the code does not have, or a second one for the same row.

    The code has moved on and the text has not; or a spec shows a fact in two blocks, and what they
    say drifts apart. Where a block shows nothing at all, that alone is told.

    Take it out, or give it the name that the code uses now.
    """
    for block in case.blocks:
        for ref in block.strays if block.facts else ():
            yield Defect(
                subject=f"{block.autodoc.directive} {ref.text}",
                place=block.autodoc.at(ref.line),
                message=f"`{ref.text}` is no row of this {block.autodoc.directive}, or has a meaning already",
                hint="take it out, or give it the name that the code uses",
                related=(block.facts[0].place,),
            )
    for key, blocks in case.documented.items():
        shown: dict[str, AutoDoc] = {}
        for again in (one.autodoc for one in blocks):
            first = shown.setdefault(again.spec, again)
            if first is not again:
                yield Defect(
                    subject=f"{again.directive} {key}",
                    place=again.place,
                    message=f"{again.spec} shows {key} in another block already",
                    hint="take it out of one of the two blocks",
                    related=(first.place,),
                )


def dead_autodoc(case: Case) -> Iterator[Defect]:
    """An autodoc block whose pattern shows nothing.

    The page would have a heading and no table.

    Mend the pattern behind the directive's name.
    """
    for block in case.blocks:
        for ref in block.dead:
            kinds = AUTO_BY_NAME[block.autodoc.directive].kinds
            alike = [fact.key for fact in case.inventory.facts if fact.kind in kinds]
            known = f", as '{alike[0]}' is one" if alike else "; the inventory has none of this kind"
            out = "it" if block.facts else "the block"
            yield Defect(
                subject=ref.text,
                place=block.autodoc.place,
                message=f"'{ref.text}' shows no fact",
                hint=hint_nearest(
                    ref.text,
                    (key for key in alike if key not in case.documented),
                    "mend the pattern behind the directive's name, which is completed to a key as shown"
                    f"{known}; or take {out} out",
                ),
            )


def ambiguous_service(case: Case) -> Iterator[Defect]:
    """A block that names routes without their service, where several services have such routes.

    Which of them the text speaks of, only its author knows.

    Name the service, `api:GET /health`; or say in `[specs] service` which one is meant where none
    is named.
    """
    for block in case.blocks:
        for ref, routes in block.ambiguous:
            name = ref.text.split(":", 2)[2]
            services = [fact.name.partition(":")[0] for fact in routes]
            yield Defect(
                subject=f"{block.autodoc.directive} {name}",
                place=block.autodoc.place,
                message=f"'{name}' fits routes of {', '.join(services)}",
                hint=f"name the service: '{services[0]}:{name}'; or the one that is meant where none is "
                "named, in [specs] service",
                related=tuple(fact.place for fact in routes),
            )


def dead_mention(case: Case) -> Iterator[Defect]:
    """Text or an object that names a fact which the code does not have.

    The sentence speaks of something that was renamed, or never was.

    Name a fact of the inventory, or say it in plain words.
    """
    for spec in case.specs:
        for mention in spec.mentions:
            if not case.inventory.has(mention.text):
                yield _dead(case, mention.text, spec.at(mention.line))
    for one in case.every_object():
        if isinstance(one, Impl) and one.is_future:
            continue
        for ref in one.refs("facts"):
            if next(case.inventory.select(ref.text), None) is None:
                yield _dead(case, ref.text, one.at(ref.line))


def _dead(case: Case, text: str, place: Place) -> Defect:
    return Defect(
        subject=text,
        place=place,
        message=f"the code has no {text}",
        hint=hint_nearest(
            text, case.inventory.keys, "name a fact of the inventory, or say it in plain words"
        ),
    )
