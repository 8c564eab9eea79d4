"""Deadlines as an iCalendar file (RFC 5545) that names no patient, no member and no drug."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_LINE_OCTETS = 75
_MORNING_HOUR = 9  # an all-day entry begins at midnight; the reminder comes in office hours
_PRODUCT = "-//DenialDesk//Deadlines//EN"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One all-day entry. ``uid`` is random and stable; ``code`` is the office's own case code, never a name."""

    uid: str
    day: dt.date
    title: str
    code: str = ""
    reminder_days: tuple[int, ...] = ()


def calendar_text(entries: tuple[CalendarEntry, ...], stamp: dt.datetime) -> str:
    """Write the entries as one calendar, CRLF lines of at most 75 octets; ``stamp`` is the moment of writing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for entry in entries:
        lines.extend(_event(entry, stamp))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: CalendarEntry, stamp: dt.datetime) -> list[str]:
    title = f"{entry.title} ({entry.code})" if entry.code else entry.title
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escaped(entry.uid)}@denialdesk.invalid",
        f"DTSTAMP:{stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
    ]
    for days in entry.reminder_days:
        hours = _MORNING_HOUR - 24 * days
        trigger = f"PT{hours}H" if hours >= 0 else f"-PT{-hours}H"
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:{trigger}",
            f"DESCRIPTION:{_escaped(title)}",
            "END:VALARM",
        ]
    lines.append("END:VEVENT")
    return lines


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> list[str]:
    """Break a line after at most 75 octets, never inside a character; the rest starts with a space."""
    parts, current, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE_OCTETS:
            parts.append(current)
            current, size = " ", 1
        current += character
        size += octets
    return [*parts, current]
