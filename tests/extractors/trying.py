"""Extractors tried on files that are held in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import ModuleType

from spec_audit.config import Source
from spec_audit.extractors.base import Extraction, SourceFile
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem


def extract_with(extractor: ModuleType, files: Mapping[str, str | bytes], **options: object) -> Extraction:
    """Scan and link as a run does; scans are kept in between, so they must survive JSON.

    A run tells each problem once, in the order of the places.
    """
    scans = {}
    for path, text in sorted(files.items()):
        scan = extractor.scan(SourceFile(path, text if isinstance(text, bytes) else text.encode()))
        if scan is not None:
            scans[path] = json.loads(json.dumps(scan))
    name = extractor.__name__.rpartition(".")[2]
    made = extractor.link(scans, Source(extractor=name, files=("**",), options=options))
    return made._replace(problems=tuple(sorted(set(made.problems), key=_in_order)))


def error_in(extractor: ModuleType, path: str, text: str) -> int:
    """Give the first line that a scan could not parse; 0 when there is none."""
    file = SourceFile(path, text.encode())
    extractor.scan(file)
    return file.error


def _in_order(problem: Problem) -> tuple[Place, str, str]:
    return problem.place, repr(problem.setting), problem.message
