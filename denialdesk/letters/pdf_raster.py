"""Pages drawn anew as pictures: greyscale for portals, black and white as a fax machine would send them."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, Page, Pdf
from PIL import Image, TiffImagePlugin

from denialdesk.domain.errors import PacketError
from denialdesk.domain.packet import PageColors

RESOLUTION = 200  # dots an inch
_LARGEST_SIDE = 17.1 * RESOLUTION  # pixels; larger sheets are set smaller in the packet anyway
_QUALITY = 62
_PHOTO_SHARE = 0.12  # of a page in half tones: a photo, which is dotted; anything else is cut at a shade
_HALF_TONES = range(64, 192)
_ROWS_PER_STRIP, _STRIP_OFFSETS, _STRIP_SIZES, _PHOTOMETRIC = 278, 273, 279, 262


class Rasterizer:
    """Draws the pages of one document. Close it after use."""

    def __init__(self, pdf: bytes, colors: PageColors) -> None:
        self._colors = colors
        try:
            self._document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise PacketError("An exhibit could not be drawn.", "Replace its file.") from error

    def close(self) -> None:
        """Let the document go."""
        self._document.close()

    def page_into(self, target: Pdf, number: int, keep_below: int) -> bool:
        """Draw a page, counted from 1, as the next one of ``target``.

        False, and nothing done, when the picture would be larger than ``keep_below`` bytes.
        """
        size, image = self._draw(number)
        if self._colors is PageColors.GREY:
            data, filters = _jpeg(image), {"/Filter": Name.DCTDecode, "/BitsPerComponent": 8}
            if len(data) > keep_below:
                return False
        else:
            data, filters = _fax(image)
        picture = target.make_stream(
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            ColorSpace=Name.DeviceGray,
            **{key[1:]: value for key, value in filters.items()},
        )
        content = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Im Do Q".encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *size]),
            Resources=Dictionary(XObject=Dictionary(Im=picture)),
            Contents=target.make_stream(content),
        )
        target.pages.append(Page(target.make_indirect(page)))
        return True

    def _draw(self, number: int) -> tuple[tuple[float, float], Image.Image]:
        try:
            page = self._document[number - 1]
            wide, high = page.get_size()
            scale = min(RESOLUTION / 72, _LARGEST_SIDE / max(wide, high))
            bitmap = page.render(scale=scale, grayscale=True, fill_color=(255, 255, 255, 255))
        except (pdfium.PdfiumError, ValueError) as error:
            raise PacketError(f"Page {number} of an exhibit could not be drawn.", "Replace its file.") from error
        size = (bitmap.width, bitmap.height)
        image = Image.frombuffer("L", size, bytes(bitmap.buffer), "raw", "L", bitmap.stride, 1)
        bitmap.close()
        page.close()
        return (wide, high), image


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _fax(image: Image.Image) -> tuple[bytes, dict[str, object]]:
    """Group 4 fax code, with what a PDF must know of it."""
    written = io.BytesIO()
    _black_and_white(image).save(written, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.height})
    with Image.open(io.BytesIO(written.getvalue()), formats=("TIFF",)) as coded:
        if not isinstance(coded, TiffImagePlugin.TiffImageFile):
            raise TypeError("Pillow wrote something else than was asked for")
        tags = coded.tag_v2
        starts, sizes = tags[_STRIP_OFFSETS], tags[_STRIP_SIZES]
        black_is_1 = tags.get(_PHOTOMETRIC, 0) != 0
    data = written.getvalue()[starts[0] : starts[0] + sizes[0]]
    parameters = Dictionary(K=-1, Columns=image.width, Rows=image.height, BlackIs1=black_is_1)
    return data, {"/Filter": Name.CCITTFaxDecode, "/DecodeParms": parameters, "/BitsPerComponent": 1}


def _black_and_white(image: Image.Image) -> Image.Image:
    counts = image.histogram()
    between = sum(counts[shade] for shade in _HALF_TONES) / (image.width * image.height)
    if between > _PHOTO_SHARE:
        return image.convert("1")  # dotted, so that a photo stays one
    edge = _cut(counts)
    return image.point([0] * edge + [255] * (256 - edge)).convert("1", dither=Image.Dither.NONE)


def _cut(counts: list[int]) -> int:
    """The shade that parts ink from paper (Otsu's method), kept where faint print still counts as ink."""
    total, weighted = sum(counts), sum(shade * count for shade, count in enumerate(counts))
    below = below_weighted = 0
    best, edge = -1.0, 128
    for shade, count in enumerate(counts):
        below += count
        below_weighted += shade * count
        above = total - below
        if below and above:
            spread = below * above * (below_weighted / below - (weighted - below_weighted) / above) ** 2
            if spread > best:
                best, edge = spread, shade + 1
    return min(max(edge, 110), 205)
