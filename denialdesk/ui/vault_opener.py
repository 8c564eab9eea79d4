"""From a closed vault to an open one: making it, its recovery key, the passphrase, and every way it can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from denialdesk.domain.errors import (
    AlreadyOpenError,
    BackupError,
    DamagedVaultError,
    DenialDeskError,
    KeychainLockedError,
    KeyMissingError,
    NoKeychainError,
    NoVaultError,
    PassphraseError,
    PassphraseNeededError,
    RecoveryKeyError,
    WrongKeyError,
)
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.messages import Messages
from denialdesk.ui.recovery_kit import RecoveryKit

if TYPE_CHECKING:  # storage and keychain take a fifth of a second to import: not before the window shows
    from denialdesk.office import Office
    from denialdesk.services.vault import RecoveryKey

T = TypeVar("T")
_WANTS_RECOVERY = (KeyMissingError, WrongKeyError, KeychainLockedError, NoKeychainError, DamagedVaultError)


class VaultOpener(QObject):
    """Shows the opening cards and does what they ask. ``opened`` comes once the vault is open; True: it is new."""

    opened = Signal(bool)

    def __init__(self, window: MainWindow, jobs: Jobs, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._messages = messages
        self._files = FileDialogs(window)
        self._office: Office | None = None
        self._restore_from: Path | None = None
        cards = window.opening
        self._kit = RecoveryKit(cards.kit, window, jobs, self._on_kit_not_saved)
        cards.first_start.create_wanted.connect(self._create)
        cards.first_start.restore_wanted.connect(self._ask_backup)
        cards.kit.kept.connect(self._on_kept)
        cards.unlock.passphrase_given.connect(self._unlock)
        cards.unlock.recovery_wanted.connect(self._ask_recovery_key)
        cards.recovery.recovery_given.connect(self._recover)
        cards.recovery.back_wanted.connect(self.retry)
        cards.problem.retry_wanted.connect(self.retry)
        cards.problem.recovery_wanted.connect(self._ask_recovery_key)
        cards.problem.restore_wanted.connect(self._ask_backup)
        cards.problem.quit_wanted.connect(window.close)

    def start(self, open_office: Callable[[], Office]) -> None:
        """Show that the cases are being opened, and open them."""
        self._window.show_opening(self._window.opening.waiting)

        def work() -> tuple[Office, bool]:
            office = open_office()
            return office, _open_quietly(office)

        self._jobs.run_query(work, self._on_office, self._on_start_failed)

    @property
    def office(self) -> Office:
        """The office whose vault this opens; raises RuntimeError before it was found."""
        if self._office is None:
            raise RuntimeError("the office is not built yet")
        return self._office

    @Slot()
    def retry(self) -> None:
        """Look again whether the vault opens by itself."""
        self._restore_from = None
        self._window.show_opening(self._window.opening.waiting)
        if self._office is None:
            self._window.close()
            return
        office = self._office
        self._jobs.run_query(lambda: (office, _open_quietly(office)), self._on_office, self._show_problem)

    def show_closed(self, problem: object) -> None:
        """Say why the vault, open until now, is closed, and offer what opens it again."""
        self._restore_from = None
        self._show_problem(problem if isinstance(problem, Exception) else None)

    def close_office(self, over: Callable[[], None]) -> None:
        """Close what was opened, if anything; whatever comes of it, ``over`` is called."""

        def work() -> None:
            if self._office is not None:
                self._office.close()

        self._jobs.run_query(work, lambda _nothing: over(), lambda _error: over())

    def _on_office(self, found: tuple[Office, bool]) -> None:
        self._office, is_open = found
        if is_open:
            self._go_on(is_new=False)
            return
        office = self._office
        self._jobs.run_query(office.vault.problem, self._show_problem, self._show_problem)

    def _on_start_failed(self, error: Exception) -> None:
        self._show_problem(error)

    def _go_on(self, *, is_new: bool) -> None:
        self._window.opening.forget_secrets()
        self._kit.show_key("")
        self._window.opening.kit.setEnabled(True)
        self.opened.emit(is_new)

    # ---- what stands in the way

    def _show_problem(self, problem: Exception | None) -> None:
        cards = self._window.opening
        if problem is None:  # it was in the way a moment ago and is not any more
            self.retry()
        elif isinstance(problem, NoVaultError):
            self._run(lambda: self.office.vault.has_keychain, self._show_first_start)
        elif isinstance(problem, PassphraseNeededError):
            self._window.show_opening(cards.unlock, cards.unlock.typed)
        elif isinstance(problem, DenialDeskError):
            cards.problem.show_problem(
                problem,
                recovery=isinstance(problem, _WANTS_RECOVERY),
                restore=isinstance(problem, DamagedVaultError | WrongKeyError),
            )
            cards.problem.retry.setVisible(self._office is not None)
            self._window.show_opening(cards.problem, cards.problem.retry)
        else:
            unknown = DenialDeskError(
                "DenialDesk could not start.", "Try again; if it stays so, copy the details above for support."
            )
            cards.problem.show_problem(unknown, recovery=False, restore=False)
            self._window.show_opening(cards.problem, cards.problem.retry)
            self._messages.show_error(problem)

    def _show_first_start(self, has_keychain: bool) -> None:  # noqa: FBT001  # a job's answer
        card = self._window.opening.first_start
        card.show_place(self.office.profile, has_keychain=has_keychain)
        self._window.show_opening(card, card.create_button if has_keychain else card.first)

    # ---- making the vault

    @Slot(str)
    def _create(self, passphrase: str) -> None:
        card = self._window.opening.first_start
        card.create_button.setEnabled(False)

        def done(key: RecoveryKey) -> None:
            card.create_button.setEnabled(True)
            kit = self._window.opening.kit
            kit.show_error("")
            self._kit.show_key(key.text)
            self._window.show_opening(kit, kit.print)

        def failed(error: Exception) -> None:
            card.create_button.setEnabled(True)
            if isinstance(error, PassphraseError):
                card.first_row.set_error(_words(error))
                card.first.setFocus()
            elif isinstance(error, DenialDeskError):
                card.show_error(_words(error))
            else:
                self._messages.show_error(error)

        self._jobs.run_query(lambda: self.office.vault.create(passphrase or None), done, failed)

    @Slot()
    def _on_kept(self) -> None:
        """Note that the key is kept; where even that cannot be written, work begins and the window asks again."""

        def failed(error: Exception) -> None:
            self._go_on(is_new=True)
            self._messages.show_error(error)

        self._window.opening.kit.setEnabled(False)  # a second click is no second yes
        vault = self.office.vault
        self._jobs.run_query(vault.confirm_recovery_key, lambda _nothing: self._go_on(is_new=True), failed)

    def _on_kit_not_saved(self, error: Exception) -> None:
        if isinstance(error, DenialDeskError):
            self._window.opening.kit.show_error(_words(error))
        else:
            self._messages.show_error(error)

    # ---- opening it

    @Slot(str)
    def _unlock(self, passphrase: str) -> None:
        card = self._window.opening.unlock
        card.unlock.setEnabled(False)

        def done(_nothing: None) -> None:
            card.unlock.setEnabled(True)
            self._go_on(is_new=False)

        def failed(error: Exception) -> None:
            card.unlock.setEnabled(True)
            if isinstance(error, PassphraseError):
                card.show_error(_words(error))
            else:
                self._show_problem(error)

        self._jobs.run_query(lambda: self.office.vault.open(passphrase), done, failed)

    @Slot()
    def _ask_recovery_key(self) -> None:
        self._run(lambda: self.office.vault.has_keychain, self._show_recovery)

    def _show_recovery(self, has_keychain: bool) -> None:  # noqa: FBT001  # a job's answer
        card = self._window.opening.recovery
        hint = self.office.vault.recovery_hint
        why = f"The right key ends in {hint}." if hint and self._restore_from is None else ""
        card.show_reason(why, has_keychain=has_keychain)
        self._window.show_opening(card, card.typed)

    @Slot(str, str)
    def _recover(self, text: str, passphrase: str) -> None:
        card = self._window.opening.recovery
        office, backup, secret = self.office, self._restore_from, passphrase or None
        card.open_button.setEnabled(False)

        def work() -> None:
            if backup is None:
                office.vault.open_with_recovery(text, secret)
            else:
                office.backups.restore(backup, recovery_key=text, passphrase=secret)

        def done(_nothing: None) -> None:
            card.open_button.setEnabled(True)
            self._restore_from = None
            self._go_on(is_new=False)

        def failed(error: Exception) -> None:
            card.open_button.setEnabled(True)
            if isinstance(error, RecoveryKeyError):
                card.row.set_error(_words(error))
                card.row.focus()
            elif isinstance(error, PassphraseError):
                card.passphrase_row.set_error(_words(error))
            elif isinstance(error, NoKeychainError | BackupError | AlreadyOpenError):
                card.show_error(_words(error))
            else:
                self._show_problem(error)

        card.row.set_error("")
        self._jobs.run_query(work, done, failed)

    # ---- putting a backup back

    @Slot()
    def _ask_backup(self) -> None:
        kept = self.office.profile / "backups"
        if kept.is_dir():
            self._files.folder = kept
        self._files.ask_to_open("Restore a backup", "Backups (*.db);;All files (*)", self._restore)

    def _restore(self, path: Path) -> None:
        office = self.office

        def failed(error: Exception) -> None:
            if isinstance(error, BackupError | PassphraseNeededError | KeyMissingError | WrongKeyError):
                self._restore_from = path
                self._ask_recovery_key()
            else:
                self._show_problem(error)

        self._jobs.run_query(lambda: office.backups.restore(path), lambda _nothing: self._go_on(is_new=False), failed)

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._jobs.run_query(work, done, self._show_problem)


def _open_quietly(office: Office) -> bool:
    """Open the vault when nothing needs to be asked, and read the criteria meanwhile."""
    if not office.vault.is_open and office.vault.problem() is None:
        office.vault.open()
    _ = office.library
    return office.vault.is_open


def _words(error: DenialDeskError) -> str:
    return f"{error.message} {error.remedy}".strip()
