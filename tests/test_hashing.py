"""Digests are those that everybody else computes, whichever module they come from."""

from __future__ import annotations

import hashlib

import pytest

from spec_audit import hashing
from spec_audit.native import find_native


@pytest.mark.parametrize("data", [b"", b"abc", bytes(range(256)) * 40])
def test_digests_are_the_standard_librarys(data: bytes) -> None:
    assert hashing.sha1(data) == hashlib.sha1(data).hexdigest()
    assert hashing.sha256(data) == hashlib.sha256(data).hexdigest()


def test_an_interpreter_without_modules_of_its_own_falls_back() -> None:
    assert find_native("sha256", "no_such_module", "hashlib") is hashlib.sha256
