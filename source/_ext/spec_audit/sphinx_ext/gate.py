"""The gate: the audit at the start of a run, its findings in the log, and the exit status.

The findings are reported when writing starts, which happens in every build, also when no
page changed; so a second build is not green because nothing was read. The exit status is
set at the very end and does not depend on the log, which ``suppress_warnings`` can silence.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx_needs.api import get_needs_view

from spec_audit.audit import audit, load_case
from spec_audit.changes.base import load_base
from spec_audit.changes.snapshot import Snapshot, take_snapshot
from spec_audit.config import Config
from spec_audit.model.amounts import counted
from spec_audit.model.finding import NotCheckedError, Severity, Verdict
from spec_audit.model.place import Place
from spec_audit.readers.location import find_settings
from spec_audit.readers.settings import read_settings
from spec_audit.readers.toml_lines import Lines
from spec_audit.sphinx_ext.state import RunState, set_state, state_of
from spec_audit.writers.as_json import write_json
from spec_audit.writers.as_text import write_account

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

LOGGER = logging.getLogger(__name__)


def run_audit(app: Sphinx) -> None:
    """Audit the specs before Sphinx reads them.

    Ends the run with status 2 when they cannot be checked: no page may then look clean. Any
    other way to stop makes Sphinx print a traceback of a mistake that is in no program.
    """
    named = app.config.spec_audit_config
    today = datetime.now(UTC).date()
    try:
        file = Path(app.confdir, named) if named else Path(find_settings(str(app.confdir)))
        config = read_settings(file)
        _refuse_outside(app, config, file)
        found = audit(load_case(config), today)
    except NotCheckedError as error:
        _write(app, write_json(Verdict.NOT_CHECKED, error.findings, {"errors": len(error.findings)}))
        for one in error.findings:
            LOGGER.error("%s: %s; %s", one.place, one.message, one.hint)  # noqa: TRY400 - no traceback is wanted
        LOGGER.error("spec_audit: the specs cannot be checked, so nothing is built")  # noqa: TRY400
        raise SystemExit(2) from None
    base, problem = _load_base(app, config, today)
    set_state(
        app,
        RunState(
            config=config,
            audit=found,
            source_folder=Path(app.srcdir).resolve(),
            base=base,
            base_problem=problem,
        ),
    )


def _refuse_outside(app: Sphinx, config: Config, file: Path) -> None:
    """Refuse specs that Sphinx does not read: there would be no pages to show anything on."""
    source = Path(app.srcdir).resolve()
    folder = Path(normpath(config.root / config.specs.folder))
    if not folder.is_relative_to(source):
        line = Lines(file.read_text("utf-8", "replace")).near(("specs",), ("folder",))
        raise NotCheckedError.because(
            "bad-configuration",
            Place(path=config.path, line=line),
            f"the folder of the specs, {folder}, lies outside of Sphinx's source folder, {source}",
            "move it into the source folder, or name a source folder that it lies in",
        )


def _load_base(app: Sphinx, config: Config, today: date) -> tuple[Snapshot | None, str]:
    """Load what the page of changes compares with; without one the build goes on."""
    name = app.config.spec_audit_base.strip()
    if not name:
        return None, ""
    try:
        return load_base(config, name, today), ""
    except NotCheckedError as error:
        problem = "; ".join(f"{one.place}: {one.message}" for one in error.findings)
        LOGGER.warning(
            "the base '%s' cannot be compared with: %s", name, problem, type="spec_audit", subtype="base"
        )
        return None, problem


def report_findings(app: Sphinx, builder: Builder) -> None:
    """Log every finding, and hold what the reader read against what sphinx-needs registered."""
    del builder
    state = state_of(app)
    for one in state.audit.findings:
        log = LOGGER.warning if one.severity is Severity.ERROR else LOGGER.info
        log(
            "%s [%s] - %s%s",
            one.message,
            one.rule,
            one.hint,
            "".join(f" (see {place})" for place in one.related),
            # Without a line, Sphinx would take a file's name for a document's and add an ending to it.
            location=f"{state.config.root / one.place.path}:{one.place.line or 1}",
            type="spec_audit",
            subtype=one.rule,
        )
    differences = list(_differences(app, state))
    for message in differences:
        LOGGER.warning("%s [reader-differs]", message, type="spec_audit", subtype="reader-differs")
    app.env.spec_audit_differs = len(differences)  # type: ignore[attr-defined]


_TOLD = frozenset({"unclosed-directive", "unknown-directive", "unread-option", "bad-id"})
"""Mistakes of form for which the reader reads on where a page cannot: what differs then is told."""


def _differences(app: Sphinx, state: RunState) -> list[str]:
    """Name the objects that only one of the two readers saw, but for specs of which a finding says why."""
    case = state.audit.case
    told = {one.place.path for one in state.audit.errors if one.rule in _TOLD}
    documents = {state.documents[spec.name] for spec in case.specs if spec.path in told}
    registered = {
        str(need["id"]): need["docname"] for need in get_needs_view(app).values() if not need["is_external"]
    }
    read = case.objects
    return [
        *(
            f"{name} is on a page, and the reader of spec_audit did not see it"
            for name in sorted(registered.keys() - read.keys())
            if registered[name] not in documents
        ),
        *(
            f"{name} was read by spec_audit, and is on no page"
            for name in sorted(read.keys() - registered.keys())
            if read[name].place.path not in told
        ),
    ]


def close_gate(app: Sphinx, exception: Exception | None) -> None:
    """Write ``audit.json``, and fail the run when an error stands."""
    if exception is not None:
        return
    state = state_of(app)
    found = state.audit
    _write(app, write_json(found.verdict, found.findings, found.counts, take_snapshot(found)))
    differences = getattr(app.env, "spec_audit_differs", 0)
    if found.errors or differences:
        app.statuscode = 1
        reasons = [counted(len(found.errors), "error")] if found.errors else []
        if differences:
            objects = counted(differences, "object")
            reasons.append(f"{objects} that spec_audit and the pages read differently, as the warnings say")
        LOGGER.error("spec_audit: %s; the build fails", ", ".join(reasons), type="spec_audit")
    else:
        LOGGER.info("spec_audit: %s", write_account(found.verdict, found.counts))


def _write(app: Sphinx, text: str) -> None:
    folder = Path(app.outdir)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "audit.json").write_text(text, "utf-8")
