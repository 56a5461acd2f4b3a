"""The gate: the audit at the start of a run, its findings in the log, and the exit status.

The findings are reported when writing starts, which happens in every build, also when no
page changed; so a second build is not green because nothing was read. The exit status is
set at the very end and does not depend on the log, which ``suppress_warnings`` can silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from os.path import normpath, relpath
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx_needs.data import SphinxNeedsData

from spec_audit.audit import audit, load_case
from spec_audit.changes.base import load_base
from spec_audit.changes.snapshot import Snapshot, take_snapshot
from spec_audit.config import Config
from spec_audit.model.amounts import counted
from spec_audit.model.finding import Finding, NotCheckedError, Severity, Verdict
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
    from sphinx.environment import BuildEnvironment

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


def compare_readers(app: Sphinx, env: BuildEnvironment) -> None:
    """Hold what the reader read against what sphinx-needs registered, before any page shows findings."""
    state = state_of(app)
    differences = tuple(_find_differences(env, state))
    if differences:
        findings = sorted((*state.audit.findings, *differences), key=lambda one: one.sort_key)
        set_state(app, replace(state, audit=replace(state.audit, findings=tuple(findings))))


def report_findings(app: Sphinx, builder: Builder) -> None:
    """Log every finding."""
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


_TOLD = frozenset({"unclosed-directive", "unknown-directive", "unread-option", "bad-id"})
"""Mistakes of form for which the reader reads on where a page cannot: what differs then is told."""


def _find_differences(env: BuildEnvironment, state: RunState) -> Iterator[Finding]:
    """Find the objects that only one of the two readers saw, but in specs of which a finding says why."""
    told = {one.place.path for one in state.audit.errors if one.rule in _TOLD}
    # The interface for extensions would seal the needs, which are not complete before pages are written.
    data = SphinxNeedsData(env)
    needs = data.get_needs_view() if data.needs_is_post_processed else data.get_needs_mutable()
    registered = {str(need["id"]): need for need in needs.values() if not need["is_external"]}
    read = state.audit.case.objects
    for name in registered.keys() - read.keys():
        need = registered[name]
        file = Path(env.doc2path(str(need["docname"])))
        place = Place(path=Path(relpath(file, state.config.root)).as_posix(), line=int(need["lineno"] or 1))
        if place.path not in told:
            yield _differs(name, place, f"{name} is on a page, and the reader of spec_audit did not see it")
    for name in read.keys() - registered.keys():
        place = read[name].place
        if place.path not in told:
            yield _differs(name, place, f"{name} was read by spec_audit, and is on no page")


def _differs(name: str, place: Place, message: str) -> Finding:
    hint = "write it as a plain directive of a spec that the toctree leads to; if it is one, report this"
    return Finding.error("reader-differs", name, place, message, hint)


def close_gate(app: Sphinx, exception: Exception | None) -> None:
    """Write ``audit.json``, and fail the run when an error stands."""
    if exception is not None:
        return
    state = state_of(app)
    found = state.audit
    _write(app, write_json(found.verdict, found.findings, found.counts, take_snapshot(found)))
    if found.errors:
        app.statuscode = 1
        errors = counted(len(found.errors), "error")
        LOGGER.error("spec_audit: %s; the build fails", errors, type="spec_audit")
    else:
        LOGGER.info("spec_audit: %s", write_account(found.verdict, found.counts))


def _write(app: Sphinx, text: str) -> None:
    folder = Path(app.outdir)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "audit.json").write_text(text, "utf-8")
