"""What an image is made of: ``image:<thing>`` for its base, packages, programs and copied files.

Reads Python that builds images by chained calls, and container files. What a file of requirements lists is
not read. Attributes: ``value``,
the version, or empty; ``pinned``, whether it names one that stays; ``installer`` (``base``,
``apt``, ``pip``, ``npm``, ``curl``, ``git``, ``copy``, ``constant``, or ``marker`` for a
command that does nothing but bust the cache); ``constant``, the name of the constant that
holds the version; ``layer``, its number among the layers of its file; ``places``, the files that install
it; ``other_values``, where another file has another version. A version constant that no
layer uses is a fact of its own, named as the constant, with the installer ``constant``.

The digest leaves ``layer`` and ``places`` out: one layer more in front would otherwise
change every fact behind it, although none of them is another thing than before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile
from spec_audit.extractors.images.readers import read_container_layers, read_image_module
from spec_audit.extractors.options import NAME, TEXT, Shape, list_of, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec_audit.config import Source

VERSION = 3

OPTIONS: Mapping[str, Shape] = {"names": table_of(TEXT), "ignore": list_of(NAME)}
"""``names``: what a thing is to be called, by the name that would be given to it.
``ignore``: names that are no facts."""


def scan(file: SourceFile) -> Scan:
    """Read the layers and version constants of one file."""
    if file.path.endswith(".py"):
        return read_image_module(file.python.module) or None
    return read_container_layers(file.text) or None


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Resolve versions through constants of all files, and join the files' things by name."""
    from spec_audit.extractors.images.linking import link_scans

    return link_scans(scans, source)
