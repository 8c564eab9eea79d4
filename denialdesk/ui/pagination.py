"""From a letter to its pages: what stands where, decided once for screen, PDF and printer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from denialdesk.domain.letter import (
    LOGO_HEIGHT,
    LOGO_WIDTH,
    SIGNATURE_HEIGHT,
    SIGNATURE_WIDTH,
    Letter,
    Section,
    Statement,
)
from denialdesk.domain.picture import Picture
from denialdesk.letters.text import DRAFT_LINE
from denialdesk.ui.typeset import (
    FAINT_INK,
    STRIP_RULE,
    TWIPS,
    Mark,
    Piece,
    TextBox,
    TypeStyle,
    block_pieces,
    font_of,
    heading_piece,
    plain,
)

# US Letter with margins of one inch; 72 points to the inch.
PAGE_WIDTH, PAGE_HEIGHT = 612.0 * TWIPS, 792.0 * TWIPS
MARGIN = 72.0 * TWIPS
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
TOP, BOTTOM = MARGIN, PAGE_HEIGHT - MARGIN
HEADER_TOP = 36.0 * TWIPS  # header and foot keep half an inch from the edge, as in the Word document
FOOT_BOTTOM = PAGE_HEIGHT - 36.0 * TWIPS

PRACTICE_NAME = TypeStyle(15, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
PRACTICE_LINE = TypeStyle(9, color=FAINT_INK, align=Qt.AlignmentFlag.AlignHCenter)
RUNNING = TypeStyle(9, color=FAINT_INK)
RUNNING_RIGHT = TypeStyle(9, color=FAINT_INK, align=Qt.AlignmentFlag.AlignRight)
DRAFT_MARK = TypeStyle(10, bold=True, color="#9c1c1c", align=Qt.AlignmentFlag.AlignHCenter)
DRAFT_TEXT = "DRAFT"
DRAFT_INK = QColor(120, 120, 120, 34)
LETTERHEAD_AFTER = 12.0 * TWIPS
LOGO_AFTER = 3.0 * TWIPS
PEN_AFTER = 1.0 * TWIPS


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, or part of one, at its place on a page. ``top`` in twips from the top of the page."""

    section_id: str
    piece: Piece
    top: float
    start: Mark
    stop: Mark

    @property
    def bottom(self) -> float:
        """Where it ends."""
        piece = self.piece
        whole = self.start == piece.begin and self.stop == piece.end
        return self.top + (piece.full_height if whole else piece.height(self.start, self.stop))


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what stands on it, in reading order."""

    number: int
    placed: tuple[Placed, ...]

    def statement_at(self, x: float, y: float) -> Statement | None:
        """Find the statement at a place of the page, in twips."""
        for placed in self.placed:
            if placed.top <= y < placed.bottom:
                return placed.piece.statement_at(x - MARGIN, y - placed.top, placed.start)
        return None

    def rects_of(self, statement: Statement) -> Iterator[QRectF]:
        """The places a statement takes on the page, in twips."""
        for placed in self.placed:
            for rect in placed.piece.rects_of(statement, placed.start, placed.stop):
                yield rect.translated(MARGIN, placed.top)

    def looks_like(self, other: Page) -> bool:
        """Say whether both draw the same body: the very same pieces at the same places."""
        return len(self.placed) == len(other.placed) and all(
            mine.piece is theirs.piece and (mine.top, mine.start, mine.stop) == (theirs.top, theirs.start, theirs.stop)
            for mine, theirs in zip(self.placed, other.placed, strict=True)
        )


@dataclass(frozen=True, eq=False)
class Logo:
    """A picture of the practice, its logo or a signature, decoded once; sizes in twips."""

    picture: Picture
    image: QImage
    width: float
    height: float

    @classmethod
    def of(cls, picture: Picture, width: float, height: float) -> Logo | None:
        """Decode a picture for a box of these sides in twips; None when Qt cannot read it."""
        image = QImage()
        if not image.loadFromData(picture.data):
            return None
        return cls(picture, image, *picture.fitted(width, height))

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Draw it with its corner at this place."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, self.width, self.height), self.image)
        painter.restore()


@dataclass(frozen=True, slots=True)
class Sheets:
    """A letter set in type: its pages and what stands around them."""

    letter: Letter
    pages: tuple[Page, ...]
    head: tuple[TextBox, ...]
    logo: Logo | None = None
    signature: Logo | None = None

    def draw_page(self, painter: QPainter, page: Page) -> None:
        """Draw one page in twips; the painter is scaled by whoever owns the paper."""
        if self.letter.draft:
            _draw_draft_mark(painter)
        if page.number == 1:
            self._draw_letterhead(painter)
        else:
            self._draw_running_header(painter)
        self._draw_foot(painter, page)
        painter.save()
        painter.translate(MARGIN, 0)
        for placed in page.placed:
            placed.piece.draw(painter, placed.top, placed.start, placed.stop)
            if placed.piece.is_closing and self.signature is not None:
                self.signature.draw(painter, 0, placed.bottom + PEN_AFTER)
        painter.restore()

    def place_of_section(self, section_id: str) -> tuple[int, float] | None:
        """Find where a section begins: the page's index and the distance from its top."""
        for index, page in enumerate(self.pages):
            for placed in page.placed:
                if placed.section_id == section_id:
                    return index, placed.top
        return None

    def place_of_statement(self, statement: Statement) -> tuple[int, float] | None:
        """Find where a statement stands first: the page's index and the distance from its top."""
        for index, page in enumerate(self.pages):
            for rect in page.rects_of(statement):
                return index, rect.top()
        return None

    def draw_mark(self, painter: QPainter, words: str) -> None:
        """Draw the mark of a version above the page number; the preview does it over pages already drawn."""
        if words:
            mark = TextBox(plain(words), RUNNING_RIGHT, TEXT_WIDTH)
            mark.draw(painter, MARGIN, FOOT_BOTTOM - 2 * mark.height())

    def _draw_letterhead(self, painter: QPainter) -> None:
        y = HEADER_TOP
        for number, box in enumerate(self.head):
            if self.logo is not None and number == len(self.head) - 1 - len(self.letter.letterhead.lines):
                self.logo.draw(
                    painter, MARGIN + (TEXT_WIDTH - self.logo.width) / 2, y
                )  # above the practice's name, under the mark of a draft
                y += self.logo.height + LOGO_AFTER
            box.draw(painter, MARGIN, y)
            y += box.height()
        if self.letter.letterhead.name:
            painter.fillRect(QRectF(MARGIN, y + 4 * TWIPS, TEXT_WIDTH, 0.75 * TWIPS), QColor(STRIP_RULE))

    def _draw_running_header(self, painter: QPainter) -> None:
        y = HEADER_TOP
        if self.letter.draft:
            mark = TextBox(plain(DRAFT_LINE), DRAFT_MARK, TEXT_WIDTH)
            mark.draw(painter, MARGIN, y)
            y += mark.height()
        TextBox(plain(self.letter.running_title or self.letter.title), RUNNING, TEXT_WIDTH).draw(painter, MARGIN, y)

    def _draw_foot(self, painter: QPainter, page: Page) -> None:
        count = TextBox(plain(f"Page {page.number} of {len(self.pages)}"), RUNNING_RIGHT, TEXT_WIDTH)
        count.draw(painter, MARGIN, FOOT_BOTTOM - count.height())
        self.draw_mark(painter, self.letter.mark_words)
        if self.letter.letterhead.footer:
            line = TextBox(plain(self.letter.letterhead.footer), RUNNING, TEXT_WIDTH * 0.8)
            line.draw(painter, MARGIN, FOOT_BOTTOM - line.height())


@dataclass(frozen=True, slots=True)
class _SetSection:
    """A section as it was set last, block by block."""

    section: Section
    heading: tuple[Piece, ...]
    blocks: tuple[tuple[Piece, ...], ...]

    def pieces(self) -> Iterator[Piece]:
        """All of it, in reading order."""
        yield from self.heading
        for block in self.blocks:
            yield from block


class Typesetter:
    """Sets letters; what stood there before is not measured again: one changed sentence costs one paragraph."""

    def __init__(self) -> None:
        self._sections: dict[str, _SetSection] = {}
        self._logo: Logo | None = None
        self._signature: Logo | None = None
        self._head: dict[tuple[str, ...], tuple[TextBox, ...]] = {}

    def set_letter(self, letter: Letter) -> Sheets:
        """Set a letter in pages."""
        head = self._letterhead(letter)
        logo, signature = self._pictures_of(letter)
        head_height = sum(box.height() for box in head) + (logo.height + LOGO_AFTER if logo is not None else 0)
        first_top = max(TOP, HEADER_TOP + head_height + LETTERHEAD_AFTER)
        self._sections = {section.id: self._section(section) for section in letter.sections}
        pieces = [(section_id, piece) for section_id, each in self._sections.items() for piece in each.pieces()]
        return Sheets(letter, tuple(paginate(pieces, first_top)), head, logo, signature)

    def _pictures_of(self, letter: Letter) -> tuple[Logo | None, Logo | None]:
        logo = letter.letterhead.logo if letter.letterhead.name else None
        if self._logo is None or self._logo.picture is not logo:
            self._logo = Logo.of(logo, LOGO_WIDTH * TWIPS, LOGO_HEIGHT * TWIPS) if logo is not None else None
        signed = letter.signature
        if self._signature is None or self._signature.picture is not signed:
            room = (SIGNATURE_WIDTH * TWIPS, SIGNATURE_HEIGHT * TWIPS)
            self._signature = Logo.of(signed, *room) if signed is not None else None
        return self._logo, self._signature

    def _letterhead(self, letter: Letter) -> tuple[TextBox, ...]:
        draft = DRAFT_LINE if letter.draft else ""
        key = (draft, letter.letterhead.name, *letter.letterhead.lines)
        if key not in self._head:
            styles = (DRAFT_MARK, PRACTICE_NAME, *(PRACTICE_LINE for _ in letter.letterhead.lines))
            made = (TextBox(plain(text), style, TEXT_WIDTH) for text, style in zip(key, styles, strict=True) if text)
            self._head = {key: tuple(made)}
        return self._head[key]

    def _section(self, section: Section) -> _SetSection:
        before = self._sections.get(section.id)
        if before is not None and before.section == section:
            return before
        known = dict(zip(before.section.blocks, before.blocks, strict=True)) if before is not None else {}
        blocks = tuple(known.get(block) or block_pieces(block, TEXT_WIDTH) for block in section.blocks)
        if before is not None and before.section.heading == section.heading:
            heading = before.heading
        else:
            heading = (heading_piece(section.heading, TEXT_WIDTH),) if section.heading else ()
        return _SetSection(section, heading, blocks)


def paginate(pieces: Sequence[tuple[str, Piece]], first_top: float) -> Iterator[Page]:
    """Put pieces on pages: kept with the next where asked, no lone lines, table headers repeated."""
    number = 1
    placed: list[Placed] = []
    is_empty = True  # but for a repeated table header
    top, after = first_top, 0.0
    for index, (section_id, piece) in enumerate(pieces):
        start = piece.begin
        while True:
            gap = max(after, piece.before) if placed else 0.0
            room = BOTTOM - top - gap
            stop = start
            if is_empty or start != piece.begin or not _better_on_next_page(pieces, index, room):
                stop = piece.fit(start, room, page_is_empty=is_empty)
            if stop != start or piece.begin == piece.end:
                placed.append(Placed(section_id, piece, top + gap, start, stop))
                is_empty = is_empty and piece.is_header
                top, after, start = placed[-1].bottom, piece.after, stop
            if start == piece.end:
                break
            yield Page(number, tuple(placed))
            number, top, after, placed, is_empty = number + 1, TOP, 0.0, [], True
            if piece.header is not None:
                placed.append(Placed(section_id, piece.header, top, piece.header.begin, piece.header.end))
                top = placed[-1].bottom
    yield Page(number, tuple(placed))


def _better_on_next_page(pieces: Sequence[tuple[str, Piece]], index: int, room: float) -> bool:
    """True when a piece and all that must stay with it does not fit here but would on a page of its own."""
    height = 0.0
    for position in range(index, len(pieces)):
        piece = pieces[position][1]
        height += piece.before if position > index else 0
        if not piece.keep_with_next or position + 1 == len(pieces):
            height += piece.least_height
            break
        height += piece.full_height + piece.after
    return room < height <= BOTTOM - TOP


def _draw_draft_mark(painter: QPainter) -> None:
    painter.save()
    painter.setFont(font_of(TypeStyle(150, bold=True)))
    painter.setPen(DRAFT_INK)
    painter.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    painter.rotate(-54)
    area = QRectF(-PAGE_HEIGHT / 2, -PAGE_WIDTH / 4, PAGE_HEIGHT, PAGE_WIDTH / 2)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), DRAFT_TEXT)
    painter.restore()
