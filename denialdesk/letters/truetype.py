"""A TrueType font as far as a PDF needs it: glyphs, their widths, and a copy with the used glyphs alone."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import cache

from denialdesk.system.paths import resources_dir

_HEADER = 12
_ENTRY = 16
_COMPOSITE_WORDS, _HAS_SCALE, _MORE, _HAS_XY_SCALE, _HAS_TWO_BY_TWO = 0x1, 0x8, 0x20, 0x40, 0x80
_KEPT = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")  # what a CIDFontType2 uses
_CHECKSUM_OFFSET = 8  # of checkSumAdjustment in "head"


class TrueType:
    """One font file, read once. Sizes are in units of which ``units`` make the height of the font."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        count = struct.unpack_from(">H", data, 4)[0]
        self._tables: dict[bytes, bytes] = {}
        for number in range(count):
            tag, _, offset, length = struct.unpack_from(">4sIII", data, _HEADER + number * _ENTRY)
            self._tables[tag] = data[offset : offset + length]
        head, hhea = self._tables[b"head"], self._tables[b"hhea"]
        self.units: int = struct.unpack_from(">H", head, 18)[0]
        self.box: tuple[int, int, int, int] = struct.unpack_from(">4h", head, 36)
        self.ascent, self.descent = struct.unpack_from(">2h", hhea, 4)
        self._long_offsets = struct.unpack_from(">h", head, 50)[0] == 1
        self._metrics = struct.unpack_from(">H", hhea, 34)[0]
        self._glyphs = dict(_glyphs_of(self._tables[b"cmap"]))
        self._count: int = struct.unpack_from(">H", self._tables[b"maxp"], 4)[0]

    def glyph(self, char: str) -> int:
        """The number of a character's glyph; 0, an empty box, where the font has none."""
        return self._glyphs.get(ord(char), 0)

    def advance(self, glyph: int) -> int:
        """How far a glyph moves the pen."""
        width: int = struct.unpack_from(">H", self._tables[b"hmtx"], min(glyph, self._metrics - 1) * 4)[0]
        return width

    def width(self, text: str, size: float) -> float:
        """The width of a line of text in points."""
        return sum(self.advance(self.glyph(char)) for char in text) * size / self.units

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """The font with these glyphs, which keep their numbers; the outlines of all others are empty."""
        kept = self._with_parts(glyphs)
        outlines, offsets = bytearray(), []
        for glyph in range(self._count):
            offsets.append(len(outlines))
            if glyph in kept:
                outlines += self._outline(glyph)
                outlines += bytes(-len(outlines) % 4)
        offsets.append(len(outlines))
        head = bytearray(self._tables[b"head"])
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">I", head, _CHECKSUM_OFFSET, 0)
        tables = {tag: self._tables[tag] for tag in _KEPT if tag in self._tables}
        tables |= {
            b"glyf": bytes(outlines),
            b"head": bytes(head),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
        }
        return _assemble(tables)

    def _outline(self, glyph: int) -> bytes:
        loca = self._tables[b"loca"]
        if self._long_offsets:
            start, end = struct.unpack_from(">2I", loca, glyph * 4)
        else:
            start, end = (2 * each for each in struct.unpack_from(">2H", loca, glyph * 2))
        return self._tables[b"glyf"][start:end]

    def _with_parts(self, glyphs: Iterable[int]) -> set[int]:
        """The glyphs and those they are put together from, such as the letter and the accent of "é"."""
        found, left = {0}, list(glyphs)
        while left:
            glyph = left.pop()
            if glyph not in found:
                found.add(glyph)
                left.extend(_parts(self._outline(glyph)))
        return found


def _parts(outline: bytes) -> Iterator[int]:
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return
    place, more = 10, True
    while more:
        flags, glyph = struct.unpack_from(">2H", outline, place)
        yield glyph
        place += 8 if flags & _COMPOSITE_WORDS else 6
        place += 2 if flags & _HAS_SCALE else 4 if flags & _HAS_XY_SCALE else 8 if flags & _HAS_TWO_BY_TWO else 0
        more = bool(flags & _MORE)


def _glyphs_of(cmap: bytes) -> Iterator[tuple[int, int]]:
    """Walk characters and glyphs of the Unicode table for the basic plane (format 4)."""
    count = struct.unpack_from(">H", cmap, 2)[0]
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + number * 8)
        if (platform, encoding) == (3, 1) and struct.unpack_from(">H", cmap, offset)[0] == 4:
            yield from _format_4(cmap[offset:])
            return


def _format_4(table: bytes) -> Iterator[tuple[int, int]]:
    segments = struct.unpack_from(">H", table, 6)[0] // 2
    row = f">{segments}H"
    ends = struct.unpack_from(row, table, 14)
    starts = struct.unpack_from(row, table, 16 + 2 * segments)
    deltas = struct.unpack_from(row, table, 16 + 4 * segments)
    ranges_at = 16 + 6 * segments
    ranges = struct.unpack_from(row, table, ranges_at)
    for number, (start, end, delta, far) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if far:
                glyph = struct.unpack_from(">H", table, ranges_at + 2 * number + far + 2 * (code - start))[0]
                if not glyph:
                    continue
            yield code, (glyph + delta) & 0xFFFF


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">I4H", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    directory, body = bytearray(), bytearray()
    start = _HEADER + _ENTRY * count
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + bytes(-len(data) % 4)
        directory += struct.pack(">4sIII", tag, _checksum(padded), start + len(body), len(data))
        body += padded
    return header + bytes(directory) + bytes(body)


def _checksum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


@cache
def packet_font(*, bold: bool) -> TrueType:
    """The font of what the program itself writes on a packet's pages: Liberation Sans, shipped with it."""
    name = "LiberationSans-Bold.ttf" if bold else "LiberationSans-Regular.ttf"
    return TrueType((resources_dir() / "fonts" / name).read_bytes())
