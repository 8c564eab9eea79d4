"""A scrolling column of a page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from denialdesk.ui import theme

_SETTLING_MS = 250


class _Column(QWidget):
    """Asks for no more height than its wrapped texts need at the width it has."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class PageScroll(QScrollArea):
    """A scrolling column: no frame, no sideways scrolling, the content kept to a readable width."""

    def __init__(self, content: QWidget, most_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._most_width = most_width
        holder = _Column()
        # Side by side with empty space, because only then a wrapped text is measured at the width it really gets.
        self._beside = QHBoxLayout()
        self._beside.addStretch(1)
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.WIDE)
        column.addLayout(self._beside)
        column.addStretch(1)
        self.setWidget(holder)
        self._revealed: QWidget | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self.verticalScrollBar().rangeChanged.connect(self._reveal_again)
        self.hold(content)

    def reveal(self, widget: QWidget) -> None:
        """Scroll to a part of the column; again while the column, if it was just made, is still being laid out."""
        self._revealed = widget
        self._settling.start(_SETTLING_MS)
        self._reveal_again()

    @Slot()
    def _reveal_again(self) -> None:
        if self._revealed is not None and self._settling.isActive() and isValid(self._revealed):
            self.ensureWidgetVisible(self._revealed, 0, theme.LARGE)

    def hold(self, content: QWidget) -> None:
        """Put the content into the column; it may have stood elsewhere meanwhile."""
        content.setMaximumWidth(self._most_width)
        self._beside.insertWidget(0, content, 1000)
