"""Encrypted copies of the vault: made in one step, opened again before they count, kept for some days."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from denialdesk.domain.errors import BackupError, DamagedVaultError, DiskFullError
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.database import VAULT_NAME, Access, Database, check_file, connect
from denialdesk.storage.failures import translated
from denialdesk.system.files import flush_file, make_private_folder, replacing, write_problems

BACKUP_FOLDER = "backups"
DAILY_KEPT = 7
OTHERS_KEPT = 3


class BackupKind(StrEnum):
    """Why a copy in the profile was made."""

    DAILY = "daily"
    BEFORE_UPDATE = "before-update"
    REPLACED = "replaced"  # the vault as it was before a backup was restored
    ON_REQUEST = "DenialDesk-backup"  # made by hand, in a folder the office chose; never deleted by the program


BACKUP_NAME = re.compile(rf"({'|'.join(BackupKind)})-(\d{{4}}-\d{{2}}-\d{{2}})(?:-(\d{{6}}))?\.db")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy. ``size`` in bytes; ``made_at`` is None for a daily one, whose name tells only the day."""

    path: Path
    kind: BackupKind
    made_on: dt.date
    size: int
    made_at: dt.time | None = None


def copy_vault(database: Database, target: Path, key: DataKey | None = None) -> None:
    """Write an encrypted copy whole or not at all, under the vault's own key or another one.

    The copy is opened again and read through before it takes its place. Raises BackupError, DiskFullError,
    NotWritableError.
    """
    copy_key = key or database.key
    with write_problems(), replacing(target, private=True) as new:
        try:
            with translated(), contextlib.closing(connect(new, copy_key, Access.WRITE)) as connection:
                connection.execute("PRAGMA journal_mode = MEMORY")  # a copy cut off half way is thrown away whole
                database.copy_into(connection)
        except DiskFullError as error:
            raise DiskFullError(
                "There is no room for a copy of the vault; none was made.", "Free some space, or choose another drive."
            ) from error
        try:
            check_file(new, copy_key)
        except DamagedVaultError as error:
            raise BackupError("The copy could not be proved good and was thrown away.", "Try another drive.") from error


def backup_name(kind: BackupKind, now: dt.datetime) -> str:
    """Name a copy in the profile: one a day of the daily ones, the others to the second."""
    stamp = f"{now:%Y-%m-%d}" if kind is BackupKind.DAILY else f"{now:%Y-%m-%d-%H%M%S}"
    return f"{kind.value}-{stamp}.db"


def exported_name(now: dt.datetime) -> str:
    """Name a copy that leaves the profile; it says nothing of what is in it."""
    return f"{BackupKind.ON_REQUEST.value}-{now:%Y-%m-%d-%H%M%S}.db"


def list_backups(profile: Path) -> tuple[Backup, ...]:
    """The copies kept in the profile, newest first."""
    return backups_in(profile / BACKUP_FOLDER)


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The files of a folder that are named as copies are, newest first; none where it cannot be read."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            backup = backup_at(path)
            if backup is not None:
                found.append(backup)
    return newest_first(found)


def newest_first(backups: Iterable[Backup]) -> tuple[Backup, ...]:
    """Order copies by when they were made; a daily one counts as made before the others of its day."""
    return tuple(
        sorted(backups, key=lambda one: (one.made_on, one.made_at or dt.time.min, one.path.name), reverse=True)
    )


def backup_at(path: Path) -> Backup | None:
    """What a file's name tells of the copy in it; None when it is not named as copies are."""
    name = BACKUP_NAME.fullmatch(path.name)
    if name is None or not path.is_file():
        return None
    try:
        made_on = dt.date.fromisoformat(name.group(2))
        made_at = dt.datetime.strptime(name.group(3), "%H%M%S").time() if name.group(3) else None  # noqa: DTZ007
        size = path.stat().st_size
    except (ValueError, OSError):  # somebody else's file with a like name, or one that has just gone
        return None
    return Backup(path, BackupKind(name.group(1)), made_on, size, made_at)


def keep_backup(database: Database, profile: Path, kind: BackupKind, now: dt.datetime) -> Path:
    """Make one more copy in the profile and let the oldest of its kind go; raises as ``copy_vault`` does."""
    folder = profile / BACKUP_FOLDER
    make_private_folder(folder)
    target = folder / backup_name(kind, now)
    copy_vault(database, target)
    drop_old_backups(profile)
    return target


def put_in_place(profile: Path, backup: Path, now: dt.datetime) -> None:
    """Make a backup the vault of the profile; the vault as it was is kept among the backups.

    The caller holds the profile's lock, has closed the vault and has proved the backup. Raises DiskFullError,
    NotWritableError.
    """
    vault, folder = profile / VAULT_NAME, profile / BACKUP_FOLDER
    make_private_folder(folder)
    kept = folder / backup_name(BackupKind.REPLACED, now)
    try:
        with write_problems(), replacing(vault, private=True) as new:
            shutil.copyfile(backup, new)
            flush_file(new)
            _move(vault, kept)
    except BaseException:
        if kept.exists() and not vault.exists():
            with contextlib.suppress(OSError):  # it stays among the backups then
                _move(kept, vault)
        raise
    drop_old_backups(profile)


def _move(vault: Path, target: Path) -> None:
    # The write-ahead log belongs to the file that goes; beside another one it would be taken for that one's.
    for ending in ("", "-wal"):
        part = vault.with_name(vault.name + ending)
        if part.exists():
            part.replace(target.with_name(target.name + ending))
    vault.with_name(vault.name + "-shm").unlink(missing_ok=True)


def has_daily(profile: Path, today: dt.date) -> bool:
    """Say whether today's copy was made."""
    return any(one.kind is BackupKind.DAILY and one.made_on == today for one in list_backups(profile))


def drop_old_backups(profile: Path) -> None:
    """Delete all but the newest copies of each kind."""
    for kind in (BackupKind.DAILY, BackupKind.BEFORE_UPDATE, BackupKind.REPLACED):
        of_kind = [one for one in list_backups(profile) if one.kind is kind]
        for old in of_kind[DAILY_KEPT if kind is BackupKind.DAILY else OTHERS_KEPT :]:
            with contextlib.suppress(OSError):  # held open by a scanner: it goes tomorrow
                old.path.with_name(old.path.name + "-wal").unlink(missing_ok=True)
                old.path.unlink()
