"""A quiet button that leads to a place in the case."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QStyleOptionFocusRect, QWidget

from denialdesk.ui import theme
from denialdesk.ui.theme import Tone

_ICON = 14
_GAP = 6


class LinkButton(QAbstractButton):
    """An icon and a sentence that wraps; ``followed`` brings the target."""

    followed = Signal(str)

    def __init__(self, text: str, target: str, icon: str = "arrow-right", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self._icon_name = icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription("Goes to the place in the case")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:
        """One line, if there is room for it."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + _ICON + _GAP + 4, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """A few words side by side."""
        return QSize(120, self.fontMetrics().height() + 4)

    def hasHeightForWidth(self) -> bool:
        """The sentence wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped sentence."""
        room = self.fontMetrics().boundingRect(
            0, 0, max(40, width - _ICON - _GAP - 4), 10_000, int(Qt.TextFlag.TextWordWrap), self.text()
        )
        return room.height() + 4

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # Qt passes it
        """Paint icon and sentence in the accent colour, underlined under the mouse."""
        painter = QPainter(self)
        try:
            tone = Tone.ACCENT if self.isEnabled() else Tone.MUTED
            picture = theme.pixmap(self._icon_name, tone, _ICON, self.devicePixelRatioF())
            line = self.fontMetrics().height()
            painter.drawPixmap(2, 2 + (line - _ICON) // 2, _ICON, _ICON, picture)
            font = self.font()
            font.setUnderline(self.underMouse() or self.hasFocus())
            painter.setFont(font)
            painter.setPen(theme.colors().tone(tone))
            area = self.rect().adjusted(_ICON + _GAP + 2, 2, 0, 0)
            painter.drawText(area, int(Qt.TextFlag.TextWordWrap), self.text())
            if self.hasFocus():
                option = QStyleOptionFocusRect()
                option.initFrom(self)
                self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)
        finally:
            painter.end()

    @Slot()
    def _on_clicked(self) -> None:
        self.followed.emit(self.target)
