"""The left side of the denial page: what the notice itself says, in the payer's own words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from denialdesk.ui.widgets.form_group import FormGroup


class NoticePanel(QWidget):
    """The notice as typed or pasted by the office: the reason as quoted in the letter, and what else it names."""

    def __init__(self, rows: Iterable[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        hint = "Have the denial notice at hand. What stands here is quoted, never reworded."
        layout.addWidget(FormGroup("What the notice says", rows, hint=hint))
