"""A file chosen as an exhibit: what it is, its pages as a clean PDF, and what a person should know of it.

Run it in a child process (services/file_worker.py): the libraries below meet whatever the file holds.
"""

from __future__ import annotations

from collections.abc import Callable

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.domain.packet import LARGEST_EXHIBIT, PageFacts, ReadExhibit, facts_to_text
from denialdesk.intake.exhibit_image import image_pdf
from denialdesk.intake.exhibit_pdf import clean_pdf, with_facts
from denialdesk.intake.exhibit_title import propose
from denialdesk.intake.page_drawing import first_text, look_at_pages

_HEAD = 1_024  # a PDF's mark stands within the first kilobyte (ISO 32000-1, Annex H, note 13)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
_SAVE_AS_PDF = "Open it in the program it comes from, save or print it as PDF, and add that."
_COPY_AGAIN = "Copy or download it again, or print it to a new PDF where it can still be opened, and add that one."
_MOST_NAMED = 8


def read_exhibit(
    data: bytes,
    *,
    name: str = "",
    password: str = "",
    private_words: tuple[str, ...] = (),
    on_page: Callable[[int, int], None] = lambda _done, _total: None,
) -> ReadExhibit:
    """Read a PDF, JPEG, PNG or TIFF; ``name`` and ``private_words`` serve the proposed title alone.

    ``on_page`` hears page 0 now and then while the file is taken apart, then each page as it has been drawn.

    Raises PasswordNeededError, and UnreadableFileError with the reason and the way out.
    """
    if len(data) > LARGEST_EXHIBIT:
        raise UnreadableFileError(
            f"The file is larger than {LARGEST_EXHIBIT // 1_000_000} MB.", "Scan it at 200 or 300 dots an inch."
        )
    if data.startswith(_PICTURES):
        made = image_pdf(data, lambda _done, total: on_page(0, total))
        pdf, pages, source, notes = made.pdf, made.pages, made.source, list(made.notes)
        repaired = False
    elif b"%PDF-" in data[:_HEAD]:
        cleaned = clean_pdf(data, password, lambda total: on_page(0, total))
        pdf, pages, source, notes = cleaned.pdf, cleaned.pages, "PDF", list(cleaned.notes)
        repaired = cleaned.is_repaired
    else:
        raise _refusal(data)
    facts = look_at_pages(pdf, on_page)
    if repaired and all(page.is_blank for page in facts):
        raise UnreadableFileError("The file is damaged: none of its pages can be drawn.", _COPY_AGAIN)
    notes.extend(_blank_pages(facts))
    title, kind = propose(name, first_text(pdf), private_words)
    return ReadExhibit(with_facts(pdf, facts_to_text(facts)), pages, source, tuple(notes), title, kind)


def _blank_pages(facts: tuple[PageFacts, ...]) -> list[str]:
    blank = [number for number, page in enumerate(facts, start=1) if page.is_blank]
    if not blank:
        return []
    if len(blank) == len(facts):
        return ["Every page is blank." if len(facts) > 1 else "The page is blank."]
    named = ", ".join(map(str, blank[:_MOST_NAMED]))
    more = f" and {len(blank) - _MOST_NAMED} more" if len(blank) > _MOST_NAMED else ""
    return [f"Page {named} is blank." if len(blank) == 1 else f"Blank pages: {named}{more}."]


def _refusal(data: bytes) -> UnreadableFileError:
    """Say what the file is, as far as its first bytes tell, and what to do with it."""
    if not data:
        return UnreadableFileError("The file is empty.", "Choose another file.")
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data[:4_000] or b"word/document.xml" in data:
            return UnreadableFileError(
                "A Word document cannot be bound as it is.",
                "Open it in Word, choose File, Save as, PDF, and add that PDF.",
            )
        return UnreadableFileError("This is an archive or an Office file, not a document with pages.", _SAVE_AS_PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return UnreadableFileError("An old Word or Office file cannot be bound as it is.", _SAVE_AS_PDF)
    if data.startswith(b"{\\rtf"):
        return UnreadableFileError("A text document (RTF) cannot be bound as it is.", _SAVE_AS_PDF)
    if data[4:8] == b"ftyp":
        return UnreadableFileError(
            "This is a phone photo (HEIC) or a film.", "Open the photo, save or export it as JPEG, and add that."
        )
    if data.startswith((b"GIF8", b"BM")) or data[8:12] == b"WEBP":
        return UnreadableFileError("Pictures of this kind are not taken.", "Save it as JPEG or PNG, and add that.")
    if data[:_HEAD].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return UnreadableFileError("A web page cannot be bound as it is.", _SAVE_AS_PDF)
    return UnreadableFileError("Only PDF, JPEG, PNG and TIFF files can be bound.", _SAVE_AS_PDF)
