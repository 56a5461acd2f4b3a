"""States: the machine that the spec draws is the one that the code declares."""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.case import Case
from spec_audit.case.machines import Machine, values_of
from spec_audit.model.facts import Fact
from spec_audit.model.finding import Defect
from spec_audit.model.objects import Transition
from spec_audit.model.place import Place
from spec_audit.rules.disorder import describe_disorder, find_unexplained
from spec_audit.rules.nearest import hint_nearest


def unknown_machine(case: Case) -> Iterator[Defect]:
    """A transition whose machine is no enum of the code, or that names none.

    Its states can then be held against nothing.

    Name the enum in `machine`.
    """
    for one in case.each(Transition):
        if one.machine is None or not case.inventory.has(f"enum:{one.machine.text}"):
            yield Defect(
                subject=one.id,
                place=one.at(one.machine.line) if one.machine else one.place,
                message=f"the code has no enum {one.machine.text}"
                if one.machine
                else f"{one.id} names no machine",
                hint=hint_nearest(
                    one.machine.text if one.machine else "",
                    (fact.name for fact in case.inventory.facts if fact.kind == "enum"),
                    "name in 'machine' the enum whose values are the states",
                ),
            )


def unknown_state(case: Case) -> Iterator[Defect]:
    """A transition from or to a value that the code does not declare, or one without an end.

    The diagram would show a state that cannot be.

    Name a value of the enum; `*` stands for any state that is left.
    """
    for machine in case.machines.values():
        for one in machine.transitions:
            for ref in (*one.from_, *one.to):
                if ref.text not in machine.values and not (ref.text == "*" and ref in one.from_):
                    yield _unknown(ref.text, machine.enum, machine.values, one.at(ref.line), one.id)
            for name, refs in (("from", one.from_), ("to", one.to)):
                if not refs:
                    yield Defect(
                        subject=f"{one.id} {name}",
                        place=one.place,
                        message=f"{one.id} has no '{name}'",
                        hint=f"name in '{name}' a value of {machine.enum.name}",
                    )
    for shown in case.blocks:
        values = tuple(value for fact in shown.facts for value in values_of(fact))
        block = shown.autodoc
        for ref in (*block.initial, *block.terminal) if shown.facts else ():
            if ref.text not in values:
                yield _unknown(ref.text, shown.facts[0], values, block.at(ref.line), block.directive)


def _unknown(state: str, enum: Fact, values: tuple[str, ...], place: Place, subject: str) -> Defect:
    return Defect(
        subject=f"{subject} {state}",
        place=place,
        message=f"{enum.name} has no value '{state}'",
        hint=f"its values are: {', '.join(values)}",
        related=(enum.place,),
    )


def unused_state(case: Case) -> Iterator[Defect]:
    """A declared value that no transition and no note mentions; `*` mentions none.

    Either the machine is not drawn whole, or the code has a value that nothing sets.

    Add the transition, or an edge case or status item with the state under `facts`.
    """
    for machine in case.machines.values():
        known = machine.named | machine.names("initial")
        yield from _report(case, machine, set(machine.values) - known, "is in no transition")


def unreachable_state(case: Case) -> Iterator[Defect]:
    """A state to which no transition leads from where things begin.

    Nothing can get there as the machine is drawn: none enters it, or only states do that nothing
    reaches either.

    Add the transition that enters it, mark it `initial`, or note why it is never reached.
    """
    for machine in case.machines.values():
        found = set(machine.find_unreached())
        yield from _report(case, machine, found - machine.entered, "is left and never entered")
        yield from _report(case, machine, found & machine.entered, "is entered only from where nothing leads")


def dead_end_state(case: Case) -> Iterator[Defect]:
    """A state that transitions enter and none leaves for another, and that is not marked terminal.

    Whatever gets there stays there, and the spec does not say that this is meant.

    Add the transition that leaves it, or mark it `terminal` in the block of states.
    """
    for machine in case.machines.values():
        stuck = machine.entered & set(machine.values) - machine.left - machine.names("terminal")
        yield from _report(case, machine, stuck, "is entered and never left")


def _report(case: Case, machine: Machine, states: set[str], what: str) -> Iterator[Defect]:
    for state in machine.values:
        key = f"state:{machine.enum.name}.{state}"
        if state not in states or case.is_explained(key):
            continue
        place = machine.blocks[0].place if machine.blocks else machine.transitions[0].place
        yield Defect(
            subject=key,
            place=place,
            message=f"'{state}' of {machine.enum.name} {what}",
            hint=f"draw the transition, or explain '{key}' under 'facts' of an edge case or status item",
            related=(case.inventory.fact(key).place if case.inventory.has(key) else machine.enum.place,),
        )


def unset_state(case: Case) -> Iterator[Defect]:
    """A value that no assignment sets, of those that the settings name for its enum.

    Who waits for it waits for ever; or it comes from outside, and nobody is told from where.

    Explain it in the spec that owns its enum: an edge case or status item with the state under
    `facts` says who sets it, or that nobody does. Where the settings forgot an assignment, name it
    there.
    """
    for fact, claim in find_unexplained(case, "state"):
        if fact.attrs.get("set") is False:
            yield describe_disorder(case, fact, claim, "is declared, and no known assignment sets it")


def stray_state(case: Case) -> Iterator[Defect]:
    """A value that the code sets and its enum does not declare.

    Whoever handles all declared values does not handle this one.

    Explain it in the spec that owns the enum: an edge case or status item with the enum under
    `facts`.
    """
    for fact, claim in find_unexplained(case, "enum"):
        strays = fact.attrs.get("strays")
        if isinstance(strays, list):
            values = dict.fromkeys(str(one).rpartition(" ")[0] for one in strays)
            what = f"does not declare what the code sets: {', '.join(values)}"
            yield describe_disorder(case, fact, claim, what)
