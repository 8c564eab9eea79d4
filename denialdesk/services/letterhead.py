"""The office's own Word file that its letters are built on: checked, kept encrypted, read when a letter leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace

from denialdesk.domain.changes import Changes
from denialdesk.domain.practice import Practice
from denialdesk.letters.docx_office import LetterBase
from denialdesk.services.settings import PracticeService
from denialdesk.storage.audit import utc_text
from denialdesk.storage.database import Database
from denialdesk.storage.documents import DocumentRepository

LARGEST_LETTERHEAD = 8_000_000  # bytes
PREFIX = "letterhead-"  # of the id of a document that is a letterhead: only those are ever cleared away
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def letterhead_id(data: bytes) -> str:
    """The id of a letterhead's document: it follows from the file, so that the same file is kept once."""
    return f"{PREFIX}{hashlib.sha256(data).hexdigest()[:32]}"


class LetterheadService:
    """The office's own Word file in one open vault."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._documents = DocumentRepository(database)
        self._clock = clock

    def save(self, practice: Practice, data: bytes | None) -> tuple[Practice, Changes]:
        """Keep a practice with a new Word file (None: the one it has, or none), and give it as it was kept.

        A file no longer in use is removed. Raises UnreadableFileError, DiskFullError.
        """
        if data is not None:
            base_of(data)  # nothing that cannot be used is ever kept
            document_id = letterhead_id(data)
            if document_id not in self._kept():
                self._documents.add(
                    document_id, data, name="Letterhead", media_type=_MEDIA_TYPE, at=utc_text(self._clock())
                )
            practice = replace(practice, letterhead=document_id)
        changes = PracticeService(self._database, self._clock).save(practice)
        for document_id in self._kept():
            if document_id != practice.letterhead:
                self._documents.delete(document_id)
        return practice, changes

    def content(self, practice: Practice) -> bytes | None:
        """The office's Word file; None while it has none. Raises UnreadableFileError, DamagedVaultError."""
        return self._documents.content(practice.letterhead) if practice.letterhead else None

    def _kept(self) -> tuple[str, ...]:
        return tuple(each.id for each in self._documents.of_case("") if each.id.startswith(PREFIX))


def base_of(data: bytes | None) -> LetterBase | None:
    """What a letter is built on; None: our own look. Raises UnreadableFileError with the reason and what to do."""
    if data is None:
        return None
    from denialdesk.letters.docx_base import read_base  # noqa: PLC0415 - lxml, not wanted at start-up

    return read_base(data)
