"""Where the parts of a letter stand on its pages: what was clicked, and where a mark belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QRectF

from denialdesk.domain.letter import Block, BulletList, Letter, Paragraph, Statement, block_statements
from denialdesk.ui.pagination import MARGIN, TEXT_WIDTH, Sheets

Place = tuple[int, ...]  # section, then block, then item; see letter_edits.EditedPart


class _Unit(Enum):
    TEXT = auto()
    HEADER = auto()  # of a table, repeated on each page


@dataclass(frozen=True, slots=True)
class PartPlace:
    """A part, or the piece of one that stands on this page; the rectangle in twips from the page's corner."""

    place: Place
    page: int
    rect: QRectF


def part_places(sheets: Sheets) -> tuple[PartPlace, ...]:
    """Find every part on its pages, in reading order; a table counts as one, a list by its items."""
    return tuple(_walk(sheets))


def placed_statements(letter: Letter) -> Iterator[tuple[Statement, Place]]:
    """Walk the statements in reading order, each with the part it stands in; the same one may stand twice."""
    for number, section in enumerate(letter.sections):
        for index, block in enumerate(section.blocks):
            if isinstance(block, BulletList):
                for position, item in enumerate(block.items):
                    yield from ((statement, (number, index, position)) for statement in item)
            else:
                yield from ((statement, (number, index)) for statement in block_statements(block))


def _walk(sheets: Sheets) -> Iterator[PartPlace]:
    units = list(_units(sheets.letter))
    at = -1
    for number, page in enumerate(sheets.pages):
        for placed in page.placed:
            if placed.start == placed.piece.begin:
                is_next = at + 1 < len(units) and units[at + 1][1] is _Unit.HEADER
                if placed.piece.is_header and not is_next:
                    continue  # repeated at the top of a page
                at += 1
            if 0 <= at < len(units):
                rect = QRectF(MARGIN, placed.top, TEXT_WIDTH, placed.bottom - placed.top)
                yield PartPlace(units[at][0], number, rect)


def _units(letter: Letter) -> Iterator[tuple[Place, _Unit]]:
    """The pieces the typesetter makes, in its order, each with the part it belongs to."""
    for number, section in enumerate(letter.sections):
        if section.heading:
            yield (number,), _Unit.TEXT
        for index, block in enumerate(section.blocks):
            yield from _units_of(block, (number, index))


def _units_of(block: Block, place: Place) -> Iterator[tuple[Place, _Unit]]:
    if isinstance(block, Paragraph):
        yield place, _Unit.TEXT
    elif isinstance(block, BulletList):
        for position in range(len(block.items)):
            yield (*place, position), _Unit.TEXT
    else:
        if block.caption:
            yield place, _Unit.TEXT
        if any(block.headers):
            yield place, _Unit.HEADER
        for _row in block.rows:
            yield place, _Unit.TEXT
