"""The language and the shown title of a PDF, added behind what was written first."""

import io

import pikepdf
import pytest

from denialdesk.letters.pdf_reading import with_reading_aids
from tests.exhibit_files import text_pdf


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", text_pdf("One")], ids=["empty", "no trailer", "another program"])
def test_what_qt_did_not_write_is_left_alone(data: bytes) -> None:
    once = with_reading_aids(data)
    assert with_reading_aids(once) == once
    assert once.startswith(data)


def test_the_update_is_read_by_other_programs_and_the_page_stays() -> None:
    data = text_pdf("One")
    with pikepdf.Pdf.open(io.BytesIO(with_reading_aids(data))) as document:
        assert str(document.Root.Lang) == "en-US"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert len(document.pages) == 1
        assert document.get_warnings() == []
