"""A small button with a line icon and no words: its tooltip and its name say what it does."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from denialdesk.ui import theme


class IconButton(QToolButton):
    """A flat button for a tool of a list or a page."""

    def __init__(self, picture: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        theme.set_icon(self, picture)
