"""Reviews: which evidence of which object somebody has read, and what it was then."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Review(NamedTuple):
    """One piece of evidence of one object, as it was when it was reviewed.

    ``evidence`` is written in full, ``path#Class.method`` or a path; ``digest`` is that of the
    symbol, or of all that the inventory knew of the file. ``line`` is where it stands in the
    file of reviews, 0 when that is not known.
    """

    object: str
    evidence: str
    digest: str
    date: date
    reason: str
    line: int = 0
