"""The prior therapies as bars over time: vague ends faded, gaps hatched, demanded lengths as brackets."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QLinearGradient, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from denialdesk.ui import theme
from denialdesk.ui.models.timeline_bars import Bar, Timeline
from denialdesk.ui.theme import Tone

_ROW = 20
_BAR = 10
_AXIS = 20
_NAME_SHARE = 0.18
_NAME_LEAST, _NAME_MOST = 90, 170
_RIGHT = 16
_TICKS = ((1, 14), (3, 40), (6, 84), (12, 1000))  # months between ticks, up to so many months of axis


class TimelineStrip(QWidget):
    """Paints a Timeline; a click on a row says which therapy. The same is said in words to a screen reader."""

    therapy_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline: Timeline | None = None
        self._selected = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline of the prior therapies")
        self.setMouseTracking(True)

    def show_timeline(self, timeline: Timeline) -> None:
        """Show the log on its axis."""
        if timeline == self._timeline:
            return
        self._timeline = timeline
        self.setAccessibleDescription(timeline.description())
        self.updateGeometry()
        self.update()

    def select(self, therapy_id: str) -> None:
        """Mark the row that is chosen in the table."""
        if therapy_id != self._selected:
            self._selected = therapy_id
            self.update()

    def sizeHint(self) -> QSize:
        """One line for each therapy, and the axis."""
        rows = len(self._timeline.bars) if self._timeline else 0
        return QSize(400, rows * _ROW + _AXIS)

    def minimumSizeHint(self) -> QSize:
        """The height of all rows; the width may shrink."""
        return QSize(240, self.sizeHint().height())

    def bar_rect(self, therapy_id: str) -> QRectF:
        """Where the bar of a therapy is painted; empty when it has none."""
        for place, bar in enumerate(self._timeline.bars if self._timeline else ()):
            if bar.therapy_id == therapy_id and bar.first and bar.last:
                left, right = self._x(bar.first), self._x(bar.last)
                return QRectF(left, place * _ROW + (_ROW - _BAR) / 2, max(3.0, right - left), _BAR)
        return QRectF()

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what is under the mouse."""
        if isinstance(event, QHelpEvent):
            text = self._words_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the therapy of the row."""
        bar = self._bar_at(event.position())
        if bar:
            self.therapy_clicked.emit(bar.therapy_id)

    def paintEvent(self, event: object) -> None:  # noqa: ARG002  # Qt passes it
        """Paint axis, gaps, bars and names."""
        if self._timeline is None:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_axis(painter, self._timeline)
            for gap in self._timeline.gaps:
                area = QRectF(QPointF(self._x(gap.first), 0), QPointF(self._x(gap.last), self._rows_height()))
                hatch = QColor(theme.colors().tone(Tone.MUTED))
                hatch.setAlphaF(0.22)
                painter.fillRect(area, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
            for place, bar in enumerate(self._timeline.bars):
                self._paint_row(painter, bar, place * _ROW)
        finally:
            painter.end()

    def _paint_row(self, painter: QPainter, bar: Bar, top: float) -> None:
        colors = theme.colors()
        if bar.therapy_id == self._selected:
            painter.fillRect(QRectF(0, top, self.width(), _ROW), colors.selection)
        painter.setPen(colors.tone(Tone.PLAIN))
        name = QRectF(4, top, self._names_width() - 12, _ROW)
        text = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, int(name.width()))
        painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), text)
        if bar.first is None or bar.last is None:
            painter.setPen(colors.tone(Tone.MUTED))
            said = bar.words.partition(": ")[2].capitalize()
            width = painter.fontMetrics().horizontalAdvance(said) + 8
            rest = QRectF(self._names_width(), top + 1, width, _ROW - 2)
            painter.fillRect(rest, colors.selection if bar.therapy_id == self._selected else colors.window)
            painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), said)
            return
        self._paint_bar(painter, bar)

    def _paint_bar(self, painter: QPainter, bar: Bar) -> None:
        colors = theme.colors()
        rect = self.bar_rect(bar.therapy_id)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._bar_brush(bar, rect))
        painter.drawRoundedRect(rect, 3, 3)
        accent = colors.tone(Tone.ACCENT)
        if bar.is_ongoing:
            tip = QPointF(rect.right() + 8, rect.center().y())
            wings = [QPointF(rect.right() + 1, rect.top() - 2), tip, QPointF(rect.right() + 1, rect.bottom() + 2)]
            painter.setBrush(accent)
            painter.drawPolygon(QPolygonF(wings))
        if bar.required:
            left, right = self._x(bar.required.first), self._x(bar.required.last)
            level = rect.top() - 2
            painter.setPen(QPen(colors.tone(Tone.PLAIN), 1.2))
            painter.drawPolyline(
                QPolygonF(
                    [QPointF(left, level + 4), QPointF(left, level), QPointF(right, level), QPointF(right, level + 4)]
                )
            )

    def _bar_brush(self, bar: Bar, rect: QRectF) -> QBrush:
        accent = theme.colors().tone(Tone.ACCENT)
        faint = QColor(accent)
        faint.setAlphaF(0.12)
        if bar.solid_from is None or bar.solid_to is None:
            half = QColor(accent)
            half.setAlphaF(0.45)
            gradient = QLinearGradient(rect.left(), 0, rect.right(), 0)
            gradient.setStops([(0.0, faint), (0.5, half), (1.0, faint)])
            return QBrush(gradient)
        width = max(1.0, rect.width())
        begin = min(1.0, max(0.0, (self._x(bar.solid_from) - rect.left()) / width))
        end = min(1.0, max(begin, (self._x(bar.solid_to) - rect.left()) / width))
        gradient = QLinearGradient(rect.left(), 0, rect.right(), 0)
        gradient.setStops(
            [(0.0, faint if begin > 0 else accent), (begin, accent), (end, accent), (1.0, faint if end < 1 else accent)]
        )
        return QBrush(gradient)

    def _paint_axis(self, painter: QPainter, timeline: Timeline) -> None:
        colors = theme.colors()
        months = (timeline.last.year - timeline.first.year) * 12 + timeline.last.month - timeline.first.month + 1
        step = next(step for step, most in _TICKS if months <= most)
        bottom = self._rows_height()
        year, month = timeline.first.year, timeline.first.month
        painter.setFont(theme.figures_font(painter.font()))
        free_from = 0.0
        while dt.date(year, month, 1) <= timeline.last:
            day = dt.date(year, month, 1)
            if (month - 1) % step == 0 and day >= timeline.first:
                place = self._x(day)
                painter.setPen(QPen(colors.hairline, 1))
                painter.drawLine(QPointF(place, 0), QPointF(place, bottom))
                label = str(year) if step == 12 else f"{day:%b %Y}" if month == 1 or not free_from else f"{day:%b}"
                width = painter.fontMetrics().horizontalAdvance(label)
                if place >= free_from and place + width <= self.width():
                    painter.setPen(colors.tone(Tone.MUTED))
                    painter.drawText(QPointF(place, bottom + painter.fontMetrics().ascent() + 2), label)
                    free_from = place + width + 12
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def _bar_at(self, place: QPointF) -> Bar | None:
        row = int(place.y() // _ROW)
        bars = self._timeline.bars if self._timeline else ()
        return bars[row] if 0 <= row < len(bars) else None

    def _words_at(self, place: QPointF) -> str:
        bar = self._bar_at(place)
        if bar is None or self._timeline is None:
            return ""
        on_bar = self.bar_rect(bar.therapy_id).adjusted(-4, -4, 4, 4).contains(place)
        for gap in self._timeline.gaps:
            if not on_bar and self._x(gap.first) <= place.x() <= self._x(gap.last):
                return gap.words
        return bar.words

    def _names_width(self) -> float:
        return max(_NAME_LEAST, min(_NAME_MOST, self.width() * _NAME_SHARE))

    def _rows_height(self) -> int:
        return (len(self._timeline.bars) if self._timeline else 0) * _ROW

    def _x(self, day: dt.date) -> float:
        if self._timeline is None:
            return 0.0
        left = self._names_width()
        share = (day - self._timeline.first).days / max(1, (self._timeline.last - self._timeline.first).days)
        return left + share * (self.width() - left - _RIGHT)
