import dataclasses
import shutil
from pathlib import Path

import pytest

from denialdesk.domain.case import Case, Patient
from denialdesk.domain.errors import (
    BackupError,
    DamagedVaultError,
    DiskFullError,
    NewerVersionError,
    NoKeychainError,
    NotWritableError,
    PassphraseNeededError,
    RecoveryKeyError,
    VaultError,
)
from denialdesk.services import backups as backups_module
from denialdesk.services.backups import BackupKind, BackupService
from denialdesk.services.vault import VaultService, VaultState
from denialdesk.storage import passphrase as passphrase_module
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.database import Access, connect
from denialdesk.storage.keys import MemoryKeys
from tests.vault_makers import PASSPHRASE, Clock, NoKeys, all_bytes, case_service, make_vault, open_new_vault

CASE = Case(id="c1", patient=Patient("Marigold", "Testcase"), notes="before")


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spend less on each passphrase; tests/unit/storage/test_passphrase.py pays the full price."""
    monkeypatch.setattr(passphrase_module, "SCRYPT_N", 2**10)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder elsewhere, as on a memory stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def note(vault: VaultService) -> str:
    """What the one case says."""
    return case_service(vault).get("c1").notes


def office(profile: Path, keys: MemoryKeys | None = None, clock: Clock | None = None) -> VaultService:
    """A vault with one case, changed after ``backed up`` was to be made."""
    vault = open_new_vault(profile, keys, clock)
    case_service(vault).create(CASE)
    return vault


def change(vault: VaultService) -> None:
    """Change the case after the backup."""
    case_service(vault).save(dataclasses.replace(CASE, notes="after"))


def test_a_backup_is_one_encrypted_file_named_by_its_date(tmp_path: Path, stick: Path) -> None:
    vault = office(tmp_path / "profile")
    path = BackupService(vault).make(stick)
    assert path == stick / "DenialDesk-backup-2026-11-21-104200.db"
    assert list(stick.iterdir()) == [path]
    for secret in (b"Marigold", b"Testcase", b"SQLite", vault.database.key.raw):
        assert secret not in path.read_bytes()
    vault.close()


def test_a_backup_needs_an_open_vault_and_a_folder_to_write(tmp_path: Path, stick: Path) -> None:
    vault = office(tmp_path / "profile")
    (stick / "file").write_bytes(b"")
    with pytest.raises(NotWritableError):
        BackupService(vault).make(stick / "file")
    with pytest.raises(NotWritableError, match="folder does not exist"):
        BackupService(vault).make(stick / "missing")
    vault.close()
    with pytest.raises(VaultError, match="closed"):
        BackupService(vault).make(stick)
    assert [path.name for path in stick.iterdir()] == ["file"]


@pytest.mark.parametrize("is_open", [True, False])
def test_restoring_goes_back_and_keeps_what_was_there(tmp_path: Path, stick: Path, *, is_open: bool) -> None:
    vault = office(tmp_path / "profile")
    backups = BackupService(vault)
    path = backups.make(stick)
    change(vault)
    if not is_open:
        vault.close()
    backups.restore(path)
    assert note(vault) == "before"
    replaced = next(one for one in backups.list() if one.kind is BackupKind.REPLACED)
    backups.restore(replaced.path)
    assert note(vault) == "after"
    vault.close()


def test_a_damaged_vault_is_replaced_by_yesterdays_copy(tmp_path: Path) -> None:
    clock = Clock()
    vault = office(tmp_path / "profile", clock=clock)
    backups = BackupService(vault)
    daily = backups.make_daily()
    vault.close()
    clock.pass_days(1)
    vault.path.write_bytes(b"noise" * 20_000)
    with pytest.raises(DamagedVaultError):
        vault.open()
    backups.restore(daily)
    assert note(vault) == "before"
    vault.close()
    assert vault.state() is VaultState.READY


def test_a_lost_vault_is_put_back(tmp_path: Path) -> None:
    vault = office(tmp_path / "profile")
    backups = BackupService(vault)
    daily = backups.make_daily()
    vault.close()
    vault.path.unlink()
    backups.restore(daily)
    assert note(vault) == "before"
    vault.close()


def test_a_new_computer_needs_only_the_file_and_the_paper(tmp_path: Path, stick: Path) -> None:
    first = make_vault(tmp_path / "profile")
    recovery = first.create()
    case_service(first).create(CASE)
    path = BackupService(first).make(stick)
    first.close()
    keys = MemoryKeys()
    second = make_vault(tmp_path / "new computer", keys)
    BackupService(second).restore(path, recovery_key=recovery.text)
    assert note(second) == "before"
    second.close()
    again = make_vault(tmp_path / "new computer", keys)
    again.open()
    assert note(again) == "before"
    again.close()


def test_a_new_computer_without_keychain(tmp_path: Path, stick: Path) -> None:
    first = make_vault(tmp_path / "profile")
    recovery = first.create()
    case_service(first).create(CASE)
    path = BackupService(first).make(stick)
    first.close()
    second = make_vault(tmp_path / "new", NoKeys())
    with pytest.raises(NoKeychainError):
        BackupService(second).restore(path, recovery_key=recovery.text)
    assert not (tmp_path / "new").exists()
    BackupService(second).restore(path, recovery_key=recovery.text, passphrase=PASSPHRASE)
    second.close()
    second.open(PASSPHRASE)
    assert note(second) == "before"
    second.close()


def test_an_open_vault_with_a_passphrase_is_restored_without_asking_again(tmp_path: Path, stick: Path) -> None:
    vault = make_vault(tmp_path / "profile", NoKeys())
    vault.create(PASSPHRASE)
    case_service(vault).create(CASE)
    path = BackupService(vault).make(stick)
    change(vault)
    BackupService(vault).restore(path)
    assert note(vault) == "before"
    vault.close()
    with pytest.raises(PassphraseNeededError):
        BackupService(vault).restore(path)
    BackupService(vault).restore(path, passphrase=PASSPHRASE)
    vault.close()


def test_a_backup_from_before_a_new_recovery_key_wants_the_old_one(tmp_path: Path, stick: Path) -> None:
    vault = make_vault(tmp_path / "profile")
    old = vault.create()
    case_service(vault).create(CASE)
    path = BackupService(vault).make(stick)
    vault.renew_recovery_key()
    change(vault)
    with pytest.raises(BackupError, match="made with another recovery key"):
        BackupService(vault).restore(path)
    assert note(vault) == "after"
    BackupService(vault).restore(path, recovery_key=old.text)
    assert note(vault) == "before"
    assert vault.recovery_hint == old.check_group
    vault.close()
    vault.open()
    vault.close()


def newer(path: Path, key: DataKey) -> None:
    """Make a copy look as if a later version had made it."""
    connection = connect(path, key, Access.WRITE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def damaged(path: Path, _key: DataKey) -> None:
    """Change one bit."""
    content = bytearray(path.read_bytes())
    content[5 * 4096 + 9] ^= 1
    path.write_bytes(content)


def no_backup(path: Path, _key: DataKey) -> None:
    """Choose a wrong file."""
    path.write_bytes(b"PK\x03\x04" + bytes(100_000))


@pytest.mark.parametrize(
    ("harm", "kind"), [(newer, NewerVersionError), (damaged, BackupError), (no_backup, BackupError)]
)
def test_a_backup_that_will_not_do_leaves_the_open_vault(
    tmp_path: Path, stick: Path, harm: object, kind: type[Exception]
) -> None:
    vault = office(tmp_path / "profile")
    path = BackupService(vault).make(stick)
    assert callable(harm)
    harm(path, vault.database.key)
    change(vault)
    with pytest.raises(kind):
        BackupService(vault).restore(path)
    assert note(vault) == "after"
    assert [one.kind for one in BackupService(vault).list()] == []
    vault.close()


def test_a_wrong_paper_changes_nothing(tmp_path: Path, stick: Path) -> None:
    vault = office(tmp_path / "profile")
    path = BackupService(vault).make(stick)
    vault.close()
    stranger = make_vault(tmp_path / "other")
    wrong = stranger.create()
    stranger.close()
    before = all_bytes(tmp_path / "profile")
    with pytest.raises(BackupError, match="another recovery key"):
        BackupService(vault).restore(path, recovery_key=wrong.text)
    with pytest.raises(RecoveryKeyError):
        BackupService(vault).restore(path, recovery_key="ABCD")
    assert all_bytes(tmp_path / "profile") == before


def test_no_room_for_restoring_leaves_the_open_vault(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = office(tmp_path / "profile")
    path = BackupService(vault).make(stick)
    change(vault)

    def no_room(*_arguments: object) -> None:
        raise DiskFullError("The disk is full.", "Free some space.")

    with monkeypatch.context() as fault:
        fault.setattr(backups_module, "put_in_place", no_room)
        with pytest.raises(DiskFullError):
            BackupService(vault).restore(path)
    assert note(vault) == "after"
    vault.close()


def test_a_missing_backup_file(tmp_path: Path, stick: Path) -> None:
    vault = office(tmp_path / "profile")
    with pytest.raises(BackupError, match="cannot be used"):
        BackupService(vault).restore(stick / "missing.db")
    shutil.rmtree(stick)
    assert note(vault) == "before"
    vault.close()


def test_copies_asked_for_are_never_thrown_away(tmp_path: Path) -> None:
    clock = Clock()
    vault = office(tmp_path / "profile", clock=clock)
    backups = BackupService(vault)
    backups.make_daily()
    made = []
    for _ in range(9):
        made.append(backups.make(vault.profile / "backups"))
        clock.pass_days(1)
        backups.make_daily()
    assert all(path.exists() for path in made)
    assert len([one for one in backups.list() if one.kind is BackupKind.DAILY]) == 7
    vault.close()


def test_a_backup_that_cannot_take_its_place_gives_the_place_back(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = office(tmp_path / "profile")
    path = BackupService(vault).make(stick)
    change(vault)
    replace = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if self.suffix == ".tmp":
            raise PermissionError(13, "held by a scanner")
        return replace(self, target)

    with monkeypatch.context() as fault:
        fault.setattr(Path, "replace", refused)
        with pytest.raises(NotWritableError):
            BackupService(vault).restore(path)
    assert note(vault) == "after"
    assert BackupService(vault).list() == ()
    vault.close()
