"""What the window shows before the vault is open: making it, its recovery key, the passphrase, and what went wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.errors import DenialDeskError
from denialdesk.ui import theme
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import ToneLabel, WrapLabel

_CARD_WIDTH = 560


class _Card(QScrollArea):
    """A column of text and fields in the middle of the window."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = QLabel(title)
        self.title.setFont(theme.title_font(self.font(), steps=3))
        self.title.setWordWrap(True)
        card = QWidget()
        card.setMaximumWidth(_CARD_WIDTH)
        self.body = QVBoxLayout(card)
        self.body.setSpacing(theme.MEDIUM)
        self.body.addWidget(self.title)
        self.error = ToneLabel("", Tone.BAD)
        self.error.hide()
        holder = QWidget()
        centred = QHBoxLayout(holder)
        centred.setContentsMargins(theme.WIDE, theme.WIDE * 2, theme.WIDE, theme.WIDE)
        centred.addStretch(1)
        centred.addWidget(card, 6)
        centred.addStretch(1)
        self.setWidget(holder)

    def show_error(self, text: str) -> None:
        """Say what is wrong and what to do."""
        self.error.show_text(text)

    def _finish(self, *buttons: QWidget) -> None:
        self.body.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)


class WaitingCard(_Card):
    """Shown while the vault is being opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Opening your cases …", parent)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName("Opening")
        self.body.addWidget(bar)
        self._finish()


class FirstStartCard(_Card):
    """Makes the vault. ``create_wanted`` brings the passphrase, or an empty text for the keychain.

    ``restore_wanted`` comes from an office that has a backup: its old computer died, or this is its new one.
    """

    create_wanted = Signal(str)
    restore_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Welcome to DenialDesk", parent)
        self._where = WrapLabel()
        self._key = WrapLabel()
        for line in (
            self._where,
            self._key,
            WrapLabel("Nothing is sent anywhere: no account, no cloud, no reports."),
            WrapLabel(
                "Next you get a recovery key, shown once. Print or save it: it opens your cases on any computer."
            ),
        ):
            self.body.addWidget(line)
        self.keychain = QRadioButton("Keep the key in this computer's keychain (opens by itself for you)")
        self.passphrase = QRadioButton("Lock the cases with a passphrase (typed at each start)")
        self.keychain.setChecked(True)
        self.first = _secret_line()
        self.second = _secret_line()
        self.first_row = FieldRow(
            "Passphrase", self.first, hint="Four or five words are easy to keep and hard to guess."
        )
        self.second_row = FieldRow("The same again", self.second)
        self.create_button = PrimaryButton("Create the vault")
        self.restore = QPushButton("I have a backup…")
        self.restore.setToolTip("Put back the cases of another computer, or of this one before it was set up anew")
        for widget in (self.keychain, self.passphrase, self.first_row, self.second_row):
            self.body.addWidget(widget)
        self._finish(self.create_button, self.restore)
        self.restore.clicked.connect(self.restore_wanted)
        self.keychain.toggled.connect(self._show_choice)
        self.create_button.clicked.connect(self._on_create)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self._on_create)
        self._show_choice()

    def show_place(self, profile: Path, *, has_keychain: bool) -> None:
        """Say where the cases will be, and whether the keychain can hold the key."""
        self._where.setText(f"Your cases are kept encrypted on this computer, in {profile}.")
        self.keychain.setVisible(has_keychain)
        self.passphrase.setVisible(has_keychain)
        if not has_keychain:
            self.passphrase.setChecked(True)
            self._key.setText("This computer has no keychain that can hold the key, so choose a passphrase.")
        else:
            self._key.setText("The key that opens them stays on this computer too, where you choose.")
        self._show_choice()

    @Slot()
    def _show_choice(self) -> None:
        typed = self.passphrase.isChecked()
        self.first_row.setVisible(typed)
        self.second_row.setVisible(typed)
        self.show_error("")

    @Slot()
    def _on_create(self) -> None:
        if not self.passphrase.isChecked():
            self.create_wanted.emit("")
            return
        self.second_row.set_error("")
        if not self.first.text():
            self.first_row.set_error("Type a passphrase.")
            self.first.setFocus()
        elif self.first.text() != self.second.text():
            self.second_row.set_error("The two are not the same. Type it again.")
            self.second.setFocus()
        else:
            self.first_row.set_error("")
            self.create_wanted.emit(self.first.text())


class RecoveryKitCard(_Card):
    """Shows the recovery key once. ``kept`` comes when the person has proved to have it."""

    kept = Signal()
    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Your recovery key", parent)
        self._last = ""
        self.key = QLabel()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() + 3)
        self.key.setFont(font)
        self.key.setWordWrap(True)
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.key.setAccessibleName("Recovery key")
        self.print = QPushButton("Print…")
        theme.set_icon(self.print, "printer")
        self.save = QPushButton("Save as a file…")
        theme.set_icon(self.save, "save")
        self.typed = QLineEdit()
        self.typed_row = FieldRow(
            "Type the last four characters of the key you printed or saved", self.typed, hint="To be sure you have it."
        )
        self.go_on = PrimaryButton("I have it, go on")
        texts = (
            "It is shown only now, and opens your cases on any computer.",
            "Without it, a lost keychain or a forgotten passphrase means lost cases.",
            "Keep it on paper or on a drive outside this computer, where you keep other keys of the practice.",
        )
        for text in texts:
            self.body.addWidget(WrapLabel(text))
        self.body.addWidget(self.key)
        outlets = QHBoxLayout()
        outlets.addWidget(self.print)
        outlets.addWidget(self.save)
        outlets.addStretch(1)
        self.body.addLayout(outlets)
        self.body.addWidget(self.typed_row)
        self._finish(self.go_on)
        self.print.clicked.connect(self.print_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.go_on.clicked.connect(self._on_go_on)
        self.typed.returnPressed.connect(self._on_go_on)

    def show_key(self, text: str) -> None:
        """Show a new key; an empty text takes it off the screen."""
        self._last = text.rsplit("-", maxsplit=1)[-1]
        # A line break after each third group, at a hyphen, so that it can be read back aloud.
        groups = text.split("-") if text else []
        rows = ["-".join(groups[start : start + 3]) for start in range(0, len(groups), 3)]
        self.key.setText("-\n".join(rows))
        self.typed.clear()
        self.typed_row.set_error("")

    @Slot()
    def _on_go_on(self) -> None:
        if self._last and self.typed.text().strip().upper() == self._last:
            self.kept.emit()
        else:
            self.typed_row.set_error("That is not the last group of this key. Look at what you printed or saved.")
            self.typed.setFocus()


class UnlockCard(_Card):
    """Asks for the passphrase. ``passphrase_given`` brings it; ``recovery_wanted`` leads to the recovery key."""

    passphrase_given = Signal(str)
    recovery_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Unlock your cases", parent)
        self.typed = _secret_line()
        self.row = FieldRow("Passphrase", self.typed)
        self.unlock = PrimaryButton("Unlock")
        self.forgotten = QPushButton("Use the recovery key…")
        self.body.addWidget(self.row)
        self._finish(self.unlock, self.forgotten)
        self.unlock.clicked.connect(self._on_unlock)
        self.typed.returnPressed.connect(self._on_unlock)
        self.forgotten.clicked.connect(self.recovery_wanted)

    @Slot()
    def _on_unlock(self) -> None:
        if self.typed.text():
            self.passphrase_given.emit(self.typed.text())
        else:
            self.row.set_error("Type the passphrase.")

    def show_error(self, text: str) -> None:
        """Say what is wrong with the passphrase, ready to type it again."""
        self.row.set_error(text)
        self.typed.selectAll()
        self.typed.setFocus()


class RecoveryCard(_Card):
    """Asks for the recovery key. ``recovery_given`` brings it and a new passphrase; an empty one means the keychain."""

    recovery_given = Signal(str, str)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open with the recovery key", parent)
        self._why = WrapLabel()
        self.typed = QLineEdit()
        self.row = FieldRow("Recovery key", self.typed, hint="Nine groups of four, with or without hyphens.")
        self.use_passphrase = QCheckBox("Lock the cases with a new passphrase from now on")
        self.passphrase = _secret_line()
        self.passphrase_row = FieldRow("New passphrase", self.passphrase)
        self.open_button = PrimaryButton("Open")
        self.back = QPushButton("Back")
        for widget in (self._why, self.row, self.use_passphrase, self.passphrase_row):
            self.body.addWidget(widget)
        self._finish(self.open_button, self.back)
        self.passphrase_row.hide()
        self.use_passphrase.toggled.connect(self.passphrase_row.setVisible)
        self.open_button.clicked.connect(self._on_open)
        self.typed.returnPressed.connect(self._on_open)
        self.back.clicked.connect(self.back_wanted)

    def show_reason(self, why: str, *, has_keychain: bool) -> None:
        """Say why the recovery key is needed."""
        self._why.show_text(why)
        self.use_passphrase.setChecked(not has_keychain)
        self.use_passphrase.setEnabled(has_keychain)
        self.show_error("")

    @Slot()
    def _on_open(self) -> None:
        self.show_error("")
        passphrase = self.passphrase.text() if self.use_passphrase.isChecked() else ""
        if self.use_passphrase.isChecked() and not passphrase:
            self.passphrase_row.set_error("Type a new passphrase.")
            return
        self.passphrase_row.set_error("")
        self.recovery_given.emit(self.typed.text(), passphrase)


class ProblemCard(_Card):
    """Says why the vault cannot be opened, and what can be done about it."""

    retry_wanted = Signal()
    recovery_wanted = Signal()
    restore_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Your cases cannot be opened", parent)
        self.what = WrapLabel()
        self.todo = WrapLabel()
        self.retry = PrimaryButton("Try again")
        self.recovery = QPushButton("Use the recovery key…")
        self.restore = QPushButton("Restore a backup…")
        self.quit = QPushButton("Quit")
        self.body.addWidget(self.what)
        self.body.addWidget(self.todo)
        self._finish(self.retry, self.recovery, self.restore, self.quit)
        self.retry.clicked.connect(self.retry_wanted)
        self.recovery.clicked.connect(self.recovery_wanted)
        self.restore.clicked.connect(self.restore_wanted)
        self.quit.clicked.connect(self.quit_wanted)

    def show_problem(self, problem: DenialDeskError, *, recovery: bool, restore: bool) -> None:
        """Show an error with the ways out that fit it."""
        self.what.setText(problem.message)
        self.todo.setText(problem.remedy)
        self.recovery.setVisible(recovery)
        self.restore.setVisible(restore)


class OpeningPage(QStackedWidget):
    """The cards, one at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waiting = WaitingCard()
        self.first_start = FirstStartCard()
        self.kit = RecoveryKitCard()
        self.unlock = UnlockCard()
        self.recovery = RecoveryCard()
        self.problem = ProblemCard()
        for card in (self.waiting, self.first_start, self.kit, self.unlock, self.recovery, self.problem):
            self.addWidget(card)

    def show_card(self, card: QWidget, focus: QWidget | None = None) -> None:
        """Show one card and put the cursor where typing begins."""
        self.setCurrentWidget(card)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_secrets(self) -> None:
        """Take every passphrase and key off the cards."""
        self.kit.show_key("")
        for line in (self.first_start.first, self.first_start.second, self.unlock.typed, self.recovery.typed):
            line.clear()
        self.recovery.passphrase.clear()


def _secret_line() -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
