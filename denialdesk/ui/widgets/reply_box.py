"""A text and two things to do with it: put it into the letter, or set the matter aside with it as the reason."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from denialdesk.ui import theme
from denialdesk.ui.widgets.text_edits import ReasonEdit


class ReplyBox(QWidget):
    """``answered`` and ``set_aside`` bring the key and the text; the buttons work once something is typed."""

    answered = Signal(str, str)
    set_aside = Signal(str, str)

    def __init__(self, key: str, name: str, *, can_answer: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.edit = ReasonEdit(least_lines=2, most_lines=8)
        hint = "The prescriber's answer, or the reason to set it aside" if can_answer else "Why this is right as it is"
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(f"{hint}: {name}")
        self.answer = QPushButton("Answer in the letter")
        self.aside = QPushButton("Set aside")
        self.answer.setVisible(can_answer)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        for button in (self.answer, self.aside):
            button.setEnabled(False)
            button.setAccessibleName(f"{button.text()}: {name}")
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.edit)
        layout.addLayout(buttons)
        self.setFocusProxy(self.edit)
        self.edit.text_typed.connect(self._on_typed)
        self.answer.clicked.connect(self._on_answer)
        self.aside.clicked.connect(self._on_aside)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        for button in (self.answer, self.aside):
            button.setEnabled(bool(text.strip()))

    @Slot()
    def _on_answer(self) -> None:
        self.answered.emit(self._key, self.edit.text().strip())

    @Slot()
    def _on_aside(self) -> None:
        self.set_aside.emit(self._key, self.edit.text().strip())


class TakeBackButton(QPushButton):
    """Takes an answer or a set-aside back; ``taken_back`` brings its key."""

    taken_back = Signal(str)

    def __init__(self, key: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__("Take back", parent)
        self._key = key
        self.setAccessibleName(name)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.taken_back.emit(self._key)
