"""The rules: an explicit tuple of all, in the order of the reference pages.

A rule looks at a case and yields defects. It reads no file, prints nothing and does not
know its severity. The rules on exceptions are ``rules.exceptions``: they look at findings.
"""

from __future__ import annotations

from spec_audit.model.finding import Severity
from spec_audit.rules import (
    agents,
    boundaries,
    documentation,
    inventory,
    objects,
    ownership,
    protocols,
    reviews,
    states,
    syntax,
    template,
)
from spec_audit.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(id="unclosed-directive", family="form", check=syntax.unclosed_directive),
    Rule(id="hidden-text", family="form", check=syntax.hidden_text),
    Rule(id="unknown-option", family="form", check=syntax.unknown_option),
    Rule(id="unread-option", family="form", check=syntax.unread_option),
    Rule(id="bad-id", family="form", check=syntax.bad_id),
    Rule(id="bad-value", family="form", check=syntax.bad_value),
    Rule(id="bad-list", family="form", check=syntax.bad_list),
    Rule(id="bad-pattern", family="form", check=syntax.bad_pattern),
    Rule(id="duplicate-id", family="form", check=syntax.duplicate_id),
    Rule(id="missing-title", family="template", check=template.missing_title),
    Rule(id="missing-summary", family="template", check=template.missing_summary),
    Rule(id="missing-card", family="template", check=template.missing_card),
    Rule(id="missing-section", family="template", check=template.missing_section),
    Rule(id="section-order", family="template", check=template.section_order),
    Rule(id="empty-section", family="template", check=template.empty_section),
    Rule(id="unowned-fact", family="ownership", check=ownership.unowned_fact),
    Rule(id="contested-fact", family="ownership", check=ownership.contested_fact),
    Rule(id="dead-claim", family="ownership", check=ownership.dead_claim),
    Rule(id="empty-concern", family="ownership", check=ownership.empty_concern),
    Rule(id="undocumented-fact", family="documentation", check=documentation.undocumented_fact),
    Rule(id="trespass", family="documentation", check=documentation.trespass),
    Rule(id="missing-meaning", family="documentation", check=documentation.missing_meaning),
    Rule(id="stray-meaning", family="documentation", check=documentation.stray_meaning),
    Rule(id="dead-autodoc", family="documentation", check=documentation.dead_autodoc),
    Rule(id="dead-mention", family="documentation", check=documentation.dead_mention),
    Rule(id="dead-boundary", family="boundaries", check=boundaries.dead_boundary),
    Rule(id="self-boundary", family="boundaries", check=boundaries.self_boundary),
    Rule(id="open-boundary", family="boundaries", check=boundaries.open_boundary),
    Rule(id="circular-handoff", family="boundaries", check=boundaries.circular_handoff),
    Rule(id="dead-end-handoff", family="boundaries", check=boundaries.dead_end_handoff),
    Rule(id="excluded-object", family="boundaries", check=boundaries.excluded_object),
    Rule(id="dead-link", family="objects", check=objects.dead_link),
    Rule(id="orphan-edge", family="objects", check=objects.orphan_edge),
    Rule(id="unhandled-edge", family="objects", check=objects.unhandled_edge),
    Rule(id="orphan-impl", family="objects", check=objects.orphan_impl),
    Rule(id="missing-status", family="objects", check=objects.missing_status),
    Rule(id="untracked-work", family="objects", check=objects.untracked_work),
    Rule(id="dead-bean", family="objects", check=objects.dead_bean),
    Rule(id="closed-bean", family="objects", check=objects.closed_bean, severity=Severity.WARNING),
    Rule(id="built-plan", family="objects", check=objects.built_plan),
    Rule(id="missing-evidence", family="evidence", check=objects.missing_evidence),
    Rule(id="dead-evidence", family="evidence", check=objects.dead_evidence),
    Rule(id="suspect-object", family="evidence", check=reviews.suspect_object),
    Rule(id="unreviewed-object", family="evidence", check=reviews.unreviewed_object, severity=Severity.OFF),
    Rule(id="stray-review", family="evidence", check=reviews.stray_review),
    Rule(id="unparsed-source", family="evidence", check=inventory.unparsed_source),
    Rule(id="stale-inventory", family="evidence", check=inventory.stale_inventory),
    Rule(id="unknown-machine", family="states", check=states.unknown_machine),
    Rule(id="unknown-state", family="states", check=states.unknown_state),
    Rule(id="unused-state", family="states", check=states.unused_state),
    Rule(id="unreachable-state", family="states", check=states.unreachable_state),
    Rule(id="dead-end-state", family="states", check=states.dead_end_state),
    Rule(id="unsent-message", family="protocols", check=protocols.unsent_message),
    Rule(id="unhandled-message", family="protocols", check=protocols.unhandled_message),
    Rule(id="undeclared-message", family="protocols", check=protocols.undeclared_message),
    Rule(id="missing-pointer", family="agents", check=agents.missing_pointer),
    Rule(id="repeated-text", family="agents", check=agents.repeated_text),
)
"""All rules that look at a case."""
