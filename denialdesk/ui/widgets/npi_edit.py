"""The National Provider Identifier, with its check digit verified."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.domain.errors import InvalidNpiError
from denialdesk.domain.practice import check_npi
from denialdesk.ui.widgets.text_edits import TextEdit


class NpiEdit(TextEdit):
    """Ten digits. ``npi_edited`` brings what is typed, without spaces and hyphens; ``error_changed`` what is wrong.

    While one is still typing too few digits, nothing is said; leaving the field says it.
    """

    npi_edited = Signal(str)
    error_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error = ""
        self.setMaxLength(16)
        self.setPlaceholderText("10 digits")
        self.text_typed.connect(self._on_typed)
        self.editingFinished.connect(self._on_finished)

    @property
    def error(self) -> str:
        """What is wrong with the number, or nothing."""
        return self._error

    def show_text(self, text: str) -> None:
        """Show a number, and what is wrong with it."""
        if text != _compact(self.text()):
            super().show_text(text)
        if not self.hasFocus():
            self._check()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        npi = _compact(text)
        if len(npi) >= 10:
            self._check()
        else:
            self._say("")
        self.npi_edited.emit(npi)

    @Slot()
    def _on_finished(self) -> None:
        self._check()

    def _check(self) -> None:
        npi = _compact(self.text())
        try:
            if npi:
                check_npi(npi)
        except InvalidNpiError as error:
            self._say(f"{error.message} {error.remedy}")
        else:
            self._say("")

    def _say(self, error: str) -> None:
        if error != self._error:
            self._error = error
            self.error_changed.emit(error)


def _compact(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
