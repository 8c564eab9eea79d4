"""A small picture of the practice, its logo: read from PNG or JPEG, checked, and stripped of what is not picture.

PNG: ISO/IEC 15948, chunks; JPEG: ITU-T T.81, segments. A camera's place and time, an author's name and comments live in
the parts dropped here.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from denialdesk.domain.errors import UserError

LARGEST_FILE = 1_000_000  # bytes
LARGEST_SIDE = 3000  # pixels
LEAST_SIDE = 24
_STEEPEST = 12  # times as wide as high, or as high as wide
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what every reader knows
_ALONE = frozenset({0x01, *range(0xD0, 0xD8), 0xFF})  # markers without a length, and fill
_SCAN = 0xDA
_NOTES = frozenset({0xFE, *range(0xE1, 0xEE), 0xEF})  # comments and application data, but not JFIF and Adobe's colours


class PictureError(UserError):
    """A picture that cannot be used: not PNG or JPEG, broken, too large or too small."""


class PictureKind(StrEnum):
    """The kind of file; the value is its ending."""

    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture; width and height in pixels."""

    kind: PictureKind
    data: bytes
    width: int
    height: int

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """The size it takes in a box of these sides, its shape kept."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


def read_picture(data: bytes) -> Picture:
    """Read a PNG or JPEG file and keep only what is picture; raises PictureError."""
    if len(data) > LARGEST_FILE:
        raise PictureError("The picture is larger than 1 MB.", "Save it smaller and choose it again.")
    if data.startswith(_PNG):
        picture = _png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        picture = _jpeg(data)
    else:
        raise PictureError("The file is no PNG or JPEG picture.", "Save the logo as PNG and choose it again.")
    if max(picture.width, picture.height) > LARGEST_SIDE:
        raise PictureError(f"The picture has more than {LARGEST_SIDE} pixels on one side.", "Save it smaller.")
    if min(picture.width, picture.height) < LEAST_SIDE:
        raise PictureError(f"The picture has fewer than {LEAST_SIDE} pixels on one side.", "Choose a larger one.")
    if max(picture.width, picture.height) > _STEEPEST * min(picture.width, picture.height):
        raise PictureError("The picture is too long and narrow for a letterhead.", "Choose another one.")
    return picture


def picture_to_text(picture: Picture) -> str:
    """Write a picture as text, to be kept with the practice."""
    return base64.b64encode(picture.data).decode("ascii")


@lru_cache(maxsize=4)
def picture_from_text(text: str) -> Picture | None:
    """Read a picture kept with the practice; None for an empty text or one that cannot be used."""
    if not text:
        return None
    try:
        return read_picture(base64.b64decode(text, validate=True))
    except (PictureError, binascii.Error, ValueError):
        return None


def _broken() -> PictureError:
    return PictureError("The picture is damaged or cut off.", "Save it again as PNG and choose the new file.")


def _png(data: bytes) -> Picture:
    kept = [_PNG]
    size: tuple[int, int] | None = None
    position, has_image = len(_PNG), False
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        kind = data[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(data):
            raise _broken()
        (check,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(data[position + 4 : end - 4]) != check:
            raise _broken()
        if kind == b"IHDR":
            if length != 13:
                raise _broken()
            size = struct.unpack_from(">II", data, position + 8)
        elif size is None:
            raise _broken()
        has_image |= kind == b"IDAT"
        if kind in _PNG_CHUNKS:
            kept.append(data[position:end])
        if kind == b"IEND":
            break
        position = end
    else:
        raise _broken()
    if not has_image:
        raise _broken()
    return Picture(PictureKind.PNG, b"".join(kept), *size)


def _jpeg(data: bytes) -> Picture:
    kept = [data[:2]]
    size: tuple[int, int] | None = None
    position = 2
    while position + 4 <= len(data):
        marker = data[position + 1]
        if data[position] != 0xFF:
            raise _broken()
        if marker in _ALONE:
            position += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, position + 2)
        end = position + 2 + length
        if length < 2 or end > len(data):
            raise _broken()
        if marker in _FRAMES and length >= 9:
            height, width = struct.unpack_from(">HH", data, position + 5)
            size = (width, height)
        if marker == _SCAN:
            finish = data.rfind(b"\xff\xd9")
            if size is None or finish < end:
                raise _broken()
            kept.append(data[position : finish + 2])
            return Picture(PictureKind.JPEG, b"".join(kept), *size)
        if marker not in _NOTES:
            kept.append(data[position:end])
        position = end
    raise _broken()
