import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import keyring.errors
import pytest

from denialdesk.domain.errors import (
    AlreadyOpenError,
    DamagedVaultError,
    DenialDeskError,
    DiskFullError,
    EnvironmentProblem,
    KeychainLockedError,
    KeyMissingError,
    NewerVersionError,
    NoKeychainError,
    NotWritableError,
    NoVaultError,
    PassphraseError,
    PassphraseNeededError,
    RecoveryKeyError,
    VaultError,
    VaultExistsError,
    WrongKeyError,
)
from denialdesk.services import vault as vault_module
from denialdesk.services.settings import PreferenceService
from denialdesk.services.vault import Protection, VaultService, VaultState
from denialdesk.storage import passphrase as passphrase_module
from denialdesk.storage.backup import list_backups
from denialdesk.storage.data_key import DataKey, RecoveryKey
from denialdesk.storage.database import Access, connect, schema_version
from denialdesk.storage.driver import Migrations, Tables, cipher
from denialdesk.storage.keys import MemoryKeys, OsKeychain
from denialdesk.storage.migrations import MIGRATIONS
from denialdesk.system.lock import ProfileLock
from tests.vault_makers import PASSPHRASE, Clock, FakeKeychain, NoKeys, all_bytes, make_vault, open_new_vault


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spend less on each passphrase; tests/unit/storage/test_passphrase.py pays the full price."""
    monkeypatch.setattr(passphrase_module, "SCRYPT_N", 2**10)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


def remember(vault: VaultService, value: str) -> None:
    """Put something into the open vault."""
    PreferenceService(vault.database).save({"colour": value})


def remembered(vault: VaultService) -> str:
    """What ``remember`` put there."""
    return PreferenceService(vault.database).get("colour")


# --- first start --------------------------------------------------------------------------------------------------


def test_nothing_is_made_by_asking(profile: Path) -> None:
    vault = make_vault(profile)
    assert vault.state() is VaultState.NO_DATABASE
    assert vault.has_keychain
    assert vault.protection is None
    with pytest.raises(NoVaultError):
        vault.open()
    assert not profile.exists()


def test_a_new_vault_opens_again_with_the_kept_key(profile: Path) -> None:
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys)
    assert vault.state() is VaultState.READY
    remember(vault, "marigold")
    vault.close()
    again = make_vault(profile, keys)
    assert again.state() is VaultState.READY
    again.open()
    again.open()
    assert remembered(again) == "marigold"
    assert again.protection is Protection.KEYCHAIN
    again.close()
    again.close()


def test_everything_in_the_profile_is_its_owners_alone(profile: Path) -> None:
    if os.name != "posix":
        pytest.skip("file modes of POSIX systems")
    vault = open_new_vault(profile)
    vault.close()
    vault.open()
    for path in [profile, *profile.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name
    vault.close()


def test_a_second_vault_is_never_made_over_the_first(profile: Path) -> None:
    vault = open_new_vault(profile)
    vault.close()
    before = all_bytes(profile)
    with pytest.raises(VaultExistsError, match="There is a vault already"):
        make_vault(profile).create()
    assert all_bytes(profile) == before


def test_a_lost_vault_with_backups_is_no_first_start(profile: Path) -> None:
    vault = open_new_vault(profile)
    vault.close()
    vault.open()
    vault.close()
    (profile / "vault.db").unlink()
    assert vault.state() is VaultState.DAMAGED
    with pytest.raises(VaultExistsError, match="backups of an earlier vault"):
        vault.create()
    with pytest.raises(DamagedVaultError, match="Restore a backup"):
        vault.open()


def test_without_a_keychain_no_vault_is_made_unprotected(profile: Path) -> None:
    vault = make_vault(profile, NoKeys())
    assert not vault.has_keychain
    with pytest.raises(NoKeychainError):
        vault.create()
    assert not (profile / "vault.db").exists()
    assert vault.state() is VaultState.NO_DATABASE


@pytest.mark.parametrize("step", ["keep_key", "write_header", "migrate"])
def test_a_first_start_that_fails_can_be_tried_again(profile: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keychain = FakeKeychain()
    vault = make_vault(profile, OsKeychain(keychain))

    def no_room(*_arguments: object, **_named: object) -> None:
        raise DiskFullError("The disk is full.", "Free some space.")

    with monkeypatch.context() as fault:
        if step == "keep_key":
            fault.setattr(keychain, "failure", OSError("denied"))
        elif step == "write_header":
            fault.setattr(vault_module, "write_header", no_room)
        else:
            fault.setattr(vault_module, "check_file", no_room)
        with pytest.raises((DiskFullError, KeychainLockedError)):
            vault.create()
    assert not (profile / "vault.db").exists()
    assert keychain.kept == {}
    assert vault.state() is VaultState.NO_DATABASE
    vault.create()
    assert vault.is_open
    vault.close()


# --- key states ---------------------------------------------------------------------------------------------------


def test_a_vault_without_its_key_never_gets_a_new_one(profile: Path) -> None:
    open_new_vault(profile).close()
    before = all_bytes(profile)
    keychain = FakeKeychain()
    vault = make_vault(profile, OsKeychain(keychain))
    assert vault.state() is VaultState.KEY_MISSING
    with pytest.raises(KeyMissingError, match="Open the vault with its recovery key"):
        vault.open()
    assert keychain.kept == {}
    assert all_bytes(profile) == before


def test_a_locked_keychain_is_waited_for(profile: Path) -> None:
    keychain = FakeKeychain()
    vault = make_vault(profile, OsKeychain(keychain))
    vault.create()
    vault.close()
    keychain.failure = keyring.errors.KeyringLocked("Failed to unlock the collection!")
    before = all_bytes(profile)
    assert vault.state() is VaultState.KEYCHAIN_LOCKED
    with pytest.raises(KeychainLockedError, match="Unlock it"):
        vault.open()
    assert all_bytes(profile) == before
    keychain.failure = None
    vault.open()
    vault.close()


def test_the_key_of_another_vault_is_not_taken(profile: Path, tmp_path: Path) -> None:
    keys = MemoryKeys()
    open_new_vault(profile, keys).close()
    stranger = open_new_vault(tmp_path / "other")
    stranger_key = stranger.database.key
    stranger.close()
    vault_id = json.loads((profile / "vault.json").read_bytes())["vault_id"]
    keys.save(vault_id, (stranger_key,))
    vault = make_vault(profile, keys)
    assert vault.state() is VaultState.WRONG_KEY
    with pytest.raises(WrongKeyError, match="belongs to another vault"):
        vault.open()


def test_a_keychain_that_has_gone(profile: Path) -> None:
    open_new_vault(profile).close()
    vault = make_vault(profile, NoKeys())
    assert vault.state() is VaultState.NO_KEYCHAIN
    with pytest.raises(NoKeychainError):
        vault.open()


def test_a_lost_header_asks_for_the_recovery_key(profile: Path) -> None:
    keys = MemoryKeys()
    vault = make_vault(profile, keys)
    recovery = vault.create()
    vault.close()
    (profile / "vault.json").unlink()
    assert vault.state() is VaultState.KEY_MISSING
    vault.open_with_recovery(recovery.text)
    vault.close()
    assert vault.state() is VaultState.READY


# --- files that are no vault of ours ------------------------------------------------------------------------------


def plaintext(path: Path) -> None:
    """Put an unencrypted database there."""
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cases (id)")
    connection.close()


def garbage(path: Path) -> None:
    """Put noise of a vault's size there."""
    path.write_bytes(bytes(range(256)) * 16 * 20)


def cut(path: Path) -> None:
    """Lose the end of the file."""
    path.write_bytes(path.read_bytes()[:10_000])


def emptied(path: Path) -> None:
    """Lose all of it."""
    path.write_bytes(b"")


def first_page_hit(path: Path) -> None:
    """Change one bit of the first page."""
    content = bytearray(path.read_bytes())
    content[2000] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [plaintext, garbage, cut, emptied, first_page_hit])
def test_what_is_no_vault_is_refused_and_left_alone(profile: Path, damage: Callable[[Path], None]) -> None:
    vault = open_new_vault(profile)
    vault.close()
    damage(vault.path)
    before = all_bytes(profile)
    assert vault.state() is VaultState.DAMAGED
    with pytest.raises(DamagedVaultError) as caught:
        vault.open()
    assert caught.value.remedy
    assert all_bytes(profile) == before


def test_a_damaged_page_further_in_is_found_on_opening(profile: Path) -> None:
    vault = open_new_vault(profile)
    remember(vault, "x" * 100_000)
    vault.close()
    content = bytearray(vault.path.read_bytes())
    content[-3 * 4096 + 7] ^= 1
    vault.path.write_bytes(content)
    with pytest.raises(DamagedVaultError):
        vault.open()
    assert not vault.is_open
    assert list_backups(profile) == ()


def test_a_newer_vault_is_refused_and_nothing_is_written(profile: Path) -> None:
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys)
    connection = connect(vault.path, vault.database.key, Access.WRITE)
    vault.close()
    connection.execute("UPDATE vault SET value = '9.8.7' WHERE name = 'written_by'")
    connection.execute(f"PRAGMA user_version = {schema_version() + 3}")
    connection.commit()
    connection.close()
    before = all_bytes(profile)
    assert vault.state() is VaultState.NEWER_VERSION
    newer = schema_version() + 3
    with pytest.raises(NewerVersionError, match=rf"DenialDesk 9\.8\.7 \(data version {newer}\)\. This is DenialDesk 0"):
        vault.open()
    with pytest.raises(NewerVersionError):
        make_vault(profile, keys).open()
    assert all_bytes(profile) == before


# --- one writer ---------------------------------------------------------------------------------------------------


def test_a_profile_in_use_is_left_alone(profile: Path) -> None:
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys)
    second = make_vault(profile, keys)
    assert second.state() is VaultState.IN_USE
    with pytest.raises(AlreadyOpenError, match="already open with these cases"):
        second.open()
    with pytest.raises(AlreadyOpenError):
        second.create()
    vault.close()
    second.open()
    second.close()


def test_a_failed_opening_gives_the_lock_back(profile: Path) -> None:
    open_new_vault(profile).close()
    with pytest.raises(KeyMissingError):
        make_vault(profile).open()
    with ProfileLock(profile) as lock:
        assert lock.is_held


def test_a_closed_vault_hands_out_no_database(profile: Path) -> None:
    vault = open_new_vault(profile)
    vault.close()
    with pytest.raises(VaultError, match="The vault is closed"):
        _ = vault.database


# --- recovery -----------------------------------------------------------------------------------------------------


def test_the_recovery_key_opens_the_vault_on_another_computer(profile: Path, tmp_path: Path) -> None:
    vault = make_vault(profile)
    recovery = vault.create()
    remember(vault, "marigold")
    vault.close()
    (tmp_path / "new").mkdir()
    shutil.copyfile(profile / "vault.db", tmp_path / "new" / "vault.db")
    keys = MemoryKeys()
    elsewhere = make_vault(tmp_path / "new", keys)
    assert elsewhere.state() is VaultState.KEY_MISSING
    elsewhere.open_with_recovery(recovery.text.lower().replace("-", " "))
    assert remembered(elsewhere) == "marigold"
    elsewhere.close()
    # The key is kept again: the next start needs no paper.
    again = make_vault(tmp_path / "new", keys)
    again.open()
    assert remembered(again) == "marigold"
    again.close()


def test_recovery_on_a_computer_without_keychain_wants_a_passphrase(profile: Path) -> None:
    vault = make_vault(profile)
    recovery = vault.create()
    vault.close()
    before = all_bytes(profile)
    elsewhere = make_vault(profile, NoKeys())
    with pytest.raises(NoKeychainError):
        elsewhere.open_with_recovery(recovery.text)
    assert all_bytes(profile) == before
    elsewhere.open_with_recovery(recovery.text, PASSPHRASE)
    elsewhere.close()
    elsewhere.open(PASSPHRASE)
    elsewhere.close()


def test_a_recovery_key_of_another_vault_names_the_right_sheet(profile: Path, tmp_path: Path) -> None:
    vault = make_vault(profile)
    right = vault.create()
    vault.close()
    stranger = make_vault(tmp_path / "other")
    wrong = stranger.create()
    stranger.close()
    before = all_bytes(profile)
    with pytest.raises(RecoveryKeyError, match=f"belongs to another vault. The right one ends in {right.check_group}"):
        vault.open_with_recovery(wrong.text)
    with pytest.raises(RecoveryKeyError, match=r"has 36 letters and digits"):
        vault.open_with_recovery(right.text[:-1])
    assert all_bytes(profile) == before
    assert vault.recovery_hint == right.check_group


def test_the_right_recovery_key_tells_damage_from_a_mix_up(profile: Path) -> None:
    vault = make_vault(profile)
    recovery = vault.create()
    vault.close()
    first_page_hit(vault.path)
    with pytest.raises(DamagedVaultError, match="its own key does not open it"):
        vault.open_with_recovery(recovery.text)


def test_an_unconfirmed_recovery_key_is_remembered_as_such(profile: Path) -> None:
    vault = open_new_vault(profile)
    seen = [vault.recovery_confirmed]
    vault.confirm_recovery_key()
    seen.append(vault.recovery_confirmed)
    vault.renew_recovery_key()
    seen.append(vault.recovery_confirmed)
    vault.close()
    assert seen == [False, True, False]


def test_an_open_vault_needs_no_recovery(profile: Path) -> None:
    vault = make_vault(profile)
    recovery = vault.create()
    with pytest.raises(VaultError, match="open already"):
        vault.open_with_recovery(recovery.text)
    vault.close()


# --- passphrase ---------------------------------------------------------------------------------------------------


def test_a_passphrase_instead_of_a_keychain(profile: Path) -> None:
    vault = make_vault(profile, NoKeys())
    with pytest.raises(PassphraseError, match="at least 12"):
        vault.create("short")
    assert not profile.exists()
    recovery = vault.create(PASSPHRASE)
    remember(vault, "marigold")
    key = vault.database.key
    vault.close()
    assert vault.protection is Protection.PASSPHRASE
    assert vault.state() is VaultState.PASSPHRASE_NEEDED
    with pytest.raises(PassphraseNeededError):
        vault.open()
    with pytest.raises(PassphraseError, match="does not open"):
        vault.open(PASSPHRASE.upper())
    assert not vault.is_open
    vault.open(PASSPHRASE)
    assert remembered(vault) == "marigold"
    vault.close()
    kept = all_bytes(profile)
    for secret in (key.raw, key.raw.hex().encode(), recovery.secret, PASSPHRASE.encode(), recovery.text.encode()):
        assert secret not in kept


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(profile: Path) -> None:
    vault = make_vault(profile, NoKeys())
    recovery = vault.create(PASSPHRASE)
    vault.close()
    vault.open_with_recovery(recovery.text, "eight maple canoes upstream")
    vault.close()
    with pytest.raises(PassphraseError):
        vault.open(PASSPHRASE)
    vault.open("eight maple canoes upstream")
    vault.close()


def test_a_lost_passphrase_file_asks_for_the_recovery_key(profile: Path) -> None:
    vault = make_vault(profile, NoKeys())
    vault.create(PASSPHRASE)
    vault.close()
    (profile / "vault.passphrase").unlink()
    assert vault.state() is VaultState.KEY_MISSING
    with pytest.raises(KeyMissingError, match="recovery key"):
        vault.open(PASSPHRASE)


def test_protection_can_be_changed_both_ways(profile: Path) -> None:
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys)
    vault.protect(PASSPHRASE)
    vault.close()
    assert vault.state() is VaultState.PASSPHRASE_NEEDED
    vault.open(PASSPHRASE)
    with pytest.raises(PassphraseNeededError):
        vault.protect(None)
    with pytest.raises(PassphraseError):
        vault.protect(None, current="not the right one")
    vault.protect(None, current=PASSPHRASE)
    vault.close()
    assert not (profile / "vault.passphrase").exists()
    assert vault.state() is VaultState.READY
    vault.open()
    vault.close()


# --- a new recovery key -------------------------------------------------------------------------------------------


def test_a_renewed_recovery_key_shuts_the_old_one_out(profile: Path) -> None:
    keys = MemoryKeys()
    vault = make_vault(profile, keys)
    old = vault.create()
    remember(vault, "marigold")
    new = vault.renew_recovery_key()
    assert remembered(vault) == "marigold"
    remember(vault, "indigo")
    vault.close()
    assert sorted(path.name for path in profile.iterdir()) == ["vault.db", "vault.json", "vault.lock"]
    vault.open()
    assert remembered(vault) == "indigo"
    vault.close()
    elsewhere = make_vault(profile)
    with pytest.raises(RecoveryKeyError, match=f"ends in {new.check_group}"):
        elsewhere.open_with_recovery(old.text)
    elsewhere.open_with_recovery(new.text)
    elsewhere.close()


def test_renewing_with_a_passphrase(profile: Path) -> None:
    vault = make_vault(profile, NoKeys())
    vault.create(PASSPHRASE)
    with pytest.raises(PassphraseNeededError):
        vault.renew_recovery_key()
    new = vault.renew_recovery_key(PASSPHRASE)
    vault.close()
    vault.open(PASSPHRASE)
    vault.close()
    vault.open_with_recovery(new.text, PASSPHRASE)
    vault.close()


@pytest.mark.parametrize("step", ["copy_vault", "write_header"])
def test_a_renewal_that_fails_leaves_the_old_key_in_force(
    profile: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = MemoryKeys()
    vault = make_vault(profile, keys)
    old = vault.create()
    remember(vault, "marigold")

    def no_room(*_arguments: object, **_named: object) -> None:
        raise DiskFullError("The disk is full.", "Free some space.")

    with monkeypatch.context() as fault:
        fault.setattr(vault_module, step, no_room)
        with pytest.raises(DiskFullError):
            vault.renew_recovery_key()
    assert remembered(vault) == "marigold"
    vault.close()
    vault.open()
    assert remembered(vault) == "marigold"
    assert len(keys.load(json.loads((profile / "vault.json").read_bytes())["vault_id"])) == 1
    vault.close()
    make_vault(profile).open_with_recovery(old.text)


def test_a_vault_that_cannot_be_closed_whole_keeps_its_old_key(profile: Path) -> None:
    keys = MemoryKeys()
    vault = make_vault(profile, keys)
    old = vault.create()
    remember(vault, "marigold")
    key = vault.database.key
    with vault.database.reading() as tables:
        tables.execute("PRAGMA busy_timeout = 1")
    # A scanner that reads the file keeps its last changes from moving out of the write-ahead log.
    reader = connect(vault.path, key, Access.READ)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM preferences").fetchall()
    remember(vault, "indigo")
    with pytest.raises(EnvironmentProblem, match="could not be closed completely"):
        vault.renew_recovery_key()
    assert remembered(vault) == "indigo"
    reader.close()
    vault.close()
    vault.open()
    assert vault.database.key == key
    assert remembered(vault) == "indigo"
    vault.close()
    assert vault.recovery_hint == old.check_group


def test_a_renewal_cut_off_after_the_file_was_replaced_still_opens(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys)
    remember(vault, "marigold")
    saved: list[tuple[DataKey, ...]] = []
    keep = keys.save

    def keep_only_first(vault_id: str, both: tuple[DataKey, ...]) -> None:
        if not saved:
            keep(vault_id, both)
        saved.append(both)

    monkeypatch.setattr(keys, "save", keep_only_first)
    vault.renew_recovery_key()
    monkeypatch.undo()
    vault.close()
    assert [len(both) for both in saved] == [2, 1]
    vault.open()
    assert remembered(vault) == "marigold"
    vault.close()


# --- backup and migration on opening ------------------------------------------------------------------------------


def test_each_day_begins_with_a_proved_copy(profile: Path) -> None:
    clock = Clock()
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys, clock)
    remember(vault, "marigold")
    vault.close()
    for _day in range(9):
        for _start in range(2):
            vault.open()
            assert vault.backup_problem is None
            vault.close()
        clock.pass_days(1)
    assert [one.made_on.day for one in list_backups(profile)] == [29, 28, 27, 26, 25, 24, 23]
    assert b"marigold" not in all_bytes(profile)


def test_no_room_for_the_daily_copy_keeps_nobody_from_work(profile: Path) -> None:
    vault = open_new_vault(profile)
    vault.close()
    (profile / "backups").write_bytes(b"a file where the folder should be")
    vault.open()
    assert vault.is_open
    assert isinstance(vault.backup_problem, NotWritableError)
    vault.close()


def later_migrations(*, failing: bool) -> Migrations:
    """Today's list and one more."""
    later = Migrations("denialdesk")
    later._migrations = [*MIGRATIONS._migrations]

    @later()
    def m999_more(db: Tables) -> None:
        db.execute("CREATE TABLE more (id)")
        if failing:
            db.execute("INSERT INTO nowhere VALUES (1)")

    return later


def use_migrations(monkeypatch: pytest.MonkeyPatch, later: Migrations) -> None:
    """Let the program be a version with this list."""
    monkeypatch.setattr(MIGRATIONS, "_migrations", later._migrations)


def test_a_new_version_copies_the_vault_before_it_changes_it(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys)
    vault.close()
    with monkeypatch.context() as newer:
        use_migrations(newer, later_migrations(failing=False))
        vault.open()
        with vault.database.reading() as tables:
            assert "more" in tables.table_names()
        vault.close()
        assert {one.kind.value for one in list_backups(profile)} == {"before-update", "daily"}
    # Back in the older program: the vault is refused, the copy from before still opens.
    assert vault.state() is VaultState.NEWER_VERSION
    copy = next(one.path for one in list_backups(profile) if one.kind.value == "before-update")
    shutil.copyfile(copy, vault.path)
    vault.open()
    vault.close()


def test_a_failed_update_leaves_the_vault_to_the_earlier_version(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = MemoryKeys()
    vault = open_new_vault(profile, keys)
    remember(vault, "marigold")
    vault.close()
    with monkeypatch.context() as newer:
        use_migrations(newer, later_migrations(failing=True))
        with pytest.raises(cipher.OperationalError, match="nowhere"):
            vault.open()
        assert not vault.is_open
    vault.open()
    assert remembered(vault) == "marigold"
    vault.close()


def test_no_update_without_a_copy_first(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = open_new_vault(profile)
    vault.close()
    (profile / "backups").write_bytes(b"a file where the folder should be")
    before = vault.path.read_bytes()
    with monkeypatch.context() as newer:
        use_migrations(newer, later_migrations(failing=False))
        with pytest.raises(NotWritableError):
            vault.open()
    assert vault.path.read_bytes() == before
    vault.open()
    vault.close()


def test_every_problem_tells_what_to_do(profile: Path) -> None:
    open_new_vault(profile).close()
    problems: list[DenialDeskError | None] = [make_vault(profile / "none").problem(), make_vault(profile).problem()]
    for problem in problems:
        assert problem is not None
        assert problem.message
        assert problem.remedy


def test_the_recovery_key_is_of_fresh_randomness(profile: Path, tmp_path: Path) -> None:
    first, second = make_vault(profile), make_vault(tmp_path / "other")
    keys: set[RecoveryKey] = {first.create(), second.create()}
    assert len(keys) == 2
    first.close()
    second.close()
