"""The office's readings of the law: who confirmed which entry when. Rows are only ever added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from denialdesk.domain.changes import Area
from denialdesk.domain.confirmations import Confirmable
from denialdesk.storage.audit import Action, record
from denialdesk.storage.database import Database


@dataclass(frozen=True, slots=True)
class LawReading:
    """One confirmation, or its taking back (``is_confirmed`` False). ``at`` is an ISO date-time in UTC."""

    entry: str
    citation: str
    statement: str
    confidence: str
    who: str
    at: str
    is_confirmed: bool


class LawReadingRepository:
    """Adds readings and tells which count."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, lines: Iterable[Confirmable], who: str, at: str, *, is_confirmed: bool) -> None:
        """Keep a reading of each line, all of them or none. Raises DiskFullError."""
        with self._database.writing() as tables:
            for line in lines:
                tables.execute(
                    "INSERT INTO law_readings (entry, citation, statement, confidence, who, at, is_confirmed)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [line.entry, line.citation, line.statement, line.confidence.value, who, at, int(is_confirmed)],
                )
            record(tables, at, Action.CHANGED, areas=[Area.KNOWLEDGE])

    def current(self) -> tuple[LawReading, ...]:
        """The confirmation that counts for each entry: its last row, unless that takes it back."""
        with self._database.reading() as tables:
            rows = tables.execute(
                "SELECT entry, citation, statement, confidence, who, at, is_confirmed FROM law_readings"
                " WHERE id IN (SELECT max(id) FROM law_readings GROUP BY entry) AND is_confirmed = 1 ORDER BY id"
            ).fetchall()
        return tuple(_reading(row) for row in rows)

    def history(self, entry: str) -> tuple[LawReading, ...]:
        """Every reading of one entry, oldest first."""
        with self._database.reading() as tables:
            rows = tables.execute(
                "SELECT entry, citation, statement, confidence, who, at, is_confirmed FROM law_readings"
                " WHERE entry = ? ORDER BY id",
                [entry],
            ).fetchall()
        return tuple(_reading(row) for row in rows)


def _reading(row: tuple[str, str, str, str, str, str, int]) -> LawReading:
    return LawReading(*row[:6], is_confirmed=bool(row[6]))
