import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from denialdesk.domain.case import Case, Patient
from denialdesk.domain.errors import BackupError
from denialdesk.services.backups import BackupKind, BackupService
from denialdesk.services.data_overview import (
    DataOverview,
    LastBackup,
    chosen_backup,
    last_backup,
    look_over,
    read_facts,
    remember_backup,
)
from denialdesk.services.settings import PreferenceService
from denialdesk.services.vault import Protection, VaultService
from tests.vault_makers import MOMENT, Clock, case_service, make_vault, open_new_vault

CASE = Case(id="c1", patient=Patient("Marigold", "Testcase"), notes="before")


def overview(vault: VaultService) -> DataOverview:
    """What a person would be shown now."""
    facts = read_facts(case_service(vault).list_cases(), PreferenceService(vault.database))
    return look_over(vault, BackupService(vault), facts)


def test_a_new_office_is_told_what_it_has_and_what_it_lacks(tmp_path: Path) -> None:
    vault = open_new_vault(tmp_path / "profile")
    case_service(vault).create(CASE)
    seen = overview(vault)
    assert seen.folder == tmp_path / "profile"
    assert seen.size >= vault.path.stat().st_size > 0
    assert len(seen.facts.changed) == 1
    assert (seen.backups, seen.facts.last, seen.on_same_drive) == ((), None, None)
    assert (seen.protection, seen.has_keychain, seen.recovery_confirmed) == (Protection.KEYCHAIN, True, False)
    assert len(seen.recovery_hint) == 4
    vault.confirm_recovery_key()
    assert overview(vault).recovery_confirmed
    vault.close()


def test_copies_on_the_stick_stand_in_one_list_with_those_of_the_profile(tmp_path: Path) -> None:
    clock, stick = Clock(), tmp_path / "stick"
    stick.mkdir()
    vault = open_new_vault(tmp_path / "profile", clock=clock)
    backups, preferences = BackupService(vault), PreferenceService(vault.database)
    backups.make_daily()
    backups.make(stick)
    remember_backup(preferences, LastBackup(MOMENT, stick))
    clock.pass_days(1)
    backups.make_daily()
    (stick / "DenialDesk-backup-notes.db").write_bytes(b"not one of ours")
    (stick / "daily-2026-11-20.db").write_bytes(b"a copy of somebody else's")
    seen = overview(vault)
    assert seen.facts.last == LastBackup(MOMENT, stick)
    assert seen.on_same_drive is True
    assert [(one.backup.kind, one.backup.made_on.day, one.backup.made_at, one.opens) for one in seen.backups] == [
        (BackupKind.DAILY, 22, None, True),
        (BackupKind.ON_REQUEST, 21, dt.time(10, 42), True),
        (BackupKind.DAILY, 21, None, True),
    ]
    stick.rename(tmp_path / "pulled out")
    without = overview(vault)
    assert without.on_same_drive is None
    assert [one.backup.kind for one in without.backups] == [BackupKind.DAILY, BackupKind.DAILY]
    vault.close()


def test_a_copy_from_before_a_new_recovery_key_is_known_as_such(tmp_path: Path) -> None:
    vault = open_new_vault(tmp_path / "profile")
    backups = BackupService(vault)
    backups.make(tmp_path)
    daily = backups.make_daily()
    vault.renew_recovery_key()
    assert not backups.opens(daily)
    backups.make_daily()
    assert backups.opens(daily)
    (old,) = backups.list_in(tmp_path)
    assert not chosen_backup(backups, old.path).opens
    assert not backups.opens(tmp_path / "missing.db")
    vault.close()


def test_cases_changed_since_a_copy_are_counted_by_the_offices_clock(tmp_path: Path) -> None:
    zone = dt.timezone(dt.timedelta(hours=-6))
    clock = Clock(dt.datetime(2026, 11, 20, 20, 0, tzinfo=zone))
    vault = make_vault(tmp_path / "profile", clock=clock)
    vault.create()
    cases, backups = case_service(vault), BackupService(vault)
    cases.create(CASE)
    clock.moment += dt.timedelta(hours=1)
    path = backups.make(tmp_path)
    backup = chosen_backup(backups, path).backup
    assert overview(vault).changed_since(backup, zone) == 0
    clock.moment += dt.timedelta(minutes=1)  # 03:01 of the next day in UTC
    cases.save(dataclasses.replace(CASE, notes="after"))
    assert overview(vault).changed_since(backup, zone) == 1
    daily = chosen_backup(backups, backups.make_daily()).backup
    assert overview(vault).changed_since(daily, zone) == 1
    vault.close()


def test_a_copy_with_a_name_of_its_own_is_dated_by_its_file(tmp_path: Path) -> None:
    vault = open_new_vault(tmp_path / "profile")
    backups = BackupService(vault)
    renamed = backups.make(tmp_path).rename(tmp_path / "before the holidays.db")
    found = chosen_backup(backups, renamed)
    assert found.opens
    assert found.backup.size == renamed.stat().st_size
    assert found.backup.made_at is not None
    with pytest.raises(BackupError, match="cannot be read"):
        chosen_backup(backups, tmp_path / "missing.db")
    vault.close()


@pytest.mark.parametrize("text", ["", "null", "noise", "[]", '["when", "where"]', "[1, 2]", '{"a": 1}'])
def test_a_note_that_cannot_be_read_is_no_last_backup(tmp_path: Path, text: str) -> None:
    vault = open_new_vault(tmp_path / "profile")
    preferences = PreferenceService(vault.database)
    preferences.save({"last_backup": text})
    assert last_backup(preferences) is None
    vault.close()
