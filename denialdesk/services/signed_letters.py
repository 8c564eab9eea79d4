"""Signed letters that come back: matched to the version exported, compared with it, kept, and bound from then on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from denialdesk.domain.case import Agreement, Case, Event, EventKind, SignedForm, SignedLetter
from denialdesk.domain.edit_checks import stray_text
from denialdesk.domain.errors import UserError
from denialdesk.domain.filing import events_of_level
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_differences import ParagraphDifference, compare_pages, compare_paragraphs
from denialdesk.domain.letter_versions import LetterVersion, typed_mark
from denialdesk.domain.practice import Practice
from denialdesk.domain.stray_facts import held_by, stray_facts
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.services.follow_up import record_event
from denialdesk.services.letter_versions import LetterVersionService
from denialdesk.services.returned_file import Returned
from denialdesk.storage.audit import utc_text
from denialdesk.storage.database import Database
from denialdesk.storage.documents import DocumentRepository

PREFIX = "signed-"  # of the id of a document that is a signed letter: only those are ever cleared away
_MEDIA_TYPES = {
    SignedForm.PDF: "application/pdf",
    SignedForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class OtherLetterError(UserError):
    """What came back, or the mark that was typed, is not a letter of this case."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which version came back; None: nothing in the file tells. ``how`` says by what it was known."""

    version: LetterVersion | None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A letter that came back beside its version.

    ``strays`` has, for each difference, what its new words say that the record does not hold. ``against_edited`` is
    True when it agrees with an edited Word document kept before, not with the version as exported.
    """

    agreement: Agreement
    differences: tuple[ParagraphDifference, ...] = ()
    strays: tuple[tuple[str, ...], ...] = ()
    against_edited: bool = False


class SignedLetterService:
    """Keeps and reads signed letters in one open vault."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime], new_id: Callable[[], str]) -> None:
        self._documents = DocumentRepository(database)
        self._clock = clock
        self._new_id = new_id

    def keep(self, case_id: str, returned: Returned) -> str:
        """Keep what came back, encrypted, and give the document's id; raises UnreadableFileError, DiskFullError."""
        document_id = f"{PREFIX}{self._new_id()}"
        media_type = _MEDIA_TYPES[returned.form]
        at = utc_text(self._clock())
        self._documents.add(
            document_id, returned.content, name="Signed letter", media_type=media_type, at=at, case_id=case_id
        )
        return document_id

    def content(self, document_id: str) -> bytes:
        """The bytes of a signed letter; raises UnreadableFileError, DamagedVaultError."""
        return self._documents.content(document_id)

    def clear_unused(self, case: Case) -> int:
        """Remove the documents that no signed letter of a case refers to, and count them.

        Call it when nothing can bring one back: as a case is opened, before there is anything to undo.
        """
        used = {signed.document_id for signed in case.signed_letters}
        unused = [
            each.id for each in self._documents.of_case(case.id) if each.id.startswith(PREFIX) and each.id not in used
        ]
        for document_id in unused:
            self._documents.delete(document_id)
        return len(unused)


def find_version(returned: Returned, case_id: str, versions: LetterVersionService) -> Match:
    """Find the version that came back by the id in the file, or else by the mark on its pages.

    Raises OtherLetterError for a letter of another case.
    """
    found = versions.find(returned.version_id) if returned.version_id else None
    if found is not None:
        return Match(_of_case(found, case_id), "It carries the id of this export.")
    for mark in returned.marks:
        version = _with_mark(mark, case_id, versions)
        if version is not None:
            return Match(version, f"It carries the mark {mark}.")
    if returned.version_id or returned.marks:
        return Match(None, "It carries a mark that this vault does not know. Choose which letter it is.")
    return Match(None, "Nothing in the file tells which letter it is. Choose it, or type the mark in its foot.")


def version_with_mark(typed: str, case_id: str, versions: LetterVersionService) -> LetterVersion:
    """Find the version whose mark somebody typed; raises OtherLetterError."""
    mark = typed_mark(typed)
    if not mark:
        raise OtherLetterError("A mark has six signs, such as 7K3F-Q2.", "It stands at the foot of each page.")
    version = _with_mark(mark, case_id, versions)
    if version is None:
        raise OtherLetterError(f"No letter with the mark {mark} was exported from this vault.", "Check the six signs.")
    return version


def compare(
    returned: Returned,
    version: LetterVersion,
    edited: Sequence[Sequence[str]],
    case: Case,
    practice: Practice,
    generated: Letter,
    vocabulary: Vocabulary,
) -> Comparison:
    """Compare what came back with its version, and with the edited texts of that version kept before, latest last.

    The latter are the paragraphs of Word documents that a person has seen and kept.
    """
    for paragraphs in reversed(edited):
        if _differences(returned, replace(version, paragraphs=tuple(paragraphs))) == ():
            return Comparison(Agreement.CHANGED, against_edited=True)
    differences = _differences(returned, version)
    if differences is None:
        return Comparison(Agreement.NOT_COMPARED)
    if not differences:
        return Comparison(Agreement.SAME)
    held = held_by(case, practice, generated)
    strays = tuple(
        tuple(stray_text(stray) for stray in stray_facts(each.after, held, vocabulary)) if each.has_new_words else ()
        for each in differences
    )
    return Comparison(Agreement.CHANGED, differences, strays)


def signed_letter(
    returned: Returned, version: LetterVersion, agreement: Agreement, document_id: str, signed_on: str, kept_on: str
) -> SignedLetter:
    """What the case keeps of a letter that came back; its id is that of the document."""
    return SignedLetter(
        id=document_id,
        document_id=document_id,
        kind=version.kind,
        version_id=version.id,
        mark=version.mark,
        form=returned.form,
        agreement=agreement,
        signed_on=signed_on,
        kept_on=kept_on,
        pages=returned.pages,
    )


def add_signed(case: Case, signed: SignedLetter) -> Case:
    """Put a signed letter into a case and record that it came back; the entry in the timeline has the same id."""
    event = Event(
        signed.id, EventKind.SIGNED, signed.signed_on or signed.kept_on, signed_words(signed), "", signed.kind
    )
    return record_event(replace(case, signed_letters=(*case.signed_letters, signed)), event)


def signed_words(signed: SignedLetter) -> str:
    """What the timeline says of it."""
    form = "Word document" if signed.form is SignedForm.DOCX else f"{signed.pages or 0} pages"
    text = {
        Agreement.SAME: "the text is as exported",
        Agreement.CHANGED: "the text was changed after the export",
        Agreement.NOT_COMPARED: "a scan, its text not compared",
    }[signed.agreement]
    return f"Ref. {signed.mark}, {form}: {text}."


def current_signed(case: Case) -> SignedLetter | None:
    """The signed letter that goes out: the last of the kind the case is at, unless its entry was taken back.

    An earlier level's letter does not count.
    """
    entries = {event.id for event in events_of_level(case) if event.kind is EventKind.SIGNED}
    mine = [each for each in case.signed_letters if each.id in entries and each.kind is case.letter.kind]
    return mine[-1] if mine else None


def signed_for_packet(case: Case) -> SignedLetter | None:
    """The signed pages a packet of this case binds instead of the letter the program writes.

    None when nothing came back, or when the last to come back is a Word document, which cannot be bound.
    """
    signed = current_signed(case)
    return signed if signed is not None and signed.form is SignedForm.PDF else None


def _differences(returned: Returned, version: LetterVersion) -> tuple[ParagraphDifference, ...] | None:
    if returned.form is SignedForm.PDF:
        return compare_pages(version, returned.text) if returned.text else None
    around = set(version.furniture) - set(version.paragraphs)
    return compare_paragraphs(version.paragraphs, [text for text in returned.paragraphs if text not in around])


def _with_mark(mark: str, case_id: str, versions: LetterVersionService) -> LetterVersion | None:
    found = versions.with_mark(mark)
    mine = next((version for version in found if version.case_id == case_id), None)
    return mine if mine is not None or not found else _of_case(found[0], case_id)


def _of_case(version: LetterVersion, case_id: str) -> LetterVersion:
    if version.case_id != case_id:
        raise OtherLetterError(
            f"This is a letter of another case: it carries the mark {version.mark} and was exported on "
            f"{version.exported_at[:10]}.",
            "Open that case and bring the letter back there.",
        )
    return version
