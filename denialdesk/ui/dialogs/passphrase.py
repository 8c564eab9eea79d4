"""Asks for a passphrase: the present one, a new one, or both."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.errors import DenialDeskError, PassphraseError, PassphraseNeededError, WeakPassphraseError
from denialdesk.ui import theme
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import ToneLabel, WrapLabel


class PassphraseDialog(QDialog):
    """``given`` brings the new passphrase and the present one, each empty where it is not asked for.

    Whoever asked then calls ``accept``, or ``show_error`` for another try.
    """

    given = Signal(str, str)

    def __init__(
        self, title: str, why: str, act: str, *, asks_current: bool, asks_new: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._is_busy = False
        self.current, self.first, self.second = _secret_line(), _secret_line(), _secret_line()
        self.current_row = FieldRow("Present passphrase" if asks_new else "Passphrase", self.current)
        self.first_row = FieldRow(
            "New passphrase", self.first, hint="Four or five words are easy to keep and hard to guess."
        )
        self.second_row = FieldRow("The same again", self.second)
        self.problem = ToneLabel("", Tone.BAD)
        self.problem.hide()
        self.act = PrimaryButton(act)
        self.cancel = QPushButton("Cancel")
        self._asks = [
            *([(self.current, self.current_row, "Type the passphrase.")] if asks_current else []),
            *([(self.first, self.first_row, "Type a new passphrase.")] if asks_new else []),
            *([(self.second, self.second_row, "Type it again.")] if asks_new else []),
        ]
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.act)
        buttons.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(WrapLabel(why))
        for _line, row, _words in self._asks:
            layout.addWidget(row)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        self.setMinimumWidth(460)
        self.cancel.setAutoDefault(False)
        self.act.setDefault(True)
        self.act.clicked.connect(self._on_act)
        self.cancel.clicked.connect(self.reject)

    @Slot()
    def _on_act(self) -> None:
        for _line, row, _words in self._asks:
            row.set_error("")
        self.problem.show_text("")
        for line, row, words in self._asks:
            if not line.text():
                self._point_at(row, words)
                return
        if self.first.text() != self.second.text():
            self._point_at(self.second_row, "The two are not the same. Type it again.")
            return
        self._set_busy(is_busy=True)
        self.given.emit(self.first.text(), self.current.text())

    def show_error(self, error: DenialDeskError) -> None:
        """Say what is wrong beside its field, ready to be typed again."""
        self._set_busy(is_busy=False)
        words = f"{error.message} {error.remedy}".strip()
        if isinstance(error, WeakPassphraseError):
            self._point_at(self.first_row, words)
        elif isinstance(error, PassphraseError | PassphraseNeededError) and self.current.isVisibleTo(self):
            self._point_at(self.current_row, words)
        else:
            self.problem.show_text(words)

    def reject(self) -> None:
        """Close, unless the key is just being locked."""
        if not self._is_busy:
            super().reject()

    def _point_at(self, row: FieldRow, words: str) -> None:
        row.set_error(words)
        if isinstance(row.editor, QLineEdit):
            row.editor.selectAll()
        row.focus()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        for widget in (self.act, self.cancel, self.current, self.first, self.second):
            widget.setEnabled(not is_busy)


def _secret_line() -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
