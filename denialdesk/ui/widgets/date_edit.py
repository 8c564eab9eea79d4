"""A date as people write it, kept no more exact than it was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from denialdesk.domain.date_text import format_date, parse_date
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.ui import theme
from denialdesk.ui.widgets.choice_edit import DONT_KNOW
from denialdesk.ui.widgets.command_keys import is_command_key

EXAMPLE = "3/14/2024, Mar 2024 or 2024"
_UNKNOWN_ANSWERS = frozenset({"don't know", "dont know", "don't know yet", "do not know"})


class PartialDateEdit(QWidget):
    """A text field for a date known to the day, the month, the year or not at all, with "I don't know yet" beside it.

    ``date_edited`` comes when a readable date was finished (Enter, or leaving the field). ``error_changed`` comes with
    what is wrong, or with nothing; the value of before is then kept, and the words stay as typed.
    """

    date_edited = Signal(object)
    error_changed = Signal(str)

    def __init__(self, today: Callable[[], dt.date], *, is_birth: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._is_birth = is_birth
        self._value = UNKNOWN_DATE
        self._error = ""
        self.line = QLineEdit()
        self.line.setPlaceholderText(EXAMPLE)
        self.line.setMinimumHeight(theme.ROW_HEIGHT)
        self.line.setFixedWidth(self.line.fontMetrics().horizontalAdvance(EXAMPLE) + theme.WIDE)
        self.unknown = QCheckBox(DONT_KNOW)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.line)
        layout.addWidget(self.unknown)
        layout.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)
        self.line.editingFinished.connect(self._on_finished)
        self.line.textEdited.connect(self._on_typed)
        self.unknown.clicked.connect(self._on_unknown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the date before a shortcut acts on the case."""
        if watched is self.line and is_command_key(event):
            self._on_finished()
        return super().eventFilter(watched, event)

    @property
    def value(self) -> PartialDate:
        """The last date that could be read."""
        return self._value

    @property
    def error(self) -> str:
        """What is wrong with the words typed, or nothing."""
        return self._error

    def show_date(self, value: PartialDate) -> None:
        """Show a value. Words that could not be read stay, with their error, as long as the value is the same."""
        if value == self._value and (self._error or self.line.isModified()):
            return
        if value != self._value:
            self.unknown.setChecked(False)
        self._value = value
        self.line.setText(format_date(value))
        self._set_error("")

    def reset(self, value: PartialDate) -> None:
        """Show the value of another case: nothing typed before stays."""
        self._value = value
        self.unknown.setChecked(False)
        self.line.setText(format_date(value))
        self._set_error("")

    def name_parts(self, label: str) -> None:
        """Tell a screen reader which date the parts belong to."""
        self.line.setAccessibleName(label)
        self.unknown.setAccessibleName(f"{label}: {DONT_KNOW}")

    def _read(self, typed: str) -> PartialDate:
        if typed.casefold().replace("’", "'").removeprefix("i ") in _UNKNOWN_ANSWERS:
            return UNKNOWN_DATE
        return parse_date(typed, today=self._today(), is_birth=self._is_birth)

    def _set_error(self, error: str) -> None:
        if error != self._error:
            self._error = error
            self.error_changed.emit(error)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if text.strip():
            self.unknown.setChecked(False)

    @Slot()
    def _on_finished(self) -> None:
        if not self.line.isModified():
            return
        typed = self.line.text().strip()
        try:
            value = self._read(typed)
        except InvalidDateError as error:
            kept = f" Until then {format_date(self._value)} is kept." if self._value.is_known else ""
            self._set_error(f"{error.message} {error.remedy}{kept}".strip())
            return
        self._accept(value, said_unknown=bool(typed) and not value.is_known)

    @Slot(bool)
    def _on_unknown(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        if checked:
            self._accept(UNKNOWN_DATE, said_unknown=True)

    def _accept(self, value: PartialDate, *, said_unknown: bool) -> None:
        changed = value != self._value
        self._value = value
        self.line.setText(format_date(value))  # also clears the modified mark
        self.unknown.setChecked(said_unknown)
        self._set_error("")
        if changed:
            self.date_edited.emit(value)
