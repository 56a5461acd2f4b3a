"""The rules: an explicit tuple of all, in the order of the reference pages.

A rule looks at a case and yields defects. It reads no file, prints nothing and does not
know its severity. The rules on exceptions are ``rules.exceptions``: they look at findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from spec_audit.model.finding import Severity
from spec_audit.rules import (
    agents,
    beans,
    boundaries,
    documentation,
    exceptions,
    inventory,
    objects,
    ownership,
    protocols,
    reviews,
    states,
    syntax,
    tables,
    template,
)
from spec_audit.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(id="unread-spec", check=syntax.unread_spec),
    Rule(id="unclosed-directive", check=syntax.unclosed_directive),
    Rule(id="hidden-text", check=syntax.hidden_text),
    Rule(id="unknown-directive", check=syntax.unknown_directive),
    Rule(id="unknown-option", check=syntax.unknown_option),
    Rule(id="unread-option", check=syntax.unread_option),
    Rule(id="bad-id", check=syntax.bad_id),
    Rule(id="bad-value", check=syntax.bad_value),
    Rule(id="bad-list", check=syntax.bad_list),
    Rule(id="bad-pattern", check=syntax.bad_pattern),
    Rule(id="duplicate-id", check=syntax.duplicate_id),
    Rule(id="missing-title", check=template.missing_title),
    Rule(id="missing-summary", check=template.missing_summary),
    Rule(id="missing-card", check=template.missing_card),
    Rule(id="missing-section", check=template.missing_section),
    Rule(id="section-order", check=template.section_order),
    Rule(id="empty-section", check=template.empty_section),
    Rule(id="unowned-fact", check=ownership.unowned_fact),
    Rule(id="contested-fact", check=ownership.contested_fact),
    Rule(id="dead-claim", check=ownership.dead_claim),
    Rule(id="empty-concern", check=ownership.empty_concern),
    Rule(id="undocumented-fact", check=documentation.undocumented_fact),
    Rule(id="trespass", check=documentation.trespass),
    Rule(id="missing-meaning", check=documentation.missing_meaning),
    Rule(id="stray-meaning", check=documentation.stray_meaning),
    Rule(id="dead-autodoc", check=documentation.dead_autodoc),
    Rule(id="ambiguous-service", check=documentation.ambiguous_service),
    Rule(id="dead-mention", check=documentation.dead_mention),
    Rule(id="dead-boundary", check=boundaries.dead_boundary),
    Rule(id="self-boundary", check=boundaries.self_boundary),
    Rule(id="open-boundary", check=boundaries.open_boundary),
    Rule(id="circular-handoff", check=boundaries.circular_handoff),
    Rule(id="dead-end-handoff", check=boundaries.dead_end_handoff),
    Rule(id="excluded-object", check=boundaries.excluded_object),
    Rule(id="dead-link", check=objects.dead_link),
    Rule(id="orphan-edge", check=objects.orphan_edge),
    Rule(id="unhandled-edge", check=objects.unhandled_edge),
    Rule(id="orphan-impl", check=objects.orphan_impl),
    Rule(id="missing-status", check=objects.missing_status),
    Rule(id="untracked-work", check=objects.untracked_work),
    Rule(id="dead-bean", check=beans.dead_bean),
    Rule(id="duplicate-bean", check=beans.duplicate_bean),
    Rule(id="closed-bean", check=beans.closed_bean, severity=Severity.WARNING),
    Rule(id="open-bean", check=beans.open_bean, severity=Severity.WARNING),
    Rule(id="unread-bean", check=beans.unread_bean, severity=Severity.WARNING),
    Rule(id="built-plan", check=objects.built_plan),
    Rule(id="missing-evidence", check=objects.missing_evidence),
    Rule(id="dead-evidence", check=objects.dead_evidence),
    Rule(id="suspect-object", check=reviews.suspect_object),
    Rule(id="unreviewed-object", check=reviews.unreviewed_object, severity=Severity.OFF),
    Rule(id="stray-review", check=reviews.stray_review),
    Rule(id="unparsed-source", check=inventory.unparsed_source),
    Rule(id="incomplete-inventory", check=inventory.incomplete_inventory),
    Rule(id="stale-inventory", check=inventory.stale_inventory),
    Rule(id="unknown-machine", check=states.unknown_machine),
    Rule(id="unknown-state", check=states.unknown_state),
    Rule(id="unused-state", check=states.unused_state),
    Rule(id="unreachable-state", check=states.unreachable_state),
    Rule(id="dead-end-state", check=states.dead_end_state),
    Rule(id="unset-state", check=states.unset_state),
    Rule(id="stray-state", check=states.stray_state),
    Rule(id="unsent-message", check=protocols.unsent_message),
    Rule(id="unhandled-message", check=protocols.unhandled_message),
    Rule(id="undeclared-message", check=protocols.undeclared_message),
    Rule(id="unread-table", check=tables.unread_table),
    Rule(id="missing-pointer", check=agents.missing_pointer),
    Rule(id="repeated-text", check=agents.repeated_text),
)
"""All rules that look at a case."""


def explain_rules() -> Iterator[tuple[str, str, str]]:
    """Yield each rule's name, its weight and its reference page; those on exceptions last."""
    from inspect import getdoc

    for rule in RULES:
        yield rule.id, rule.severity.value, getdoc(rule.check) or ""
    for name, check in exceptions.EXCEPTION_RULES.items():
        yield name, Severity.ERROR.value, getdoc(check) or ""
