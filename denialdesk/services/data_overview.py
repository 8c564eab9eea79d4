"""Where the office's data is, how it is locked, and which copies of it there are: what an office manager asks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from denialdesk.domain.case_summary import CaseSummary
from denialdesk.services.backups import Backup, BackupService
from denialdesk.services.settings import PreferenceService
from denialdesk.services.vault import Protection, VaultService
from denialdesk.storage.backup import newest_first
from denialdesk.system.files import shares_drive

_PREFERENCE = "last_backup"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last copy the office asked for: when, and in which folder."""

    made_at: dt.datetime
    folder: Path


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A copy that can be put back. ``opens`` says whether the key in use opens it; else it wants its recovery key."""

    backup: Backup
    opens: bool


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the vault itself tells: when each case was changed last, in UTC, and the last copy asked for."""

    changed: tuple[dt.datetime, ...] = ()
    last: LastBackup | None = None


@dataclass(frozen=True, slots=True)
class DataOverview:
    """Everything about the data of one office, for a person to read. ``size`` in bytes.

    ``on_same_drive`` says that the last copy asked for lies on the drive of the vault; None when its folder cannot be
    reached.
    """

    folder: Path
    size: int
    facts: DataFacts
    backups: tuple[KeptBackup, ...]
    on_same_drive: bool | None
    protection: Protection | None
    has_keychain: bool
    recovery_hint: str
    recovery_confirmed: bool

    def changed_since(self, backup: Backup, zone: dt.tzinfo | None) -> int:
        """How many cases were changed after a copy was made; a daily one is made as its day begins."""
        made = dt.datetime.combine(backup.made_on, backup.made_at or dt.time.min, zone)
        return sum(moment >= made for moment in self.facts.changed)


def remember_backup(preferences: PreferenceService, last: LastBackup) -> None:
    """Note when and where the office had a copy made; raises DiskFullError."""
    preferences.save({_PREFERENCE: json.dumps([last.made_at.isoformat(), str(last.folder)])})


def last_backup(preferences: PreferenceService) -> LastBackup | None:
    """The last copy the office asked for; None for none, or for a note that cannot be read."""
    try:
        made_at, folder = json.loads(preferences.get(_PREFERENCE, "null") or "null")
        return LastBackup(dt.datetime.fromisoformat(made_at), Path(folder))
    except (TypeError, ValueError):
        return None


def read_facts(cases: Sequence[CaseSummary], preferences: PreferenceService) -> DataFacts:
    """Read what only the open vault tells."""
    changed = tuple(dt.datetime.fromisoformat(case.updated_at) for case in cases if case.updated_at)
    return DataFacts(changed, last_backup(preferences))


def look_over(vault: VaultService, backups: BackupService, facts: DataFacts) -> DataOverview:
    """Look at the files around the open vault; touches no database, as a network folder may take its time."""
    found = {one.path: one for one in backups.list()}
    if facts.last is not None:
        found |= {one.path: one for one in backups.list_in(facts.last.folder)}
    return DataOverview(
        folder=vault.profile,
        size=_size(vault.path),
        facts=facts,
        backups=tuple(KeptBackup(one, backups.opens(one.path)) for one in newest_first(found.values())),
        on_same_drive=shares_drive(vault.profile, facts.last.folder) if facts.last is not None else None,
        protection=vault.protection,
        has_keychain=vault.has_keychain,
        recovery_hint=vault.recovery_hint,
        recovery_confirmed=vault.recovery_confirmed,
    )


def chosen_backup(backups: BackupService, path: Path) -> KeptBackup:
    """A copy in a file the office chose, whatever its name; its day is then that of the file."""
    return KeptBackup(backups.describe(path), backups.opens(path))


def _size(vault: Path) -> int:
    total = 0
    for ending in ("", "-wal"):
        try:
            total += vault.with_name(vault.name + ending).stat().st_size
        except OSError:
            continue
    return total
