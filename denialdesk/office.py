"""Builds storage, knowledge and services for one profile folder: the one place that chooses the parts."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import uuid
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from denialdesk.knowledge.library import Library, load_library
from denialdesk.services.backups import BackupService
from denialdesk.services.cases import CaseService
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.services.settings import PracticeService, PreferenceService
from denialdesk.services.vault import VaultService
from denialdesk.storage.keys import KeyStore, MemoryKeys, OsKeychain
from denialdesk.system.paths import default_profile


def local_now() -> dt.datetime:
    """The time in the office's own zone."""
    return dt.datetime.now().astimezone()


def fresh_id() -> str:
    """An id never used before, which tells nothing."""
    return uuid.uuid4().hex


class Office:
    """Everything that works on one profile. The services over the vault exist only while it is open.

    ``is_sample`` marks the sample office, whose folder goes when it is closed.
    """

    def __init__(
        self,
        profile: Path,
        keys: KeyStore,
        *,
        clock: Callable[[], dt.datetime] = local_now,
        new_id: Callable[[], str] = fresh_id,
        is_sample: bool = False,
    ) -> None:
        self.profile = profile
        self.clock = clock
        self.new_id = new_id
        self.is_sample = is_sample
        self.vault = VaultService(profile, keys, clock)
        self.backups = BackupService(self.vault)

    @cached_property
    def library(self) -> Library:
        """Payers' criteria, drugs, indications, evidence and law, as shipped."""
        return load_library()

    @property
    def cases(self) -> CaseService:
        """The cases of the open vault; raises VaultError while it is closed."""
        return CaseService(self.vault.database, self.clock, self.new_id)

    @property
    def practice(self) -> PracticeService:
        """Letterhead and prescribers, in the open vault; raises VaultError while it is closed."""
        return PracticeService(self.vault.database, self.clock)

    @property
    def preferences(self) -> PreferenceService:
        """How the window was left, in the open vault; raises VaultError while it is closed."""
        return PreferenceService(self.vault.database)

    def close(self) -> None:
        """Close the vault; a sample office is removed with all that was typed into it."""
        self.vault.close()
        if self.is_sample:
            shutil.rmtree(self.profile, ignore_errors=True)


def open_office(profile: Path | None = None) -> Office:
    """The office of this user, or of the given profile folder; its vault is still closed."""
    return Office(profile or default_profile(), OsKeychain())


def open_sample_office(folder: Path | None = None, clock: Callable[[], dt.datetime] = local_now) -> Office:
    """A new office with invented patients, its vault open. Its key is kept in memory alone, so nothing outlives it."""
    profile = Path(tempfile.mkdtemp(prefix="denialdesk-sample-", dir=folder))
    office = Office(profile, MemoryKeys(), clock=clock, is_sample=True)
    try:
        office.vault.create()
        office.practice.save(sample_practice())
        for case in sample_cases():
            office.cases.create(case)
    except BaseException:
        office.close()
        raise
    return office
