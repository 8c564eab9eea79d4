"""Asks for the password of a protected PDF."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from denialdesk.ui import theme
from denialdesk.ui.widgets.labels import ToneLabel, WrapLabel


class FilePasswordDialog(QDialog):
    """One field. ``given`` brings the password; closing the dialog leaves the file out."""

    given = Signal(str)

    def __init__(self, name: str, said: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Protected file")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("Password of the file")
        label = QLabel("&Password")
        label.setBuddy(self.password)
        self.buttons = QDialogButtonBox()
        self.open_button = self.buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        self.skip_button = self.buttons.addButton("Leave it out", QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(WrapLabel(f"{name}: {said}"))
        layout.addWidget(label)
        layout.addWidget(self.password)
        layout.addWidget(ToneLabel("It is used once and not kept. The exhibit itself is kept in the encrypted vault."))
        layout.addWidget(self.buttons)
        self.setMinimumWidth(420)
        self.open_button.setEnabled(False)
        self.password.textChanged.connect(self._on_text)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        self.open_button.setEnabled(bool(text))

    @Slot()
    def _on_accept(self) -> None:
        self.given.emit(self.password.text())
        self.accept()
