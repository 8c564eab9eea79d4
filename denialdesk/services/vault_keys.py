"""How the key of a vault is kept and found: in the keychain or locked by a passphrase, as the vault's header says."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from denialdesk.domain.errors import (
    DamagedVaultError,
    KeyMissingError,
    NoKeychainError,
    PassphraseNeededError,
    RecoveryKeyError,
    WrongKeyError,
)
from denialdesk.storage.data_key import DataKey, RecoveryKey
from denialdesk.storage.database import Edition, read_edition
from denialdesk.storage.failures import RESTORE
from denialdesk.storage.header import Protection, VaultHeader, read_header, write_header
from denialdesk.storage.keys import KeyStore
from denialdesk.storage.passphrase import PassphraseBox, refuse_weak

USE_RECOVERY = "Open the vault with its recovery key; the key is then kept again."


class VaultKeys:
    """The kept key of the vault of one profile."""

    def __init__(self, profile: Path, store: KeyStore) -> None:
        self._profile = profile
        self._store = store
        self._box = PassphraseBox(profile)

    @property
    def has_keychain(self) -> bool:
        """Say whether keys can go into this computer's keychain."""
        try:
            self._store.check()
        except NoKeychainError:
            return False
        return True

    def header(self) -> VaultHeader:
        """Read the vault's header; raises KeyMissingError when it is lost."""
        header = read_header(self._profile)
        if header is None:
            raise KeyMissingError("The file that says where the vault's key is kept is lost.", USE_RECOVERY)
        return header

    def kept(self, header: VaultHeader, passphrase: str | None = None) -> tuple[DataKey, ...]:
        """Take out the kept keys: one, or two while one is being replaced.

        Raises KeyMissingError, PassphraseNeededError, PassphraseError, NoKeychainError, KeychainLockedError.
        """
        if header.protection is Protection.PASSPHRASE:
            if not self._box.exists:
                raise KeyMissingError("The file that the passphrase opens is lost.", USE_RECOVERY)
            if passphrase is None:
                raise PassphraseNeededError("The vault opens with its passphrase.", "Type the passphrase.")
            return self._box.open(passphrase)
        keys = self._store.load(header.vault_id)
        if not keys:
            raise KeyMissingError("The keychain of this computer does not hold the vault's key.", USE_RECOVERY)
        return keys

    def refuse_unkeepable(self, passphrase: str | None) -> None:
        """Raise NoKeychainError or PassphraseError when a key could not be kept the way it is asked for."""
        if passphrase is None:
            self._store.check()
        else:
            refuse_weak(passphrase)

    def keep(self, vault_id: str, keys: tuple[DataKey, ...], passphrase: str | None) -> None:
        """Keep keys and prove it by reading them back: locked by the passphrase, or in the keychain without one."""
        if passphrase is not None:
            self._box.save(keys, passphrase)
        else:
            self._store.save(vault_id, keys)

    def drop_passphrase(self) -> None:
        """Throw away what a passphrase opened; none is fine."""
        self._box.remove()

    def drop_keychain(self, vault_id: str) -> None:
        """Throw away what the keychain holds for a vault; none is fine."""
        self._store.forget(vault_id)

    def move(self, key: DataKey, passphrase: str | None, current: str | None) -> None:
        """Keep the key of the open vault the other way, or by another passphrase; the old way ends last.

        Raises what ``kept`` and ``keep`` raise.
        """
        header = self.header()
        self.kept(header, current)
        self.keep(header.vault_id, (key,), passphrase)
        if passphrase is not None:
            write_header(self._profile, replace(header, protection=Protection.PASSPHRASE))
            self.drop_keychain(header.vault_id)
        else:
            write_header(self._profile, replace(header, protection=Protection.KEYCHAIN))
            self.drop_passphrase()


def new_header(vault_id: str, recovery: RecoveryKey, passphrase: str | None) -> VaultHeader:
    """The header of a vault whose key comes from this recovery key, not yet confirmed by the office."""
    protection = Protection.KEYCHAIN if passphrase is None else Protection.PASSPHRASE
    return VaultHeader(vault_id, protection, recovery.data_key.fingerprint, recovery.check_group)


def fitting_key(vault: Path, header: VaultHeader, keys: tuple[DataKey, ...]) -> tuple[DataKey, Edition]:
    """Find the key that opens the vault's file; raises WrongKeyError, or DamagedVaultError where the key is right."""
    for key in keys:
        with contextlib.suppress(WrongKeyError):
            return key, read_edition(vault, key)
    if header.fingerprint in {key.fingerprint for key in keys}:
        raise DamagedVaultError("The vault's file is damaged: its own key does not open it.", RESTORE)
    raise WrongKeyError("The key kept on this computer belongs to another vault.", USE_RECOVERY)


def edition_for_recovery(vault: Path, key: DataKey, header: VaultHeader | None) -> Edition:
    """Prove that a recovery key's data key opens the vault's file; raises RecoveryKeyError, DamagedVaultError."""
    try:
        return read_edition(vault, key)
    except WrongKeyError:
        if header is not None and header.fingerprint == key.fingerprint:
            raise DamagedVaultError("The vault's file is damaged: its own key does not open it.", RESTORE) from None
        hint = f" The right one ends in {header.recovery_hint}." if header else ""
        raise RecoveryKeyError(
            f"This recovery key belongs to another vault.{hint}", "Look for the sheet that was printed with it."
        ) from None
