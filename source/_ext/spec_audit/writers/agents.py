"""The block for a file that coding agents read: where each spec lies and what it covers.

It names titles and repeats no sentence, so that it cannot disagree with the specs.
"""

from __future__ import annotations

from spec_audit.model.objects import Concern, Spec

BEGIN = "<!-- specs: written by `spec-audit agents` -->"
END = "<!-- end of specs -->"


def write_agents(specs: tuple[Spec, ...], base: str = "") -> str:
    """Write the table of all specs. ``base`` goes in front of their paths, for a file elsewhere."""
    lines = [BEGIN, "", "| subsystem | spec | covers |", "|---|---|---|"]
    for spec in specs:
        title = spec.heading
        concerns = "; ".join(one.title for one in spec.objects if isinstance(one, Concern))
        lines.append(f"| {title} | `{base}{spec.path}` | {concerns} |")
    return "\n".join([*lines, "", END]) + "\n"
