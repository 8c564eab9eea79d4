"""The one button of a view that is always the next sensible act."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from denialdesk.ui import theme
from denialdesk.ui.theme import Tone

_RADIUS = 5


class PrimaryButton(QPushButton):
    """A push button filled with the accent colour."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(theme.strong_font(self.font()))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Room for the text and its margins."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text().replace("&", "")) + 2 * theme.LARGE
        return QSize(width, max(theme.ROW_HEIGHT + 2, metrics.height() + theme.MEDIUM))

    def minimumSizeHint(self) -> QSize:
        """The text is never cut."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the pointer is over it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the pointer has left."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the filled button, its focus ring and its text."""
        shades = theme.colors()
        ground, ink = shades.tone(Tone.ACCENT), shades.tone(Tone.ON_ACCENT)
        if not self.isEnabled():
            ground, ink = theme.mix(shades.tone(Tone.MUTED), shades.window, 0.25), shades.tone(Tone.MUTED)
        elif self.isDown():
            ground = theme.mix(shades.tone(Tone.PLAIN), ground, 0.25)
        elif self.underMouse():
            ground = theme.mix(shades.tone(Tone.PLAIN), ground, 0.10)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(ink, 1.5))
                painter.drawRoundedRect(frame.adjusted(2.5, 2.5, -2.5, -2.5), _RADIUS - 2, _RADIUS - 2)
            painter.setPen(ink)
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text().replace("&&", "&"))
        finally:
            painter.end()
