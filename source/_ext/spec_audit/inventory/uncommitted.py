"""The files of a checkout that its commit does not hold as they lie there.

The lock names the commit, and links lead to its lines; in these files they may lead to others.
"""

from __future__ import annotations

from collections.abc import Mapping

from spec_audit.inventory.git import run_git
from spec_audit.model.amounts import counted

_NAMED = 3


def describe_uncommitted(root: str, commit: str, blobs: Mapping[str, str]) -> str:
    """Say which of the files, each with its blob id, are new or other than in the commit; empty for none.

    Raises ``NotCheckedError`` when git cannot read the commit.
    """
    listing = run_git(["-C", root, "ls-tree", "-r", "-z", "--full-tree", commit], root)
    committed = dict(_read_entry(entry) for entry in listing.split(b"\0") if entry)
    other = [path for path, blob in sorted(blobs.items()) if committed.get(path) != blob]
    if not other:
        return ""
    more = f" and {len(other) - _NAMED} more" if len(other) > _NAMED else ""
    verb = "differs" if len(other) == 1 else "differ"
    return (
        f"{counted(len(other), 'file')} {verb} from commit {commit[:7]}, which the lock names: "
        f"{', '.join(other[:_NAMED])}{more}\n"
    )


def _read_entry(entry: bytes) -> tuple[str, str]:
    head, _, name = entry.partition(b"\t")
    return name.decode("utf-8", "backslashreplace"), head.rpartition(b" ")[2].decode()
