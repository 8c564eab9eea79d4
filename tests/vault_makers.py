"""Makers of vaults for tests: a clock that stands still, ids that count, keys in memory."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path

import keyring.errors

from denialdesk.domain.errors import NoKeychainError
from denialdesk.services.cases import CaseService
from denialdesk.services.vault import VaultService
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.keys import KeyStore, MemoryKeys

MOMENT = dt.datetime(2026, 11, 21, 10, 42, tzinfo=dt.UTC)
PASSPHRASE = "seven maple canoes upstream"  # noqa: S105  # it protects nothing but tests


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, moment: dt.datetime = MOMENT) -> None:
        self.moment = moment

    def __call__(self) -> dt.datetime:
        return self.moment

    def pass_days(self, days: int) -> None:
        """Let some days go by."""
        self.moment += dt.timedelta(days=days)


class FakeKeychain:
    """A keychain at the boundary to the operating system: keeps texts, and fails the way it is told to."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.failure = failure

    def get_password(self, service: str, username: str) -> str | None:
        """Read a secret."""
        self._fail()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write a secret."""
        self._fail()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Remove a secret."""
        self._fail()
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("no such password")

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


class NoKeys(MemoryKeys):
    """A computer without a keychain."""

    def check(self) -> None:
        raise NoKeychainError("This computer offers no keychain.", "Use a passphrase.")

    def load(self, vault_id: str) -> tuple[DataKey, ...]:
        self.check()
        return super().load(vault_id)

    def save(self, vault_id: str, keys: tuple[DataKey, ...]) -> None:
        self.check()
        super().save(vault_id, keys)


def counting_ids(prefix: str = "id") -> Callable[[], str]:
    """Make ids that count: id1, id2 …"""
    numbers = itertools.count(1)
    return lambda: f"{prefix}{next(numbers)}"


def make_vault(profile: Path, keys: KeyStore | None = None, clock: Clock | None = None) -> VaultService:
    """A vault service over a profile folder, with keys in memory unless others are given."""
    return VaultService(profile, keys or MemoryKeys(), clock or Clock())


def open_new_vault(profile: Path, keys: KeyStore | None = None, clock: Clock | None = None) -> VaultService:
    """A vault just made and open."""
    vault = make_vault(profile, keys, clock)
    vault.create()
    return vault


def case_service(vault: VaultService) -> CaseService:
    """The cases of an open vault."""
    return CaseService(vault.database, vault.clock, counting_ids("case"))


def all_bytes(folder: Path) -> bytes:
    """Every byte of every file below a folder, and every name."""
    parts = []
    for path in sorted(folder.rglob("*")):
        parts.append(str(path.relative_to(folder)).encode())
        if path.is_file():
            parts.append(path.read_bytes())
    return b"\n".join(parts)
