"""A whole number that may be left open, such as the days a state's notice gives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from denialdesk.ui import theme
from denialdesk.ui.widgets.command_keys import is_command_key

_MOST = 9999


class CountEdit(QLineEdit):
    """A short field for a number; empty: not known.

    ``count_edited`` brings an int or None when a person finished; ``error_changed`` what is wrong with the words.
    """

    count_edited = Signal(object)
    error_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: int | None = None
        self.setMinimumHeight(theme.ROW_HEIGHT)
        self.setMaximumWidth(120)
        self.installEventFilter(self)
        self.editingFinished.connect(self._on_finished)

    @property
    def value(self) -> int | None:
        """The last number that could be read."""
        return self._value

    def show_count(self, value: int | None) -> None:
        """Show a number; words that could not be read stay while the number is the same."""
        if value == self._value and self.isModified():
            return
        self._value = value
        self.setText("" if value is None else str(value))
        self.error_changed.emit("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the number before a shortcut acts on the case."""
        if is_command_key(event):
            self._on_finished()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_finished(self) -> None:
        if not self.isModified():
            return
        typed = self.text().strip()
        if typed and not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= _MOST):
            self.error_changed.emit("Type a number of days, such as 120.")
            return
        value = int(typed) if typed else None
        changed = value != self._value
        self._value = value
        self.setText("" if value is None else str(value))
        self.error_changed.emit("")
        if changed:
            self.count_edited.emit(value)
