"""Cases from the worklist to the vault and back: every write is whole, audited, and says what it changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from denialdesk.domain.case import Case
from denialdesk.domain.case_format import case_to_json, dump_case, load_case, without_unprintable
from denialdesk.domain.case_summary import CaseSummary, summarise
from denialdesk.domain.changes import NO_CHANGES, Area, Changes
from denialdesk.domain.errors import CaseFormatError
from denialdesk.storage.audit import Action, AuditRow, read_audit, utc_text
from denialdesk.storage.cases import CaseRepository
from denialdesk.storage.database import Database

__all__ = ["CaseService", "CaseSummary"]

# Which views depend on which part of a case.
AREA_OF_FIELD = {
    "patient": Area.DENIAL,
    "plan": Area.DENIAL,
    "request": Area.DENIAL,
    "denial": Area.DENIAL,
    "appeal": Area.DENIAL,
    "prescriber": Area.DENIAL,
    "therapies": Area.THERAPIES,
    "measures": Area.THERAPIES,
    "answers": Area.ANSWERS,
    "confirmed_policies": Area.ANSWERS,
    "criteria_version": Area.ANSWERS,
    "letter": Area.LETTER,
    "notes": Area.LETTER,
    "exhibits": Area.PACKET,
    "events": Area.EVENTS,
    "signed_letters": Area.PACKET,
    "status": Area.EVENTS,
}
WHOLE_CASE = frozenset({Area.CASE_LIST, *AREA_OF_FIELD.values()})


class CaseService:
    """Lists, reads and writes the cases of one open vault.

    ``clock`` tells the time in the office's zone, ``new_id`` makes ids never used before.
    """

    def __init__(self, database: Database, clock: Callable[[], dt.datetime], new_id: Callable[[], str]) -> None:
        self._database = database
        self._cases = CaseRepository(database)
        self._clock = clock
        self._new_id = new_id

    def list_cases(self) -> tuple[CaseSummary, ...]:
        """The worklist, the case last changed first."""
        return self._cases.summaries()

    def get(self, case_id: str) -> Case:
        """Read one case; raises CaseNotFoundError."""
        return self._cases.read(case_id)

    def create(self, case: Case | None = None) -> tuple[Case, Changes]:
        """Keep a new case, an empty one or the given one; a missing id, or one that is taken, becomes a new one."""
        return self._add(case or Case(id=""), Action.CREATED)

    def save(self, case: Case) -> Changes:
        """Keep a changed case; what differs in nothing is not written again.

        Control characters of pasted text are dropped. Raises CaseNotFoundError, CaseFormatError, DiskFullError.
        """
        stored = self._cases.read(case.id)
        case = dataclasses.replace(_printable(case), created_at=stored.created_at, updated_at=stored.updated_at)
        areas = _changed_areas(stored, case)
        if not areas:
            return NO_CHANGES
        self._cases.write(dataclasses.replace(case, updated_at=self._now()), Action.CHANGED, areas)
        return Changes(areas, frozenset({case.id}))

    def delete(self, case_id: str) -> Changes:
        """Remove a case and its documents for good; raises CaseNotFoundError."""
        self._cases.delete(case_id, self._now())
        return Changes(WHOLE_CASE, frozenset({case_id}))

    def import_json(self, data: bytes) -> tuple[Case, Changes]:
        """Keep the case of a case file; it never replaces one that is there. Raises CaseFormatError.

        Exhibits and signed letters lose their documents: those stay in the vault they were exported from.
        """
        case = load_case(data)
        exhibits = tuple(dataclasses.replace(exhibit, document_id="") for exhibit in case.exhibits)
        return self._add(dataclasses.replace(case, exhibits=exhibits, signed_letters=()), Action.IMPORTED)

    def export_json(self, case_id: str) -> bytes:
        """Write a case as a case file, which is not encrypted; raises CaseNotFoundError."""
        data = dump_case(self._cases.read(case_id))
        self._cases.note(case_id, self._now(), Action.EXPORTED)
        return data

    def history(self, case_id: str) -> tuple[AuditRow, ...]:
        """What was done to a case and when, oldest first; also of a deleted one."""
        return read_audit(self._database, case_id)

    def _add(self, case: Case, action: Action) -> tuple[Case, Changes]:
        now = self._now()
        case = dataclasses.replace(_printable(case), created_at=case.created_at or now, updated_at=now)
        if not case.id or self._cases.contains(case.id):
            case = dataclasses.replace(case, id=self._new_id())
        self._cases.write(case, action, WHOLE_CASE)
        return case, Changes(WHOLE_CASE, frozenset({case.id}))

    def _now(self) -> str:
        return utc_text(self._clock())


def _printable(case: Case) -> Case:
    """The case itself, or a cleaned copy where it holds text that a Word file could not."""
    try:
        case_to_json(case)
    except CaseFormatError:
        return without_unprintable(case)
    return case


def _changed_areas(old: Case, new: Case) -> frozenset[Area]:
    areas = {area for name, area in AREA_OF_FIELD.items() if getattr(old, name) != getattr(new, name)}
    if summarise(old) != summarise(new):
        areas.add(Area.CASE_LIST)
    return frozenset(areas)
