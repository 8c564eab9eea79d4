"""The text of a PDF's pages, as far as it has any; run it in a child process (services/file_tasks.py)."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium

from denialdesk.domain.errors import UnreadableFileError

MOST_PAGES = 60  # of a letter, with room for what was scanned along with it
LONGEST_TEXT = 400_000


def page_texts(pdf: bytes, on_page: Callable[[int, int], None]) -> tuple[str, ...]:
    """Read the text of the first pages; a page that cannot be read is empty. Raises UnreadableFileError."""
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise UnreadableFileError("The text of this file cannot be read.", "Print it to a new PDF.") from error
    texts: list[str] = []
    try:
        total = min(len(document), MOST_PAGES)
        for number in range(total):
            texts.append(_text_of(document, number)[: max(0, LONGEST_TEXT - sum(map(len, texts)))])
            on_page(number + 1, total)
    finally:
        document.close()
    return tuple(texts)


def _text_of(document: pdfium.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        held = page.get_textpage()
        text = str(held.get_text_bounded())
        held.close()
        page.close()
    except pdfium.PdfiumError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")
