"""The errors that reach a person: what happened and what to do, in one or two plain sentences."""

from __future__ import annotations


class DenialDeskError(Exception):
    """Base of every error the program raises on purpose.

    ``message`` says what happened, ``remedy`` what to do next. Neither may hold patient data:
    both can end in a log or a report.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class UserError(DenialDeskError):
    """Something a person typed, chose or handed in cannot be used as it is."""


class EnvironmentProblem(DenialDeskError):
    """The machine stands in the way: disk full, folder not writable, keychain locked, file in use."""


class InvalidDateError(UserError):
    """A date that does not exist, is out of order or cannot be read."""


class InvalidNpiError(UserError):
    """A National Provider Identifier whose length or check digit is wrong."""


class CaseFormatError(UserError):
    """A case file that is not in the open case format; the message names the place."""


class UnreadableFileError(UserError):
    """A chosen file is missing, is a folder, is too large or may not be read."""


class DiskFullError(EnvironmentProblem):
    """No room, or a quota reached, where something had to be written."""


class NotWritableError(EnvironmentProblem):
    """A folder or file the program may not write, or that another program holds open."""


class AlreadyOpenError(EnvironmentProblem):
    """Another DenialDesk has this profile open; the vault has one writer at a time."""


class VaultError(EnvironmentProblem):
    """Base of what can stand between the office and its vault."""


class NoVaultError(VaultError):
    """No vault has been made in this profile yet."""


class VaultExistsError(VaultError):
    """A vault, or backups of one, stand where a new vault was to be made."""


class NoKeychainError(VaultError):
    """This computer offers no keychain that can be used."""


class KeychainLockedError(VaultError):
    """The keychain is there but locked, or refused access."""


class KeyMissingError(VaultError):
    """The keychain does not hold the key of this vault."""


class WrongKeyError(VaultError):
    """The key at hand belongs to another vault."""


class NewerVersionError(VaultError):
    """A newer version of the program wrote this; nothing was changed."""


class DamagedVaultError(VaultError):
    """The vault's file cannot be a vault, or has been damaged."""


class PassphraseNeededError(UserError):
    """The vault opens with a passphrase, and none was given."""


class PassphraseError(UserError):
    """A passphrase that does not open the vault, or is too weak to protect it."""


class WeakPassphraseError(PassphraseError):
    """A new passphrase that is too weak to protect a vault."""


class RecoveryKeyError(UserError):
    """A recovery key that was mistyped or belongs to another vault."""


class BackupError(UserError):
    """A backup that cannot be read, or could not be proved good."""


class CaseNotFoundError(UserError):
    """The case is no longer in the vault."""


class PasswordNeededError(UserError):
    """A chosen file opens only with its password, and none or a wrong one was given."""


class ReadingStoppedError(UserError):
    """A chosen file could not be read to its end: the reader crashed on it, or it took too long."""


class PacketError(UserError):
    """A packet that cannot be made as it was asked for."""
