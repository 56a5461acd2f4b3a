"""The file of reviews: what is written is read again, and what is wrong is named with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec_audit.model.finding import NotCheckedError
from spec_audit.model.review import Review
from spec_audit.readers.reviews import read_reviews
from spec_audit.writers.reviews import write_reviews

GOOD = 'EDGE_A."a.ts#f" = { digest = "0123", date = 2026-10-01, reason = "Read." }\n'

reviews = st.lists(
    st.builds(
        Review,
        object=st.from_regex(r"[A-Z_]{1,4}", fullmatch=True) | st.text(min_size=1, max_size=3),
        evidence=st.text(min_size=1, max_size=8),
        digest=st.text(max_size=4),
        date=st.dates(),
        reason=st.text(min_size=1, max_size=20).filter(str.strip),
    ),
    max_size=5,
    unique_by=lambda one: (one.object, one.evidence),
)


@given(reviews)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, given: list[Review]) -> None:
    root = tmp_path_factory.getbasetemp()
    text = write_reviews(given)
    (root / "reviews.toml").write_bytes(text.encode())
    found = read_reviews(root, "reviews.toml")
    wanted = sorted(given, key=lambda one: (one.object, one.evidence))
    key = [(one.object, one.evidence, one.digest, one.date, one.reason) for one in wanted]
    assert [(one.object, one.evidence, one.digest, one.date, one.reason) for one in found] == key
    assert len([line for line in text.split("\n") if line and not line.startswith("#")]) == len(given)
    assert write_reviews(reversed(found)) == text


def test_each_review_knows_its_line(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text("# Reviews.\n\n" + GOOD)
    assert read_reviews(tmp_path, "r.toml") == (
        Review(
            object="EDGE_A",
            evidence="a.ts#f",
            digest="0123",
            date=date(2026, 10, 1),
            reason="Read.",
            line=3,
        ),
    )


def test_no_file_holds_no_reviews(tmp_path: Path) -> None:
    assert read_reviews(tmp_path, "r.toml") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + GOOD, "r.toml:2: is not TOML"),
        (GOOD + "<<<<<<< ours\n", "r.toml:2: is not TOML"),
        (GOOD.replace("date = 2026-10-01", 'date = "2026-10-01"'), "r.toml:1: EDGE_A a.ts#f: 'date' must be"),
        (GOOD.replace("2026-10-01", "2026-10-01T10:00:00"), "r.toml:1: EDGE_A a.ts#f: 'date' must be"),
        (GOOD.replace('digest = "0123", ', ""), "r.toml:1: EDGE_A a.ts#f: 'digest' is missing"),
        (GOOD.replace("Read.", " "), "r.toml:1: EDGE_A a.ts#f: the reason is empty"),
        (GOOD.replace("reason =", "why ="), "r.toml:1: EDGE_A a.ts#f: a review has no 'why'"),
        ('EDGE_A."a.ts" = 3', "r.toml:1: EDGE_A a.ts: it is no review"),
        ("EDGE_A = 3", "r.toml: EDGE_A: it is no review"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(NotCheckedError) as caught:
        read_reviews(tmp_path, "r.toml")
    assert str(caught.value).startswith(said)


def test_it_must_be_utf8_and_a_file(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_bytes(GOOD.encode() + b"# \xe4")
    with pytest.raises(NotCheckedError, match=r"r\.toml:2: is not UTF-8"):
        read_reviews(tmp_path, "r.toml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotCheckedError, match="cannot be read"):
        read_reviews(tmp_path, "folder")
