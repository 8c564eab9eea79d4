"""How the cases are locked: a passphrase or the keychain, and a new recovery key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.domain.errors import DenialDeskError
from denialdesk.office import Office
from denialdesk.services.vault import Protection, RecoveryKey
from denialdesk.ui.dialogs.passphrase import PassphraseDialog
from denialdesk.ui.dialogs.recovery_key import NewRecoveryKeyDialog
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.recovery_kit import RecoveryKit
from denialdesk.ui.theme import Tone

_PROVED = "The new recovery key is in force, and the office has it."
_NOT_PROVED = "The new recovery key is in force, and nobody has shown to have it. Make another one."


class Teller(Protocol):
    """Who speaks to the person now: a dialog while it is open, else the window."""

    @property
    def host(self) -> QWidget:
        """The window over which a question is asked."""

    def tell(self, words: str, tone: Tone) -> None:
        """Say how it came out, and show what is different now."""

    def tell_error(self, error: Exception) -> None:
        """Say what went wrong."""


class ErrorShower(Protocol):
    """A dialog that says an error beside its field."""

    def show_error(self, error: DenialDeskError) -> None:
        """Say it."""


class LockActs(QObject):
    """Changes how the open vault is locked.

    ``locked_anew`` comes with the Protection that holds from now on, ``key_kept`` when the office has proved to have
    its recovery key.
    """

    locked_anew = Signal(object)
    key_kept = Signal()

    def __init__(self, office: Office, jobs: Jobs, teller: Teller, parent: QObject) -> None:
        super().__init__(parent)
        self._office = office
        self._jobs = jobs
        self._teller = teller

    @Slot()
    def ask_passphrase(self) -> None:
        """Ask for a new passphrase, and for the present one where there is one."""
        by_passphrase = self._office.vault.protection is Protection.PASSPHRASE
        asked = PassphraseDialog(
            "Change the passphrase" if by_passphrase else "Set a passphrase",
            "It is typed at each start. If it is forgotten, only the recovery key opens the cases.",
            "Change it" if by_passphrase else "Set it",
            asks_current=by_passphrase,
            asks_new=True,
            parent=self._teller.host,
        )
        said = "The passphrase is changed." if by_passphrase else "From the next start on, the passphrase is asked for."
        asked.given.connect(lambda new, current: self._protect(asked, new, current, said))
        asked.open()

    @Slot()
    def ask_keychain(self) -> None:
        """Ask for the passphrase, and keep the key in the keychain from then on."""
        asked = PassphraseDialog(
            "Use the keychain instead",
            "The key goes into this computer's keychain: from the next start on the cases open by themselves for "
            "whoever is signed in to this computer as you. The passphrase is then of no use.",
            "Use the keychain",
            asks_current=True,
            asks_new=False,
            parent=self._teller.host,
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
            self._teller.tell(said, Tone.GOOD)

        self._jobs.run_query(work, done, in_dialog(asked, self._teller.tell_error))

    # ---- the recovery key

    @Slot()
    def make_recovery_key(self) -> None:
        """Make a new recovery key, show it once, and note the proof that the office has it."""
        office = self._office
        by_passphrase = office.vault.protection is Protection.PASSPHRASE
        asked = NewRecoveryKeyDialog(asks_passphrase=by_passphrase, parent=self._teller.host)
        failed = in_dialog(asked, self._teller.tell_error)
        kit = RecoveryKit(asked.kit, asked, self._jobs, failed)

        def renew(passphrase: str) -> None:
            def work() -> tuple[RecoveryKey, str]:
                key = office.vault.renew_recovery_key(passphrase or None)
                try:
                    office.backups.make_daily()  # the ones made until now do not open by the new key
                except DenialDeskError as problem:
                    return key, f"No fresh backup could be made for the new key. {words_of(problem)}"
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
            self._teller.tell(words, tone)

        asked.make_wanted.connect(renew)
        asked.kept.connect(kept)
        asked.finished.connect(closed)
        asked.open()


def words_of(error: DenialDeskError) -> str:
    """What happened and what to do."""
    return f"{error.message} {error.remedy}".strip()


def in_dialog(asked: ErrorShower, otherwise: Callable[[Exception], None]) -> Callable[[Exception], None]:
    """Show a known error in the dialog that asked; anything else is a bug, and told as such too."""

    def failed(error: Exception) -> None:
        if isinstance(error, DenialDeskError):
            asked.show_error(error)
        else:
            asked.show_error(DenialDeskError("That did not work."))
            otherwise(error)

    return failed
