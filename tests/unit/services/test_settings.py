from collections.abc import Iterator
from pathlib import Path

import pytest

from denialdesk.domain.changes import NO_CHANGES, Area
from denialdesk.domain.practice import Practice, Prescriber
from denialdesk.services.settings import PracticeService, PreferenceService
from denialdesk.services.vault import VaultService
from denialdesk.storage.audit import read_audit
from tests.vault_makers import Clock, open_new_vault

PRACTICE = Practice(
    name="Example Rheumatology",
    address_lines=("1 Sample Street", "Springfield, IL 62701"),
    prescribers=(Prescriber("Sam Sample", "MD", "Rheumatology", "1234567893"),),
)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[VaultService]:
    opened = open_new_vault(tmp_path / "profile")
    yield opened
    opened.close()


def test_the_practice_is_kept(vault: VaultService) -> None:
    service = PracticeService(vault.database, Clock())
    assert service.get() == Practice()
    assert service.save(PRACTICE).areas == {Area.PRACTICE}
    assert service.save(PRACTICE) == NO_CHANGES
    vault.close()
    vault.open()
    assert PracticeService(vault.database).get() == PRACTICE
    assert [row.at for row in read_audit(vault.database, "")] == ["2026-11-21T10:42:00+00:00"]


def test_the_clock_of_the_computer_serves_when_none_is_given(vault: VaultService) -> None:
    PracticeService(vault.database).save(PRACTICE)
    assert read_audit(vault.database, "")[0].at.endswith("+00:00")


def test_a_pasted_address_is_cleaned(vault: VaultService) -> None:
    service = PracticeService(vault.database)
    service.save(Practice(name="Example\x0bRheumatology", address_lines=("1 Sample\x00 Street",)))
    assert service.get() == Practice(name="Example\nRheumatology", address_lines=("1 Sample Street",))


def test_preferences_stay_with_the_vault(vault: VaultService) -> None:
    service = PreferenceService(vault.database)
    assert service.get("tab") == ""
    assert service.get("tab", "1") == "1"
    assert service.save({"tab": "2", "geometry": "AAEC"}).areas == {Area.SETTINGS}
    vault.close()
    vault.open()
    again = PreferenceService(vault.database)
    assert again.get("tab", "1") == "2"
    assert again.get_all() == {"tab": "2", "geometry": "AAEC"}
