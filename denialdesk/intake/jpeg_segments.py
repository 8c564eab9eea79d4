"""The segments of a JPEG, and a copy of it without what a camera or scanner wrote beside the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_START = b"\xff\xd8"
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
_KEPT = frozenset({0xE0, 0xEE})  # JFIF: density; Adobe: how the colours are stored
_APPLICATION = range(0xE0, 0xF0)


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment before the picture itself: its marker, and where it begins and ends in the file."""

    marker: int
    start: int
    end: int


def segments(data: bytes) -> Iterator[Segment]:
    """Walk the segments up to the picture itself; stops where the file is not as it should be."""
    place = len(_START) if data.startswith(_START) else len(data)
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # padding
            place += 1
            continue
        if marker in _ALONE:
            place += 2
            continue
        if marker == _END:
            return
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        end = place + 2 + length
        if length < 2 or end > len(data):
            return
        yield Segment(marker, place, end)
        if marker == _SCAN:
            return
        place = end


def without_metadata(data: bytes) -> bytes:
    """Leave out place, time, device, thumbnail and comments; the picture itself is not touched."""
    dropped = [
        each
        for each in segments(data)
        if each.marker == _COMMENT or (each.marker in _APPLICATION and each.marker not in _KEPT)
    ]
    if not dropped:
        return data
    kept, place = [], 0
    for each in dropped:
        kept.append(data[place : each.start])
        place = each.end
    kept.append(data[place:])
    return b"".join(kept)
