"""The pages of a letter as a PDF and on a printer: the very pages the preview shows."""

from __future__ import annotations

import hashlib
import re
import uuid
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QHashSeed, QIODevice, QMarginsF, QUuid
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from denialdesk.domain.errors import EnvironmentProblem
from denialdesk.domain.letter import Letter
from denialdesk.letters.pdf_reading import with_reading_aids
from denialdesk.ui.application import ensure_application
from denialdesk.ui.pagination import Sheets, Typesetter
from denialdesk.ui.typeset import TWIPS

TWIPS_PER_INCH = 72 * TWIPS
PDF_RESOLUTION = 1200
PRINT_TITLE = "Letter"  # what a printer's queue shows to everybody: nothing of the patient
_WRITTEN_ON = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")

_XMP = """<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:RDF><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end='w'?>"""


def render_pdf(letter: Letter) -> bytes:
    """Set a letter and write its pages as PDF; needs no window and no screen.

    The same letter gives the same bytes: the file holds no time of writing and no name in its properties.
    Raises EnvironmentProblem when Qt cannot write.
    """
    if QGuiApplication.instance() is None:
        ensure_application()
    return pdf_of(Typesetter().set_letter(letter))


def pdf_of(sheets: Sheets) -> bytes:
    """Write pages already set as PDF, see render_pdf."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PDF_RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(sheets.letter.title)
    writer.setCreator("DenialDesk")
    writer.setDocumentXmpMetadata(_XMP.format(title=escape(sheets.letter.title)).encode())
    writer.setDocumentId(QUuid(str(_document_id(sheets))))
    painter = QPainter()
    if not painter.begin(writer):
        raise EnvironmentProblem("The PDF could not be made.", "Close other programs to free memory, and try again.")
    # Qt writes the fonts in the order of a hash table, which differs from run to run unless its seed is fixed.
    QHashSeed.setDeterministicGlobalSeed()
    try:
        _paint_pages(painter, sheets, writer)
    finally:
        painter.end()
        QHashSeed.resetRandomGlobalSeed()
    data = bytes(buffer.data().data())
    # Blanked to the same length, so that the offsets in the cross-reference table stay true.
    return with_reading_aids(_WRITTEN_ON.sub(lambda found: b" " * len(found.group()), data))


def _document_id(sheets: Sheets) -> uuid.UUID:
    """An id made from the letter's text, so that two exports of one letter are equal."""
    digest = hashlib.sha256(repr(sheets.letter).encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=8 if hasattr(uuid, "uuid8") else 5)


def _paint_pages(painter: QPainter, sheets: Sheets, device: QPdfWriter | QPrinter) -> None:
    scale = device.resolution() / TWIPS_PER_INCH
    for page in sheets.pages:
        if page.number > 1:
            device.newPage()
        painter.save()
        painter.scale(scale, scale)
        sheets.draw_page(painter, page)
        painter.restore()


def prepare_printer(printer: QPrinter) -> None:
    """Set the paper of letters, so that the page comes out as the preview shows it."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setDocName(PRINT_TITLE)
    printer.setCreator("DenialDesk")


def print_sheets(sheets: Sheets, printer: QPrinter) -> None:
    """Print the pages; raises EnvironmentProblem when the printer does not take them."""
    painter = QPainter()
    if not painter.begin(printer):
        raise EnvironmentProblem("The printer did not take the letter.", "Check the printer and try again.")
    try:
        _paint_pages(painter, sheets, printer)
    finally:
        painter.end()
