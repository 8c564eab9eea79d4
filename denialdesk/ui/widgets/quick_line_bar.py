"""The quick line: one row of the log typed as a note, with how it was understood before Enter adds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.quick_line import QuickLine, parse_quick_line
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import IconLabel, ToneLabel
from denialdesk.ui.widgets.text_edits import TextEdit

EXAMPLE = "mtx 15mg weekly 3/24-9/24 failed"
HINT = f"Type a therapy as you would note it, such as “{EXAMPLE}”, and press Enter."


class QuickLineBar(QWidget):
    """A line of text; ``row_accepted`` brings the row it was understood as, when Enter is pressed."""

    row_accepted = Signal(object)

    def __init__(self, vocabulary: Vocabulary, today: Callable[[], dt.date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._today = today
        self._read: QuickLine | None = None
        self.line = TextEdit()
        self.line.setPlaceholderText(EXAMPLE)
        self.line.setClearButtonEnabled(True)
        self.add = QPushButton("Add")
        self.add.setToolTip("Add this row to the log (Enter)")
        self.add.setAutoDefault(False)
        label = QLabel("Quick line")
        label.setBuddy(self.line)
        self.line.setAccessibleName("Quick line: one prior therapy as a note")
        self._sign = IconLabel("info", Tone.MUTED)
        self._said = ToneLabel(HINT)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SMALL)
        line.addWidget(label)
        line.addWidget(self.line, 1)
        line.addWidget(self.add)
        said = QHBoxLayout()
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(theme.SMALL)
        said.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(line)
        layout.addLayout(said)
        self.line.textChanged.connect(self._on_changed)
        self.line.returnPressed.connect(self._on_accepted)
        self.add.clicked.connect(self._on_accepted)
        self._on_changed("")

    @property
    def understood(self) -> str:
        """How the line was understood, as it is shown."""
        return self._said.text()

    def focus(self) -> None:
        """Put the cursor into the line."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Empty the line."""
        self.line.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the line."""
        if event.key() == Qt.Key.Key_Escape and self.line.text():
            self.clear()
            return
        super().keyPressEvent(event)

    @Slot(str)
    def _on_changed(self, text: str) -> None:
        self._read = self._parse(text) if text.strip() else None
        self.add.setEnabled(self._read is not None and bool(self._read.therapy.drug))
        if self._read is None:
            self._say("info", Tone.MUTED, HINT)
        elif self._read.is_clear:
            self._say("circle-check", Tone.GOOD, _in_words(self._read))
        else:
            self._say("triangle-alert", Tone.CAUTION, _in_words(self._read))
        self.line.setAccessibleDescription(self._said.text())

    @Slot()
    def _on_accepted(self) -> None:
        if self._read is not None and self.add.isEnabled():
            row = self._read.therapy
            self.clear()
            self.row_accepted.emit(row)

    def _parse(self, text: str) -> QuickLine:
        # The row gets its id when it is added.
        return parse_quick_line(text, vocabulary=self._vocabulary, today=self._today(), therapy_id="")

    def _say(self, icon: str, tone: Tone, text: str) -> None:
        self._sign.show_icon(icon, tone)
        self._said.set_tone(tone)
        self._said.setText(text)


def _in_words(line: QuickLine) -> str:
    """Say how a line was understood, what is kept as a note, and what to check."""
    understood = ", ".join(piece.meaning for piece in line.understood)
    note = f"Kept as a note: {', '.join(line.leftovers)}." if line.leftovers else ""
    lead = f"Understood: {understood}." if understood else ""
    return " ".join(part for part in (lead, note, *line.warnings) if part)
