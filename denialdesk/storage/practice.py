"""The office's own rows: the practice with its prescribers, and how the window was left."""

from __future__ import annotations

from denialdesk.domain.case_format import dump_practice, load_practice
from denialdesk.domain.changes import Area
from denialdesk.domain.errors import CaseFormatError, DamagedVaultError
from denialdesk.domain.practice import Practice
from denialdesk.storage.audit import Action, record
from denialdesk.storage.database import Database
from denialdesk.storage.failures import RESTORE


class PracticeRepository:
    """The one practice of a vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Practice:
        """Read the practice, an empty one before anything was entered; raises DamagedVaultError."""
        with self._database.reading() as tables:
            row = tables.execute("SELECT body FROM practice WHERE id = 1").fetchone()
        if row is None:
            return Practice()
        try:
            return load_practice(row[0])
        except CaseFormatError as error:
            raise DamagedVaultError("The practice's own data cannot be read.", RESTORE) from error

    def write(self, practice: Practice, at: str) -> None:
        """Keep the practice; ``at`` is an ISO date-time. Raises CaseFormatError, DiskFullError."""
        body = dump_practice(practice, readable=False)
        with self._database.writing() as tables:
            tables.execute(
                "INSERT INTO practice (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                [body],
            )
            record(tables, at, Action.CHANGED, areas=[Area.PRACTICE])


class PreferenceRepository:
    """Small texts by name: sizes, the open tab, choices of the window. Not audited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_all(self) -> dict[str, str]:
        """Read every preference."""
        with self._database.reading() as tables:
            return dict(tables.execute("SELECT name, value FROM preferences").fetchall())

    def write(self, values: dict[str, str]) -> None:
        """Keep some preferences, all of them or none."""
        with self._database.writing() as tables:
            for name, value in values.items():
                tables.execute(
                    "INSERT INTO preferences (name, value) VALUES (?, ?)"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    [name, value],
                )
