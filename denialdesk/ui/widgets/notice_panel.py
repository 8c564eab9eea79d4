"""The left side of the denial page: what the notice itself says, in the payer's own words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from denialdesk.ui import theme
from denialdesk.ui.widgets.form_group import FormGroup


class PageScroll(QScrollArea):
    """A scrolling column of a page: no frame, no sideways scrolling, the content kept to a readable width."""

    def __init__(self, content: QWidget, most_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setMaximumWidth(most_width)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.WIDE)
        layout.addWidget(content)
        layout.addStretch(1)
        self.setWidget(holder)


class NoticePanel(QWidget):
    """The notice as typed or pasted by the office: the reason as quoted in the letter, and what else it names."""

    def __init__(self, rows: Iterable[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        hint = "Have the denial notice at hand. What stands here is quoted, never reworded."
        layout.addWidget(FormGroup("What the notice says", rows, hint=hint))
