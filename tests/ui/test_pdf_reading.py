"""A letter's PDF tells a screen reader its language and a window its title."""

import datetime as dt
import io

import pikepdf
import pypdfium2 as pdfium

from denialdesk.knowledge.library import load_library
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.ui.printing import render_pdf


def test_a_letter_names_its_language_and_shows_its_title() -> None:
    letter = appraise(sample_cases()[0], sample_practice(), load_library(), dt.date(2026, 11, 20)).letter
    pdf = render_pdf(letter)
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "en-US"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == letter.title
        assert document.check_pdf_syntax() == []
        assert document.get_warnings() == []
        pages = len(document.pages)
    read = pdfium.PdfDocument(pdf)
    assert len(read) == pages
    read.close()
    assert render_pdf(letter) == pdf
