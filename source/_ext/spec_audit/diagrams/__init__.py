"""Diagrams: a case drawn as Mermaid text, each with a table that says the same; one diagram a file."""

from __future__ import annotations

from spec_audit.case import Case
from spec_audit.diagrams.board import build_board
from spec_audit.diagrams.drawing import Drawing
from spec_audit.diagrams.handoffs import build_map
from spec_audit.diagrams.relations import build_relations
from spec_audit.diagrams.states import build_states

NAMES = ("states", "relations", "map", "board")
"""All kinds of diagrams that are made of a case."""


def build_drawing(case: Case, name: str, argument: str) -> Drawing | None:
    """Build a diagram by its kind and what it is of; None when there is nothing of that name."""
    match name:
        case "states":
            return build_states(case, argument)
        case "relations":
            return build_relations(case, argument) if argument in case.titles else None
        case "map":
            return build_map(case)
        case _:
            return build_board(case)
