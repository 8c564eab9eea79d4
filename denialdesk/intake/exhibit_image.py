"""A picture (JPEG, PNG, TIFF with one page or many) to a PDF with a page for each, the picture itself untouched.

A JPEG goes in as it is, a PNG with its own compressed rows, a black-and-white scan as fax code (Group 4): nothing gets
worse and little gets larger. Only what PDF cannot hold (transparency, CMYK, odd depths) is converted.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.domain.packet import MOST_PAGES
from denialdesk.intake.jpeg_segments import without_metadata

PLUGINS = (JpegImagePlugin, PngImagePlugin, TiffImagePlugin)  # Pillow opens what has been imported
MOST_PIXELS = 60_000_000  # a Letter page at 600 dots an inch has 34 million, a phone's largest photo 50 million
PAPER = (612.0, 792.0)  # points: US Letter
EDGE, FOOT = 36.0, 48.0  # points left free around a photo; the foot takes the page number
_LEAST_DPI, _MOST_DPI = 72, 1_200
_SCREEN_DPI = 96  # a picture is not blown up beyond this
_ORIENTATION = 0x0112  # EXIF
# How the unit square of the picture is laid on the page for each orientation, mirrored ones (2, 4, 5, 7) included.
_LAID = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
_ROWS_PER_STRIP, _STRIP_OFFSETS, _STRIP_SIZES, _PHOTOMETRIC = 278, 273, 279, 262
_CUT = "The file ends too soon: a part of the picture is missing. Compare it with the original."
_ODD = "Open it in your picture viewer, save it as JPEG or PDF, and add that."


@dataclass(frozen=True, slots=True)
class ImagePdf:
    """The pages made, what came in, and what a person should know."""

    pdf: bytes = field(repr=False)
    pages: int
    source: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Picture:
    """One picture as a PDF holds it."""

    data: bytes = field(repr=False)
    width: int
    height: int
    space: Name
    depth: int
    coding: Name
    parameters: Dictionary | None = None


def image_pdf(data: bytes, on_page: Callable[[int, int], None]) -> ImagePdf:
    """Make a PDF of a picture; raises UnreadableFileError."""
    with warnings.catch_warnings(), _any_size():
        warnings.simplefilter("ignore")  # odd tags are dealt with here
        with _reading():
            image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF"))
        with image:
            return _pages_of(image, data, on_page)


@contextmanager
def _any_size() -> Iterator[None]:
    """Let Pillow open what is too large: it is refused by its size in words, before it is decoded."""
    usual, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = usual


@contextmanager
def _reading() -> Iterator[None]:
    """Around each call into Pillow that meets the file: it trusts numbers of the file and may end in any of these."""
    try:
        yield
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError, struct.error, EOFError) as error:
        raise UnreadableFileError("The picture is damaged and cannot be read.", _ODD) from error
    except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise UnreadableFileError("The picture is damaged, or too odd to be read.", _ODD) from error


def _pages_of(image: Image.Image, data: bytes, on_page: Callable[[int, int], None]) -> ImagePdf:
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    with _reading():
        frames = int(getattr(image, "n_frames", 1)) if kind == "TIFF" else 1
    if frames > MOST_PAGES:
        raise UnreadableFileError(
            f"This file has {frames:,} pages; an exhibit can have {MOST_PAGES:,}.", "Add only the pages that matter."
        )
    notes: list[str] = []
    with Pdf.new() as target:
        for number in range(frames):
            with _reading():
                if frames > 1:
                    image.seek(number)
                _check_size(image)
                if _is_cut(image):
                    notes.append(_CUT if frames == 1 else f"Page {number + 1}: {_CUT[0].lower()}{_CUT[1:]}")
                picture = _picture(image, data if kind == "JPEG" else b"")
            _add_page(target, image, picture)
            on_page(number + 1, frames)
        written = io.BytesIO()
        target.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return ImagePdf(written.getvalue(), frames, kind, tuple(notes))


def _check_size(frame: Image.Image) -> None:
    if frame.width * frame.height > MOST_PIXELS:
        millions = frame.width * frame.height // 1_000_000
        raise UnreadableFileError(
            f"The picture has {millions:,} million points; {MOST_PIXELS // 1_000_000} million are the limit.",
            "Scan it again at 300 dots an inch, or save it smaller.",
        )


def _is_cut(frame: Image.Image) -> bool:
    """Decode the picture; true when its file ends before it does."""
    try:
        frame.load()
    except OSError as error:
        if "truncated" not in str(error) and "broken data" not in str(error):
            raise
    else:
        return False
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        frame.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return True


# ---- the picture


def _picture(frame: Image.Image, jpeg: bytes) -> _Picture:
    if jpeg and frame.mode in {"L", "RGB"}:
        space = Name.DeviceGray if frame.mode == "L" else Name.DeviceRGB
        return _Picture(without_metadata(jpeg), frame.width, frame.height, space, 8, Name.DCTDecode)
    if frame.mode == "1":
        return _fax(frame)
    if jpeg or frame.info.get("compression") == "jpeg":
        return _as_jpeg(frame)
    return _as_png(_plain(frame))


def _plain(frame: Image.Image) -> Image.Image:
    """A picture of grey or colour on white paper, 8 bits deep."""
    if frame.mode.startswith("I;16") or frame.mode in {"I", "F"}:
        return _eight_bits(frame)
    if frame.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in frame.info:
        seen = frame.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        paper.alpha_composite(seen)
        flat = paper.convert("RGB")
        return flat.convert("L") if frame.mode in {"LA", "La"} else flat
    return frame if frame.mode in {"L", "RGB"} else frame.convert("RGB")


def _eight_bits(frame: Image.Image) -> Image.Image:
    low, high = frame.getextrema()
    if not (isinstance(low, int | float) and isinstance(high, int | float)) or high <= 255 <= 255 + low:
        return frame.convert("L")
    depth = 65_535 if high > 255 else 255
    return frame.convert("F").point(lambda value: value * (255 / depth) + 0).convert("L")


def _as_jpeg(frame: Image.Image) -> _Picture:
    written = io.BytesIO()
    image = frame if frame.mode in {"L", "RGB"} else frame.convert("RGB")
    image.save(written, "JPEG", quality=92, subsampling=0)
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    return _Picture(written.getvalue(), image.width, image.height, space, 8, Name.DCTDecode)


def _as_png(image: Image.Image) -> _Picture:
    written = io.BytesIO()
    image.save(written, "PNG")
    rows = b"".join(_png_rows(written.getvalue()))
    colors = 1 if image.mode == "L" else 3
    parameters = Dictionary(Predictor=15, Colors=colors, BitsPerComponent=8, Columns=image.width)
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    return _Picture(rows, image.width, image.height, space, 8, Name.FlateDecode, parameters)


def _png_rows(png: bytes) -> Iterator[bytes]:
    """The compressed rows of a PNG, which a PDF takes as they are."""
    place = 8
    while place + 12 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        if kind == b"IDAT":
            yield png[place + 8 : place + 8 + length]
        place += 12 + length


def _fax(frame: Image.Image) -> _Picture:
    """Black and white as Group 4 fax code, in one strip."""
    written = io.BytesIO()
    frame.save(written, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: frame.height})
    with Image.open(io.BytesIO(written.getvalue()), formats=("TIFF",)) as coded:
        tags = coded.tag_v2  # type: ignore[attr-defined]  # of the TIFF plug-in
        starts, sizes = tags[_STRIP_OFFSETS], tags[_STRIP_SIZES]
        white_is_zero = tags.get(_PHOTOMETRIC, 0) == 0
    if len(starts) != 1:
        return _bits(frame)
    strip = written.getvalue()[starts[0] : starts[0] + sizes[0]]
    parameters = Dictionary(K=-1, Columns=frame.width, Rows=frame.height, BlackIs1=not white_is_zero)
    return _Picture(strip, frame.width, frame.height, Name.DeviceGray, 1, Name.CCITTFaxDecode, parameters)


def _bits(frame: Image.Image) -> _Picture:
    return _Picture(zlib.compress(frame.tobytes()), frame.width, frame.height, Name.DeviceGray, 1, Name.FlateDecode)


# ---- the page


def _add_page(target: Pdf, frame: Image.Image, picture: _Picture) -> None:
    orientation = _orientation(frame)
    is_sideways = orientation in _ON_ITS_SIDE
    wide, high = (frame.height, frame.width) if is_sideways else frame.size
    page_size, (left, low, width, height) = _placing(wide, high, *_density(frame, is_sideways=is_sideways))
    image = target.make_stream(picture.data)
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.width, picture.height
    image.ColorSpace, image.BitsPerComponent = picture.space, picture.depth
    image.Filter = picture.coding
    if picture.parameters is not None:
        image.DecodeParms = picture.parameters
    corners = " ".join(map(str, _LAID[orientation]))
    place = f"q {width:.3f} 0 0 {height:.3f} {left:.3f} {low:.3f} cm {corners} cm /Im Do Q"
    page: Object = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *page_size]),
        Resources=Dictionary(XObject=Dictionary(Im=image)),
        Contents=target.make_stream(place.encode()),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(page)))


def _orientation(frame: Image.Image) -> int:
    try:
        value = frame.getexif().get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, struct.error, KeyError, TypeError):
        return 1
    return value if isinstance(value, int) and value in _LAID else 1


def _density(frame: Image.Image, *, is_sideways: bool) -> tuple[float, float]:
    """Dots an inch across and down, as shown; 0 where the file does not say anything sensible."""
    told = frame.info.get("dpi")
    try:
        across, down = (float(each) for each in told)  # type: ignore[union-attr]  # what is no pair raises
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    if not all(_LEAST_DPI < each <= _MOST_DPI for each in (across, down)):
        return 0.0, 0.0  # 72 is what programs write that do not know
    return (down, across) if is_sideways else (across, down)


def _placing(
    wide: int, high: int, across: float, down: float
) -> tuple[tuple[float, float], tuple[float, float, float, float]]:
    """The size of the page and the place of the picture on it, in points.

    A scan as large as a sheet is a page of its own size; anything else lies within the margins of US Letter.
    """
    if across and down:
        size = (wide / across * 72, high / down * 72)
        short, long = sorted(size)
        if 540 <= short <= 660 and 700 <= long <= 1_060:  # Letter, A4 and Legal, as scanners cut them
            return size, (0.0, 0.0, *size)
    across, down = across or _SCREEN_DPI, down or _SCREEN_DPI
    natural = (wide / across * 72, high / down * 72)
    page = PAPER if natural[1] >= natural[0] else (PAPER[1], PAPER[0])
    room = (page[0] - 2 * EDGE, page[1] - EDGE - FOOT)
    scale = min(1.0, room[0] / natural[0], room[1] / natural[1])
    width, height = natural[0] * scale, natural[1] * scale
    return page, ((page[0] - width) / 2, page[1] - EDGE - height - (room[1] - height) / 2, width, height)
