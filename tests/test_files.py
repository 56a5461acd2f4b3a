"""Files are written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spec_audit.files import write_file


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), ValueError("no bytes"), OSError(28, "no space")])
def test_whatever_ends_the_writing_leaves_the_file_as_it_was(failure: BaseException, tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"new"
        raise failure

    file = tmp_path / "lock.json"
    file.write_bytes(b"old")
    with pytest.raises(type(failure)):
        write_file(file, parts())
    assert [one.name for one in tmp_path.iterdir()] == ["lock.json"]
    assert file.read_bytes() == b"old"
