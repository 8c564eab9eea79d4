"""Exhibits between case and vault: kept, read back, replaced, and cleared away when nothing refers to them any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from denialdesk.domain.case import Case, Exhibit, ExhibitKind
from denialdesk.domain.packet import ReadExhibit
from denialdesk.storage.audit import utc_text
from denialdesk.storage.database import Database
from denialdesk.storage.documents import DocumentRepository

PREFIX = "exhibit-"  # of the id of a document that is an exhibit: only those are ever cleared away
_MEDIA_TYPE = "application/pdf"


class ExhibitService:
    """Keeps the documents of exhibits in one open vault."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime], new_id: Callable[[], str]) -> None:
        self._documents = DocumentRepository(database)
        self._clock = clock
        self._new_id = new_id

    def keep(self, case_id: str, read: ReadExhibit) -> str:
        """Keep what was read, encrypted, and give the document's id; raises UnreadableFileError, DiskFullError."""
        document_id = f"{PREFIX}{self._new_id()}"
        at = utc_text(self._clock())
        self._documents.add(document_id, read.pdf, name=read.title, media_type=_MEDIA_TYPE, at=at, case_id=case_id)
        return document_id

    def content(self, document_id: str) -> bytes:
        """The bytes of an exhibit's document; raises UnreadableFileError, DamagedVaultError."""
        return self._documents.content(document_id)

    def clear_unused(self, case: Case) -> int:
        """Remove the documents that no exhibit of a case refers to, and count them.

        Call it when nothing can bring an exhibit back: as a case is opened, before there is anything to undo.
        """
        used = {exhibit.document_id for exhibit in case.exhibits}
        unused = [
            each.id for each in self._documents.of_case(case.id) if each.id.startswith(PREFIX) and each.id not in used
        ]
        for document_id in unused:
            self._documents.delete(document_id)
        return len(unused)


def add_exhibit(case: Case, exhibit_id: str, read: ReadExhibit, document_id: str) -> Case:
    """Put an exhibit at the end of a case."""
    added = Exhibit(exhibit_id, read.title, read.pages, document_id, read.kind)
    return replace(case, exhibits=(*case.exhibits, added))


def replace_file(case: Case, exhibit_id: str, read: ReadExhibit, document_id: str) -> Case:
    """Give an exhibit another file; its title and what points at it stay, its pages are counted anew."""
    return replace(
        case,
        exhibits=tuple(
            replace(
                each,
                pages=read.pages,
                document_id=document_id,
                title=each.title or read.title,
                kind=each.kind if each.title else read.kind,
            )
            if each.id == exhibit_id
            else each
            for each in case.exhibits
        ),
    )


def remove_exhibit(case: Case, exhibit_id: str) -> Case:
    """Take an exhibit out, and with it what points at it."""
    return replace(
        case,
        exhibits=tuple(each for each in case.exhibits if each.id != exhibit_id),
        therapies=tuple(
            replace(row, exhibit_id="", exhibit_page="") if row.exhibit_id == exhibit_id else row
            for row in case.therapies
        ),
    )


def move_exhibit(case: Case, exhibit_id: str, to: int) -> Case:
    """Move an exhibit to another place in the order, from 0; what points at it follows."""
    rows = [each for each in case.exhibits if each.id != exhibit_id]
    moved = [each for each in case.exhibits if each.id == exhibit_id]
    place = max(0, min(to, len(rows)))
    return replace(case, exhibits=(*rows[:place], *moved, *rows[place:]))


def point_at(case: Case, therapy_id: str, exhibit_id: str, page: int) -> Case:
    """Say that a page of an exhibit proves a row of the log."""
    return replace(
        case,
        therapies=tuple(
            replace(row, exhibit_id=exhibit_id, exhibit_page=str(page)) if row.id == therapy_id else row
            for row in case.therapies
        ),
    )


def point_nowhere(case: Case, therapy_id: str) -> Case:
    """Take back what a row points at."""
    return replace(
        case,
        therapies=tuple(
            replace(row, exhibit_id="", exhibit_page="") if row.id == therapy_id else row for row in case.therapies
        ),
    )


def set_kind(case: Case, exhibit_id: str, kind: ExhibitKind) -> Case:
    """Say what an exhibit is."""
    return replace(
        case,
        exhibits=tuple(replace(each, kind=kind) if each.id == exhibit_id else each for each in case.exhibits),
    )


def private_words(case: Case) -> tuple[str, ...]:
    """What a proposed title must not take over from a file's name."""
    patient, plan = case.patient, case.plan
    return tuple(word for word in (patient.first_name, patient.last_name, plan.member_id) if word.strip())
