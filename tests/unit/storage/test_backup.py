import datetime as dt
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialdesk.domain.errors import BackupError, DiskFullError, NotWritableError, WrongKeyError
from denialdesk.storage import backup as backups
from denialdesk.storage.backup import BackupKind, copy_vault, has_daily, keep_backup, list_backups, put_in_place
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.database import Database, check_file, make_empty_file
from denialdesk.system.files import as_write_problem

KEY = DataKey(bytes(range(32)))
OTHER_KEY = DataKey(bytes(range(1, 33)))
NOW = dt.datetime(2026, 11, 21, 10, 42, tzinfo=dt.UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    profile = tmp_path / "profile"
    profile.mkdir()
    make_empty_file(profile / "vault.db")
    opened = Database(profile / "vault.db", KEY)
    opened.migrate()
    with opened.writing() as tables:
        tables.execute("INSERT INTO preferences VALUES ('colour', 'marigold')")
    yield opened
    opened.close()


def preference(path: Path, key: DataKey) -> str:
    """What a copy holds."""
    copy = Database(path, key)
    with copy.reading() as tables:
        value: str = tables.execute("SELECT value FROM preferences").fetchone()[0]
    copy.close()
    return value


@pytest.mark.parametrize("key", [None, OTHER_KEY])
def test_a_copy_is_whole_encrypted_and_alone(database: Database, tmp_path: Path, key: DataKey | None) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    copy_vault(database, folder / "copy.db", key)
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert b"marigold" not in (folder / "copy.db").read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600
    assert preference(folder / "copy.db", key or KEY) == "marigold"
    with pytest.raises(WrongKeyError):
        check_file(folder / "copy.db", KEY if key else OTHER_KEY)


def test_a_copy_that_cannot_be_proved_is_thrown_away(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"the copy of yesterday")

    def damage_then_prove(path: Path, key: DataKey) -> object:
        content = bytearray(path.read_bytes())
        content[4096 * 3 + 50] ^= 1
        path.write_bytes(content)
        return check_file(path, key)

    monkeypatch.setattr(backups, "check_file", damage_then_prove)
    with pytest.raises(BackupError, match="could not be proved good"):
        copy_vault(database, target)
    assert target.read_bytes() == b"the copy of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "profile"]


def test_a_missing_folder_and_a_file_for_a_folder(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotWritableError, match="The folder does not exist"):
        copy_vault(database, tmp_path / "missing" / "copy.db")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotWritableError):
        copy_vault(database, tmp_path / "file" / "copy.db")


def test_a_week_of_daily_copies_is_kept(database: Database) -> None:
    profile = database.path.parent
    for day in range(10):
        keep_backup(database, profile, BackupKind.DAILY, NOW + dt.timedelta(days=day))
        assert has_daily(profile, (NOW + dt.timedelta(days=day)).date())
    for hour in range(5):
        keep_backup(database, profile, BackupKind.BEFORE_UPDATE, NOW + dt.timedelta(hours=hour))
    kept = list_backups(profile)
    daily = [one.made_on.day for one in kept if one.kind is BackupKind.DAILY]
    assert daily == [30, 29, 28, 27, 26, 25, 24]
    assert len([one for one in kept if one.kind is BackupKind.BEFORE_UPDATE]) == 3
    assert all(one.size == one.path.stat().st_size for one in kept)
    assert not has_daily(profile, NOW.date())


def test_a_second_daily_copy_replaces_the_first(database: Database) -> None:
    profile = database.path.parent
    first = keep_backup(database, profile, BackupKind.DAILY, NOW)
    with database.writing() as tables:
        tables.execute("UPDATE preferences SET value = 'indigo'")
    second = keep_backup(database, profile, BackupKind.DAILY, NOW)
    assert first == second
    assert preference(second, KEY) == "indigo"
    assert len(list_backups(profile)) == 1


@pytest.mark.parametrize("name", ["daily-2026-99-99.db", "notes.txt", "daily-2026-11-21.db.part", "mine.db"])
def test_other_files_are_no_backups_and_are_left_alone(database: Database, name: str) -> None:
    folder = database.path.parent / "backups"
    folder.mkdir()
    (folder / name).write_bytes(b"somebody's")
    for day in range(9):
        keep_backup(database, database.path.parent, BackupKind.DAILY, NOW + dt.timedelta(days=day))
    assert name not in {one.path.name for one in list_backups(database.path.parent)}
    assert (folder / name).read_bytes() == b"somebody's"


def test_no_folder_no_backups(tmp_path: Path) -> None:
    assert list_backups(tmp_path / "nowhere") == ()


def test_a_backup_takes_the_place_and_the_old_vault_is_kept(database: Database, tmp_path: Path) -> None:
    profile = database.path.parent
    copy_vault(database, tmp_path / "copy.db")
    with database.writing() as tables:
        tables.execute("UPDATE preferences SET value = 'indigo'")
    database.close()
    profile.joinpath("vault.db-wal").write_bytes(b"a log that belongs to the old file")
    put_in_place(profile, tmp_path / "copy.db", NOW)
    assert not profile.joinpath("vault.db-wal").exists()
    assert preference(profile / "vault.db", KEY) == "marigold"
    replaced = list_backups(profile)[0]
    assert replaced.kind is BackupKind.REPLACED
    log = replaced.path.with_name(replaced.path.name + "-wal")
    assert log.read_bytes() == b"a log that belongs to the old file"
    log.unlink()
    assert preference(replaced.path, KEY) == "indigo"


def test_restoring_into_an_empty_profile(database: Database, tmp_path: Path) -> None:
    copy_vault(database, tmp_path / "copy.db")
    (tmp_path / "new").mkdir()
    put_in_place(tmp_path / "new", tmp_path / "copy.db", NOW)
    assert preference(tmp_path / "new" / "vault.db", KEY) == "marigold"
    assert list_backups(tmp_path / "new") == ()


def test_no_room_for_the_restored_file_leaves_the_vault(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = database.path.parent
    copy_vault(database, tmp_path / "copy.db")
    database.close()
    before = (profile / "vault.db").read_bytes()

    def no_room(_path: Path) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(backups, "flush_file", no_room)
    with pytest.raises(DiskFullError):
        put_in_place(profile, tmp_path / "copy.db", NOW)
    assert (profile / "vault.db").read_bytes() == before
    assert isinstance(as_write_problem(OSError(28, "")), DiskFullError)
