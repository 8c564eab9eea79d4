"""What can stand between the office and its vault, as a state to show and as the error behind it."""

from __future__ import annotations

from enum import StrEnum

from denialdesk.domain.errors import (
    AlreadyOpenError,
    DamagedVaultError,
    DenialDeskError,
    KeychainLockedError,
    KeyMissingError,
    NewerVersionError,
    NoKeychainError,
    NoVaultError,
    PassphraseNeededError,
    WrongKeyError,
)


class VaultState(StrEnum):
    """What stands between the office and its vault, if anything."""

    NO_DATABASE = "no_database"
    READY = "ready"
    KEY_MISSING = "key_missing"
    KEYCHAIN_LOCKED = "keychain_locked"
    NO_KEYCHAIN = "no_keychain"
    PASSPHRASE_NEEDED = "passphrase_needed"  # noqa: S105  # a state, no secret
    WRONG_KEY = "wrong_key"
    NEWER_VERSION = "newer_version"
    DAMAGED = "damaged"
    IN_USE = "in_use"


STATE_OF_PROBLEM: dict[type[DenialDeskError], VaultState] = {
    NoVaultError: VaultState.NO_DATABASE,
    KeyMissingError: VaultState.KEY_MISSING,
    KeychainLockedError: VaultState.KEYCHAIN_LOCKED,
    NoKeychainError: VaultState.NO_KEYCHAIN,
    PassphraseNeededError: VaultState.PASSPHRASE_NEEDED,
    WrongKeyError: VaultState.WRONG_KEY,
    NewerVersionError: VaultState.NEWER_VERSION,
    DamagedVaultError: VaultState.DAMAGED,
    AlreadyOpenError: VaultState.IN_USE,
}


def state_of(problem: DenialDeskError | None) -> VaultState:
    """The state a problem puts the vault in, READY for none; raises a problem that is no state of a vault."""
    if problem is None:
        return VaultState.READY
    for kind, state in STATE_OF_PROBLEM.items():
        if isinstance(problem, kind):
            return state
    raise problem
