"""A scrolling column of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from denialdesk.ui import theme


class PageScroll(QScrollArea):
    """A scrolling column: no frame, no sideways scrolling, the content kept to a readable width."""

    def __init__(self, content: QWidget, most_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setMaximumWidth(most_width)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.WIDE)
        self._column.addStretch(1)
        self.setWidget(holder)
        self.hold(content)

    def hold(self, content: QWidget) -> None:
        """Put the content at the top of the column; it may have stood elsewhere meanwhile."""
        self._column.insertWidget(0, content)
