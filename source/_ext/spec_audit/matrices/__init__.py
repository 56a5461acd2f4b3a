"""Matrices: a case laid out as rows and columns, one matrix a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from spec_audit.case import Case
from spec_audit.matrices.boundaries import build_boundaries
from spec_audit.matrices.coverage import build_coverage
from spec_audit.matrices.grid import Grid
from spec_audit.matrices.ownership import build_ownership
from spec_audit.matrices.status import build_beans, build_status
from spec_audit.matrices.traceability import build_traceability

MATRICES: Mapping[str, Callable[[Case], Grid]] = {
    "ownership": build_ownership,
    "boundaries": build_boundaries,
    "coverage": build_coverage,
    "traceability": build_traceability,
    "status": build_status,
    "beans": build_beans,
}
"""All matrices by name."""
