"""Container files cut into their instructions."""

from __future__ import annotations

from collections.abc import Iterator


def container_instructions(text: str) -> Iterator[tuple[int, str]]:
    """Join continued lines; give each instruction with the line on which it begins."""
    start, parts = 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        start = start if parts else number
        if bare.endswith("\\"):
            parts.append(bare[:-1])
            continue
        yield start, " ".join([*parts, bare]).strip()
        parts = []
    if parts:
        yield start, " ".join(parts).strip()
