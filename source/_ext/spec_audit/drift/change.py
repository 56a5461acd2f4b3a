"""One change: what drifted, whom it concerns, and the line of the specs that has to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from spec_audit.drift.facts import ChangeKind
from spec_audit.model.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that drifted.

    ``key`` is a fact's key, or ``evidence:path#symbol``. ``follows`` is the fact that it follows, as a
    column its table, None where it follows none. ``owner`` is the spec and ``concern``
    its concern, None when there is none. ``place`` is the line of the specs to edit; ``old``
    and ``new`` are the places in the code, None where it is not. ``leftovers`` are other lines of the
    specs that still name what is gone in plain words, or by its key what changed.
    """

    kind: ChangeKind
    key: str
    follows: str | None
    owner: str | None
    concern: str | None
    place: Place
    old: Place | None
    new: Place | None
    message: str
    hint: str
    leftovers: tuple[Place, ...] = ()

    @property
    def code(self) -> Place:
        """Where the code has it, or had it last."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def is_fact(self) -> bool:
        """Whether a fact changed, and not only the body of a symbol that a spec cites."""
        return not self.key.startswith("evidence:")
