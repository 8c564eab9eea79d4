"""Documents kept in the vault byte for byte: exhibits of a case, and what belongs to the office itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from denialdesk.domain.errors import DamagedVaultError, UnreadableFileError
from denialdesk.storage.database import Database
from denialdesk.storage.failures import RESTORE

LARGEST_DOCUMENT = 200_000_000  # bytes; a scanned chart of 1,000 pages is about 100 MB


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a document without its bytes. ``case_id`` is empty for the office's own; ``size`` in bytes."""

    id: str
    case_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: str


class DocumentRepository:
    """Adds, lists, reads and removes documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, document_id: str, content: bytes, *, name: str, media_type: str, at: str, case_id: str = ""
    ) -> Document:
        """Keep a document; ``at`` is an ISO date-time. Raises UnreadableFileError when too large, DiskFullError."""
        if len(content) > LARGEST_DOCUMENT:
            raise UnreadableFileError(
                f"The document is larger than {LARGEST_DOCUMENT // 1_000_000} MB.", "Split it and add the parts."
            )
        document = Document(
            document_id, case_id, name, media_type, len(content), hashlib.sha256(content).hexdigest(), at
        )
        with self._database.writing() as tables:
            tables.execute(
                "INSERT INTO documents (id, case_id, name, media_type, size, sha256, added_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [document_id, case_id or None, name, media_type, document.size, document.sha256, at],
            )
            tables.execute("INSERT INTO document_contents (document_id, content) VALUES (?, ?)", [document_id, content])
        return document

    def of_case(self, case_id: str) -> tuple[Document, ...]:
        """List the documents of one case (empty id: the office's own), in the order they were added."""
        with self._database.reading() as tables:
            rows = tables.execute(
                "SELECT id, coalesce(case_id, ''), name, media_type, size, sha256, added_at FROM documents"
                " WHERE case_id IS ? ORDER BY rowid",
                [case_id or None],
            ).fetchall()
        return tuple(Document(*row) for row in rows)

    def content(self, document_id: str) -> bytes:
        """Read a document's bytes and prove them unchanged; raises UnreadableFileError, DamagedVaultError."""
        with self._database.reading() as tables:
            row = tables.execute(
                "SELECT content, sha256 FROM documents JOIN document_contents ON document_id = id WHERE id = ?",
                [document_id],
            ).fetchone()
        if row is None:
            raise UnreadableFileError("This document is no longer in the vault.", "Add it again.")
        content = bytes(row[0])
        if hashlib.sha256(content).hexdigest() != row[1]:
            raise DamagedVaultError("This document was damaged in the vault.", RESTORE)
        return content

    def delete(self, document_id: str) -> None:
        """Remove a document; none is fine."""
        with self._database.writing() as tables:
            tables.execute("DELETE FROM documents WHERE id = ?", [document_id])
