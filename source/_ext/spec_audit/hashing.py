"""Digests, without what loading OpenSSL costs: that is a third of a run that has little to do.

CPython brings these algorithms along as modules of their own; elsewhere ``hashlib`` has them.
Both give the same digests, and none of them guards a secret.
"""

from __future__ import annotations

from spec_audit.native import find_native

_sha1 = find_native("sha1", "_sha1", "hashlib")
_blake2 = find_native("blake2b", "_blake2", "hashlib")
_sha256 = find_native("sha256", "_sha2", "_sha256", "hashlib")  # _sha2 from Python 3.12 on


def sha1(data: bytes) -> str:
    """Give the SHA-1 of some bytes as 40 hexadecimal digits."""
    digest: str = _sha1(data, usedforsecurity=False).hexdigest()
    return digest


def sha256(data: bytes) -> str:
    """Give the SHA-256 of some bytes as 64 hexadecimal digits."""
    digest: str = _sha256(data, usedforsecurity=False).hexdigest()
    return digest


def checksum(data: bytes) -> str:
    """Give a digest that is quick to compute, as 40 hexadecimal digits: BLAKE2b."""
    digest: str = _blake2(data, digest_size=20, usedforsecurity=False).hexdigest()
    return digest
