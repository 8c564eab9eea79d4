"""Edits for words: one line, and several lines that grow with what is typed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from denialdesk.ui import theme


class TextEdit(QLineEdit):
    """One line of text. ``text_typed`` comes with every change a person makes; ``show_text`` makes none."""

    text_typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(theme.ROW_HEIGHT)
        self.textEdited.connect(self.text_typed)

    def show_text(self, text: str) -> None:
        """Show a value without moving the cursor where the text is the same."""
        if text != self.text():
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)  # a long text shows its beginning


class ReasonEdit(QPlainTextEdit):
    """Several lines of text that grow from ``least_lines`` to ``most_lines``, then scroll. Tab leaves the field."""

    text_typed = Signal(str)

    def __init__(self, least_lines: int = 3, most_lines: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least_lines, most_lines
        self._quiet = False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)

    def text(self) -> str:
        """The text as typed."""
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Show a value; the cursor stays as near as it can."""
        if text == self.toPlainText():
            return
        position = self.textCursor().position()
        self._quiet = True
        try:
            self.setPlainText(text)
        finally:
            self._quiet = False
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, len(text)))
        self.setTextCursor(cursor)

    def sizeHint(self) -> QSize:
        """The room it needs."""
        lines = max(self._least, min(self._most, int(self.document().size().height())))
        margins = round(self.document().documentMargin() * 2) + self.frameWidth() * 2
        return QSize(280, lines * self.fontMetrics().lineSpacing() + margins)

    def minimumSizeHint(self) -> QSize:
        """The least room it can do with."""
        return QSize(120, self.sizeHint().height())

    @Slot()
    def _on_text_changed(self) -> None:
        if not self._quiet:
            self.text_typed.emit(self.toPlainText())

    @Slot()
    def _on_size_changed(self) -> None:
        self.updateGeometry()
