"""What the window does with the data as a whole: says where it is, has backups made, and puts them back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

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
from denialdesk.services.vault import Protection
from denialdesk.ui.actions import Actions
from denialdesk.ui.dialogs.data_and_backups import DataDialog, made_words
from denialdesk.ui.dialogs.help import HelpDialog, Place
from denialdesk.ui.dialogs.recovery_key import BackupKeyDialog
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.lock_acts import LockActs, in_dialog, words_of
from denialdesk.ui.messages import Messages
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

_SAMPLE = (
    "This is the sample office: its invented patients are kept nowhere, and all that is typed here goes when the "
    "window closes. There is nothing to back up."
)
_NOT_SAVED = "Nothing was restored: your last changes could not be saved first. The foot of the window says why."


class DataActs(QObject):
    """Joins the vault and its backups with the window.

    ``cases_replaced`` comes when a backup was put back and is open, ``vault_closed`` with the reason when it could not
    be opened.
    """

    cases_replaced = Signal()
    vault_closed = Signal(object)

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
        self.lock = LockActs(office, jobs, self, self)
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
        dialog = self._dialog = DataDialog(self._window)
        dialog.finished.connect(self._on_closed)
        dialog.folder_wanted.connect(self._open_folder)
        dialog.back_up_wanted.connect(self.back_up)
        dialog.restore_wanted.connect(self._ask_restore)
        dialog.restore_file_wanted.connect(self._ask_file)
        dialog.passphrase_wanted.connect(self.lock.ask_passphrase)
        dialog.keychain_wanted.connect(self.lock.ask_keychain)
        dialog.new_key_wanted.connect(self.lock.make_recovery_key)
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
            self._jobs.run_work(lambda: look_over(office.vault, office.backups, facts), done, self.tell_error)

        self._jobs.run_query(lambda: read_facts(office.cases.list_cases(), office.preferences), look, self.tell_error)

    def tell(self, words: str, tone: Tone) -> None:
        """Say how it came out, and show what is different now."""
        self._say(words, tone)
        self._look(words, tone)

    def _say(self, words: str, tone: Tone) -> None:
        """Speak in the dialog while it is open, else in the window."""
        if self._dialog is not None:
            self._dialog.show_result(words, tone)
        else:
            self._messages.say(words, tone)

    def tell_error(self, error: Exception) -> None:
        """Say what went wrong: in the dialog while it is open, else in the window."""
        if self._dialog is None:
            self._messages.show_error(error)
        elif isinstance(error, DenialDeskError):
            self._dialog.show_result(words_of(error), Tone.BAD)
        else:
            self._dialog.show_result()
            Messages(self._dialog).show_error(error)

    def _show_busy(self, words: str) -> None:
        if self._dialog is not None:
            self._dialog.show_busy(words)
        else:
            self._messages.say(words)

    @property
    def host(self) -> QWidget:
        """The window over which a question is asked."""
        return self._dialog or self._window

    @Slot()
    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._office.profile))):
            self._say("This computer does not open folders from here. Copy the name of the folder instead.", Tone.BAD)

    @Slot()
    def _show_help(self) -> None:
        HelpDialog(self.host).show_place(Place("data"))

    # ---- backups made

    @Slot()
    def back_up(self) -> None:
        """Ask for a folder and write a proved, encrypted copy of the vault there."""
        if self._office.is_sample:
            self._messages.say(_SAMPLE)
            return
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
            self.tell(words, Tone.GOOD)

        self._jobs.run_query(work, done, self.tell_error)

    # ---- backups put back

    @Slot()
    def _ask_file(self) -> None:
        files = FileDialogs(self.host)
        files.folder = self._files.folder
        files.ask_to_open("Restore a backup", "Backups (*.db);;All files (*)", self._look_at_file)

    def _look_at_file(self, path: Path) -> None:
        office = self._office
        self._show_busy("Looking at the backup …")

        def done(kept: KeptBackup) -> None:
            if self._dialog is not None:
                self._dialog.show_result()
            self._ask_restore(kept)

        self._jobs.run_work(lambda: chosen_backup(office.backups, path), done, self.tell_error)

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
                self._when_saved(lambda: self._restore(kept, self.tell_error))
            else:
                self._when_saved(lambda: self._ask_backup_key(kept, overview))

        Messages(self.host).ask("Restore a backup", text, "Restore", agreed, no="Keep what is here")

    def _ask_backup_key(self, kept: KeptBackup, overview: DataOverview) -> None:
        asked = BackupKeyDialog(
            made_words(kept.backup),
            overview.recovery_hint,
            has_keychain=overview.has_keychain,
            by_passphrase=overview.protection is Protection.PASSPHRASE,
            parent=self.host,
        )

        def given(text: str, passphrase: str) -> None:
            failed = in_dialog(asked, self.tell_error)
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
            self.lock.locked_anew.emit(protection)
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
