"""Backups of the vault: made on request and each day, proved before they count, put back when needed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from denialdesk.domain.errors import BackupError, DamagedVaultError, DenialDeskError, WrongKeyError
from denialdesk.services.vault import VaultService
from denialdesk.storage.backup import (
    Backup,
    BackupKind,
    backup_at,
    backups_in,
    copy_vault,
    exported_name,
    keep_backup,
    list_backups,
    put_in_place,
)
from denialdesk.storage.data_key import DataKey, RecoveryKey
from denialdesk.storage.database import check_file, read_edition, refuse_newer, refuse_what_is_no_vault

__all__ = ["Backup", "BackupKind", "BackupService"]


class BackupService:
    """Copies of one vault. All are encrypted; the vault's recovery key opens them on any computer."""

    def __init__(self, vault: VaultService) -> None:
        self._vault = vault

    def make(self, destination_folder: Path) -> Path:
        """Make a proved copy in a folder the office chose, and say where; its name tells only the date.

        Raises BackupError, DiskFullError, NotWritableError, VaultError.
        """
        target = destination_folder / exported_name(self._vault.clock())
        copy_vault(self._vault.database, target)
        return target

    def make_daily(self) -> Path:
        """Make today's copy in the profile anew, as on closing after a day's work; raises as ``make`` does."""
        return keep_backup(self._vault.database, self._vault.profile, BackupKind.DAILY, self._vault.clock())

    def list(self) -> tuple[Backup, ...]:
        """The copies kept in the profile, newest first."""
        return list_backups(self._vault.profile)

    def list_in(self, folder: Path) -> tuple[Backup, ...]:
        """The copies made by ``make`` in a folder, newest first; none where it cannot be reached."""
        return tuple(one for one in backups_in(folder) if one.kind is BackupKind.ON_REQUEST)

    def describe(self, path: Path) -> Backup:
        """What is known of a copy in a file the office chose; raises BackupError where there is none."""
        try:
            state = path.stat()
        except OSError:
            raise BackupError(
                "The backup cannot be read.", "Check the drive it is on, or choose another one."
            ) from None
        made = dt.datetime.fromtimestamp(state.st_mtime, self._vault.clock().tzinfo)
        unnamed = Backup(path, BackupKind.ON_REQUEST, made.date(), state.st_size, made.time().replace(microsecond=0))
        return backup_at(path) or unnamed

    def opens(self, backup: Path) -> bool:
        """Say whether the open vault's key opens a copy, by its first page alone; raises VaultError while closed."""
        try:
            refuse_what_is_no_vault(backup)
            read_edition(backup, self._vault.database.key)
        except DenialDeskError:
            return False
        return True

    def restore(self, backup: Path, *, recovery_key: str | None = None, passphrase: str | None = None) -> None:
        """Put a backup in the vault's place and open it; the vault as it was is kept among the backups.

        The vault may be open or closed. A backup of this vault opens with the key at hand (``passphrase`` where a
        closed vault has one); any other needs its ``recovery_key``, and ``passphrase`` then locks its key on a
        computer without a keychain. Raises BackupError, RecoveryKeyError, PassphraseError, PassphraseNeededError,
        NoKeychainError, NewerVersionError, DiskFullError, NotWritableError, AlreadyOpenError; nothing was changed
        then.
        """
        vault = self._vault

        def put() -> None:
            put_in_place(vault.profile, backup, vault.clock())

        if recovery_key is None:
            vault.replace_file(put, self._proved_by(backup, vault.keys_at_hand(passphrase)))
            return
        vault.keys.refuse_unkeepable(passphrase)
        self._proved_by(backup, (RecoveryKey.parse(recovery_key).data_key,))
        vault.replace_file(put, None)
        vault.open_with_recovery(recovery_key, passphrase)

    def _proved_by(self, backup: Path, keys: tuple[DataKey, ...]) -> DataKey:
        for key in keys:
            try:
                refuse_newer(check_file(backup, key))
            except WrongKeyError:
                continue
            except DamagedVaultError as error:
                raise BackupError(f"This backup cannot be used. {error.message}", "Choose another backup.") from error
            return key
        raise BackupError(
            "This backup was made with another recovery key, or it is no DenialDesk backup.",
            "Type the recovery key that was printed when it was made, or choose another backup.",
        )
