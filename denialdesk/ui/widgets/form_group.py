"""A titled group of fields, one under the other."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from denialdesk.ui import theme
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel


class FormGroup(QWidget):
    """A section title and its rows."""

    def __init__(self, title: str, rows: Iterable[QWidget], *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = SectionTitle(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(self.title)
        if hint:
            layout.addWidget(ToneLabel(hint))
        for row in rows:
            layout.addWidget(row)
