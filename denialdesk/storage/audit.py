"""What was done when, kept with the data: no names, no values, no user of the computer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.changes import Area
from denialdesk.storage.database import Database
from denialdesk.storage.driver import Tables

WHO = "this office"


class Action(StrEnum):
    """What was done."""

    CREATED = "created"
    CHANGED = "changed"
    IMPORTED = "imported"
    EXPORTED = "exported"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing done. ``at`` is an ISO date-time in UTC; ``case_id`` is empty for what belongs to no case."""

    at: str
    who: str
    action: Action
    case_id: str
    areas: tuple[str, ...]


def utc_text(moment: dt.datetime) -> str:
    """Write a moment as the vault keeps it: ISO, UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def record(tables: Tables, at: str, action: Action, case_id: str = "", areas: Iterable[Area] = ()) -> None:
    """Add a row within the transaction of the change itself."""
    tables.execute(
        "INSERT INTO audit (at, who, action, case_id, areas) VALUES (?, ?, ?, ?, ?)",
        [at, WHO, action.value, case_id, " ".join(sorted(areas))],
    )


def read_audit(database: Database, case_id: str) -> tuple[AuditRow, ...]:
    """What was done to one case, oldest first."""
    with database.reading() as tables:
        rows = tables.execute(
            "SELECT at, who, action, case_id, areas FROM audit WHERE case_id = ? ORDER BY id", [case_id]
        ).fetchall()
    return tuple(AuditRow(at, who, Action(action), case, tuple(areas.split())) for at, who, action, case, areas in rows)
