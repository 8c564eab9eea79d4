"""Pages drawn by PDFium: once when a file is added, to see that they can be, and again for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
from PIL import Image

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.domain.packet import STAMP_BAND, STAMP_INSET, PageDrawing, PageFacts, StampPlace

_LOOK_SIDE = 440  # pixels of the longer side: about 40 dots an inch
_NEAR = 24  # of 255: paper, not ink
_MOST_INK = 0.004  # share of a strip that may be specks of a scanner
_COLOR = 18  # of 255: how far from grey a colour is
_MOST_COLOR = 0.0005  # share of a page that may be stray colour
_MOST_SPECKS = 0.00015  # share of an empty page
_TEXT_PAGES = 3
_TEXT_LENGTH = 6_000


@contextmanager
def _document(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise UnreadableFileError(
            "The pages of this file cannot be drawn.", "Print it to a new PDF, and add that one."
        ) from error
    try:
        yield document
    finally:
        document.close()


def look_at_pages(pdf: bytes, on_page: Callable[[int, int], None]) -> tuple[PageFacts, ...]:
    """Draw every page small; raises UnreadableFileError naming the first that cannot be drawn."""
    facts = []
    with _document(pdf) as document:
        total = len(document)
        for number in range(total):
            try:
                facts.append(_look_at(document, number))
            except (pdfium.PdfiumError, ValueError) as error:
                raise UnreadableFileError(
                    f"Page {number + 1} of this file cannot be drawn.", "Print it to a new PDF, and add that one."
                ) from error
            on_page(number + 1, total)
    return tuple(facts)


def draw_page(pdf: bytes, number: int, width: int, height: int) -> PageDrawing:
    """Draw one page, counted from 1, as large as fits a box of pixels; raises UnreadableFileError."""
    with _document(pdf) as document:
        if not 1 <= number <= len(document):
            raise UnreadableFileError("The exhibit has no such page.", "Choose another page.")
        try:
            page = document[number - 1]
            wide, high = page.get_size()
            scale = min(width / wide, height / high)
            bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True, fill_color=(255, 255, 255, 255))
        except (pdfium.PdfiumError, ValueError) as error:
            raise UnreadableFileError("This page cannot be drawn.", "Replace the file.") from error
        row = bitmap.width * 4
        data = bytes(bitmap.buffer)
        if bitmap.stride != row:
            starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
            data = b"".join(data[start : start + row] for start in starts)
        drawing = PageDrawing(bitmap.width, bitmap.height, data)
        bitmap.close()
        page.close()
    return drawing


def first_text(pdf: bytes) -> str:
    """The text of the first pages, as far as the file has any."""
    parts = []
    with _document(pdf) as document:
        for number in range(min(len(document), _TEXT_PAGES)):
            try:
                page = document[number]
                text = page.get_textpage()
                parts.append(text.get_text_bounded())
                text.close()
                page.close()
            except pdfium.PdfiumError:
                continue
    return "\n".join(parts)[:_TEXT_LENGTH]


def _look_at(document: pdfium.PdfDocument, number: int) -> PageFacts:
    page = document[number]
    wide, high = page.get_size()
    scale = _LOOK_SIDE / max(wide, high)
    bitmap = page.render(scale=scale, fill_color=(255, 255, 255, 255))
    image = Image.frombuffer("RGB", (bitmap.width, bitmap.height), bytes(bitmap.buffer), "raw", "BGR", bitmap.stride, 1)
    bitmap.close()
    page.close()
    grey = image.convert("L")
    return PageFacts(_free_strip(grey, scale), _is_colored(image), _share_of_ink(grey) <= _MOST_SPECKS)


def _free_strip(grey: Image.Image, scale: float) -> StampPlace:
    left, right = round(STAMP_INSET * scale), round(grey.width - STAMP_INSET * scale)
    near, far = (max(1, round(edge * scale)) for edge in STAMP_BAND)
    strips = {
        StampPlace.FOOT: (left, grey.height - far, right, grey.height - near),
        StampPlace.HEAD: (left, near, right, far),
    }
    for place, (x0, y0, x1, y1) in strips.items():
        if x1 > x0 and y1 > y0 and _share_of_ink(grey.crop((x0, y0, x1, y1))) <= _MOST_INK:
            return place
    return StampPlace.NOWHERE


def _share_of_ink(grey: Image.Image) -> float:
    """The share of pixels unlike the ground, which is the commonest shade."""
    counts = grey.histogram()
    ground = counts.index(max(counts))
    like = sum(counts[max(0, ground - _NEAR) : ground + _NEAR + 1])
    return 1 - like / (grey.width * grey.height)


def _is_colored(image: Image.Image) -> bool:
    _, blue, red = image.convert("YCbCr").split()
    total = image.width * image.height
    for plane in (blue, red):
        counts = plane.histogram()
        if 1 - sum(counts[128 - _COLOR : 128 + _COLOR + 1]) / total > _MOST_COLOR:
            return True
    return False
