"""Routes of a Hono application at their full mounted paths, each with its access.

Makes ``route:<service>:<METHOD> <full path>``; ``.all`` and ``.mount`` give the method ``ALL``. The
place is the line of the call that registers the route. Attributes: ``access`` (``public`` when no
configured middleware covers it), ``conditional`` (true where that access hangs on a middleware that is
only called sometimes), ``role`` (the word given to a role check, several joined by a comma), ``middleware``
(names, in order; one before the whole application stays out of the digest), ``handler`` (its name, else
the name that the symbols of anonymous handlers have), ``validated``, ``falls_through`` (true where the
handler may pass the request on) and ``also`` (other places that register the same key, which Hono only
reaches when the first passes the request on).

Options: ``service`` (in the key), ``entry`` (the file that makes the root application, at its top or in a
function, or that serves it), ``root`` (its name, where the file has several), ``access`` (middleware name
-> access word, the weakest first), ``role_checks`` (functions whose last argument, a plain text, is a
role). Nothing is guessed: a path that is not constant, a mount that leads to no router and a router that is
never mounted are problems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.hono.scanner import NODES as NODES
from spec_audit.extractors.hono.scanner import scan_file
from spec_audit.extractors.options import NAME, Shape, list_of, required, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source

VERSION = 8

OPTIONS: Mapping[str, Shape] = {
    "service": required(NAME),
    "entry": required(NAME),
    "root": NAME,
    "access": table_of(NAME),
    "role_checks": list_of(NAME),
}


def scan(file: SourceFile) -> Scan:
    """Read one file's part of the application."""
    return scan_file(file)


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Walk the application from its entry and make a fact of every route."""
    from spec_audit.extractors.hono.linking import link_scans

    return link_scans(scans, source)
