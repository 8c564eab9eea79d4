"""Small pictures for tests, made from nothing: no file of anybody's."""

import struct
import zlib


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def make_png(width: int = 120, height: int = 40, *extra: bytes) -> bytes:
    """A blue picture; ``extra`` chunks stand before its end."""
    rows = zlib.compress((b"\x00" + b"\x1d\x5a\xa3" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), *extra, chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg_shell(width: int = 120, height: int = 40, *extra: bytes) -> bytes:
    """The segments of a JPEG around a scan that holds no picture: enough for all that reads segments only."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34"
    return b"\xff\xd8" + b"".join(extra) + frame + scan + b"\xff\xd9"
