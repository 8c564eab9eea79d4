"""The line at the foot of the window: saved or not, where the vault is, which criteria, and that nothing leaves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from denialdesk.domain.errors import DenialDeskError
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import ElidedLabel, IconLabel


class StatusLine(QWidget):
    """Four facts in a row. ``retry_wanted`` asks to save again after a failure."""

    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("check", Tone.MUTED)
        self.saved = ElidedLabel()
        self.retry = QPushButton("Try again")
        self.retry.setToolTip("Save now")
        self.vault = QLabel()
        self.criteria = QLabel()
        self.offline = QLabel("Nothing leaves this computer")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.TIGHT, theme.MEDIUM, theme.TIGHT)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self._icon)
        layout.addWidget(self.saved, 1)
        layout.addWidget(self.retry)
        for label in (self.vault, self.criteria, self.offline):
            label.setTextFormat(Qt.TextFormat.PlainText)
            theme.set_text_tone(label, Tone.MUTED)
            layout.addSpacing(theme.SMALL)
            layout.addWidget(label)
        self.retry.clicked.connect(self.retry_wanted)
        self.show_saved("")

    def show_vault(self, words: str, criteria_version: str) -> None:
        """Say how the vault is locked and which criteria are used."""
        self.vault.setText(words)
        self.criteria.setText(f"Criteria of {criteria_version}" if criteria_version else "")

    @Slot(str)
    def show_saved(self, time: str) -> None:
        """Say when everything was saved; an empty time: before the first change."""
        self._show(f"Saved {time}".strip(), "check", Tone.MUTED, failed=False)

    @Slot()
    def show_saving(self) -> None:
        """Say that something typed is about to be saved."""
        if not self.retry.isVisibleTo(self):
            self._show("Saving …", "clock", Tone.MUTED, failed=False)

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Say, until it is mended, that the newest values are in memory only, why, and what to do."""
        if isinstance(error, DenialDeskError):
            reason = f"{error.message} {error.remedy}".strip()
        else:
            reason = "The vault could not be written."
        text = f"Not saved: {reason} Your work is still here; keep the window open."
        self._show(text, "circle-alert", Tone.BAD, failed=True)

    def _show(self, text: str, picture: str, tone: Tone, *, failed: bool) -> None:
        if text == self.saved.text():
            return
        self.saved.setText(text)
        self.saved.setAccessibleName(text)
        theme.set_text_tone(self.saved, tone)
        theme.set_icon(self._icon, picture, tone)
        self._icon.setVisible(bool(text))
        self.retry.setVisible(failed)
        for label in (self.vault, self.criteria, self.offline):
            label.setVisible(not failed)  # what to do needs the room

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairline above."""
        painter = QPainter(self)
        try:
            painter.fillRect(0, 0, self.width(), 1, theme.colors().hairline)
        finally:
            painter.end()
