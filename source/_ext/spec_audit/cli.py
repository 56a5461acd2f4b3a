"""Door 2: the command line.

Exit 0: clean. Exit 1: findings. Exit 2: it could not be checked, which is never clean.
Everything is imported as late as it is needed: the start is most of what ``check`` costs.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper, UnsupportedOperation
from typing import TYPE_CHECKING, NoReturn

from spec_audit.commands.arguments import make_parser
from spec_audit.writers import find_writer

if TYPE_CHECKING:
    from argparse import Namespace

    from spec_audit.config import Config

CLEAN, FINDINGS, NOT_CHECKED = 0, 1, 2
RARELY = 50_000
"""How many new objects Python's garbage collector waits for before it runs; its default is 700."""


def run() -> NoReturn:
    """Be the console command: run, and leave without taking apart what the run has built up.

    That would take a sixth of a run; all files are closed and all output is written by then. Nor does
    the garbage collector search it again and again while it is built up, as it would by default.
    """
    gc.set_threshold(RARELY)
    try:
        status = main()
    except Exception:  # noqa: BLE001 - a mistake of the program is no finding, and 1 would say so
        sys.excepthook(*sys.exc_info())
        status = NOT_CHECKED
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    _ready_streams()
    try:
        status = _run(make_parser(*given[:1]).parse_args(given))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has had enough
        _drop_output()
        return NOT_CHECKED
    except UnsupportedOperation:
        return _stop("not checked: the output is closed, so nothing can be told\n")
    except OSError as error:
        _drop_output()
        return _stop(f"not checked: {error.filename or 'the output'}: {error.strerror or error}\n")
    except KeyboardInterrupt:
        return _stop("\nnot checked: stopped\n")
    return status


def _stop(why: str) -> int:
    """Say why nothing was checked, where it can be said."""
    with suppress(OSError):
        _err(why)
    return NOT_CHECKED


def _run(options: Namespace) -> int:
    try:
        return _COMMANDS[options.command](options)
    except Exception as error:
        from spec_audit.model.finding import NotCheckedError, Verdict

        if not isinstance(error, NotCheckedError):
            raise
        name = getattr(options, "format", "text")
        if options.command != "check" and name != "json":
            name = "text"
        text = find_writer(name)(Verdict.NOT_CHECKED, error.findings, {"errors": len(error.findings)})
        (_err if name == "text" else _out)(text)
        return NOT_CHECKED


def _ready_streams() -> None:
    """Let names that are no text be written, refuse to write an answer that nobody can get, and keep
    the places of closed streams from files that are opened later; messages need not arrive."""
    sys.stdout = sys.stdout or open(os.devnull)  # noqa: PTH123, SIM115 - it stays open
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Throw away what is not written yet, so that Python does not try it again at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _load(options: Namespace) -> Config:
    """Read the settings."""
    from pathlib import Path

    from spec_audit.readers.location import find_settings
    from spec_audit.readers.settings import read_settings

    return read_settings(Path(options.config or find_settings(os.getcwd())))  # noqa: PTH109


def _check(options: Namespace) -> int:
    from datetime import UTC, datetime

    from spec_audit.audit import audit, load_case

    found = audit(load_case(_load(options)), datetime.now(UTC).date())
    if options.format == "json":
        from spec_audit.changes.snapshot import take_snapshot
        from spec_audit.writers.as_json import write_json

        _out(write_json(found.verdict, found.findings, found.counts, take_snapshot(found)))
    else:
        _out(find_writer(options.format)(found.verdict, found.findings, found.counts))
    return FINDINGS if found.errors else CLEAN


def _inventory(options: Namespace) -> int:
    from spec_audit.commands.inventory import run_inventory

    return run_inventory(options)


def _drift(options: Namespace) -> int:
    from spec_audit.commands.drift import run_drift

    return run_drift(options, _load(options))


def _review(options: Namespace) -> int:
    from spec_audit.commands.review import run_review

    return run_review(options, _load(options))


def _matrix(options: Namespace) -> int:
    from spec_audit.audit import load_case
    from spec_audit.matrices import MATRICES
    from spec_audit.writers.grid import write_grid_csv, write_grid_json

    grid = MATRICES[options.name](load_case(_load(options)))
    _out(write_grid_json(grid) if options.format == "json" else write_grid_csv(grid))
    return CLEAN


def _agents(options: Namespace) -> int:
    from spec_audit.readers.specs import read_specs
    from spec_audit.writers.agents import write_agents

    config = _load(options)
    _out(write_agents(read_specs(config.root, config.specs.folder).specs, options.base))
    return CLEAN


def _rules(options: Namespace) -> int:
    from spec_audit.rules import explain_rules

    for name, severity, text in explain_rules():
        if options.rule is None:
            summary = text.partition("\n\n")[0].replace("\n", " ")
            _out(f"{name:22} {severity:8} {summary}\n")
        elif options.rule == name:
            _out(f"{name}\n\n{text}\n")
            return CLEAN
    if options.rule is not None:
        _err(f"there is no rule '{options.rule}'; 'spec-audit rules' lists them\n")
        return NOT_CHECKED
    return CLEAN


_COMMANDS = {
    "check": _check,
    "inventory": _inventory,
    "drift": _drift,
    "review": _review,
    "matrix": _matrix,
    "agents": _agents,
    "rules": _rules,
}


def _out(text: str) -> None:
    sys.stdout.write(text)


def _err(text: str) -> None:
    sys.stderr.write(text)


if __name__ == "__main__":
    run()
