"""Where the data key is kept between sessions: the operating system's keychain, or memory for samples and tests.

The platform's own keychain is used directly. What keyring would choose by itself can be switched by a configuration
file or a variable, even to a back end that keeps nothing, so it is not asked.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from typing import Protocol

from denialdesk.domain.errors import DenialDeskError, KeychainLockedError, NoKeychainError
from denialdesk.storage.data_key import DataKey

ACCOUNT = "data key"
INSTEAD = "Protect the vault with a passphrase instead."

# The keychains of a platform in the order they are tried: module and class of keyring's back end, what is set on it.
BACKENDS: dict[str, tuple[tuple[str, str, dict[str, str | None]], ...]] = {
    # The default would carry the key to other computers with a roaming profile.
    "win32": (("keyring.backends.Windows", "WinVaultKeyring", {"persist": "local machine"}),),
    # A variable could name another keychain, which keyring then ignores with a warning.
    "darwin": (("keyring.backends.macOS", "Keyring", {"keychain": None}),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring", {}),
        ("keyring.backends.kwallet", "DBusKeyring", {}),
    ),
}


class KeyStore(Protocol):
    """Keeps the keys of vaults by the vault's id; more than one only while a key is being replaced.

    Every method raises NoKeychainError or KeychainLockedError.
    """

    def check(self) -> None:
        """Raise NoKeychainError when keys cannot be kept here at all."""

    def load(self, vault_id: str) -> tuple[DataKey, ...]:
        """Find the keys of a vault; empty when it has none here."""

    def save(self, vault_id: str, keys: tuple[DataKey, ...]) -> None:
        """Keep the keys of a vault and prove it by reading them back."""

    def forget(self, vault_id: str) -> None:
        """Drop the keys of a vault; none is fine."""


class MemoryKeys:
    """Keys that live as long as this object: for the sample office and for tests."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[DataKey, ...]] = {}

    def check(self) -> None:
        """Memory is always there."""

    def load(self, vault_id: str) -> tuple[DataKey, ...]:
        """Find the keys of a vault."""
        return self._keys.get(vault_id, ())

    def save(self, vault_id: str, keys: tuple[DataKey, ...]) -> None:
        """Keep the keys of a vault."""
        self._keys[vault_id] = keys

    def forget(self, vault_id: str) -> None:
        """Drop the keys of a vault."""
        self._keys.pop(vault_id, None)


class PasswordBackend(Protocol):
    """What is used of a keyring back end."""

    def get_password(self, service: str, username: str) -> str | None:
        """Read a secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove a secret."""


class OsKeychain:
    """The keychain of the operating system: Credential Manager, Keychain, or the Secret Service of the desktop.

    ``backend`` is for tests; without it the platform's own is found at first use.
    """

    def __init__(self, backend: PasswordBackend | None = None) -> None:
        self._backend = backend

    def check(self) -> None:
        """Raise NoKeychainError when this computer has no usable keychain; asks for no unlocking."""
        self._found()

    def load(self, vault_id: str) -> tuple[DataKey, ...]:
        """Find the keys of a vault; what is no key counts as none."""
        backend = self._found()
        with _keychain_problems():
            text = backend.get_password(_service(vault_id), ACCOUNT)
        return _keys_from(text or "")

    def save(self, vault_id: str, keys: tuple[DataKey, ...]) -> None:
        """Keep the keys of a vault; raises NoKeychainError when they cannot be read back."""
        backend = self._found()
        text = " ".join(key.raw.hex() for key in keys)
        with _keychain_problems():
            backend.set_password(_service(vault_id), ACCOUNT, text)
            kept = backend.get_password(_service(vault_id), ACCOUNT)
        if kept != text:
            raise NoKeychainError("The keychain of this computer did not keep the key.", INSTEAD)

    def forget(self, vault_id: str) -> None:
        """Drop the keys of a vault; a keychain that has none, or will not, is let be."""
        with contextlib.suppress(DenialDeskError):
            backend = self._found()
            with _keychain_problems():
                backend.delete_password(_service(vault_id), ACCOUNT)

    def _found(self) -> PasswordBackend:
        if self._backend is None:
            self._backend = platform_backend(sys.platform)
        return self._backend


def _service(vault_id: str) -> str:
    # A name of its own for each vault: Windows keeps one entry a service name and shuffles entries that share one.
    return f"DenialDesk vault {vault_id}"


def _keys_from(text: str) -> tuple[DataKey, ...]:
    try:
        return tuple(DataKey(bytes.fromhex(part)) for part in text.split())
    except ValueError:
        return ()


def platform_backend(platform: str) -> PasswordBackend:
    """Make the keychain back end of a platform (``sys.platform``); raises NoKeychainError."""
    for module, name, settings in BACKENDS.get(platform, BACKENDS["linux"]):
        try:
            # Imported only when used: keyring takes 0.2 s to load, and each back end exists on its own platform only.
            kind = getattr(importlib.import_module(module), name)
            _ = kind.priority  # raises where the platform has no such keychain
            backend: PasswordBackend = kind()
        except Exception:  # noqa: BLE001, S112  # without D-Bus the back ends raise whatever their libraries raise
            continue
        for setting, value in settings.items():
            setattr(backend, setting, value)
        return backend
    raise _absent()


def _absent() -> NoKeychainError:
    return NoKeychainError("This computer offers no keychain that DenialDesk can use.", INSTEAD)


@contextlib.contextmanager
def _keychain_problems() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        # Locked, dismissed, denied: each platform's library has errors of its own.
        raise KeychainLockedError(
            "The keychain of this computer is locked or refused access.",
            "Unlock it (often by signing in to the computer again) and try again.",
        ) from error
