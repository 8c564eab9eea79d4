"""Deadlines as an iCalendar file without patient data."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.calendar_text import CalendarEntry, calendar_text
from denialdesk.domain.reminders import REMINDER_DAYS

STAMP = dt.datetime(2026, 11, 21, 15, 4, 5, tzinfo=dt.UTC)
ENTRY = CalendarEntry("7f3a", dt.date(2026, 12, 8), "Appeal: safe date to file", "A-17", REMINDER_DAYS)


def test_one_all_day_entry_with_reminders_in_office_hours() -> None:
    lines = calendar_text((ENTRY,), STAMP).split("\r\n")

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20261208" in lines
    assert "DTEND;VALUE=DATE:20261209" in lines
    assert "DTSTAMP:20261121T150405Z" in lines
    assert "SUMMARY:Appeal: safe date to file (A-17)" in lines
    assert [line for line in lines if line.startswith("TRIGGER")] == [
        "TRIGGER:-PT327H",
        "TRIGGER:-PT159H",
        "TRIGGER:-PT63H",
        "TRIGGER:-PT15H",
        "TRIGGER:PT9H",
    ]


def test_reserved_characters_are_escaped() -> None:
    text = calendar_text((CalendarEntry("u", dt.date(2026, 12, 8), "a,b;c\\d\ne"),), STAMP)

    assert "SUMMARY:a\\,b\\;c\\\\d\\ne\r\n" in text


@given(title=st.text(max_size=200), code=st.text(max_size=20))
def test_lines_are_short_and_unfold_to_what_was_meant(title: str, code: str) -> None:
    text = calendar_text((CalendarEntry("u", dt.date(2026, 12, 8), title, code),), STAMP)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert unfolded.count("BEGIN:VEVENT\r\n") == 1
    assert text.endswith("END:VCALENDAR\r\n")
