"""The pages of the letter on screen: the very pages that print, to read, zoom and click."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from denialdesk.domain.letter import Statement
from denialdesk.domain.sources import SourceKind
from denialdesk.ui import theme
from denialdesk.ui.letter_places import PartPlace, Place, part_places, placed_statements
from denialdesk.ui.pages.preview_marks import MarkedPage, Marks, draw_marks, draw_version_mark, on_page
from denialdesk.ui.pagination import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Page, Sheets

_GAP = 14  # between and around pages, in pixels
_STEPS = (0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_PAPER = QColor("#ffffff")
_TWIPS_PER_PIXEL = PAGE_WIDTH / 816  # 816 pixels: US Letter at 96 to the inch, which is 100 %


class LetterPreview(QAbstractScrollArea):
    """Shows set pages under one another. ``statement_chosen`` brings the statement clicked or reached by arrow keys.

    Only pages that changed are drawn anew, and only those in sight.
    """

    statement_chosen = Signal(object)
    part_chosen = Signal(object)  # the place of the part clicked or reached by arrow keys, or None
    edit_wanted = Signal()  # the part chosen shall be put into other words
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: Sheets | None = None
        self._drawn: dict[int, QPixmap] = {}
        self._zoom: float | None = None  # None: as wide as there is room
        self._chosen: Statement | None = None
        self._chosen_part: Place | None = None
        self._step_number = -1
        self._stepped: Place | None = None  # where the statement chosen stands, of all its places
        self._related: frozenset[Statement] = frozenset()
        self._edited: dict[Place, bool] = {}  # parts in the office's words; True: the facts have changed since
        self._places: tuple[PartPlace, ...] | None = None
        self._mark = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Pages of the letter")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(40)

    @property
    def sheets(self) -> Sheets | None:
        """The pages shown."""
        return self._sheets

    @property
    def chosen(self) -> Statement | None:
        """The statement whose sources are asked for."""
        return self._chosen

    @property
    def fits_width(self) -> bool:
        """True while pages are as wide as there is room."""
        return self._zoom is None

    @property
    def scale(self) -> float:
        """How large pages are drawn: 1 is 100 %."""
        if self._zoom is not None:
            return self._zoom
        room = max(200, self.viewport().width() - 2 * _GAP)
        return min(2.0, room * _TWIPS_PER_PIXEL / PAGE_WIDTH)

    def show_sheets(self, sheets: Sheets) -> None:
        """Show a newly set letter; what did not change stays drawn and the place one reads stays put."""
        before = self._sheets
        self._sheets = sheets
        self._places = None
        same_frame = (
            before is not None
            and len(before.pages) == len(sheets.pages)
            and before.head is sheets.head
            and before.signature is sheets.signature
            and (before.letter.draft, before.letter.running_title, before.letter.letterhead)
            == (sheets.letter.draft, sheets.letter.running_title, sheets.letter.letterhead)
        )
        if before is None or not same_frame:
            self._drawn.clear()
            self._lay_out()
            self.viewport().update()
        else:
            for index, (old, new) in enumerate(zip(before.pages, sheets.pages, strict=True)):
                if not new.looks_like(old):
                    self._drawn.pop(index, None)
                    self.viewport().update(self._page_rect(index).toAlignedRect())
        if self._chosen is not None and sheets.place_of_statement(self._chosen) is None:
            self._chosen = None
            self.viewport().update()

    @property
    def mark(self) -> str:
        """The version's mark in the foot of each page, as it would print; empty while it is not worked out."""
        return self._mark

    def show_mark(self, words: str) -> None:
        """Show the mark of a version over the pages as they are drawn; empty words take it away."""
        if words == self._mark:
            return
        self._mark = words
        for index in range(len(self._sheets.pages) if self._sheets else 0):
            rect = self._page_rect(index)
            rect.setTop(rect.bottom() - MARGIN / self._twips)
            self.viewport().update(rect.toAlignedRect())

    def fit_width(self) -> None:
        """Draw pages as wide as there is room."""
        self._set_zoom(None)

    def zoom_in(self) -> None:
        """Draw pages one step larger."""
        self._set_zoom(next((step for step in _STEPS if step > self.scale + 0.01), _STEPS[-1]))

    def zoom_out(self) -> None:
        """Draw pages one step smaller."""
        self._set_zoom(next((step for step in reversed(_STEPS) if step < self.scale - 0.01), _STEPS[0]))

    def choose(self, statement: Statement | None) -> None:
        """Mark a statement and bring it into sight."""
        self._chosen = statement
        self.setAccessibleDescription(statement.text if statement else "")
        if statement is not None and self._sheets is not None:
            place = self._sheets.place_of_statement(statement)
            if place is not None:
                self._bring_into_sight(*place)
        self.viewport().update()

    def show_related(self, statements: Iterable[Statement]) -> None:
        """Mark every statement that rests on the same source; none takes the marks away."""
        related = frozenset(statements)
        if related != self._related:
            self._related = related
            self.viewport().update()

    def show_edited(self, places: dict[Place, bool]) -> None:
        """Mark parts in the margin as edited; True: the facts beneath have changed since."""
        if places != self._edited:
            self._edited = places
            self.viewport().update()

    def choose_part(self, place: Place | None, *, scroll: bool = False) -> None:
        """Mark the part in hand; with ``scroll`` bring it into sight when none of it is."""
        self._chosen_part = place
        where = next((each for each in self.places if each.place == place), None)
        if scroll and where is not None:
            on_screen = on_page(where.rect, self._page_rect(where.page), self._twips)
            if not on_screen.intersects(QRectF(self.viewport().rect())):
                self._bring_into_sight(where.page, where.rect.top())
        self.viewport().update()

    @property
    def places(self) -> tuple[PartPlace, ...]:
        """Where the parts of the letter stand."""
        if self._places is None:
            self._places = part_places(self._sheets) if self._sheets is not None else ()
        return self._places

    def screen_rect_of(self, place: Place) -> QRectF | None:
        """Where a part stands in the view, in its pixels, on the first page it is on."""
        found = next((each for each in self.places if each.place == place), None)
        return on_page(found.rect, self._page_rect(found.page), self._twips) if found is not None else None

    def show_section(self, section_id: str) -> None:
        """Scroll to where a section begins."""
        place = self._sheets.place_of_section(section_id) if self._sheets else None
        if place is not None:
            index, top = place
            self.verticalScrollBar().setValue(round(self._page_top(index) + top / self._twips - 2 * _GAP))

    # ---- geometry: pixels of the view against twips of the page

    @property
    def _twips(self) -> float:
        return _TWIPS_PER_PIXEL / self.scale

    @property
    def _page_size(self) -> QSize:
        return QSize(round(PAGE_WIDTH / self._twips), round(PAGE_HEIGHT / self._twips))

    def _page_top(self, index: int) -> int:
        return _GAP + index * (self._page_size.height() + _GAP)

    def _page_rect(self, index: int) -> QRectF:
        size = self._page_size
        left = max(_GAP, (self.viewport().width() - size.width()) // 2) - self.horizontalScrollBar().value()
        return QRectF(left, self._page_top(index) - self.verticalScrollBar().value(), size.width(), size.height())

    def _lay_out(self) -> None:
        pages = len(self._sheets.pages) if self._sheets else 0
        height = self._page_top(pages)
        width = self._page_size.width() + 2 * _GAP
        view = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, height - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.horizontalScrollBar().setRange(0, max(0, width - view.width()) if self._zoom is not None else 0)
        self.horizontalScrollBar().setPageStep(view.width())

    def _set_zoom(self, zoom: float | None) -> None:
        if zoom == self._zoom:
            return
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, self._page_top(len(self._sheets.pages)) if self._sheets else 1)
        self._zoom = zoom
        self._drawn.clear()
        self._lay_out()
        bar.setValue(round(share * self._page_top(len(self._sheets.pages) if self._sheets else 0)))
        self.viewport().update()
        self.zoom_changed.emit()

    def _bring_into_sight(self, index: int, top: float) -> None:
        y = self._page_top(index) + top / self._twips
        bar = self.verticalScrollBar()
        if not bar.value() + 2 * _GAP <= y <= bar.value() + self.viewport().height() - 3 * _GAP:
            bar.setValue(round(y - self.viewport().height() / 3))

    def _page_at(self, point: QPointF) -> tuple[Page, float, float] | None:
        if self._sheets is None:
            return None
        for index, page in enumerate(self._sheets.pages):
            rect = self._page_rect(index)
            if rect.contains(point):
                return page, (point.x() - rect.left()) * self._twips, (point.y() - rect.top()) * self._twips
        return None

    # ---- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in sight."""
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(event.rect(), theme.colors().desk)
            for index in range(len(self._sheets.pages) if self._sheets else 0):
                rect = self._page_rect(index)
                if rect.intersects(QRectF(event.rect())):
                    painter.drawPixmap(rect.topLeft(), self._picture(index))
                    self._draw_marks(painter, index, rect)
        finally:
            painter.end()

    def _picture(self, index: int) -> QPixmap:
        if index in self._drawn or self._sheets is None:
            return self._drawn[index]
        ratio = self.devicePixelRatioF()
        size = self._page_size
        picture = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        picture.fill(_PAPER)
        painter = QPainter(picture)
        try:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            painter.scale(picture.width() / PAGE_WIDTH, picture.height() / PAGE_HEIGHT)
            self._sheets.draw_page(painter, self._sheets.pages[index])
        finally:
            painter.end()
        picture.setDevicePixelRatio(ratio)
        self._drawn[index] = picture
        return picture

    def _draw_marks(self, painter: QPainter, index: int, rect: QRectF) -> None:
        if self._sheets is None:
            return
        if self._mark:
            draw_version_mark(painter, self._sheets, self._mark, rect)
        marks = Marks(self._chosen, self._related, self._edited, self._chosen_part)
        places = self.places if marks.needs_places else ()
        draw_marks(painter, MarkedPage(self._sheets, index, rect, self._twips), marks, places)

    # ---- what a person does

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages into the new width."""
        if self._zoom is None and event.size().width() != event.oldSize().width():
            self._drawn.clear()
            self.zoom_changed.emit()
        self._lay_out()
        super().resizeEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the statement under the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            found = self._page_at(event.position())
            statement = found[0].statement_at(found[1], found[2]) if found else None
            self._chosen = statement
            self.setAccessibleDescription(statement.text if statement else "")
            self.viewport().update()
            self.statement_chosen.emit(statement)
            self._stepped = self._place_at(event.position())
            self.part_chosen.emit(self._stepped)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put the part under the pointer into other words."""
        place = self._place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self.part_chosen.emit(place)
            self.edit_wanted.emit()
            event.accept()
            return
        super().mouseDoubleClickEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep F2 for the part chosen; elsewhere it edits the cell of a table."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F2
        ):
            event.accept()
            return True
        return super().event(event)

    def _place_at(self, point: QPointF) -> Place | None:
        found = self._page_at(point)
        if found is None or self._sheets is None:
            return None
        page, _x, y = found
        index = page.number - 1
        for each in self.places:
            if each.page == index and each.rect.top() <= y < each.rect.bottom():
                return each.place
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, otherwise scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_in() if event.angleDelta().y() > 0 else self.zoom_out()
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from statement to statement, F2 and Enter edit its part; the other keys scroll."""
        if event.key() in {Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.edit_wanted.emit()
            return
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and self.horizontalScrollBar().maximum() == 0:
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
            return
        bar = self.verticalScrollBar()
        moves = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in moves:
            bar.setValue(moves[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if self._sheets is None:
            return
        order = [each for each in placed_statements(self._sheets.letter) if not _is_form(each[0])]
        if not order:
            return
        # The same statement may stand in many places, even twice in a part: the last step, then the part, tells which.
        alike = [number for number, each in enumerate(order) if each[0] == self._chosen]
        here = [number for number in alike if order[number][1] == self._stepped]
        last = [number for number in here if number == self._step_number]
        at = (last or here or alike or [-1 if by > 0 else 0])[0]
        self._step_number = (at + by) % len(order)
        statement, self._stepped = order[self._step_number]
        self.choose(statement)
        self.statement_chosen.emit(statement)
        self.part_chosen.emit(self._stepped)


def _is_form(statement: Statement) -> bool:
    return all(source.kind is SourceKind.PROGRAM for source in statement.sources)
