"""What the window does with the data as a whole: backups made and put back, how it is locked, its recovery key."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from denialdesk.domain.errors import DenialDeskError
from denialdesk.office import Office
from denialdesk.services.data_overview import (
    DataFacts,
    DataOverview,
    KeptBackup,
    LastBackup,
    chosen_backup,
    last_backup,
    look_over,
    read_facts,
    remember_backup,
)
from denialdesk.services.vault import Protection, RecoveryKey
from denialdesk.ui.actions import Actions
from denialdesk.ui.dialogs.data_and_backups import DataDialog, made_words
from denialdesk.ui.dialogs.help import HelpDialog, Place
from denialdesk.ui.dialogs.passphrase import PassphraseDialog
from denialdesk.ui.dialogs.recovery_key import BackupKeyDialog, NewRecoveryKeyDialog
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.messages import Messages
from denialdesk.ui.recovery_kit import RecoveryKit
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

T = TypeVar("T")
_SAMPLE = (
    "This is the sample office: its invented patients are kept nowhere, and all that is typed here goes when the "
    "window closes. There is nothing to back up."
)
_NOT_SAVED = "Nothing was restored: your last changes could not be saved first. The foot of the window says why."
_PROVED = "The new recovery key is in force, and the office has it."
_NOT_PROVED = "The new recovery key is in force, and nobody has shown to have it. Make another one."


class DataActs(QObject):
    """Joins the vault and its backups with the window.

    ``cases_replaced`` comes when a backup was put back and is open, ``vault_closed`` with the reason when it could not
    be opened, ``locked_anew`` with the Protection that holds from now on, ``key_kept`` when the office has proved to
    have its recovery key.
    """

    cases_replaced = Signal()
    vault_closed = Signal(object)
    locked_anew = Signal(object)
    key_kept = Signal()

    def __init__(
        self, window: QWidget, office: Office, session: CaseSession, jobs: Jobs, messages: Messages, files: FileDialogs
    ) -> None:
        super().__init__(window)
        self._window = window
        self._office = office
        self._session = session
        self._jobs = jobs
        self._messages = messages
        self._files = files
        self._dialog: DataDialog | None = None
        self._once_saved: Callable[[], None] | None = None

    def connect_actions(self, actions: Actions) -> None:
        """Do what the menus ask."""
        actions.data.triggered.connect(self.show_dialog)
        actions.back_up.triggered.connect(self.back_up)

    # ---- the dialog

    @Slot()
    def show_dialog(self) -> None:
        """Open the dialog; the sample office, which keeps nothing, says so instead."""
        if self._office.is_sample:
            self._messages.say(_SAMPLE)
            return
        if self._dialog is not None:
            return
        self._hand_over()
        dialog = self._dialog = DataDialog(self._window)
        dialog.finished.connect(self._on_closed)
        dialog.folder_wanted.connect(self._open_folder)
        dialog.back_up_wanted.connect(self.back_up)
        dialog.restore_wanted.connect(self._ask_restore)
        dialog.restore_file_wanted.connect(self._ask_file)
        dialog.passphrase_wanted.connect(self._ask_passphrase)
        dialog.keychain_wanted.connect(self._ask_keychain)
        dialog.new_key_wanted.connect(self.make_recovery_key)
        dialog.help_wanted.connect(self._show_help)
        dialog.open()
        self._look()

    @Slot()
    def _on_closed(self) -> None:
        self._dialog = None

    def _look(self, words: str = "", tone: Tone = Tone.MUTED) -> None:
        """Show everything as it is now, and under it how what was asked for came out."""
        dialog, office = self._dialog, self._office
        if dialog is None:
            return
        dialog.show_busy(words or "Looking at your data …", may_close=True)

        def done(overview: DataOverview) -> None:
            if self._dialog is dialog:
                dialog.show_overview(overview)
                dialog.show_result(words, tone)

        def look(facts: DataFacts) -> None:
            self._jobs.run_work(lambda: look_over(office.vault, office.backups, facts), done, self._failed)

        self._jobs.run_query(lambda: read_facts(office.cases.list_cases(), office.preferences), look, self._failed)

    def _say(self, words: str, tone: Tone) -> None:
        """Speak in the dialog while it is open, else in the window."""
        if self._dialog is not None:
            self._dialog.show_result(words, tone)
        else:
            self._messages.say(words, tone)

    def _failed(self, error: Exception) -> None:
        if self._dialog is None:
            self._messages.show_error(error)
        elif isinstance(error, DenialDeskError):
            self._dialog.show_result(_words(error), Tone.BAD)
        else:
            self._dialog.show_result()
            Messages(self._dialog).show_error(error)

    def _show_busy(self, words: str) -> None:
        if self._dialog is not None:
            self._dialog.show_busy(words)
        else:
            self._messages.say(words)

    @property
    def _host(self) -> QWidget:
        return self._dialog or self._window

    def _hand_over(self) -> None:
        """Let the field that has the cursor hand over what is typed in it, as it does when it is left."""
        focused = QApplication.focusWidget()
        if focused is not None and self._window.isAncestorOf(focused):
            focused.clearFocus()
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._office.profile))):
            self._say("This computer does not open folders from here. Copy the name of the folder instead.", Tone.BAD)

    @Slot()
    def _show_help(self) -> None:
        HelpDialog(self._host).show_place(Place("data"))

    # ---- backups made

    @Slot()
    def back_up(self) -> None:
        """Ask for a folder and write a proved, encrypted copy of the vault there."""
        if self._office.is_sample:
            self._messages.say(_SAMPLE)
            return
        self._hand_over()
        files = self._files if self._dialog is None else FileDialogs(self._dialog)
        files.folder = self._files.folder
        files.ask_for_folder("Where to keep the backup", self._make_backup)

    def _make_backup(self, folder: Path) -> None:
        office = self._office
        self._files.folder = folder
        self._session.save_now()  # queued before the copy on the same thread
        self._show_busy("Making the backup …")

        def work() -> Path:
            path = office.backups.make(folder)
            with contextlib.suppress(DenialDeskError):  # the copy is made and proved; only the note of it is not
                remember_backup(office.preferences, LastBackup(office.clock(), folder))
            return path

        def done(path: Path) -> None:
            words = f"Backup made and checked: {path.name}."
            self._say(words, Tone.GOOD)
            self._look(words, Tone.GOOD)

        self._jobs.run_query(work, done, self._failed)

    # ---- backups put back

    @Slot()
    def _ask_file(self) -> None:
        files = FileDialogs(self._host)
        files.folder = self._files.folder
        files.ask_to_open("Restore a backup", "Backups (*.db);;All files (*)", self._look_at_file)

    def _look_at_file(self, path: Path) -> None:
        office = self._office
        self._show_busy("Looking at the backup …")

        def done(kept: KeptBackup) -> None:
            if self._dialog is not None:
                self._dialog.show_result()
            self._ask_restore(kept)

        self._jobs.run_work(lambda: chosen_backup(office.backups, path), done, self._failed)

    @Slot(object)
    def _ask_restore(self, kept: KeptBackup) -> None:
        """Say what is going to be replaced, and ask."""
        overview = self._dialog.overview if self._dialog is not None else None
        if overview is None:
            return
        made = made_words(kept.backup)
        changed = overview.changed_since(kept.backup, self._office.clock().tzinfo)
        since = {0: "No case was changed since then.", 1: "1 case was changed since then."}
        text = (
            f"Restore the backup of {made}?\n\n"
            "All cases, documents and settings are replaced by those of the backup. "
            f"{since.get(changed, f'{changed} cases were changed since then.')}\n\n"
            "What is here now is kept: it is put into the list of backups first and can be restored the same way."
        )

        def agreed() -> None:
            if kept.opens:
                self._when_saved(lambda: self._restore(kept, self._failed))
            else:
                self._when_saved(lambda: self._ask_backup_key(kept, overview))

        Messages(self._host).ask("Restore a backup", text, "Restore", agreed, no="Keep what is here")

    def _ask_backup_key(self, kept: KeptBackup, overview: DataOverview) -> None:
        asked = BackupKeyDialog(
            made_words(kept.backup),
            overview.recovery_hint,
            has_keychain=overview.has_keychain,
            by_passphrase=overview.protection is Protection.PASSPHRASE,
            parent=self._host,
        )

        def given(text: str, passphrase: str) -> None:
            failed = _in_dialog(asked, self._failed)
            self._restore(kept, failed, recovery_key=text, passphrase=passphrase or None, asked=asked)

        asked.given.connect(given)
        asked.open()

    def _restore(
        self,
        kept: KeptBackup,
        failed: Callable[[Exception], None],
        *,
        recovery_key: str | None = None,
        passphrase: str | None = None,
        asked: BackupKeyDialog | None = None,
    ) -> None:
        office = self._office
        self._show_busy("Restoring the backup …")

        def work() -> Protection | None:
            last = last_backup(office.preferences)
            office.backups.restore(kept.backup.path, recovery_key=recovery_key, passphrase=passphrase)
            with contextlib.suppress(DenialDeskError):  # the backup knows only of copies made before it
                if last is not None:
                    remember_backup(office.preferences, last)
            return office.vault.protection

        def done(protection: Protection | None) -> None:
            if asked is not None:
                asked.done(asked.DialogCode.Accepted)
            self.locked_anew.emit(protection)
            self.cases_replaced.emit()
            self._look(
                f"Your cases are those of {made_words(kept.backup)} now. What was here is in the list.", Tone.GOOD
            )

        def failed_here(error: Exception) -> None:
            if self._dialog is not None:
                self._dialog.show_result()
            failed(error)
            if not office.vault.is_open:
                self._leave(asked, error)

        self._jobs.run_query(work, done, failed_here)

    def _leave(self, asked: BackupKeyDialog | None, error: Exception) -> None:
        """The backup is in place and does not open: close everything over the window, which then says why."""
        for dialog in (asked, self._dialog):
            if dialog is not None:
                dialog.done(dialog.DialogCode.Rejected)
        self.vault_closed.emit(error)

    # ---- saving first

    def _when_saved(self, go_on: Callable[[], None]) -> None:
        """Go on once every unsaved value is in the vault; a value that cannot be saved stops it."""
        if not self._session.has_unsaved:
            go_on()
            return
        self._once_saved = go_on
        self._show_busy("Saving your last changes …")
        self._session.saved.connect(self._on_saved)
        self._session.save_failed.connect(self._on_save_failed)
        self._session.save_now()

    def _stop_waiting(self) -> Callable[[], None]:
        self._session.saved.disconnect(self._on_saved)
        self._session.save_failed.disconnect(self._on_save_failed)
        go_on, self._once_saved = self._once_saved, None
        return go_on or (lambda: None)

    @Slot()
    def _on_saved(self) -> None:
        go_on = self._stop_waiting()
        if self._dialog is not None:
            self._dialog.show_result()
        go_on()

    @Slot()
    def _on_save_failed(self) -> None:
        self._stop_waiting()
        self._say(_NOT_SAVED, Tone.BAD)

    # ---- how it is locked

    @Slot()
    def _ask_passphrase(self) -> None:
        by_passphrase = self._office.vault.protection is Protection.PASSPHRASE
        asked = PassphraseDialog(
            "Change the passphrase" if by_passphrase else "Set a passphrase",
            "It is typed at each start. If it is forgotten, only the recovery key opens the cases.",
            "Change it" if by_passphrase else "Set it",
            asks_current=by_passphrase,
            asks_new=True,
            parent=self._host,
        )
        said = "The passphrase is changed." if by_passphrase else "From the next start on, the passphrase is asked for."
        asked.given.connect(lambda new, current: self._protect(asked, new, current, said))
        asked.open()

    @Slot()
    def _ask_keychain(self) -> None:
        asked = PassphraseDialog(
            "Use the keychain instead",
            "The key goes into this computer's keychain: from the next start on the cases open by themselves for "
            "whoever is signed in to this computer as you. The passphrase is then of no use.",
            "Use the keychain",
            asks_current=True,
            asks_new=False,
            parent=self._host,
        )
        said = "From the next start on, the cases open by this computer's keychain."
        asked.given.connect(lambda _new, current: self._protect(asked, "", current, said))
        asked.open()

    def _protect(self, asked: PassphraseDialog, new: str, current: str, said: str) -> None:
        vault = self._office.vault

        def work() -> Protection | None:
            vault.protect(new or None, current or None)
            return vault.protection

        def done(protection: Protection | None) -> None:
            asked.accept()
            self.locked_anew.emit(protection)
            self._look(said, Tone.GOOD)

        self._jobs.run_query(work, done, _in_dialog(asked, self._failed))

    # ---- the recovery key

    @Slot()
    def make_recovery_key(self) -> None:
        """Make a new recovery key, show it once, and note the proof that the office has it."""
        office = self._office
        by_passphrase = office.vault.protection is Protection.PASSPHRASE
        asked = NewRecoveryKeyDialog(asks_passphrase=by_passphrase, parent=self._host)
        failed = _in_dialog(asked, self._failed)
        kit = RecoveryKit(asked.kit, asked, self._jobs, failed)

        def renew(passphrase: str) -> None:
            def work() -> tuple[RecoveryKey, str]:
                key = office.vault.renew_recovery_key(passphrase or None)
                try:
                    office.backups.make_daily()  # the ones made until now do not open by the new key
                except DenialDeskError as problem:
                    return key, f"No fresh backup could be made for the new key. {_words(problem)}"
                return key, ""

            def done(made: tuple[RecoveryKey, str]) -> None:
                key, problem = made
                kit.show_key(key.text)
                asked.show_kit()
                asked.kit.show_error(problem)

            self._jobs.run_query(work, done, failed)

        def kept() -> None:
            self._jobs.run_query(office.vault.confirm_recovery_key, lambda _nothing: asked.accept(), failed)

        def closed(code: int) -> None:
            kit.show_key("")
            if not asked.shows_key:
                return
            words, tone = _NOT_PROVED, Tone.CAUTION
            if code == asked.DialogCode.Accepted:
                words, tone = _PROVED, Tone.GOOD
                self.key_kept.emit()
            self._say(words, tone)
            self._look(words, tone)

        asked.make_wanted.connect(renew)
        asked.kept.connect(kept)
        asked.finished.connect(closed)
        asked.open()


def _words(error: DenialDeskError) -> str:
    return f"{error.message} {error.remedy}".strip()


def _in_dialog(
    asked: PassphraseDialog | NewRecoveryKeyDialog | BackupKeyDialog, otherwise: Callable[[Exception], None]
) -> Callable[[Exception], None]:
    """Show a known error in the dialog that asked; anything else is a bug."""

    def failed(error: Exception) -> None:
        known = isinstance(error, DenialDeskError)
        asked.show_error(error if isinstance(error, DenialDeskError) else DenialDeskError("That did not work."))
        if not known:
            otherwise(error)

    return failed
