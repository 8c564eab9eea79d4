"""Makes a new recovery key and shows it once; and asks for the recovery key of an older backup."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from denialdesk.domain.errors import (
    DenialDeskError,
    PassphraseError,
    PassphraseNeededError,
    RecoveryKeyError,
    WeakPassphraseError,
)
from denialdesk.ui import theme
from denialdesk.ui.messages import Messages
from denialdesk.ui.pages.opening import RecoveryCard, RecoveryKitCard
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import ToneLabel, WrapLabel

_WHAT = (
    "A new recovery key takes the place of the one you have, which then does not open these cases any more.",
    "Backups made until now still need the old one: keep it as long as you keep them. A fresh backup is made at once.",
    "Have a printer or a drive outside this computer at hand: the new key is shown only once.",
)
_WIDTH = 480
_NOT_PROVED = (
    "The new recovery key is in force already and is never shown again.\n\n"
    "Without it, a dead computer or a lost passphrase means lost cases. You can make another one at any time."
)


class NewRecoveryKeyDialog(QDialog):
    """First what a new key means, then the key, until the person has proved to have it.

    ``make_wanted`` brings the passphrase, empty where there is none; ``kept`` comes with the proof.
    """

    make_wanted = Signal(str)
    kept = Signal()

    def __init__(self, *, asks_passphrase: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New recovery key")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._is_busy = False
        self._is_proved = False
        self.typed = QLineEdit()
        self.typed.setEchoMode(QLineEdit.EchoMode.Password)
        self.row = FieldRow("Passphrase", self.typed)
        self.problem = ToneLabel("", Tone.BAD)
        self.make = PrimaryButton("Make a new recovery key")
        self.cancel = QPushButton("Cancel")
        self.kit = RecoveryKitCard()
        self.stack = QStackedWidget()
        self._first = self._make_first(asks_passphrase=asks_passphrase)
        self.stack.addWidget(self._first)
        self.stack.addWidget(self.kit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.setMinimumWidth(_WIDTH)
        self.resize(_WIDTH, self._first.heightForWidth(_WIDTH))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.make.clicked.connect(self._on_make)
        self.typed.returnPressed.connect(self._on_make)
        self.cancel.clicked.connect(self.reject)
        self.kit.kept.connect(self._on_kept)
        (self.typed if asks_passphrase else self.make).setFocus()

    def _make_first(self, *, asks_passphrase: bool) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        column.setSpacing(theme.MEDIUM)
        for words in _WHAT:
            column.addWidget(WrapLabel(words))
        if asks_passphrase:
            column.addWidget(self.row)
        self.problem.hide()
        column.addWidget(self.problem)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.make)
        buttons.addWidget(self.cancel)
        column.addLayout(buttons)
        return page

    @property
    def shows_key(self) -> bool:
        """True once the new key is made."""
        return self.stack.currentWidget() is self.kit

    def show_kit(self) -> None:
        """Turn to the card with the key."""
        self._set_busy(is_busy=False)
        self.typed.clear()
        self.stack.setCurrentWidget(self.kit)
        room = self.screen().availableSize()
        self.resize(min(620, room.width() - 40), min(520, room.height() - 60))
        self.kit.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: DenialDeskError) -> None:
        """Say why there is no new key, or why the proof could not be noted."""
        self._set_busy(is_busy=False)
        self._is_proved = False
        words = f"{error.message} {error.remedy}".strip()
        if self.shows_key:
            self.kit.show_error(words)
        elif isinstance(error, PassphraseError | PassphraseNeededError):
            self.row.set_error(words)
            self.typed.selectAll()
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.problem.show_text(words)

    def reject(self) -> None:
        """Close; a key that is shown and not yet proved is left only after a question."""
        if self._is_busy:
            return
        if not self.shows_key or self._is_proved:
            super().reject()
            return
        ask = Messages(self).ask
        ask("Close without the key", _NOT_PROVED, "Close without it", super().reject, no="Show it again")

    @Slot()
    def _on_make(self) -> None:
        self.row.set_error("")
        self.problem.show_text("")
        if self.typed.isVisibleTo(self) and not self.typed.text():
            self.row.set_error("Type the passphrase.")
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._set_busy(is_busy=True)
        self.make.setText("Making it …")
        self.make_wanted.emit(self.typed.text())

    @Slot()
    def _on_kept(self) -> None:
        if not self._is_proved:
            self._is_proved = True
            self.kept.emit()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.make.setText("Make a new recovery key")
        for widget in (self.make, self.cancel, self.typed):
            widget.setEnabled(not is_busy)


class BackupKeyDialog(QDialog):
    """Asks for the recovery key a backup was made with; ``present`` is the end of the one in use.

    ``given`` brings the key and a new passphrase, or an empty one for the keychain.
    """

    given = Signal(str, str)

    def __init__(
        self, made: str, present: str, *, has_keychain: bool, by_passphrase: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Restore a backup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._is_busy = False
        ending = f", which ends in {present}" if present else ""
        self.card = RecoveryCard()
        self.card.title.setText("This backup needs its own recovery key")
        self.card.show_reason(
            f"The backup of {made} does not open with the key in use: it was made with another recovery key. That one "
            f"opens your cases from then on. To come back to what is here now, keep the present one too{ending}.",
            has_keychain=has_keychain,
        )
        self.card.use_passphrase.setChecked(by_passphrase or not has_keychain)
        self.card.open_button.setText("Restore")
        self.card.back.setText("Cancel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)
        screen = self.screen().availableSize()
        self.resize(min(620, screen.width() - 40), min(420, screen.height() - 60))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.card.recovery_given.connect(self._on_given)
        self.card.back_wanted.connect(self.reject)
        self.card.typed.setFocus()

    def show_error(self, error: DenialDeskError) -> None:
        """Say what is wrong beside its field."""
        self._set_busy(is_busy=False)
        words = f"{error.message} {error.remedy}".strip()
        if isinstance(error, WeakPassphraseError):
            self.card.passphrase_row.set_error(words)
            self.card.passphrase_row.focus()
        elif isinstance(error, RecoveryKeyError):
            self.card.row.set_error(words)
            self.card.row.focus()
        else:
            self.card.show_error(words)

    def reject(self) -> None:
        """Close, unless the backup is just being put back."""
        if not self._is_busy:
            super().reject()

    @Slot(str, str)
    def _on_given(self, text: str, passphrase: str) -> None:
        self.card.row.set_error("")
        if not text.strip():
            self.card.row.set_error("Type the recovery key.")
            self.card.row.focus()
            return
        self._set_busy(is_busy=True)
        self.given.emit(text, passphrase)

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.card.setEnabled(not is_busy)
