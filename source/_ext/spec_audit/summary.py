"""One spec at a glance: what it owns, what it hands to whom, how healthy it is, where its code lies.

Counted from the audit alone, by the very computations that rules and matrices report from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spec_audit.audit import Audit
from spec_audit.case.evidence import resolve_evidence
from spec_audit.model.facts import order_kinds
from spec_audit.model.finding import Finding, Severity
from spec_audit.model.objects import Boundary, Concern, Impl, Spec
from spec_audit.vocabulary import KIND_BY_DIRECTIVE


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
    concerns = dict.fromkeys(one.id for one in spec.objects if isinstance(one, Concern))
    keys = (key for concern in concerns for key in case.ownership.owned_by(concern))
    owners = ((key, case.ownership.owner(key)) for key in keys)
    kinds = Counter(
        case.inventory.fact(key).kind for key, claim in owners if claim and claim.spec == spec.name
    )
    boundaries = [one for one in spec.objects if isinstance(one, Boundary)]
    seen = [(one, case.objects.get(ref.text)) for one in boundaries for ref in one.see]
    hands: dict[str, list[Boundary]] = {}
    for boundary, target in seen:
        if target is not None and boundary not in hands.setdefault(target.spec, []):
            hands[target.spec].append(boundary)
    excused = list(_in_spec(spec, (one for found in audit.excused.values() for one in found)))
    items = [one for one in spec.objects if isinstance(one, Impl) and one.is_open]
    status = KIND_BY_DIRECTIVE["impl"].field("status")
    assert status is not None
    by_status = {
        word: tuple(one for one in items if one.status and one.status.text == word) for word in status.choices
    }
    suspects = (one.citing for one in case.review_state.suspects)
    return Summary(
        owned={kind: kinds[kind] for kind in order_kinds(kinds)},
        hands={name: tuple(found) for name, found in sorted(hands.items(), key=lambda one: -len(one[1]))},
        open_ended=tuple(one for one in boundaries if one.nobody),
        findings=tuple(_in_spec(spec, audit.findings)),
        excused=len(excused),
        suspects=tuple(dict.fromkeys(one.id for one in suspects if one.spec == spec.name)),
        open={word: found for word, found in by_status.items() if found},
        files=tuple(_files(audit, spec).most_common()),
    )


def _in_spec(spec: Spec, findings: Iterable[Finding]) -> Iterable[Finding]:
    return (one for one in findings if one.place.path == spec.path)


def _files(audit: Audit, spec: Spec) -> Counter[str]:
    """Count how often each file is cited; evidence that leads nowhere is a finding, and no file."""
    found: Counter[str] = Counter()
    for one in spec.objects:
        for ref in one.refs("source"):
            resolved = resolve_evidence(ref.text, audit.case.inventory)
            if resolved.place is not None:
                found[resolved.place.path] += 1
    return found
