"""Reminders, the second clock of a bridge supply, and days in words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.reminders import REMINDER_DAYS, days_left_in_words, due_reminder, reminders_for, second_clock

FILE_BY = dt.date(2026, 12, 8)
DAY = dt.timedelta(days=1)


def test_reminders_still_to_come() -> None:
    assert [item.days_left for item in reminders_for(FILE_BY, FILE_BY - 14 * DAY)] == [14, 7, 3, 1, 0]
    assert [item.days_left for item in reminders_for(FILE_BY, FILE_BY - 6 * DAY)] == [3, 1, 0]
    assert [item.on for item in reminders_for(FILE_BY, FILE_BY)] == [FILE_BY]
    assert reminders_for(FILE_BY, FILE_BY + DAY) == ()


@pytest.mark.parametrize(("left", "standing"), [(15, None), (14, 14), (8, 14), (7, 7), (4, 7), (2, 3), (1, 1), (0, 0)])
def test_the_reminder_that_stands_on_a_day(left: int, standing: int | None) -> None:
    reminder = due_reminder(FILE_BY, FILE_BY - left * DAY)

    assert (reminder.days_left if reminder else None) == standing


def test_no_reminder_stands_after_the_date() -> None:
    assert due_reminder(FILE_BY, FILE_BY + DAY) is None


@pytest.mark.parametrize(
    ("days", "words"), [(17, "17 days"), (1, "tomorrow"), (0, "today"), (-1, "1 day past"), (-5, "5 days past")]
)
def test_days_in_words(days: int, words: str) -> None:
    assert days_left_in_words(FILE_BY + days * DAY, FILE_BY) == words


def test_a_bridge_that_ends_before_the_answer_says_so() -> None:
    today = dt.date(2026, 11, 21)
    short = second_clock(dt.date(2026, 12, 1), today, dt.date(2026, 12, 21))
    enough = second_clock(dt.date(2026, 12, 21), today, dt.date(2026, 12, 21))

    assert short.gap_days == 20
    assert "20 days before the plan's answer is due" in short.text
    assert enough.gap_days == 0
    assert "10 days." in second_clock(dt.date(2026, 12, 1), today, None).text
    assert "has ended" in second_clock(dt.date(2026, 11, 20), today, dt.date(2026, 12, 1)).text
    assert "1 day before" in second_clock(dt.date(2026, 12, 1), today, dt.date(2026, 12, 2)).text


@given(left=st.integers(0, 400))
def test_a_standing_reminder_is_one_of_the_five(left: int) -> None:
    reminder = due_reminder(FILE_BY, FILE_BY - left * DAY)

    assert (reminder is None) == (left > 14)
    assert reminder is None or reminder.days_left in REMINDER_DAYS
    assert reminder is None or reminder.on <= FILE_BY - left * DAY
