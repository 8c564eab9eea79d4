"""What the preview draws over the pages: the statement chosen, what rests on its source, edited parts and gaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from denialdesk.domain.letter import Statement
from denialdesk.ui import theme
from denialdesk.ui.letter_places import PartPlace, Place
from denialdesk.ui.pagination import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Page, Sheets
from denialdesk.ui.typeset import GAP_GROUND

_CHOSEN = QColor(29, 90, 163, 46)
_CHOSEN_LINE = QColor("#1d5aa3")
_GAP_INK = "#7a4a00"
_RELATED = QColor(29, 90, 163, 24)
_EDITED = QColor("#1d5aa3")
_STALE = QColor("#b25e00")
_PART_LINE = QColor(29, 90, 163, 150)


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """One page on the screen: ``rect`` in pixels, ``twips`` to a pixel."""

    sheets: Sheets
    index: int
    rect: QRectF
    twips: float

    @property
    def page(self) -> Page:
        """The page as it was set."""
        return self.sheets.pages[self.index]

    def on_screen(self, place: QRectF) -> QRectF:
        """Where a place of the page, in twips, stands on the screen."""
        return on_page(place, self.rect, self.twips)

    def gap_tops(self) -> list[float]:
        """The heights at which something is missing, in twips."""
        gaps = (statement for _section, statement in self.sheets.letter.placeholders())
        return sorted({place.top() for statement in gaps for place in self.page.rects_of(statement)})


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked: statements, and parts by their place; an edited part is stale when its facts have changed."""

    chosen: Statement | None
    related: Collection[Statement]
    edited: Mapping[Place, bool]
    chosen_part: Place | None

    @property
    def needs_places(self) -> bool:
        """Whether it matters where the parts stand, which costs something to find out."""
        return bool(self.edited) or self.chosen_part is not None


def on_page(place: QRectF, page: QRectF, twips: float) -> QRectF:
    """Where a place of a page, in twips, stands on the screen when the page stands at ``page``, in pixels."""
    left, top = page.left() + place.left() / twips, page.top() + place.top() / twips
    return QRectF(left, top, place.width() / twips, place.height() / twips)


def draw_version_mark(painter: QPainter, sheets: Sheets, mark: str, rect: QRectF) -> None:
    """Draw the mark of the letter's version at the foot of a page."""
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / PAGE_WIDTH, rect.height() / PAGE_HEIGHT)
    sheets.draw_mark(painter, mark)
    painter.restore()


def draw_marks(painter: QPainter, on: MarkedPage, marks: Marks, places: Iterable[PartPlace]) -> None:
    """Draw everything that is marked on one page."""
    _draw_parts(painter, on, marks, places)
    for statement in marks.related:
        for place in on.page.rects_of(statement):
            painter.fillRect(on.on_screen(place), _RELATED)
    if marks.chosen is not None:
        for place in on.page.rects_of(marks.chosen):
            mark = on.on_screen(place)
            painter.fillRect(mark, _CHOSEN)
            painter.fillRect(QRectF(mark.left(), mark.bottom() - 1, mark.width(), 1.5), _CHOSEN_LINE)
    ratio = painter.device().devicePixelRatioF()
    for top in on.gap_tops():
        y = on.rect.top() + top / on.twips
        where = QRectF(on.rect.left() + on.rect.width() * 0.06, y, theme.ICON_SMALL, theme.ICON_SMALL)
        painter.fillRect(where.adjusted(-3, -3, 3, 3), GAP_GROUND)
        painter.drawPixmap(where.topLeft(), theme.picture_in("circle-alert", _GAP_INK, theme.ICON_SMALL, ratio))


def _draw_parts(painter: QPainter, on: MarkedPage, marks: Marks, places: Iterable[PartPlace]) -> None:
    """A bar in the margin beside each edited part, a thin frame around the part in hand."""
    for each in places:
        if each.page != on.index:
            continue
        mark = on.on_screen(each.rect)
        if each.place in marks.edited:
            left = on.rect.left() + (MARGIN * 0.86) / on.twips
            ink = _STALE if marks.edited[each.place] else _EDITED
            painter.fillRect(QRectF(left, mark.top(), 3, mark.height()), ink)
        if each.place == marks.chosen_part:
            painter.setPen(_PART_LINE)
            painter.drawRect(mark.adjusted(-4, -1, 4, 1))
