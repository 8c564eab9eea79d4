"""Builds storage, knowledge and services for one profile folder: the one place that chooses the parts."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from denialdesk.knowledge.editions import Chosen
from denialdesk.knowledge.library import Library
from denialdesk.services.backups import BackupService
from denialdesk.services.cases import CaseService
from denialdesk.services.criteria import CriteriaService, OfficeCriteria
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.services.exhibits import ExhibitService
from denialdesk.services.law_readings import LawReadingService
from denialdesk.services.letter_versions import LetterVersionService
from denialdesk.services.letterhead import LetterheadService
from denialdesk.services.packs import PackService
from denialdesk.services.settings import PracticeService, PreferenceService
from denialdesk.services.signed_letters import SignedLetterService
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
        self.packs = PackService(profile, clock)
        self._edition: tuple[Library, Chosen] | None = None
        self._in_force: OfficeCriteria | None = None

    @property
    def library(self) -> Library:
        """Payers' criteria, drugs, indications, evidence and law; with the office's own since ``read_criteria``."""
        return self._in_force.library if self._in_force is not None else self.edition[0]

    @property
    def edition(self) -> tuple[Library, Chosen]:
        """The newest criteria shipped or installed, without the office's own, and which pack they come from."""
        if self._edition is None:
            self._edition = self.packs.load()
        return self._edition

    @property
    def criteria(self) -> CriteriaService:
        """The office's own criteria, in the open vault; raises VaultError while it is closed."""
        return CriteriaService(self.vault.database, self.edition[0], self.clock, self.new_id)

    def read_criteria(self, *, anew: bool = False) -> OfficeCriteria:
        """Lay the office's own criteria over the edition in use, and use them from now on.

        ``anew`` looks for an edition that was installed or removed since. Raises VaultError, PackError.
        """
        if anew:
            self._edition = self.packs.load()
        self._in_force = self.criteria.read()
        return self._in_force

    @property
    def cases(self) -> CaseService:
        """The cases of the open vault; raises VaultError while it is closed."""
        return CaseService(self.vault.database, self.clock, self.new_id)

    @property
    def exhibits(self) -> ExhibitService:
        """The documents behind the letters, in the open vault; raises VaultError while it is closed."""
        return ExhibitService(self.vault.database, self.clock, self.new_id)

    @property
    def letter_versions(self) -> LetterVersionService:
        """What each exported letter said, in the open vault; raises VaultError while it is closed."""
        return LetterVersionService(self.vault.database, self.clock)

    @property
    def signed_letters(self) -> SignedLetterService:
        """The letters that came back signed, in the open vault; raises VaultError while it is closed."""
        return SignedLetterService(self.vault.database, self.clock, self.new_id)

    @property
    def letterhead(self) -> LetterheadService:
        """The office's own Word file, in the open vault; raises VaultError while it is closed."""
        return LetterheadService(self.vault.database, self.clock)

    @property
    def law_readings(self) -> LawReadingService:
        """The office's confirmations of the law, in the open vault; raises VaultError while it is closed."""
        return LawReadingService(self.vault.database, self.clock)

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
