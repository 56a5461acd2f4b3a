"""The files of a checkout that its commit does not hold as they lie there.

The lock names the commit, and links lead to its lines; in these files they may lead to others. Ends of
lines that git writes otherwise than it keeps them lead to the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from spec_audit.hashing import sha1, sha256
from spec_audit.inventory.git import run_git
from spec_audit.inventory.tree import SourceTree, blob_id
from spec_audit.model.amounts import counted

_NAMED = 3
_SHA256 = 64
"""How long the ids of a repository are that does not use SHA-1."""


def describe_uncommitted(tree: SourceTree, blobs: Mapping[str, str]) -> str:
    """Say which of the files, each with its blob id, are new or other than in the tree's commit; empty for
    none.

    Raises ``NotCheckedError`` when git cannot read the commit.
    """
    asked = ["ls-tree", "-r", "-z", "--full-tree", tree.commit]
    listing = run_git(["-C", tree.root, *asked], tree.root)
    committed = dict(_read_entry(entry) for entry in listing.split(b"\0") if entry)
    other = [
        path
        for path, blob in sorted(blobs.items())
        if committed.get(path) != blob and not _is_as(committed.get(path, ""), tree, path)
    ]
    if not other:
        return ""
    more = f" and {len(other) - _NAMED} more" if len(other) > _NAMED else ""
    verb = "differs" if len(other) == 1 else "differ"
    return (
        f"{counted(len(other), 'file')} {verb} from commit {tree.commit[:7]}, which the lock names: "
        f"{', '.join(other[:_NAMED])}{more}\n"
    )


def _read_entry(entry: bytes) -> tuple[str, str]:
    head, _, name = entry.partition(b"\t")
    return name.decode("utf-8", "backslashreplace"), head.rpartition(b" ")[2].decode()


def _is_as(committed: str, tree: SourceTree, path: str) -> bool:
    """Whether a file is as its commit has it but for its ends of lines; by the digest of the repository."""
    if not committed:
        return False
    try:
        data = tree.read(path)
    except OSError:  # it has gone meanwhile
        return False
    digest = sha256 if len(committed) == _SHA256 else sha1
    return committed in (blob_id(one, digest) for one in (data, data.replace(b"\r\n", b"\n")))
