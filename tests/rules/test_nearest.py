"""What a hint offers in place of a name that leads nowhere."""

from __future__ import annotations

import pytest

from spec_audit.rules.nearest import hint_nearest


@pytest.mark.parametrize(
    ("text", "known", "offered"),
    [
        ("table:lonas", "table:loans", True),
        ("file:src/shop/desk/door.ts", "file:src/shop/desk/doors.ts", True),
        ("file:src/shop/desk/door.ts", "file:src/shop/door.ts", True),
        ("file:src/shop/desk/door.ts", "file:src/shop/desk/ledger.ts", False),
        ("src/desk.ts#triggerLoanSync", "src/desk.ts#configureLoan", False),
        ("table:oak_tokens", "table:elm_tokens", False),
        ("route:desk:GET /api/loans/:id", "route:desk:GET /api/books/:id", False),
        ("route:desk:GET /api/loans", "route:desk:GET /api/loan", True),
        ("CON_LOANS_REMINDER", "CON_LOANS_REMINDERS", True),
    ],
)
def test_what_is_near(text: str, known: str, offered: bool) -> None:
    hint = hint_nearest(text, [known, "table:boats"], "mend it")
    assert hint == (f"is it '{known}'? Else mend it" if offered else "mend it")


def test_a_nearer_name_that_is_another_does_not_hide_one() -> None:
    known = ["file:src/shop/desk/floor.ts", "file:src/shop/desk/doors.ts"]
    assert hint_nearest("file:src/shop/desk/door.ts", known, "x").startswith("is it 'file:src/shop/desk/do")
