"""Blocks of a letter as set type: measured once in twips (1/20 point), drawn alike on screen, in a PDF, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from denialdesk.domain.letter import Block, BulletList, Cell, Paragraph, ParagraphStyle, Statement, Table
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.characters import legible

TWIPS = 20  # twips in a point: fine enough that screen, PDF and printer break lines at the same word
SERIF = ("Times New Roman", "Liberation Serif", "Nimbus Roman", "Tinos", "serif")
INK = "#000000"
FAINT_INK = "#444444"
GAP_GROUND = QColor("#fff3bf")  # behind an open gap of a draft
RULE = QColor("#8a8a8a")
HEADER_GROUND = QColor("#eeeeee")
STRIP_RULE = "#777777"
QUOTE_RULE = "#a6a6a6"
CELL_SIDE, CELL_TOP = 4 * TWIPS, 2.5 * TWIPS
PLAIN_SIDE, PLAIN_TOP = 6 * TWIPS, 0.5 * TWIPS
BULLET_INDENT, BULLET_HANGING = 18 * TWIPS, 13 * TWIPS
STRIP_PADDING = 3 * TWIPS
LINE_BREAK = "\u2028"  # ends a line within a paragraph


class Rules(Enum):
    """The lines drawn beside a paragraph."""

    NONE = 0
    LEFT = 1
    ABOVE_AND_BELOW = 2


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """How one kind of text is set. Sizes and distances in points."""

    size: float
    bold: bool = False
    italic: bool = False
    indent: float = 0
    right_indent: float = 0
    before: float = 0
    after: float = 0
    color: str = INK
    keep: bool = False
    rules: Rules = Rules.NONE
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft


# The same sizes and distances as resources/letter/docx/styles.xml.
PARAGRAPH_STYLES = {
    ParagraphStyle.BODY: TypeStyle(11, after=6),
    ParagraphStyle.REQUEST: TypeStyle(11, bold=True, before=4, after=8),
    ParagraphStyle.QUOTE: TypeStyle(11, indent=18, right_indent=12, after=6, rules=Rules.LEFT),
    ParagraphStyle.DATE: TypeStyle(11, before=6, after=10),
    ParagraphStyle.ADDRESS: TypeStyle(11),
    ParagraphStyle.ROUTING: TypeStyle(11, before=10, after=8, rules=Rules.ABOVE_AND_BELOW),
    ParagraphStyle.SUBHEADING: TypeStyle(11, bold=True, italic=True, before=6, after=3, keep=True),
    ParagraphStyle.SMALL: TypeStyle(9, after=3, color=FAINT_INK),
    ParagraphStyle.CLOSING: TypeStyle(11, before=12, after=36, keep=True),
    ParagraphStyle.SIGNATURE: TypeStyle(11),
    ParagraphStyle.SIGN_HERE: TypeStyle(11, before=12, after=3),
}
HEADING = TypeStyle(11.5, bold=True, before=10, after=3)
CAPTION = TypeStyle(9.5, italic=True, before=4, after=3)
BULLET = TypeStyle(11, after=3)
CELL = TypeStyle(9.5)
HEADER_CELL = TypeStyle(9.5, bold=True)
PLAIN_CELL = TypeStyle(10.5)
TABLE_AFTER = 6 * TWIPS


@cache
def font_of(style: TypeStyle, *, bold: bool = False, italic: bool = False) -> QFont:
    """The letter's font in one style, sized in twips so that no screen resolution plays a part."""
    font = QFont()
    font.setFamilies(list(SERIF))
    font.setPixelSize(round(style.size * TWIPS))
    font.setBold(style.bold or bold)
    font.setItalic(style.italic or italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class TextBox:
    """Lines of type of a given width, and which statement each stretch of them belongs to."""

    def __init__(self, statements: Sequence[Statement], style: TypeStyle, width: float) -> None:
        text = ""
        self.spans: list[tuple[int, int, Statement]] = []
        formats: list[QTextLayout.FormatRange] = []
        for statement in statements:
            start, text = len(text), text + legible(statement.text).replace("\n", LINE_BREAK)
            self.spans.append((start, len(text), statement))
            formats.append(_format(start, len(text), statement, style))
        self._layout = QTextLayout(text, font_of(style))
        option = QTextOption(style.align)
        option.setUseDesignMetrics(True)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setFormats(formats)
        self._layout.setCacheEnabled(True)
        self.lines: list[QTextLine] = []
        self.tops: list[float] = [0.0]
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, self.tops[-1]))
            self.lines.append(line)
            self.tops.append(self.tops[-1] + line.height())
        self._layout.endLayout()

    @property
    def text(self) -> str:
        """The text, as it was set."""
        return self._layout.text()

    def height(self, first: int = 0, last: int | None = None) -> float:
        """Height of the lines from ``first`` up to, not with, ``last``."""
        return self.tops[len(self.lines) if last is None else last] - self.tops[first]

    def draw(self, painter: QPainter, x: float, y: float, first: int = 0, last: int | None = None) -> None:
        """Draw lines so that the first of them starts at this place."""
        origin = QPointF(x, y - self.tops[first])
        if first == 0 and last in {None, len(self.lines)}:
            self._layout.draw(painter, origin)
            return
        for line in self.lines[first:last]:
            line.draw(painter, origin)

    def lines_fitting(self, first: int, room: float) -> int:
        """Count the lines from ``first`` on that fit."""
        count = 0
        while first + count < len(self.lines) and self.tops[first + count + 1] - self.tops[first] <= room:
            count += 1
        return count

    def statement_at(self, x: float, y: float, first: int = 0) -> Statement | None:
        """Find the statement drawn at a place, when line ``first`` is drawn at the top."""
        y += self.tops[first]
        for number, line in enumerate(self.lines):
            if self.tops[number] <= y < self.tops[number + 1]:
                if not -TWIPS <= x - line.x() <= line.naturalTextWidth() + 2 * TWIPS:
                    return None
                position = _cursor(line, x)
                return next((span for start, end, span in self.spans if start <= position < end), None)
        return None

    def rects_of(self, statement: Statement, first: int, last: int) -> Iterator[QRectF]:
        """The places a statement takes on lines ``first`` to ``last``, when ``first`` is drawn at the top."""
        for start, end, span in self.spans:
            if span != statement:
                continue
            for number in range(first, last):
                line = self.lines[number]
                left = max(start, line.textStart())
                right = min(end, line.textStart() + line.textLength())
                if left < right:
                    x, x_end = _x_of(line, left), _x_of(line, right)
                    yield QRectF(x, self.tops[number] - self.tops[first], x_end - x, line.height())


def _format(start: int, end: int, statement: Statement, style: TypeStyle) -> QTextLayout.FormatRange:
    text_format = QTextCharFormat()
    text_format.setFont(font_of(style, bold=statement.bold or statement.placeholder, italic=statement.italic))
    text_format.setForeground(QColor(style.color))
    if statement.placeholder:
        text_format.setBackground(GAP_GROUND)
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, end - start, text_format
    return made


def _cursor(line: QTextLine, x: float) -> int:
    return line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)


def _x_of(line: QTextLine, position: int) -> float:
    found: object = line.cursorToX(position)  # a pair at run time, whatever Qt's stubs say
    return float(found[0]) if isinstance(found, tuple) else float(str(found))


Mark = tuple[int, ...]  # how far into a piece: a line number for each of its boxes


@dataclass(frozen=True, eq=False)
class Piece:
    """Something that stands on a page: text boxes side by side, each at its own distance from the left margin.

    ``header`` is the row repeated above it when a page break falls within its table. Distances in twips.
    """

    boxes: tuple[TextBox, ...]
    lefts: tuple[float, ...]
    before: float = 0
    after: float = 0
    keep_with_next: bool = False
    is_row: bool = False
    grid: bool = False
    edges: tuple[float, ...] = ()
    padding: float = 0  # above and below the text
    rules: Rules = Rules.NONE
    header: Piece | None = None
    is_header: bool = False
    is_closing: bool = False  # the complimentary close, with room for the pen beneath

    @cached_property
    def begin(self) -> Mark:
        """Nothing of it placed yet."""
        return (0,) * len(self.boxes)

    @cached_property
    def end(self) -> Mark:
        """All of it placed."""
        return tuple(len(box.lines) for box in self.boxes)

    @cached_property
    def full_height(self) -> float:
        """Height of the whole of it."""
        return self.height(self.begin, self.end)

    @cached_property
    def least_height(self) -> float:
        """Height of the least part that may stand alone at the foot of a page."""
        if self.is_row or len(self.boxes[0].lines) <= 3:
            return self.full_height
        return self.boxes[0].height(0, 2)

    def height(self, start: Mark, stop: Mark) -> float:
        """Height of the part between two marks."""
        tallest = max((box.height(a, b) for box, a, b in zip(self.boxes, start, stop, strict=True)), default=0.0)
        return tallest + 2 * self.padding

    def fit(self, start: Mark, room: float, *, page_is_empty: bool) -> Mark:
        """Say how far one gets in the room left; the start itself when this had better begin on the next page."""
        left = self.full_height if start == self.begin else self.height(start, self.end)
        if left <= room:
            return self.end
        inner = room - 2 * self.padding
        reached = tuple(a + box.lines_fitting(a, inner) for box, a in zip(self.boxes, start, strict=True))
        if self.is_row:  # rows do not break unless they are taller than a page
            return (reached if reached != start else self.end) if page_is_empty else start
        return self._without_widows(start, reached[0], page_is_empty=page_is_empty)

    def _without_widows(self, start: Mark, reached: int, *, page_is_empty: bool) -> Mark:
        lines = len(self.boxes[0].lines)
        if lines - reached == 1:
            reached -= 1
        at_least = 1 if start != self.begin else 2
        if reached - start[0] >= at_least:
            return (reached, *self.end[1:])
        return (start[0] + 1, *self.end[1:]) if page_is_empty else start

    def draw(self, painter: QPainter, y: float, start: Mark, stop: Mark) -> None:
        """Draw the part between two marks; ``x`` is counted from the left margin."""
        height = self.height(start, stop)
        if self.grid:
            self._draw_grid(painter, y, height)
        elif self.rules is Rules.LEFT:
            painter.fillRect(QRectF(self.lefts[0] - 9 * TWIPS, y, 1.5 * TWIPS, height), QColor(QUOTE_RULE))
        elif self.rules is Rules.ABOVE_AND_BELOW:
            for line in (y, y + height - 0.75 * TWIPS):
                painter.fillRect(QRectF(self.edges[0], line, self.edges[-1], 0.75 * TWIPS), QColor(STRIP_RULE))
        for box, left, first, last in zip(self.boxes, self.lefts, start, stop, strict=True):
            box.draw(painter, left, y + self.padding, first, last)

    def _draw_grid(self, painter: QPainter, y: float, height: float) -> None:
        left, right = self.edges[0], self.edges[-1]
        if self.is_header:
            painter.fillRect(QRectF(left, y, right - left, height), HEADER_GROUND)
        painter.setPen(QPen(RULE, TWIPS / 2))
        for line in (y, y + height):
            painter.drawLine(QPointF(left, line), QPointF(right, line))
        for edge in self.edges:
            painter.drawLine(QPointF(edge, y), QPointF(edge, y + height))
        painter.setPen(QColor(INK))

    def statement_at(self, x: float, y: float, start: Mark) -> Statement | None:
        """Find the statement at a place, counted from the left margin and the top of this part."""
        for box, left, first in zip(self.boxes, self.lefts, start, strict=True):
            found = box.statement_at(x - left, y - self.padding, first)
            if found is not None:
                return found
        return None

    def rects_of(self, statement: Statement, start: Mark, stop: Mark) -> Iterator[QRectF]:
        """The places a statement takes, counted from the left margin and the top of this part."""
        for box, left, first, last in zip(self.boxes, self.lefts, start, stop, strict=True):
            for rect in box.rects_of(statement, first, last):
                yield rect.translated(left, self.padding)


_FORM = (Source(SourceKind.PROGRAM, "form", "Fixed wording"),)


def plain(text: str) -> tuple[Statement, ...]:
    """A text of the form itself, such as a heading, as one statement."""
    return (Statement(text, _FORM),)


def heading_piece(text: str, width: float) -> Piece:
    """Set a heading; it stays with what follows."""
    box = TextBox(plain(text), HEADING, width)
    return Piece((box,), (0.0,), HEADING.before * TWIPS, HEADING.after * TWIPS, keep_with_next=True)


def block_pieces(block: Block, width: float) -> tuple[Piece, ...]:
    """Set one block in a column of this width in twips."""
    if isinstance(block, Paragraph):
        return (_paragraph_piece(block, width),)
    if isinstance(block, BulletList):
        return tuple(_item_pieces(block, width))
    return tuple(_table_pieces(block, width))


def _paragraph_piece(block: Paragraph, width: float) -> Piece:
    style = PARAGRAPH_STYLES[block.style]
    inner = width - (style.indent + style.right_indent) * TWIPS
    return Piece(
        (TextBox(block.statements, style, inner),),
        (style.indent * TWIPS,),
        style.before * TWIPS,
        style.after * TWIPS,
        keep_with_next=block.keep_with_next or style.keep,
        edges=(0.0, width),
        padding=STRIP_PADDING if style.rules is Rules.ABOVE_AND_BELOW else 0,
        rules=style.rules,
        is_closing=block.style is ParagraphStyle.CLOSING,
    )


def _item_pieces(block: BulletList, width: float) -> Iterator[Piece]:
    last = len(block.items) - 1
    for number, item in enumerate(block.items):
        marker = TextBox(plain(f"{number + 1}." if block.numbered else "•"), BULLET, BULLET_HANGING)
        box = TextBox(item, BULLET, width - BULLET_INDENT)
        yield Piece(
            (box, marker),
            (BULLET_INDENT, BULLET_INDENT - BULLET_HANGING),
            after=BULLET.after * TWIPS,
            keep_with_next=last > 0 and number in {0, last - 1},  # neither the first nor the last item stands alone
        )


def _table_pieces(block: Table, width: float) -> Iterator[Piece]:
    if block.caption:
        caption = TextBox(plain(block.caption), CAPTION, width)
        yield Piece((caption,), (0.0,), CAPTION.before * TWIPS, CAPTION.after * TWIPS, keep_with_next=True)
    grid = block.layout == "grid"
    total = sum(block.widths)
    edges = tuple(width * sum(block.widths[:count]) / total for count in range(len(block.widths) + 1))
    header = None
    if any(block.headers):
        cells = tuple(Cell(plain(text)) for text in block.headers)
        header = _row_piece(cells, edges, HEADER_CELL, grid=grid, header=None, is_header=True)
        yield header
    style = CELL if grid else PLAIN_CELL
    for number, row in enumerate(block.rows, start=1):
        after = TABLE_AFTER if number == len(block.rows) else 0
        yield _row_piece(row, edges, style, grid=grid, header=header, after=after)


def _row_piece(
    cells: tuple[Cell, ...],
    edges: tuple[float, ...],
    style: TypeStyle,
    *,
    grid: bool,
    header: Piece | None,
    is_header: bool = False,
    after: float = 0,
) -> Piece:
    left_inset, right_inset = (CELL_SIDE, CELL_SIDE) if grid else (0, PLAIN_SIDE)
    boxes = tuple(
        TextBox(cell.statements, style, right - left - left_inset - right_inset)
        for cell, left, right in zip(cells, edges[:-1], edges[1:], strict=True)
    )
    return Piece(
        boxes,
        tuple(left + left_inset for left in edges[:-1]),
        after=after,
        keep_with_next=is_header,
        is_row=True,
        grid=grid,
        edges=edges,
        padding=CELL_TOP if grid else PLAIN_TOP,
        header=header,
        is_header=is_header,
    )
