"""The chip that says how something stands: icon, word and colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from denialdesk.domain.criteria import Status
from denialdesk.ui import theme
from denialdesk.ui.widgets.states import STATUS_SIGNS, StateSign

_PADDING = 8
_ICON = 14
_GAP = 5


class Chip(QWidget):
    """A short word with an icon on a faint ground of its tone."""

    def __init__(self, sign: StateSign, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = sign
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(theme.strong_font(self.font()))
        self.setAccessibleName(sign.word)

    def show_sign(self, sign: StateSign) -> None:
        """Show another state."""
        if sign == self.sign:
            return
        self.sign = sign
        self.setAccessibleName(sign.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The room it needs."""
        metrics = self.fontMetrics()
        width = _PADDING * 2 + _ICON + _GAP + metrics.horizontalAdvance(self.sign.word)
        return QSize(width, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """The least room it can do with."""
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:  # noqa: ARG002  # Qt passes it
        """Paint it in the colours of now."""
        painter = QPainter(self)
        try:
            paint_chip(painter, QRectF(self.rect()), self.sign)
        finally:
            painter.end()


def paint_chip(painter: QPainter, rect: QRectF, sign: StateSign) -> None:
    """Paint a chip into a rectangle, in the painter's font."""
    colors = theme.colors()
    tone = colors.tone(sign.tone)
    ground = colors.tint(sign.tone)
    frame = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tone if colors.high_contrast else theme.mix(tone, ground, 0.35), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
    ratio = painter.device().devicePixelRatioF()
    picture = theme.pixmap(sign.icon, sign.tone, _ICON, ratio)
    icon = QRectF(rect.left() + _PADDING, rect.center().y() - _ICON / 2, _ICON, _ICON)
    painter.drawPixmap(icon, picture, QRectF(picture.rect()))
    painter.setPen(tone)
    text = rect.adjusted(_PADDING + _ICON + _GAP, 0, 0, 0)
    painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), sign.word)


class StatusChip(Chip):
    """The chip of a finding: Met, Not met, Unknown or Exempt."""

    def __init__(self, status: Status = Status.UNKNOWN, parent: QWidget | None = None) -> None:
        super().__init__(STATUS_SIGNS[status], parent)
        self.status = status

    def show_status(self, status: Status) -> None:
        """Show another verdict."""
        self.status = status
        self.show_sign(STATUS_SIGNS[status])
