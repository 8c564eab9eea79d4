"""The practice's own data and how the window was left, both kept in the vault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from denialdesk.domain.case_format import without_unprintable
from denialdesk.domain.changes import NO_CHANGES, Area, Changes
from denialdesk.domain.practice import Practice
from denialdesk.storage.audit import utc_text
from denialdesk.storage.database import Database
from denialdesk.storage.practice import PracticeRepository, PreferenceRepository


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class PracticeService:
    """Letterhead, prescribers and defaults of one open vault; ``clock`` dates the audit."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime] = _now) -> None:
        self._practice = PracticeRepository(database)
        self._clock = clock

    def get(self) -> Practice:
        """Read the practice; an empty one before anything was entered."""
        return self._practice.read()

    def save(self, practice: Practice) -> Changes:
        """Keep the practice; one that differs in nothing is not written again. Raises DiskFullError."""
        practice = without_unprintable(practice)
        if practice == self._practice.read():
            return NO_CHANGES
        self._practice.write(practice, utc_text(self._clock()))
        return Changes(frozenset({Area.PRACTICE}))


class PreferenceService:
    """How the window was left, as small texts by name; patient data does not belong here, but would be encrypted."""

    def __init__(self, database: Database) -> None:
        self._preferences = PreferenceRepository(database)

    def get(self, name: str, default: str = "") -> str:
        """Read one preference."""
        return self._preferences.read_all().get(name, default)

    def get_all(self) -> dict[str, str]:
        """Read every preference in one statement."""
        return self._preferences.read_all()

    def save(self, values: dict[str, str]) -> Changes:
        """Keep some preferences, all or none; the others stay."""
        self._preferences.write(values)
        return Changes(frozenset({Area.SETTINGS}))
