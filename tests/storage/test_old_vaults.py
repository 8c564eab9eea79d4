"""Vaults written by every earlier version still open, with everything in them."""

import shutil
from pathlib import Path

import pytest

from denialdesk.services.cases import CaseService
from denialdesk.services.law_readings import LawReadingService
from denialdesk.services.settings import PracticeService, PreferenceService
from denialdesk.services.vault import VaultState
from denialdesk.storage.criteria import CriteriaRepository
from denialdesk.storage.data_key import RecoveryKey
from denialdesk.storage.database import read_edition, schema_version
from denialdesk.storage.documents import DocumentRepository
from denialdesk.storage.letter_versions import LetterVersionRepository
from tests.storage.make_old_vault import (
    LAW_LINE,
    MARK,
    POLICY,
    SAMPLES,
    SOURCE,
    VERSION,
    repeated,
    sample_case,
    write_sample,
)
from tests.vault_makers import case_service, make_vault

FIRST_WITH_CRITERIA = 2
FIRST_WITH_LAW = 3
FIRST_WITH_LETTER_VERSIONS = 4
VERSIONS = sorted(SAMPLES.iterdir(), key=lambda folder: int(folder.name.removeprefix("version-")))
RECOVERY = RecoveryKey.new(repeated)


def test_every_shape_has_its_sample() -> None:
    assert [folder.name for folder in VERSIONS] == [f"version-{number}" for number in range(1, schema_version() + 1)]


@pytest.mark.parametrize("sample", VERSIONS, ids=lambda folder: str(folder.name))
def test_an_old_vault_opens_with_everything_in_it(tmp_path: Path, sample: Path) -> None:
    profile = tmp_path / "profile"
    shutil.copytree(sample, profile)
    vault = make_vault(profile)
    vault.open_with_recovery(RECOVERY.text)
    case = case_service(vault).get("sample-1")
    kept = sample_case()
    assert (case.patient, case.therapies, case.notes) == (kept.patient, kept.therapies, kept.notes)
    assert [line.sort_name for line in case_service(vault).list_cases()] == ["Testcase, Marigold"]
    assert PracticeService(vault.database).get().prescribers[0].signature_name == "Sam Sample, MD"
    assert PreferenceService(vault.database).get("tab") == "2"
    assert DocumentRepository(vault.database).content("d1") == b"a chart note"
    assert [row.action.value for row in CaseService(vault.database, vault.clock, str).history("sample-1")] == [
        "created"
    ]
    criteria = CriteriaRepository(vault.database)
    if int(sample.name.removeprefix("version-")) >= FIRST_WITH_CRITERIA:
        assert (criteria.policies(), criteria.marks(), criteria.source(POLICY.policy_id)) == (
            (POLICY,),
            (MARK,),
            SOURCE,
        )
    else:
        assert (criteria.policies(), criteria.marks()) == ((), ())
    confirmed = LawReadingService(vault.database, vault.clock).confirmed()
    expected = [LAW_LINE.entry] if int(sample.name.removeprefix("version-")) >= FIRST_WITH_LAW else []
    assert list(confirmed) == expected
    has_versions = int(sample.name.removeprefix("version-")) >= FIRST_WITH_LETTER_VERSIONS
    assert LetterVersionRepository(vault.database).of_case("sample-1") == ((VERSION,) if has_versions else ())
    vault.close()
    assert vault.state() is VaultState.READY
    assert read_edition(vault.path, RECOVERY.data_key).schema == schema_version()


def table_texts(folder: Path) -> dict[str, str]:
    """The tables of a vault as it defines them."""
    vault = make_vault(folder)
    vault.open_with_recovery(RECOVERY.text)
    with vault.database.reading() as tables:
        rows = tables.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    vault.close()
    return dict(rows)


def test_an_old_vault_ends_up_shaped_like_a_new_one(tmp_path: Path) -> None:
    """Catches a migration that was edited after its release: the old sample would lack what a new vault has."""
    shutil.copytree(VERSIONS[0], tmp_path / "old")
    write_sample(tmp_path / "new")
    assert table_texts(tmp_path / "old") == table_texts(tmp_path / "new")
