"""Durable Objects: the endpoints that they answer, the tables that they make, the keys that they keep.

- ``endpoint:<Class>:<METHOD or *> <path>`` for every path that the class's ``fetch`` decides on; a path with
  ``*`` stands for a beginning, an end or a pattern. Attributes: ``handler`` (``Class.method``), ``match``
  (``exact``, ``prefix``, ``suffix``, ``contains``, ``pattern``, or ``any`` where the class does not look at
  the path) and ``calls`` (the class's methods called there).
- ``do-table:<Class>.<table>`` for tables made by the SQL that the class holds, or what it hands its storage
  to. Attributes: ``columns``, a list of ``name``, ``type``, ``not_null``, ``primary_key``, ``has_default``,
  ``default`` (its value, or the digest of an expression) and, under a CHECK on a closed set, ``values``;
  ``read`` and ``written``, whether the SQL of the class reads and fills it; and ``keys`` where
  helpers keep rows by key, of which ``never_read`` and ``never_written`` list those that nothing of the
  other kind names.
  ``do-table:<Class>.storage`` has the ``keys`` of the plain key-value storage. A ``*`` in a key stands for
  what the code puts in.
- ``index:<name>`` with ``do_table`` (``<Class>.<table>``), ``columns`` and ``unique``; it follows no table.

A class is one by its heritage, ``DurableObject`` or what ``agents``, ``partyserver`` and Cloudflare's own
packages give to extend, or by a ``DurableObjectState`` that its constructor takes. A method that others
call on its stub is no endpoint, and stands among the symbols.

Options: ``classes`` (Durable Objects that none of these shows) and
``state_helpers`` (method -> table whose rows it reads or writes by its first argument; one that begins with
get, read, has, load, list or peek reads, any other writes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.durable_objects.scanner import NODES as NODES
from spec_audit.extractors.durable_objects.scanner import scan_file
from spec_audit.extractors.options import NAME, Shape, list_of, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source

VERSION = 10

OPTIONS: Mapping[str, Shape] = {"classes": list_of(NAME), "state_helpers": table_of(NAME)}


def scan(file: SourceFile) -> Scan:
    """Read one file's classes, functions and SQL."""
    return scan_file(file)


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Make facts of every class that is a Durable Object."""
    from spec_audit.extractors.durable_objects.linking import link_scans

    return link_scans(scans, source)
