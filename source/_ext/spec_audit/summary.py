"""One spec at a glance: what it owns, what it hands to whom, how healthy it is, where its code lies.

Counted from the audit alone, by the very computations that rules and matrices report from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from spec_audit.audit import Audit
from spec_audit.case.evidence import resolve_evidence
from spec_audit.model.facts import order_kinds
from spec_audit.model.finding import Finding, Severity
from spec_audit.model.objects import Boundary, Concern, Impl, Spec
from spec_audit.vocabulary import STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What stands on the card of a spec.

    ``owned`` counts facts by kind, ``hands`` lists boundaries by the spec that covers them and
    ``open_ended`` those that nobody covers; ``findings`` are those that stand in it; ``open`` holds
    the status items on which work remains, by status. ``files`` are those of the evidence, each with
    how often it is cited, most cited first; ``suspects`` the ids of objects whose evidence has changed
    since their review.
    """

    owned: Mapping[str, int]
    hands: Mapping[str, tuple[Boundary, ...]]
    open_ended: tuple[Boundary, ...]
    findings: tuple[Finding, ...]
    excused: int
    suspects: tuple[str, ...]
    open: Mapping[str, tuple[Impl, ...]]
    files: tuple[tuple[str, int], ...]

    @property
    def errors(self) -> int:
        """How many of its findings fail the build."""
        return sum(one.severity is Severity.ERROR for one in self.findings)

    @property
    def warnings(self) -> int:
        """How many of its findings do not."""
        return len(self.findings) - self.errors


def summarize(audit: Audit, spec: Spec) -> Summary:
    """Gather what the audit says of one spec."""
    case = audit.case
    kinds = Counter(case.inventory.fact(key).kind for key in _owned(audit, spec))
    boundaries = [one for one in spec.objects if isinstance(one, Boundary)]
    seen = [(one, case.objects.get(ref.text)) for one in boundaries for ref in one.see]
    hands: dict[str, list[Boundary]] = {}
    for boundary, target in seen:
        if target is not None and boundary not in hands.setdefault(target.spec, []):
            hands[target.spec].append(boundary)
    excused = _in_spec(spec, (one for found in audit.excused.values() for one in found))
    suspects = (one.citing for one in case.review_state.suspects)
    return Summary(
        owned={kind: kinds[kind] for kind in order_kinds(kinds)},
        hands={name: tuple(found) for name, found in sorted(hands.items(), key=lambda one: -len(one[1]))},
        open_ended=tuple(one for one in boundaries if one.nobody),
        findings=_in_spec(spec, audit.findings),
        excused=len(excused),
        suspects=tuple(dict.fromkeys(one.id for one in suspects if one.spec == spec.name)),
        open=_open_items(spec),
        files=tuple(_files(audit, spec).most_common()),
    )


def _owned(audit: Audit, spec: Spec) -> Iterator[str]:
    """Yield the facts that the concerns of a spec claim and nobody else does."""
    ownership = audit.case.ownership
    for concern in dict.fromkeys(one.id for one in spec.objects if isinstance(one, Concern)):
        for key in ownership.owned_by(concern):
            claim = ownership.owner(key)
            if claim is not None and claim.spec == spec.name:
                yield key


def _open_items(spec: Spec) -> Mapping[str, tuple[Impl, ...]]:
    """Group the status items on which work remains by their status."""
    found: dict[str, list[Impl]] = {status: [] for status in STATUSES}
    for one in spec.objects:
        if isinstance(one, Impl) and one.status is not None and one.is_open:
            found[one.status.text].append(one)
    return {status: tuple(items) for status, items in found.items() if items}


def _in_spec(spec: Spec, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.place.path == spec.path)


def _files(audit: Audit, spec: Spec) -> Counter[str]:
    """Count how often each file is cited; evidence that leads nowhere is a finding, and no file."""
    found: Counter[str] = Counter()
    for one in spec.objects:
        for ref in one.refs("source"):
            resolved = resolve_evidence(ref.text, audit.case.inventory)
            if resolved.place is not None:
                found[resolved.place.path] += 1
    return found
