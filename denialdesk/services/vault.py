"""The vault of one profile: made once, opened by its key, closed; one writer at a time.

Opening goes in this order, and a failure at any step leaves a file that the earlier version still opens: lock, key,
guard against other files and newer versions, backup, migration, integrity check.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from denialdesk.domain.errors import (
    AlreadyOpenError,
    BackupError,
    DamagedVaultError,
    DenialDeskError,
    EnvironmentProblem,
    NotWritableError,
    NoVaultError,
    VaultError,
    VaultExistsError,
)
from denialdesk.services.vault_keys import VaultKeys, edition_for_recovery, fitting_key, new_header
from denialdesk.services.vault_state import VaultState, state_of
from denialdesk.storage.backup import BackupKind, copy_vault, has_daily, keep_backup, list_backups
from denialdesk.storage.data_key import DataKey, RecoveryKey
from denialdesk.storage.database import (
    VAULT_NAME,
    Database,
    Edition,
    check_file,
    read_edition,
    refuse_newer,
    refuse_what_is_no_vault,
    schema_version,
)
from denialdesk.storage.header import Protection, read_header, write_header
from denialdesk.storage.keys import KeyStore
from denialdesk.storage.passphrase import refuse_weak
from denialdesk.system.files import replacing, write_problems
from denialdesk.system.lock import ProfileLock

__all__ = ["Protection", "RecoveryKey", "VaultService", "VaultState"]

USE_RECOVERY = "Open the vault with its recovery key; the key is then kept again."


class VaultService:
    """Opens and closes the vault of one profile folder.

    ``clock`` tells the time in the office's zone; ``random_bytes`` is for tests. After ``open``, ``backup_problem``
    holds why today's backup could not be made, or None.
    """

    def __init__(
        self,
        profile: Path,
        keys: KeyStore,
        clock: Callable[[], dt.datetime],
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.profile = profile
        self.clock = clock
        self.backup_problem: DenialDeskError | None = None
        self.keys = VaultKeys(profile, keys)
        self._random_bytes = random_bytes
        self._lock = ProfileLock(profile)
        self._database: Database | None = None

    # --- asking ---------------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The vault's file."""
        return self.profile / VAULT_NAME

    @property
    def is_open(self) -> bool:
        """True between opening and closing."""
        return self._database is not None

    @property
    def database(self) -> Database:
        """The open database; raises VaultError when the vault is closed."""
        if self._database is None:
            raise VaultError("The vault is closed.", "Open it first.")
        return self._database

    @property
    def protection(self) -> Protection | None:
        """Where the key is kept; None when there is no vault, or its header is lost."""
        header = read_header(self.profile)
        return header.protection if header and self._exists() else None

    @property
    def recovery_hint(self) -> str:
        """The last group of the recovery key that belongs to this vault; empty when not known."""
        header = read_header(self.profile)
        return header.recovery_hint if header else ""

    @property
    def recovery_confirmed(self) -> bool:
        """Say whether the office confirmed that it kept its recovery key; until then offer it a new one."""
        header = read_header(self.profile)
        return header is not None and header.recovery_confirmed

    @property
    def has_keychain(self) -> bool:
        """Say whether a new vault's key can go into this computer's keychain; without one it needs a passphrase."""
        return self.keys.has_keychain

    def state(self) -> VaultState:
        """Say what opening would meet, without writing anything; may ask the user to unlock the keychain.

        Raises EnvironmentProblem only for a drive that cannot be read.
        """
        return state_of(self.problem())

    def problem(self) -> DenialDeskError | None:
        """The error that ``open`` would raise for want of a passphrase or for worse; None when it would open."""
        if self.is_open:
            return None
        try:
            if self._lock.is_held_elsewhere():
                raise AlreadyOpenError(
                    "DenialDesk is already open with these cases.",
                    "Use the window that is open, or close it there and try again.",
                )
            self._refuse_missing()
            header = self.keys.header()
            _, edition = fitting_key(self.path, header, self.keys.kept(header))
            refuse_newer(edition)
        except DenialDeskError as error:
            return error
        return None

    # --- making and opening ---------------------------------------------------------------------------------------

    def create(self, passphrase: str | None = None) -> RecoveryKey:
        """Make the vault and open it; the recovery key is handed out this once.

        The key goes into the keychain, or is locked by the passphrase when one is given. Raises VaultExistsError,
        NoKeychainError, KeychainLockedError, PassphraseError, AlreadyOpenError, DiskFullError, NotWritableError.
        """
        self.keys.refuse_unkeepable(passphrase)
        with self._locked():
            if self._exists():
                raise VaultExistsError("There is a vault already.", "Open it, or choose another profile folder.")
            if list_backups(self.profile):
                raise VaultExistsError(
                    "There are backups of an earlier vault here, and that vault is gone.",
                    "Restore a backup, or move the profile's backups folder away and start anew.",
                )
            recovery = RecoveryKey.new(self._random_bytes)
            vault_id = self._random_bytes(16).hex()
            key = recovery.data_key
            # The key is kept and read back before there is anything it could be missing for.
            self.keys.keep(vault_id, (key,), passphrase)
            try:
                write_header(self.profile, new_header(vault_id, recovery, passphrase))
                self._remove_stale_log()
                with write_problems(), replacing(self.path, private=True) as new:
                    database = Database(new, key)
                    try:
                        database.migrate()
                    finally:
                        database.close()
                    check_file(new, key)
                self._database = Database(self.path, key)
            except BaseException:
                if passphrase is None and not self._exists():
                    self.keys.drop_keychain(vault_id)
                raise
        return recovery

    def open(self, passphrase: str | None = None) -> None:
        """Open the vault; does nothing when it is open.

        Raises what ``problem`` names, PassphraseError for a wrong passphrase, and DiskFullError or NotWritableError
        when a new version's changes to the vault cannot be backed up first.
        """
        if self.is_open:
            return
        self._refuse_missing()
        with self._locked():
            header = self.keys.header()
            keys = self.keys.kept(header, passphrase)
            key, edition = fitting_key(self.path, header, keys)
            self._open_with(key, edition)
            if len(keys) > 1:  # a replacement of the key was cut off: keep the one that opens
                self.keys.keep(header.vault_id, (key,), passphrase)

    def open_with_recovery(self, text: str, passphrase: str | None = None) -> None:
        """Open the vault by its recovery key and keep the key again: in the keychain, or locked by a new passphrase.

        Raises RecoveryKeyError, NoKeychainError (then ask for a passphrase and call again), PassphraseError and what
        ``open`` raises.
        """
        recovery = RecoveryKey.parse(text)
        if passphrase is not None:
            refuse_weak(passphrase)
        if self.is_open:
            raise VaultError("The vault is open already.", "Close it first.")
        self._refuse_missing()
        with self._locked():
            header = read_header(self.profile)
            key = recovery.data_key
            edition = edition_for_recovery(self.path, key, header)
            refuse_newer(edition)
            vault_id = header.vault_id if header else self._random_bytes(16).hex()
            self.keys.keep(vault_id, (key,), passphrase)
            write_header(self.profile, replace(new_header(vault_id, recovery, passphrase), recovery_confirmed=True))
            if passphrase is None:
                self.keys.drop_passphrase()
            self._open_with(key, edition)

    def close(self) -> None:
        """Close the vault and let others open it; doing it twice is harmless."""
        database, self._database = self._database, None
        try:
            if database is not None:
                database.close()
        finally:
            self._lock.release()

    def confirm_recovery_key(self) -> None:
        """Note that the office has printed or saved the recovery key it was shown."""
        write_header(self.profile, replace(self.keys.header(), recovery_confirmed=True))

    # --- for restoring a backup -----------------------------------------------------------------------------------

    def keys_at_hand(self, passphrase: str | None = None) -> tuple[DataKey, ...]:
        """The keys kept for this profile, as the keychain or the passphrase gives them; raises as ``open`` does."""
        if self._database is not None:
            return (self._database.key,)
        return self.keys.kept(self.keys.header(), passphrase)

    def replace_file(self, put_in_place: Callable[[], None], key: DataKey | None) -> None:
        """Close the vault, let the caller put another file in its place, and open that by its key.

        With no key it stays closed. When putting it there fails, an open vault is opened again. Raises
        AlreadyOpenError and what ``put_in_place`` and ``open`` raise.
        """
        with self._locked():
            database, self._database = self._database, None
            if database is not None:
                database.close()
            try:
                put_in_place()
            except BaseException:
                if database is not None and self._exists():
                    self._database = Database(self.path, database.key)
                raise
            if key is not None:
                self._open_with(key, read_edition(self.path, key))

    # --- changing how it is locked --------------------------------------------------------------------------------

    def protect(self, passphrase: str | None, current: str | None = None) -> None:
        """Lock the open vault's key anew: by a passphrase, or into the keychain when ``passphrase`` is None.

        A vault that has a passphrase wants the ``current`` one. Raises PassphraseNeededError, PassphraseError,
        NoKeychainError, KeychainLockedError.
        """
        self.keys.move(self.database.key, passphrase, current)

    def renew_recovery_key(self, passphrase: str | None = None) -> RecoveryKey:
        """Replace the recovery key, and with it the key of the vault: what was lost opens this vault no longer.

        Earlier backups still need the earlier one. Raises PassphraseNeededError, PassphraseError, DiskFullError,
        NotWritableError; the old key then still opens the vault.
        """
        database = self.database
        header = self.keys.header()
        self.keys.kept(header, passphrase)
        recovery = RecoveryKey.new(self._random_bytes)
        old, new = database.key, recovery.data_key
        secret = passphrase if header.protection is Protection.PASSPHRASE else None
        # Both are kept until the file is in place: whichever file a cut leaves behind, its key is there.
        self.keys.keep(header.vault_id, (old, new), secret)
        renewed = self.path.with_name("vault.renewed")
        try:
            copy_vault(database, renewed, new)
            database.close()
            self._refuse_leftover_log()
            write_header(self.profile, new_header(header.vault_id, recovery, secret))
            with write_problems():
                renewed.replace(self.path)
        except BaseException:
            with contextlib.suppress(DenialDeskError):
                write_header(self.profile, header)
            with contextlib.suppress(OSError):
                renewed.unlink(missing_ok=True)
            self._database = Database(self.path, old)
            raise
        self._database = Database(self.path, new)
        with contextlib.suppress(DenialDeskError):  # the next opening tries again; both keys are there until then
            self.keys.keep(header.vault_id, (new,), secret)
        return recovery

    # --- the steps ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the profile's lock; keep it only when the block leaves the vault open."""
        self._lock.acquire()
        try:
            yield
        finally:
            if not self.is_open:
                self._lock.release()

    def _exists(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:
            raise NotWritableError(
                "The vault's folder may not be read.",
                "Choose another profile folder, or ask whoever looks after this computer for access.",
            ) from error

    def _refuse_missing(self) -> None:
        if not self._exists():
            if list_backups(self.profile):
                raise DamagedVaultError("The vault's file is gone, and backups of it are here.", "Restore a backup.")
            raise NoVaultError("There is no vault yet.", "Make one.")
        refuse_what_is_no_vault(self.path)

    def _open_with(self, key: DataKey, edition: Edition) -> None:
        refuse_newer(edition)
        database = Database(self.path, key)
        try:
            now = self.clock()
            self.backup_problem = None
            if edition.schema < schema_version():
                keep_backup(database, self.profile, BackupKind.BEFORE_UPDATE, now)
                database.migrate()  # checks the whole file before it commits
            else:
                database.check()
            if not has_daily(self.profile, now.date()):
                self._make_daily_backup(database, now)
        except BaseException:
            database.close()
            raise
        self._database = database

    def _make_daily_backup(self, database: Database, now: dt.datetime) -> None:
        """Make today's copy; a drive without room for it is no reason to keep the office from its cases."""
        try:
            keep_backup(database, self.profile, BackupKind.DAILY, now)
        except VaultError:
            raise
        except (EnvironmentProblem, BackupError) as problem:
            self.backup_problem = problem

    def _refuse_leftover_log(self) -> None:
        """Stop when a closed vault's last changes did not reach its file: they would be lost with the file."""
        log = self.path.with_name(self.path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise EnvironmentProblem("The vault could not be closed completely.", "Free some space and try again.")
        self._remove_stale_log()

    def _remove_stale_log(self) -> None:
        """Remove a write-ahead log whose vault is gone or closed: beside another file it would be taken for its own."""
        with write_problems():
            for ending in ("-wal", "-shm"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
